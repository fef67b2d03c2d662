"""The field's words as enumerations.

Every value is what is stored and exchanged; ``label`` is what a person reads.
"""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Self

_CODES_KEPT = 16


class Word(StrEnum):
    """A closed set of the field's words, each with the label that a person reads."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class OrderedWord(Word):
    """A set of words with an order: the order in which they are written down, least first."""

    @property
    def position(self) -> int:
        """Tell how many members come before this one (0 for the least)."""
        return list(type(self)).index(self)

    def _position_of(self, other: str) -> int:
        """Refuse to be ordered against anything but the same words: strings would order by spelling."""
        if not isinstance(other, type(self)):
            raise TypeError(f"{type(self).__name__} can only be ordered against its own words, not {other!r}")
        return other.position

    def __lt__(self, other: str) -> bool:
        return self.position < self._position_of(other)

    def __le__(self, other: str) -> bool:
        return self.position <= self._position_of(other)

    def __gt__(self, other: str) -> bool:
        return self.position > self._position_of(other)

    def __ge__(self, other: str) -> bool:
        return self.position >= self._position_of(other)


class Sex(Word):
    """The participant's sex, as the cohort's pathway uses it."""

    MALE = "male", "Male"
    FEMALE = "female", "Female"


class Relationship(Word):
    """How the participant and the victim are related."""

    INTIMATE_PARTNER = "intimate_partner", "Partner or former partner"
    FAMILY = "family", "Family member"


class Pathway(NamedTuple):
    """The pathway of a cohort: sex and relationship. A cohort has exactly one."""

    sex: Sex
    relationship: Relationship

    @property
    def code(self) -> str:
        """Give the form that is stored, e.g. ``male/intimate_partner``."""
        return f"{self.sex.value}/{self.relationship.value}"

    @property
    def label(self) -> str:
        """Give the words for a screen, e.g. ``Men, partner or former partner``."""
        who = "Men" if self.sex is Sex.MALE else "Women"
        return f"{who}, {self.relationship.label[0].lower()}{self.relationship.label[1:]}"

    @classmethod
    @lru_cache(_CODES_KEPT)
    def from_code(cls, code: str) -> "Pathway":
        """Read the stored form; raises ``ValueError`` for anything else."""
        sex, _, relationship = code.partition("/")
        return cls(Sex(sex), Relationship(relationship))


class RiskGrade(OrderedWord):
    """The grade that the police gave with a named tool. A snapshot: never computed here."""

    STANDARD = "standard", "Standard"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class RiskTool(Word):
    """The tool with which the police graded the risk. Its questions are copyright and are never stored."""

    DASH = "dash", "DASH"
    SAFELIVES_DASH = "safelives_dash", "SafeLives DASH"
    DARA = "dara", "DARA"
    OTHER = "other", "Another tool"


class Disposal(Word):
    """How the police dispose of the case."""

    CONDITIONAL_CAUTION = "conditional_caution", "Conditional caution"
    COMMUNITY_RESOLUTION = "community_resolution", "Community resolution"
    DIVERSIONARY_CAUTION = "diversionary_caution", "Diversionary caution (2022 Act)"


class OffenceType(Word):
    """The offence for which the caution is given."""

    COMMON_ASSAULT_OR_BATTERY = "common_assault_or_battery", "Common assault or battery"
    CRIMINAL_DAMAGE = "criminal_damage", "Criminal damage"
    HARASSMENT = "harassment", "Harassment"
    THREATENING_BEHAVIOUR = "threatening_behaviour", "Threatening behaviour"
    DOMESTIC_THEFT = "domestic_theft", "Theft within the household"
    OTHER = "other", "Another offence"


class OutcomeKind(Word):
    """What an earlier matter ended in."""

    CONVICTION = "conviction", "Conviction"
    CAUTION = "caution", "Caution"


class CurrentOrder(Word):
    """An order or restriction that the person is under on the day."""

    COMMUNITY_ORDER = "community_order", "A community order"
    BAIL_FOR_OTHER_OFFENCES = "bail_for_other_offences", "Bail for other offences"


class VictimPosition(Word):
    """The victim's position on a caution, as the police recorded it. Restricted: never shown to a participant."""

    NOT_CONTACTED = "not_contacted", "Not contacted"
    CONTACTED_NO_SPECIFIC_RISK = "contacted_no_specific_risk", "Contacted without a specific risk"
    WISHES_CONSIDERED = "wishes_considered", "Wishes considered"
    SUPPORTS = "supports", "Supports"
    AGREES = "agrees", "Agrees"
    OBJECTS = "objects", "Objects"
    UNKNOWN = "unknown", "Not known"


class PoliceRank(OrderedWord):
    """The rank of the person who authorises the caution, least first."""

    CONSTABLE = "constable", "Constable"
    SERGEANT = "sergeant", "Sergeant"
    INSPECTOR = "inspector", "Inspector"
    CHIEF_INSPECTOR = "chief_inspector", "Chief inspector"
    SUPERINTENDENT = "superintendent", "Superintendent or above"
    PROSECUTOR = "prosecutor", "Prosecutor (CPS)"


class Weekday(OrderedWord):
    """A day of the week, Monday first; ``position`` is what ``date.weekday()`` gives."""

    MONDAY = "monday", "Monday"
    TUESDAY = "tuesday", "Tuesday"
    WEDNESDAY = "wednesday", "Wednesday"
    THURSDAY = "thursday", "Thursday"
    FRIDAY = "friday", "Friday"
    SATURDAY = "saturday", "Saturday"
    SUNDAY = "sunday", "Sunday"


class Mode(Word):
    """How the workshops can be attended."""

    IN_PERSON = "in_person", "In person, in a group"
    REMOTE_ONE_TO_ONE = "remote_one_to_one", "Remote, one to one"


class MissedWorkshop(Word):
    """What a missed workshop means for the booking. The police alone decide what it means for the caution."""

    REPEAT_BOTH = "repeat_both", "Both workshops are taken again"
    REPEAT_MISSED = "repeat_missed", "The missed workshop is taken again"
    POLICE_DECIDE = "police_decide", "The police decide case by case"


class LateArrival(Word):
    """What happens when somebody comes late."""

    REFUSED_ENTRY = "refused_entry", "Refused entry"
    ADMITTED = "admitted", "Admitted, and the lateness recorded"
    FACILITATORS_DECIDE = "facilitators_decide", "The two facilitators decide"


class Attendance(Word):
    """What was recorded about somebody at a workshop: a fact. What it means for the caution the police alone decide."""

    HERE = "here", "Here"
    LATE = "late", "Came late, let in"
    LATE_REFUSED = "late_refused", "Came late, not let in"
    LEFT_EARLY = "left_early", "Left early"
    SENT_HOME = "sent_home", "Sent home"
    ABSENT = "absent", "Did not come"


class DeadlineAnchor(Word):
    """The day from which the deadline runs."""

    CAUTION = "caution", "The day of the caution"
    OFFENCE = "offence", "The day of the offence"
