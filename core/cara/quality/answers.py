"""What participants answer about themselves at workshop one and two: from paper, by seat, and only from those who wish.

Two entries of one person, one at each workshop and each of them whole, are a complete pair.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import bindparam, insert, select

from cara.access import Action, FieldGroup, Subject, decide
from cara.acting import NotAccepted, Problem, new_key, tell
from cara.casework import Instance
from cara.policy import Statement
from cara.quality.checklist import not_yet
from cara.quality.content import statements_of
from cara.quality.pairs import complete_pairs
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.vocabulary import CaraError
from cara.workshops import WorkshopRow, WrongStep
from cara.workshops.marking import OptionalParagraph
from cara.workshops.rows import ExpectedRow, expected_at, find_workshop_for, with_cohorts

LEAST, MOST = 1, 5
Agreed = Annotated[int, Field(ge=LEAST, le=MOST)]


class AnswersEntry(BaseModel):
    """What somebody enters for one seat: how far the person agreed with each statement. Left out is left blank."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    agreed: Mapping[str, Agreed]
    seen: OptionalParagraph = Field(default=None, description="The key of the entry that was on the page, if any.")


@dataclass(frozen=True, slots=True)
class Answered:
    """One entry of a person's answers, as somebody stored it."""

    id: int
    key: str
    agreed: Mapping[str, int]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswersLine:
    """One seat; nothing of it where this person may not see it."""

    seat: int
    open: bool
    latest: Answered | None
    earlier: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class AnswersSheet:
    """The questionnaires of one workshop, by seat. No name is in it."""

    workshop: WorkshopRow
    statements: tuple[Statement, ...]
    lines: tuple[AnswersLine, ...]
    pairs: int
    """How many people who are expected here have a complete pair."""
    not_yet: str | None
    """Why nothing can be entered now; ``None`` where it can."""

    def line(self, seat: int) -> AnswersLine | None:
        """Give the line of a seat that this person may see."""
        return next((line for line in self.lines if line.seat == seat and line.open), None)


class SomebodyElseAnswered(CaraError):
    """Somebody else entered this seat otherwise meanwhile. Nothing was stored: both versions are here."""

    def __init__(self, sheet: AnswersSheet, seat: int, entry: AnswersEntry) -> None:
        self.sheet, self.seat, self.entry = sheet, seat, entry
        super().__init__(f"Somebody else entered seat {seat} otherwise. Look at the paper and send what is right.")


def see_answers(instance: Instance, actor: Subject, code: str, *, now: datetime) -> AnswersSheet:
    """See which seats have answered.

    Raises:
        NoSuchWorkshop: there is none whose answers this person may see now.
        AreaUnavailable: the area's plugin cannot say what is asked.
    """
    return _seen(instance, actor, code, "answers_seen", now)


def print_answer_forms(instance: Instance, actor: Subject, code: str, *, now: datetime) -> AnswersSheet:
    """See the seats in order to print a form for each: told as taken away.

    Raises:
        NoSuchWorkshop, AreaUnavailable: as for seeing them.
    """
    return _seen(instance, actor, code, "answer_forms_printed", now)


def _seen(instance: Instance, actor: Subject, code: str, told: str, now: datetime) -> AnswersSheet:
    def work(unit: Unit) -> AnswersSheet:
        workshop = find_workshop_for(instance, unit, actor, Action.SEE_ANSWERS, code, now)
        tell(unit, actor, told, f"workshop:{workshop.code}", now)
        return _sheet(instance, unit, actor, workshop, now)

    return instance.database.run(work)


def record_answers(
    instance: Instance, actor: Subject, code: str, seat: int, entry: AnswersEntry, *, now: datetime
) -> AnswersSheet:
    """Enter what somebody answered; what differs from what stands corrects it. An empty entry takes answers back.

    Raises:
        NoSuchWorkshop: there is none whose answers this person may enter now.
        NotAccepted: nobody is expected on the seat, or there is no such statement.
        WrongStep: the workshop has not come yet, or was cancelled.
        SomebodyElseAnswered: somebody entered this seat otherwise since it was opened.
        AreaUnavailable: the area's plugin cannot say what is asked.
    """

    def work(unit: Unit) -> AnswersSheet:
        workshop = find_workshop_for(instance, unit, actor, Action.RECORD_ANSWERS, code, now, lock=True)
        sheet = _sheet(instance, unit, actor, workshop, now)
        if sheet.not_yet is not None:
            raise WrongStep(workshop.code, workshop.status, sheet.not_yet)
        line = _line_for(sheet, seat, entry)
        if _is_old(line, entry):
            return sheet
        if entry.seen != (line.latest.key if line.latest else None):
            raise SomebodyElseAnswered(sheet, seat, entry)
        _store(instance, unit, actor, workshop, line, entry, now)
        return _sheet(instance, unit, actor, workshop, now)

    try:
        return instance.database.run(work)
    except Conflict:  # two sent at once, on two processes: the second finds what the first stored
        return instance.database.run(work)


