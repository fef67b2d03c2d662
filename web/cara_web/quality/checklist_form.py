"""What a posted checklist says: one field for each aim, ``aim-signposts`` for one of them, and a note."""

import re
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cara.quality import Checklist, ChecklistEntry, Coverage, Ticked
from cara_web.layout.editing import NOTHING, Clash, ClashLine
from cara_web.layout.form_body import NotAForm, Submitted
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.sentences import sentence_for

_FIELD = re.compile(r"aim-([a-z][a-z0-9_]{0,63})\Z")
_OTHERS = frozenset({"note", "seen"})


def read_checklist(submitted: Submitted) -> ChecklistEntry | Form:
    """Read a posted checklist, or give the form with what cannot be read of it.

    Raises:
        NotAForm: it has a field that no checklist of ours has, or one twice.
    """
    aims = dict(_aims(submitted))
    given = {"aims": aims, "note": submitted.one("note"), "seen": submitted.one("seen")}
    try:
        return ChecklistEntry.model_validate(given)
    except ValidationError as refused:
        problems = refused.errors(include_url=False, include_input=False)
        errors = tuple(FieldError(name, said, name) for name, said in map(_said, problems))
        return Form(submitted.fields, errors, submitted.idempotency_key)


def _aims(submitted: Submitted) -> Iterator[tuple[str, str]]:
    for name in submitted.fields:
        field = _FIELD.match(name)
        if field:
            yield field[1], submitted.one(name)
        elif name not in _OTHERS:
            raise NotAForm(f"it has a field '{name[:40]}' that this page does not have")


def _said(problem: ErrorDetails) -> tuple[str, str]:
    place = [str(part) for part in problem["loc"]]
    if place[0] == "aims":
        return f"aim-{place[-1]}", "Choose one of the three answers"
    return place[0], sentence_for(problem, place[0], {}, of_date=False)


def form_of(checklist: Checklist) -> Form:
    """Begin a form with what is stored."""
    return Form.empty() if checklist.latest is None else Form(dict(_fields(checklist.latest)))


def form_again(entry: ChecklistEntry, seen: str | None) -> Form:
    """Give the form with what was entered, which is stored over the version that was seen now."""
    typed = {f"aim-{aim}": (said.value,) for aim, said in entry.aims.items()}
    return Form({**typed, "note": (entry.note or "",), "seen": (seen or "",)})


def _fields(stored: Ticked) -> Iterator[tuple[str, tuple[str]]]:
    yield from ((f"aim-{aim}", (said.value,)) for aim, said in stored.aims.items())
    yield "note", (stored.note or "",)
    yield "seen", (stored.key,)


def clash_of(checklist: Checklist, entry: ChecklistEntry) -> Clash | None:
    """Put what is stored and what was entered beside each other, aim by aim."""
    stored = checklist.latest
    if stored is None:
        return None
    lines = (
        ClashLine(f"{number}. {aim.text}", _label(stored.aims.get(aim.code)), _label(entry.aims.get(aim.code)))
        for number, aim in enumerate(checklist.aims, 1)
    )
    note = ClashLine("Note about the workshop", stored.note or NOTHING, entry.note or NOTHING)
    return Clash(stored.by, stored.at, (*lines, note))


def _label(said: Coverage | None) -> str:
    return said.label if said else NOTHING
