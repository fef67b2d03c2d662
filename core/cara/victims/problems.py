"""What a use case of the victim's side refuses, in words for the person who asked. Nothing is stored then."""

from cara.victims.words import WhyNotNow
from cara.vocabulary import CaraError


class NoSuchVictim(CaraError):
    """There is no victim of that code for this person. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is nobody of that code here. Open the contact from your list.")


class SomebodyElseWrote(CaraError):
    """Somebody else changed what is known of a victim in the meantime. Nothing was stored."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("Somebody else changed this in the meantime. Nothing of yours was stored: open it again.")


class NotSafeNow(CaraError):
    """A victim may not be contacted in this way now, so the number or address stays closed."""

    def __init__(self, code: str, why: WhyNotNow) -> None:
        self.code, self.why = code, why
        super().__init__(f"Do not make contact in this way now. {why.label}.")
