"""What a use case about a case refuses, in words for the person who asked. Nothing is stored when one is raised."""

from collections.abc import Iterable

from cara.vocabulary import CaraError


class NoSuchReferral(CaraError):
    """There is no referral of that reference that this person may see. Not there and not allowed look alike."""

    def __init__(self, reference: str) -> None:
        self.reference = reference[:40]
        super().__init__("There is no such referral. Check the reference, or open the referral from your list.")


class ErasedAlready(CaraError):
    """What the referral said has been erased, as the retention schedule has it: nothing is added to it or changed."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "What this referral said has been erased: nothing can be changed or printed any more. If the person is "
            "referred again, that is a new referral."
        )


class NoSuchItem(CaraError):
    """There is no such item on the worklist of this person, or somebody has decided it already."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__(
            "This item is not on your worklist. Somebody may have decided it already: open the list again."
        )


class AlreadyReferred(CaraError):
    """An open referral for the same caution exists. Nothing was stored."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "There is already an open referral for this person and this crime reference. "
            "Open that one, or ask the area manager; if the crime reference is mistyped, correct it."
        )


class BelowTheFloor(CaraError):
    """A person was asked to decide about a rule that binds every area: nobody is booked below it."""

    def __init__(self, rules: Iterable[str]) -> None:
        self.rules = tuple(rules)
        super().__init__(
            "National rules are not met or not answered, and nobody may decide otherwise: "
            f"{', '.join(self.rules)}. Complete or correct the answers, or decline."
        )


class PlaceDoesNotFit(CaraError):
    """The place that is held no longer fits the person or the caution. The referral stays; choose another place."""

    def __init__(self, reference: str, why: Iterable[str]) -> None:
        self.reference, self.why = reference, tuple(why)
        super().__init__(f"The place that is held does not fit: {'; '.join(self.why)}. Choose another place.")


class SomebodyElseChanged(CaraError):
    """Somebody else changed the referral in the meantime. Nothing was stored."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__("Somebody else changed this referral in the meantime. Open it again and look at it first.")
