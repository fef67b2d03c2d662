"""Reviewing what was opened in an emergency: never one's own, and with all that was looked at in view."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import RowMapping, select, update

from cara.access import Access, Action, NotAllowed, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework import Instance
from cara.oversight.lines import AuditLine, lines_of, names_of_accounts
from cara.oversight.notices import NoticeKind, notify
from cara.oversight.openings import Finding, Opening, opened, openings
from cara.oversight.problems import NoSuchOpening, ReviewedAlready
from cara.oversight.reading_audit import concerns, entries
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference, ReferenceProblem
from cara.vocabulary.text import Paragraph

MOST_LINES = 200
_NOTE: TypeAdapter[str] = TypeAdapter(Paragraph)


@dataclass(frozen=True, slots=True)
class OpeningView:
    """One opening whole: its reason, what was looked at during it (at most 200 entries), and the reviewer's note."""

    opening: Opening
    reason: str = field(repr=False)
    looked_at: tuple[AuditLine, ...]
    note: str | None = field(repr=False)


def list_openings(instance: Instance, actor: Subject, *, reviewed: bool = False, now: datetime) -> tuple[Opening, ...]:
    """List the openings that this person may review, or those that were reviewed; the newest first.

    Raises:
        NotAllowed: this person reviews none.
    """
    access = permit(actor, Action.REVIEW_BREAK_GLASS, None, now)
    glass = t.BrokenGlass
    state = glass.reviewed_at.is_not(None) if reviewed else glass.reviewed_at.is_(None)

    def work(unit: Unit) -> tuple[Opening, ...]:
        query = openings(actor.account).where(state, glass.account_id != actor.account).order_by(glass.id.desc())
        rows = [row for row in unit.execute(query.limit(MOST_LINES)).mappings().all() if not row["conflict"]]
        found = tuple(opened(unit, row) for row in rows)
        tell(unit, actor, "openings_listed", "openings", now, access, openings=tuple(str(one.code) for one in found))
        return found

    return instance.database.run(work)


def see_opening(instance: Instance, actor: Subject, code: str, *, now: datetime) -> OpeningView:
    """Open one opening: who, which record, why, and every entry that this account left about it meanwhile.

    Raises:
        NoSuchOpening: there is none that this person may review.
    """

    def work(unit: Unit) -> OpeningView:
        row, access = _find_for(unit, actor, code, now)
        opening = opened(unit, row)
        tell(unit, actor, "opening_seen", opening.reference, now, access, opening=str(opening.code))
        reason = unit.unseal(t.BrokenGlass.reason, opening.code, row["reason"])
        note = unit.unseal(t.BrokenGlass.note, opening.code, row["note"]) if row["note"] else None
        return OpeningView(opening, reason, _looked_at(unit, opening), note)

    return instance.database.run(work)


def review_broken_glass(
    instance: Instance, actor: Subject, code: str, finding: Finding, note: str, *, now: datetime
) -> None:
    """Record what a review found. An opening that lasts still ends with it; whoever opened the record is told.

    Raises:
        NoSuchOpening: there is none that this person may review.
        NotAccepted: no note is given.
        ReviewedAlready: somebody else was first.
    """
    said = _note_given(note)

    def work(unit: Unit) -> None:
        row, access = _find_for(unit, actor, code, now)
        opening = opened(unit, row)
        _store(unit, actor, opening, finding, said, now)
        opener = unit.scalar(select(t.BrokenGlass.account_id).where(t.BrokenGlass.id == opening.id))
        assert opener is not None
        notify(unit, [opener], NoticeKind.OPENING_REVIEWED, opening.code, now)
        told = {"opening": str(opening.code), "finding": finding.value}
        tell(unit, actor, "opening_reviewed", opening.reference, now, access, **told)

    instance.database.run(work)


def _store(unit: Unit, actor: Subject, opening: Opening, finding: Finding, note: str, now: datetime) -> None:
    reviewed = {
        "reviewed_at": now,
        "reviewed_by": actor.account,
        "finding": finding.value,
        "note": unit.seal(t.BrokenGlass.note, opening.code, note),
        "ends_at": min(opening.ends_at, now),
    }
    waiting = (t.BrokenGlass.id == opening.id, t.BrokenGlass.reviewed_at.is_(None))
    if unit.execute(update(t.BrokenGlass).where(*waiting).values(**reviewed)).rowcount != 1:
        raise ReviewedAlready(opening.code)


def _find_for(unit: Unit, actor: Subject, code: str, now: datetime) -> tuple[RowMapping, Access]:
    row = _find(unit, actor, code)
    if row is None:
        raise NoSuchOpening(code)
    conflicts = frozenset({actor.code}) if row["conflict"] else frozenset[str]()
    try:
        return row, permit(actor, Action.REVIEW_BREAK_GLASS, opened(unit, row).resource(conflicts), now)
    except NotAllowed as refused:
        raise NoSuchOpening(code) from refused


def _find(unit: Unit, actor: Subject, typed: str) -> RowMapping | None:
    try:
        code = Reference.parse(typed)
    except ReferenceProblem:
        return None
    query = openings(actor.account).where(t.BrokenGlass.code == str(code))
    return unit.execute(query).mappings().one_or_none()


def _looked_at(unit: Unit, opening: Opening) -> tuple[AuditLine, ...]:
    entry = t.AuditEntry
    meanwhile = (
        concerns(opening.reference),
        entry.actor == opening.account,
        entry.action != "glass_broken",
        entry.at >= opening.opened_at,
        entry.at < opening.ends_at,
    )
    return lines_of(unit, entries(unit, meanwhile, MOST_LINES), names_of_accounts(unit), opening.reference)


def _note_given(typed: str) -> str:
    try:
        return _NOTE.validate_python(typed)
    except ValidationError as error:
        sentence = "Give a note in 1 to 2,000 characters that can be printed"
        raise NotAccepted([Problem("note", sentence)]) from error
