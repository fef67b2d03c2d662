"""What a posted register says, seat by seat: the same whether a page sends it or, later, a phone that had no connection.

Each seat has fields of its own, ``mark-3`` for seat 3. A seat without a mark is not recorded. Where somebody else marked
a seat meanwhile the form comes back with ``choice-3``, which of the two is right, and ``now-3``, the mark that was shown
beside one's own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from cara.acting import NotAccepted, Problem
from cara.vocabulary import Attendance
from cara.workshops import Marked, Register, RegisterLine
from cara.workshops.marking import refuse_impossible
from cara_web.layout.form_body import NotAForm, Submitted
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.sentences import sentence_for

OURS, THEIRS = "ours", "theirs"
DETAILS = ("minutes", "reason", "behaviour")
_FIELD = re.compile(r"(mark|minutes|reason|behaviour|seen|choice|now)-([1-9][0-9]{0,3})\Z")
_LABELS: Mapping[str, str] = {"minutes": "minutes", "reason": "reason", "behaviour": "behaviour", "mark": "mark"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the marks that can be read, and what is wrong with the others."""

    marks: tuple[Marked, ...]
    errors: tuple[FieldError, ...]
    form: Form
    is_chosen: bool
    """Whether it answers the question which of two versions is right."""

    def with_errors(self, problems: Sequence[Problem]) -> Form:
        """Give the form with everything that is wrong with it."""
        found = [FieldError(one.field, one.sentence, one.field) for one in problems]
        return Form(self.form.typed, tuple(sorted([*self.errors, *found], key=_by_seat)), self.form.idempotency_key)


def read_register(submitted: Submitted) -> Sent:
    """Read a posted register.

    Raises:
        NotAForm: it has a field that no register of ours has, or one twice.
    """
    seats: dict[int, dict[str, str]] = {}
    for name in submitted.fields:
        field = _FIELD.match(name)
        if field is None:
            raise NotAForm(f"it has a field '{name[:40]}' that this page does not have")
        seats.setdefault(int(field[2]), {})[field[1]] = submitted.one(name)
    read = [_read(seat, fields) for seat, fields in sorted(seats.items())]
    return Sent(
        marks=tuple(one for one in read if isinstance(one, Marked)),
        errors=tuple(error for one in read if isinstance(one, tuple) for error in one),
        form=Form.as_sent(submitted),
        is_chosen=any("choice" in fields or "now" in fields for fields in seats.values()),
    )


def impossible(sent: Sent, register: Register) -> tuple[Problem, ...]:
    """Give what the register itself refuses of the marks that could be read, so that all is said at once."""
    if not sent.marks:
        return ()
    try:
        refuse_impossible(sent.marks, frozenset(line.seat for line in register.lines), register.permitted)
    except NotAccepted as refused:
        return tuple(refused.problems)
    return ()


def form_of(register: Register) -> Form:
    """Begin a form with what is recorded."""
    typed = {name: (value,) for line in register.lines for name, value in _recorded(line)}
    return Form(typed)


def _recorded(line: RegisterLine) -> Iterator[tuple[str, str]]:
    if line.latest is None:
        return
    minutes = line.latest.minutes
    yield f"mark-{line.seat}", line.latest.mark.value
    yield f"minutes-{line.seat}", "" if minutes is None else str(minutes)
    yield f"reason-{line.seat}", line.latest.reason or ""
    yield f"behaviour-{line.seat}", line.latest.behaviour or ""
    yield f"seen-{line.seat}", line.latest.key


def _read(seat: int, fields: Mapping[str, str]) -> Marked | tuple[FieldError, ...] | None:
    choice = fields.get("choice")
    if choice == THEIRS:
        return None
    if not fields.get("mark"):
        return _without_mark(seat, fields)
    seen = fields.get("now") if choice == OURS else fields.get("seen")
    given = {"mark": fields["mark"], "seen": seen, **{name: fields.get(name, "").strip() or None for name in DETAILS}}
    try:
        return Marked.model_validate({"seat": seat, **given})
    except ValidationError as refused:
        return tuple(_errors(seat, refused))


def _without_mark(seat: int, fields: Mapping[str, str]) -> tuple[FieldError, ...] | None:
    if any(fields.get(name, "").strip() for name in DETAILS):
        name = f"seat-{seat}"
        return (FieldError(name, f"Seat {seat}: choose what happened, or clear what you wrote", name),)
    return None


def _errors(seat: int, refused: ValidationError) -> Iterator[FieldError]:
    for problem in refused.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0])
        field = f"seat-{seat}" if name in {"mark", "seat", "seen"} else f"{name}-{seat}"
        label = f"seat {seat}: {_LABELS.get(name, 'mark')}"
        yield FieldError(field, sentence_for(problem, label, {}, of_date=False), field)


def _by_seat(error: FieldError) -> tuple[int, str]:
    _, _, seat = error.field.rpartition("-")
    return (int(seat) if seat.isdigit() else 0, error.field)


def tally(register: Register) -> list[tuple[Attendance, int]]:
    """Count the marks of a register, each kind that occurs."""
    marks = [line.latest.mark for line in register.lines if line.latest]
    return [(mark, marks.count(mark)) for mark in Attendance if mark in marks]
