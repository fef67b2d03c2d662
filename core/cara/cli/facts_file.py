"""The file of facts that ``cara decide`` reads: its schema, and reading it with every problem named at once."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, get_args

from pydantic import Field, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import ErrorDetails, PydanticCustomError, core_schema

from cara.cli.days import FIRST_DAY, read_day
from cara.cli.errors import BadInput
from cara.policy import CaseFacts, EarlierMatter, RestrictedFacts
from cara.policy.model import Frozen
from cara.vocabulary import Word
from cara.vocabulary.text import plain_line

MOST_BYTES = 100_000
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
OLDEST_MATTER = date(1900, 1, 1)
FIRST_DAYS = {"offence_on": FIRST_DAY, "risk_graded_on": FIRST_DAY, "on": OLDEST_MATTER}
YES_OR_NO = {
    name
    for model in (CaseFacts, RestrictedFacts, EarlierMatter)
    for name, field in model.model_fields.items()
    if bool in get_args(field.annotation)
}

Place = tuple[str | int, ...]


class FactsFile(Frozen):
    """The facts of one case. A fact that is left out or null is missing, which is never the same as no.

    Days are written YYYY-MM-DD, none after the day that is decided for. The file is UTF-8, at most 100,000 bytes.
    """

    facts: CaseFacts = Field(description="What the police know of the case, without the victim.")
    restricted_facts: RestrictedFacts = Field(
        default=RestrictedFacts(), description="What concerns the victim: never shown to the participant."
    )


EXAMPLE: dict[str, dict[str, object]] = {
    "facts": {
        "referral_source": "west_yorkshire_police",
        "disposal": "conditional_caution",
        "age": 34,
        "sex": "male",
        "relationship": "intimate_partner",
        "offence": "common_assault_or_battery",
        "offence_on": "2025-03-08",
        "evidence_sufficient": True,
        "admits_offence": True,
        "risk_grade": "standard",
        "risk_tool": "dash",
        "risk_graded_on": "2025-03-09",
        "earlier_matters": [],
        "current_orders": [],
        "coercive_control": False,
        "authorising_rank": "sergeant",
        "effect_explained": True,
        "admission_signed": True,
    },
    "restricted_facts": {"victim_views_sought": True, "victim_position": "supports"},
}


class _WithLabels(GenerateJsonSchema):
    """A schema that gives each word together with what people read."""

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        written = super().enum_schema(schema)
        words = [member for member in schema["members"] if isinstance(member, Word)]
        if words:
            del written["enum"]
            written["oneOf"] = [{"const": word.value, "title": word.label} for word in words]
        return written


def facts_schema() -> dict[str, Any]:  # Any: JSON
    """Give the JSON schema of the file, usable as its documentation."""
    schema = FactsFile.model_json_schema(schema_generator=_WithLabels)
    return {"$schema": SCHEMA_DIALECT, **schema, "examples": [EXAMPLE]}


def read_facts(stream: BinaryIO, on: date) -> FactsFile:
    """Read and check a file of facts.

    Raises:
        BadInput: naming every problem with its field.
    """
    text = _text(stream)
    loaded, twice = _loaded(text)
    ours = dict(_problems_within(loaded, (), on))
    try:
        read = FactsFile.model_validate_json(text)
    except ValidationError as error:
        theirs = {item["loc"]: _in_words(item) for item in error.errors()}
        raise _refusal({**theirs, **ours}, twice) from error
    if ours or twice:
        raise _refusal(ours, twice)
    return read


def _refusal(problems: dict[Place, str], twice: list[str]) -> BadInput:
    sentences = [f"{_written(place)}: {problem}" for place, problem in problems.items()]
    sentences += [f"{_name(name)}: stands twice in one object; keep one" for name in twice]
    return BadInput(f"The file of facts has {_counted(sentences)}; nothing was decided.", *sentences)


def _counted(sentences: list[str]) -> str:
    return "1 problem" if len(sentences) == 1 else f"{len(sentences)} problems"


def _text(stream: BinaryIO) -> str:
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadInput(f"The file of facts is larger than {MOST_BYTES:,} bytes: give the facts of one case.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"The file of facts is not UTF-8 text (byte {error.start + 1}).") from error


def _loaded(text: str) -> tuple[object, list[str]]:
    twice: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        twice.extend(sorted({name for name in names if names.count(name) > 1}))
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once), twice
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadInput(f"The file of facts is not JSON: {error.msg} ({where}).") from error
    except (ValueError, RecursionError) as error:
        raise BadInput("The file of facts is not JSON that can be read: too deep, or a number too long.") from error


def _problems_within(value: object, place: Place, on: date) -> Iterator[tuple[Place, str]]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _problems_within(inner, (*place, name), on)
        case list():
            for number, inner in enumerate(value):
                yield from _problems_within(inner, (*place, number), on)
        case None:
            return
        case _:
            yield from ((place, problem) for problem in _problems_of_fact(value, place, on))


def _problems_of_fact(value: object, place: Place, on: date) -> Iterator[str]:
    """Find what the models would let pass: a page may send "yes" or a number, a file says what it means."""
    name = str(place[-1]) if place else ""
    if isinstance(value, str) and _steers(value):
        yield "must not contain characters that cannot be printed"
    elif name in YES_OR_NO and not isinstance(value, bool):
        yield f"{REWORDED['bool_type']} {_given(value)}"
    elif name in FIRST_DAYS:
        yield from _problems_of_day(value if isinstance(value, str) else "", FIRST_DAYS[name], on, _given(value))


def _steers(text: str) -> bool:
    try:
        plain_line(text)
    except PydanticCustomError:
        return True
    return False


def _problems_of_day(text: str, first: date, on: date, given: str) -> Iterator[str]:
    try:
        day = read_day(text, first)
    except ValueError as error:
        yield f"{error} {given}"
        return
    if day > on:
        yield f"must not be after the day decided for, {on} {given}"


REWORDED = {
    "bool_type": "must be true, false or null",
    "missing": "is missing",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "string_pattern_mismatch": "must be lower-case letters, digits and underscores, beginning with a letter",
    "tuple_type": "must be a list",
}


def _in_words(item: ErrorDetails) -> str:
    kind, place = item["type"], item["loc"]
    if kind == "missing":
        return REWORDED[kind]
    if kind == "extra_forbidden":
        return f"is not a field here{_belongs(place)}"
    words = REWORDED.get(kind) or item["msg"].replace("Input should be", "must be", 1)
    return f"{words} {_given(item['input'])}"


def _belongs(place: Place) -> str:
    for part, model in (("facts", CaseFacts), ("restricted_facts", RestrictedFacts)):
        if place[-1] in model.model_fields and place[0] != part:
            return f"; it belongs in '{part}'"
    return "; `cara areas facts-schema` lists the fields"


def _given(value: object) -> str:
    shown = ascii(value)
    return f"(given: {shown[:40]}{'...' if len(shown) > 40 else ''})"  # noqa: PLR2004 - enough to find it by


def _written(place: Place) -> str:
    if not place:
        return "the file"
    first, *rest = place
    return _name(first) + "".join(f"[{part}]" if isinstance(part, int) else f".{_name(part)}" for part in rest)


def _name(part: str | int) -> str:
    name = str(part)
    return name if name.isascii() and name.isidentifier() else ascii(name[:40])
