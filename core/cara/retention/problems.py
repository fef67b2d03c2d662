"""What retention refuses, in words for the person who asked. Nothing is stored when one of these is raised."""

from pathlib import Path

from cara.vocabulary import CaraError


class NoSchedule(CaraError):
    """There is no whole retention schedule: nothing can be erased."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing can be erased: this instance has no retention schedule. The controller decides the periods; your "
            "operator enters them in the settings as [retention]."
        )


class OnHold(CaraError):
    """A legal hold stands on the record: nothing of it is erased."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__("A legal hold stands on this record: nothing of it is erased until the hold has been lifted.")


class CopyAskedFor(CaraError):
    """Somebody has asked for a copy of what is held: it is given before anything is erased (DPA 2018, section 173)."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Somebody has asked for a copy of what is held here: nothing of this record is erased until that is answered."
        )


class NotToErase(CaraError):
    """Something cannot be erased as things stand: why."""


class NotUnderWay(CaraError):
    """There is no such erasure that could be approved or stopped now, or this person may not; the two look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("This erasure cannot be decided here now. Open the record again to see how it stands.")


class SomebodyElseHeld(CaraError):
    """A hold was placed or lifted in the meantime. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Somebody else has just placed or lifted a hold here. Open the record again.")


class RegisterProblem(CaraError):
    """The register of erasures cannot be used: which file, why, and what to do."""

    def __init__(self, path: Path | None, problem: str) -> None:
        self.path = path
        super().__init__(f"The register of erasures{f' {path}' if path else ''} {problem}")
