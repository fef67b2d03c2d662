"""Reading what a program sends: strict JSON, bounded, nothing unknown, nothing twice, every wrong field named."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import TypeVar

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from cara_web.api.problem import pointer, wrong_fields
from cara_web.layout.form_body import WrongMediaType
from cara_web.problems import Refusal, WrongField
from cara_web.visits import PageRequest

M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]

MOST_DEEP = 16
MOST_ERRORS = 50
_MEDIA_TYPE = "application/json"
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)
"""A text, closed or not - so that none is looked through twice -, or a bracket."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:00)?\Z")
_NOT_PRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_KEY = re.compile(r"[!-~]{8,128}\Z")

REWORDED: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not known here: remove it or correct its name",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "date_type": "must be a day written as 2026-11-28",
    "date_parsing": "must be a day written as 2026-11-28",
    "date_from_datetime_parsing": "must be a day written as 2026-11-28",
    "date_from_datetime_inexact": "must be a day written as 2026-11-28",
    "time_type": "must be a time of the day written as 18:00",
    "time_parsing": "must be a time of the day written as 18:00",
    "tuple_type": "must be a list",
    "string_type": "must be text",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "string_pattern_mismatch": "has characters or a length that it cannot have",
}
_SHOULD = re.compile(r"^(Input|String|Tuple|Value|Field) should ")


def unreadable(problem: str) -> Refusal:
    """Say why a request cannot be read at all."""
    return Refusal(400, "This request cannot be read", f"{problem}. Nothing was stored.")


async def read_body(request: PageRequest, model: type[M]) -> M:
    """Read the body of a request.

    Raises:
        WrongMediaType: it is not JSON.
        Refusal: it cannot be read (400), or fields of it are wrong (422).
        BodyTooLarge: it is larger than anything of ours.
    """
    body = await request.body()
    if not body.strip() and not any(field.is_required() for field in model.model_fields.values()):
        return model.model_validate({})
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise WrongMediaType(f"JSON ({_MEDIA_TYPE})")
    return parse(body, model)


def parse(body: bytes, model: type[M]) -> M:
    """Read the bytes of a body."""
    text, loaded = _loaded(body)
    may_hide = "\\" in text or _NOT_PRINTED.search(text)  # what is neither escaped nor there stands in no value
    found = _not_printed(loaded, ()) if may_hide else ()
    hidden = [_wrong(place, "must not contain characters that cannot be printed") for place in found]
    if hidden:
        raise wrong_fields(hidden[:MOST_ERRORS])
    try:
        read = model.model_validate_json(text)
    except ValidationError as error:
        raise wrong_fields(_errors(error, model)) from None
    loose = [_wrong(place, problem) for place, problem in _loosely_read(loaded, _inner(read), ())]
    if loose:
        raise wrong_fields(loose)
    return read


def read_query(request: PageRequest, model: type[M]) -> M:
    """Read the query of a request.

    Raises:
        Refusal: a parameter is wrong, unknown or given twice.
    """
    given = list(request.query_params.multi_items())
    twice = [name for name, times in Counter(name for name, _ in given).items() if times > 1]
    if twice:
        raise wrong_fields([WrongField(_name(name), "is given more than once") for name in twice[:MOST_ERRORS]])
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        said = [WrongField(_name(item["loc"][0]), _sentence(item)) for item in error.errors(include_url=False)]
        raise wrong_fields(said[:MOST_ERRORS]) from None


def read_key(request: PageRequest) -> str:
    """Read the Idempotency-Key.

    Raises:
        Refusal: there is none, or it cannot be one.
    """
    keys = request.headers.getall("idempotency-key", [])
    if len(keys) != 1 or not _KEY.match(keys[0]):
        raise unreadable("This address needs one header Idempotency-Key of 8 to 128 visible ASCII characters")
    return keys[0]


def _loaded(body: bytes) -> tuple[str, object]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise unreadable(f"The body is not UTF-8 (byte {error.start + 1})") from None
    if _depth(body) > MOST_DEEP:
        raise unreadable(f"The body is nested more than {MOST_DEEP} deep")
    try:
        return text, json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise unreadable(f"The body is not JSON ({where})") from None
    except (ValueError, RecursionError):
        raise unreadable("The body is not JSON that can be read: a number is too long") from None


def _depth(body: bytes) -> int:
    deep = deepest = 0
    for found in _TOKEN.finditer(body):
        match found[0][:1]:
            case b"{" | b"[":
                deep += 1
                deepest = max(deep, deepest)
            case b"}" | b"]":
                deep -= 1
    return deepest


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) != len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise unreadable(f"The name {_name(twice)} stands twice in one object")
    return read


def _no_constant(constant: str) -> object:
    raise unreadable(f"{constant} is not a number of JSON")


def _not_printed(value: object, place: Place) -> Iterator[Place]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from [(*place, "?")] if _NOT_PRINTED.search(name) else _not_printed(inner, (*place, name))
        case list():
            for number, inner in enumerate(value):
                yield from _not_printed(inner, (*place, number))
        case str() if _NOT_PRINTED.search(value):
            yield place


def _loosely_read(raw: object, read: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Find what the models let pass, since pages send text: a program says true, false and whole days."""
    match read:
        case BaseModel() if isinstance(raw, dict):
            for name, inner in raw.items():
                yield from _loosely_read(inner, getattr(read, name), (*place, name))
        case tuple() if isinstance(raw, list):
            for number, (one, two) in enumerate(zip(raw, read, strict=False)):
                yield from _loosely_read(one, two, (*place, number))
        case bool() if not isinstance(raw, bool):
            yield place, REWORDED["bool_type"]
        case date() if not (isinstance(raw, str) and _DAY.match(raw)):
            yield place, REWORDED["date_type"]
        case time() if not (isinstance(raw, str) and _TIME.match(raw)):
            yield place, REWORDED["time_type"]


def _inner(read: BaseModel) -> BaseModel:
    return read.root if isinstance(read, RootModel) else read


def _errors(error: ValidationError, model: type[BaseModel]) -> list[WrongField]:
    is_union = issubclass(model, RootModel)
    return [
        _wrong(_place_of(item, is_union=is_union), _sentence(item))
        for item in error.errors(include_url=False)[:MOST_ERRORS]
    ]


def _place_of(item: ErrorDetails, *, is_union: bool) -> Place:
    """Give the place of a field in the body; a union's tag, which pydantic names first, is none."""
    if item["type"] in {"union_tag_not_found", "union_tag_invalid"}:
        return ("ask",)
    return item["loc"][1:] if is_union else item["loc"]


def _wrong(place: Place, problem: str) -> WrongField:
    return WrongField(".".join(map(_name, place)) or "body", problem, pointer(place))


def _sentence(item: ErrorDetails) -> str:
    match item["type"]:
        case "union_tag_not_found":
            return "is missing: say hold, person or place"
        case "union_tag_invalid":
            return "must be hold, person or place"
        case "json_invalid":
            raise unreadable("The body is not JSON that can be read")
    said = REWORDED.get(item["type"]) or _SHOULD.sub("must ", item["msg"])
    return said[:1].lower() + said[1:]


def _name(part: str | int) -> str:
    name = str(part)[:60]
    return name if name.isascii() and name.isprintable() else ascii(name)
