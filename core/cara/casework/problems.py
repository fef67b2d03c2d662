"""What a use case refuses, in words for the person who asked. Nothing is stored when one of these is raised."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from cara.vocabulary import CaraError
from cara.vocabulary.text import Paragraph


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was entered: the field, and a sentence that says what to do."""

    field: str
    sentence: str


class NotAccepted(CaraError):
    """What was entered cannot be accepted. All problems at once; nothing was stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(f"{problem.sentence}." for problem in self.problems))


class NoSuchReferral(CaraError):
    """There is no referral of that reference that this person may see. Not there and not allowed look alike."""

    def __init__(self, reference: str) -> None:
        self.reference = reference[:40]
        super().__init__("There is no such referral. Check the reference, or open the referral from your list.")


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


def from_validation(error: ValidationError) -> NotAccepted:
    """Put pydantic's errors into sentences, each naming its field."""
    return NotAccepted(
        Problem(".".join(str(part) for part in item["loc"]) or "answers", _sentence(item)) for item in error.errors()
    )


def _sentence(item: ErrorDetails) -> str:
    name = ".".join(str(part) for part in item["loc"]) or "The answers"
    if item["type"] == "missing":
        return f"{name} is missing"
    if item["type"] == "extra_forbidden":
        return f"{name} is not known here: remove it or correct its name"
    return f"{name}: {item['msg'][:1].lower()}{item['msg'][1:]}"


_REASON: TypeAdapter[str] = TypeAdapter(Paragraph)


def reason_given(typed: str) -> str:
    """Give a reason as it is stored.

    Raises:
        NotAccepted: there is none, or it is too long or cannot be printed.
    """
    try:
        return _REASON.validate_python(typed)
    except ValidationError as error:
        sentence = "Give a reason in 1 to 2,000 characters that can be printed"
        raise NotAccepted([Problem("reason", sentence)]) from error
