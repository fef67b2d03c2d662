"""The catalogue of what to say about a field that is wrong: one sentence each, which says what to do.

A question's model names a field by ``Field(title="Date of the offence")``; where the catalogue's sentence does not fit,
the model says another in its ``sentences``.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from cara.vocabulary.dates import in_words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

CATALOGUE: Mapping[str, str] = {
    "missing": "Enter {label}",
    "not_chosen": "Select {label}",
    "control_character": "{Label} must not contain characters that cannot be printed",
    "string_type": "Enter {label}",
    "string_too_short": "{Label} must have {min_length} characters or more",
    "string_too_long": "{Label} must have {max_length} characters or fewer",
    "string_pattern_mismatch": "{Label} is not in the right format: check it and enter it again",
    "enum": "Select {label} from the list",
    "literal_error": "Select {label} from the list",
    "bool_parsing": "Select yes or no for {label}",
    "bool_type": "Select yes or no for {label}",
    "int_parsing": "{Label} must be a whole number, for example 12",
    "int_type": "{Label} must be a whole number, for example 12",
    "int_parsing_size": "{Label} must be a smaller number",
    "int_from_float": "{Label} must be a whole number, for example 12",
    "greater_than": "{Label} must be more than {gt}",
    "greater_than_equal": "{Label} must be {ge} or more",
    "less_than": "{Label} must be less than {lt}",
    "less_than_equal": "{Label} must be {le} or fewer",
    "date_incomplete": "{Label} must include a {parts}",
    "date_digits": "{Label} must be written in numbers, for example 14 11 2026",
    "date_year": "{Label} must have a year of 4 numbers",
    "date_real": "{Label} must be a real date",
    "date_past": "{Label} must be in the past",
    "date_future": "{Label} must be in the future",
    "date_type": "{Label} must be a real date",
    "too_long": "Select at most {max_length} for {label}",
    "too_short": "Select {label}",
    "uuid_parsing": "{Label} is not in the right format: check it and enter it again",
}
_DATE_CATALOGUE: Mapping[str, str] = {
    "greater_than": "{Label} must be after {gt}",
    "greater_than_equal": "{Label} must be {ge} or later",
    "less_than": "{Label} must be before {lt}",
    "less_than_equal": "{Label} must be {le} or earlier",
}
FALLBACK = "{Label} is not right: check it and enter it again"


def sentence_for(problem: "ErrorDetails", label: str, own: Mapping[str, str], *, of_date: bool) -> str:
    """Say one sentence about one of pydantic's errors.

    Args:
        problem: as pydantic gives it.
        label: what the field is called, as it stands in the middle of a sentence.
        own: the model's own sentences for this field, by kind of error; ``*`` is for every kind.
        of_date: whether the field is a date, of which one says "later" and not "more".
    """
    kind, parts = problem["type"], problem.get("ctx", {})
    if kind == "value_error":
        return str(parts["error"])
    catalogue = {**CATALOGUE, **_DATE_CATALOGUE} if of_date else CATALOGUE
    template = own.get(kind) or own.get("*") or catalogue.get(kind, FALLBACK)
    said = {name: _date_in_words(value) for name, value in parts.items()} if of_date else parts
    return template.format(**{**said, "label": label, "Label": capitalised(label)})


def capitalised(label: str) -> str:
    """Put a label at the beginning of a sentence."""
    return label[:1].upper() + label[1:]


def _date_in_words(value: object) -> str:
    try:
        return in_words(date.fromisoformat(str(value)), weekday=False)
    except ValueError:
        return str(value)
