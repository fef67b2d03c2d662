"""The rules about coming, coming late and not coming. What follows for the caution, the police alone decide."""

from typing import ClassVar, Literal

from cara.policy.model import Unknown
from cara.policy.rule import Rule
from cara.policy.wording import listed
from cara.vocabulary import LateArrival, MissedWorkshop, Word


class MissedWorkshopMeans(Rule):
    """What a missed workshop means for the booking."""

    kind: Literal["missed_workshop"] = "missed_workshop"
    value: MissedWorkshop | Unknown
    topic: ClassVar[str] = "A missed workshop"

    def _known_in_words(self) -> str:
        return f"After a missed workshop: {listed([self.value], 'or', lower=True)}"


class LateArrivalMeans(Rule):
    """What happens when somebody comes late."""

    kind: Literal["late_arrival"] = "late_arrival"
    value: LateArrival | Unknown
    topic: ClassVar[str] = "A late arrival"

    def _known_in_words(self) -> str:
        return f"Somebody who comes late: {listed([self.value], 'or', lower=True)}"


class Told(Word):
    """What the provider tells the police after a workshop."""

    ATTENDANCE_ONLY = "attendance_only", "Attendance only; safeguarding concerns travel separately"
    ATTENDANCE_AND_BEHAVIOUR = "attendance_and_behaviour", "Attendance and behaviour in the room"


class ToldToPolice(Rule):
    """What the provider tells the police after a workshop."""

    kind: Literal["told_to_police"] = "told_to_police"
    value: Told | Unknown
    topic: ClassVar[str] = "What the police are told"

    def _known_in_words(self) -> str:
        return f"The police are told: {listed([self.value], 'or', lower=True)}"