def _line_for(sheet: AnswersSheet, seat: int, entry: AnswersEntry) -> AnswersLine:
    line = sheet.line(seat)
    unknown = sorted(set(entry.agreed) - {one.code for one in sheet.statements})
    problems = [Problem(f"agreed-{code}", f"There is no statement '{code}': open the form again") for code in unknown]
    if line is None:
        problems.append(Problem("seat", f"Nobody whose answers you may enter is expected on seat {seat}"))
    if problems or line is None:
        raise NotAccepted(problems)
    return line


def _is_old(line: AnswersLine, entry: AnswersEntry) -> bool:
    """Tell whether an entry says what stands, or what its sender saw and did not touch, or nothing at all."""
    if line.latest is None:
        return not entry.agreed
    known = [one for one in line.earlier if one.key == entry.seen] + [line.latest]
    return any(dict(one.agreed) == dict(entry.agreed) for one in known)


def _store(
    instance: Instance,
    unit: Unit,
    actor: Subject,
    workshop: WorkshopRow,
    line: AnswersLine,
    entry: AnswersEntry,
    now: datetime,
) -> None:
    (expected,) = (row for row in _expected(instance, unit, actor, workshop) if row.seat == line.seat)
    values = {"key": new_key(), "expected_id": expected.id, "corrects_id": line.latest.id if line.latest else None}
    stored = unit.execute(
        insert(t.ParticipantAnswers)
        .values(**values, recorded_by=actor.account, recorded_at=now)
        .returning(t.ParticipantAnswers.id)
    ).scalar_one()
    rows = [{"answers_id": stored, "statement": code, "agreed": said} for code, said in sorted(entry.agreed.items())]
    if rows:
        unit.execute(insert(t.ParticipantAnswer), rows)
    tell(
        unit,
        actor,
        "answers_corrected" if line.latest else "answers_recorded",
        expected.reference,
        now,
        workshop=workshop.code,
        answered=len(rows),
    )


def _expected(instance: Instance, unit: Unit, actor: Subject, workshop: WorkshopRow) -> tuple[ExpectedRow, ...]:
    return expected_at(unit, workshop, with_cohorts(unit, actor), workshop.open_to_facilitators(instance))


_ENTRIES = (
    select(t.ParticipantAnswers, t.Account.code.label("by"))
    .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.ParticipantAnswers.expected_id)
    .join(t.Account, t.Account.id == t.ParticipantAnswers.recorded_by)
    .where(t.ExpectedAttendance.workshop_id == bindparam("workshop"))
    .order_by(t.ParticipantAnswers.id)
)
_AGREED = (
    select(t.ParticipantAnswer.answers_id, t.ParticipantAnswer.statement, t.ParticipantAnswer.agreed)
    .join(t.ParticipantAnswers, t.ParticipantAnswers.id == t.ParticipantAnswer.answers_id)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.ParticipantAnswers.expected_id)
    .where(t.ExpectedAttendance.workshop_id == bindparam("workshop"))
)


def _sheet(instance: Instance, unit: Unit, actor: Subject, workshop: WorkshopRow, now: datetime) -> AnswersSheet:
    asks, entries, statements = with_cohorts(unit, actor), _entries(unit, workshop), statements_of(instance)
    expected = _expected(instance, unit, actor, workshop)
    return AnswersSheet(
        workshop=workshop,
        statements=statements,
        lines=tuple(_line(asks, row, entries.get(row.id, []), now) for row in expected),
        pairs=complete_pairs(unit, {row.referral_id for row in expected}, {one.code for one in statements}),
        not_yet=not_yet(workshop, instance.today(now), "Entering answers"),
    )


def _line(asks: Subject, row: ExpectedRow, entries: list[Answered], now: datetime) -> AnswersLine:
    if FieldGroup.ANSWERS not in decide(asks, Action.SEE_ANSWERS, row.resource, now).fields:
        return AnswersLine(row.seat, open=False, latest=None, earlier=())
    return AnswersLine(row.seat, open=True, latest=entries[-1] if entries else None, earlier=tuple(entries[:-1]))


def _entries(unit: Unit, workshop: WorkshopRow) -> dict[int, list[Answered]]:
    agreed: dict[int, dict[str, int]] = {}
    for answers, statement, said in unit.execute(_AGREED, {"workshop": workshop.id}):
        agreed.setdefault(answers, {})[statement] = said
    found: dict[int, list[Answered]] = {}
    for row in unit.execute(_ENTRIES, {"workshop": workshop.id}).mappings():
        one = Answered(row["id"], row["key"], agreed.get(row["id"], {}), row["by"], row["recorded_at"])
        found.setdefault(row["expected_id"], []).append(one)
    return found


def answered_seats(sheet: AnswersSheet) -> Iterator[int]:
    """Give the seats with an answer to at least one statement."""
    return (line.seat for line in sheet.lines if line.latest and line.latest.agreed)
