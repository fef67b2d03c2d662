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
