"""Write the reference pages from the code: ``python docs/reference.py`` renews them, and a test compares them."""

import ast
import inspect
import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cara.access import Role
from cara.areas import AreaPlugin
from cara.areas.contract import RETURNS
from cara.policy import PolicyFile
from cara.policy.kinds import kind_of
from cara.policy.model import Frozen
from cara.policy.rule import Rule
from cara.settings import (
    InstanceSettings,
    MessageSettings,
    NotifySettings,
    ProviderSettings,
    RetentionSettings,
    SmtpSettings,
)
from cara.vocabulary import Word

HERE = Path(__file__).parent
TABLES = {
    "cara_area": "area",
    "cara_eligibility_rules": "eligibility",
    "cara_risk_thresholds": "risk",
    "cara_referral_sources": "referral_sources",
    "cara_scheduling_policy": "scheduling",
    "cara_attendance_policy": "attendance",
    "cara_victim_contact_policy": "victim_contact",
    "cara_messages": "messages",
}
"""Where a policy file states what each hook returns."""

BEGIN, END = "<!-- from the code: {} -->\n", "<!-- end -->\n"


def hooks() -> Iterator[str]:
    """Write every hook: its signature, what it is for, and the kinds of rules that it may return."""
    for hook in RETURNS:
        function = getattr(AreaPlugin, hook)
        must = "Must be answered" if hook in AreaPlugin.__abstractmethods__ else "States nothing unless it is answered"
        yield f"## {hook}\n\n```python\n{signature(function)}\n```\n\n{_plain(function)}\n\n"
        yield f"{must}. In a policy file: `{_heading(TABLES[hook])}`.\n\n"
        yield from _kinds(kinds_of(TABLES[hook]))


def signature(function: Callable[..., object]) -> str:
    """Give the head of a function as its source writes it."""
    parsed = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(parsed, ast.FunctionDef)
    parsed.body, parsed.decorator_list = [ast.Pass()], []
    return ast.unparse(parsed).partition("\n")[0].removesuffix(":")


def kinds_of(table: str) -> tuple[type[Rule], ...]:
    """Give the kinds of rules that one list of a policy file may hold."""
    given = get_args(PolicyFile.model_fields[table].annotation)[0]
    members = get_args(get_args(given)[0]) if get_args(given) else (given,)
    return tuple(member for member in members if issubclass(member, Rule))


def _heading(table: str) -> str:
    return f"[[{table}]]" if kinds_of(table) else f"[{table}]"


def _kinds(kinds: tuple[type[Rule], ...]) -> Iterator[str]:
    if kinds:
        yield "| `kind` | What it states | Its `value` |\n|---|---|---|\n"
        yield from (f"| `{kind_of(kind)}` | {_plain(kind)} | {_value(kind)} |\n" for kind in kinds)
        yield "\n"


def _value(kind: type[Rule]) -> str:
    value = kind.model_fields.get("value")
    return "has none" if value is None else held(value.annotation)


def held(annotation: object) -> str:
    """Say in words what a type holds: the words of an enum, the fields of a model, the members of a list."""
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return held(inner[0])
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{json.dumps(word)}`" for word in inner)
    if get_origin(annotation) is tuple:
        return f"list of {held(inner[0])}"
    if inner:
        return " or ".join(held(member) for member in inner if member is not type(None))
    return _held_by_class(annotation)


def _held_by_class(annotation: object) -> str:
    assert isinstance(annotation, type)
    if issubclass(annotation, Word):
        return ", ".join(f"`{json.dumps(word.value)}`" for word in annotation)
    if issubclass(annotation, Frozen):
        fields = (f"`{name}`: {held(field.annotation)}" for name, field in annotation.model_fields.items())
        return f"{{ {'; '.join(fields)} }}"
    return {"int": "whole number", "str": "text", "bool": "`true`, `false`"}.get(
        annotation.__name__, annotation.__name__
    )


def settings(model: type[BaseModel]) -> Iterator[str]:
    """Write every setting of an instance, or of one of its providers: its name, its default and what it is."""
    yield "| Setting | Default | What it is |\n|---|---|---|\n"
    for name, field in model.model_fields.items():
        yield f"| `{name}` | {_default(field)} | {field.description} |\n"


def roles() -> Iterator[str]:
    """Write the roles that somebody may have in an instance."""
    yield "| Role | As people read it |\n|---|---|\n"
    yield from (f"| `{role}` | {role.label} |\n" for role in Role)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    return (
        "none"
        if field.default in {None, ()}
        else f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
    )


def _plain(documented: object) -> str:
    text = " ".join((inspect.getdoc(documented) or "").partition("\n\n")[0].split())
    return text.replace("``", "`")


def rewritten(page: str, sections: Mapping[str, Callable[[], Iterator[str]]]) -> str:
    """Give a page with what stands between its marks written anew."""
    for name, write in sections.items():
        head, begin, rest = page.partition(BEGIN.format(name))
        _, end, tail = rest.partition(END)
        if not end:
            raise ValueError(f"a page has no marks for {name}: add {BEGIN.format(name)!r} and {END!r}")
        page = f"{head}{begin}\n{''.join(write()).strip()}\n\n{end}{tail}"
    return page


PAGES: Mapping[str, Mapping[str, Callable[[], Iterator[str]]]] = {
    "hooks.md": {"hooks": hooks},
    "operators.md": {
        "settings": partial(settings, InstanceSettings),
        "settings of a provider": partial(settings, ProviderSettings),
        "settings of messages": partial(settings, MessageSettings),
        "settings of notify": partial(settings, NotifySettings),
        "settings of smtp": partial(settings, SmtpSettings),
        "settings of retention": partial(settings, RetentionSettings),
        "roles": roles,
    },
}

if __name__ == "__main__":
    for name, sections in PAGES.items():
        path = HERE / name
        path.write_text(rewritten(path.read_text(encoding="utf-8"), sections), encoding="utf-8")
