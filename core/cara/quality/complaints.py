"""Complaints: how they came, about what kind of thing, until when they are answered, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, RowMapping, Select, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance
from cara.quality.agreed import agreed_in
from cara.quality.finding import find_by_code, sealed, unsealed
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Word
from cara.vocabulary.text import Paragraph


class ComplaintChannel(Word):
    """How a complaint came."""

    EMAIL = "email", "By email"
    LETTER = "letter", "By letter"
    TELEPHONE = "telephone", "By telephone"
    IN_PERSON = "in_person", "In person"
    THROUGH_POLICE = "through_police", "Through the police"


class ComplaintAbout(Word):
    """What kind of thing a complaint is about."""

    FACILITATION = "facilitation", "How a workshop was run"
    DATES = "dates", "Days, places or bookings"
    VENUE = "venue", "A venue or access to it"
    MESSAGES = "messages", "Letters or messages"
    PRIVACY = "privacy", "How personal information was handled"
    OTHER = "other", "Something else"


class ComplaintOutcome(Word):
    """What became of a complaint."""

    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Upheld in part"
    NOT_UPHELD = "not_upheld", "Not upheld"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ComplaintState(Word):
    """How far a complaint is."""

    OPEN = "open", "Open"
    OVERDUE = "overdue", "Overdue"
    CLOSED = "closed", "Closed"


class ComplaintDetails(BaseModel):
    """A complaint as it came."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    received_on: date
    channel: ComplaintChannel
    about: ComplaintAbout
    said: Paragraph


@dataclass(frozen=True, slots=True)
class ComplaintSearch:
    """What the register is narrowed to; no state means all."""

    state: ComplaintState | None = None
    about: ComplaintAbout | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint, as stored; what was written only where one is opened."""

    id: int
    code: str
    received_on: date
    channel: ComplaintChannel
    about: ComplaintAbout
    acknowledge_by: date | None
    acknowledged_on: date | None
    due_on: date | None
    outcome: ComplaintOutcome | None
    closed_on: date | None
    said: str | None = field(default=None, repr=False)
    answer: str | None = field(default=None, repr=False)

    def state(self, today: date) -> ComplaintState:
        """Tell how far it is on a day. On its last day it is not overdue yet."""
        if self.closed_on is not None:
            return ComplaintState.CLOSED
        late = self.due_on is not None and self.due_on < today
        unheard = self.acknowledged_on is None and self.acknowledge_by is not None and self.acknowledge_by < today
        return ComplaintState.OVERDUE if late or unheard else ComplaintState.OPEN


_NEWEST = Order(t.Complaint.received_on.expression, descending=True)


def list_complaints(
    instance: Instance, actor: Subject, search: ComplaintSearch, *, now: datetime
) -> Page[ComplaintRow]:
    """List complaints, the latest first, 50 to a page, without what was written.

    Raises:
        NotAllowed: this person does not see complaints.
    """
    access = permit(actor, Action.SEE_COMPLAINTS, None, now)

    def work(unit: Unit) -> Page[ComplaintRow]:
        query = _narrowed(search, instance.today(now))
        rows, following = page_of_rows(unit, query, t.Complaint.id, _NEWEST, after=search.after)
        tell(unit, actor, "complaints_listed", "complaints", now, access)
        return Page(tuple(_row(row) for row in rows), following)

    return instance.database.run(work)


def download_complaints(
    instance: Instance, actor: Subject, search: ComplaintSearch, *, now: datetime
) -> tuple[ComplaintRow, ...]:
    """Give every complaint that a search finds, to take it away, without what was written.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_COMPLAINTS, None, now)

    def work(unit: Unit) -> tuple[ComplaintRow, ...]:
        query = _narrowed(search, instance.today(now))
        rows, _ = page_of_rows(unit, query, t.Complaint.id, _NEWEST, most=MOST_DOWNLOADED)
        tell(unit, actor, "complaints_downloaded", "complaints", now, access)
        return tuple(_row(row) for row in rows)

    return instance.database.run(work)


def see_complaint(instance: Instance, actor: Subject, code: str, *, now: datetime) -> ComplaintRow:
    """See one complaint whole.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person does not see complaints, or there is none.
    """
    access = permit(actor, Action.SEE_COMPLAINTS, None, now)

    def work(unit: Unit) -> ComplaintRow:
        row = find_by_code(unit, select(t.Complaint.__table__), t.Complaint.code, code)
        tell(unit, actor, "complaint_seen", row["code"], now, access)
        said = unsealed(unit, t.Complaint.said, row["code"], row["said"])
        return replace(_row(row), said=said, answer=unsealed(unit, t.Complaint.answer, row["code"], row["answer"]))

    return instance.database.run(work)


def record_complaint(instance: Instance, actor: Subject, details: ComplaintDetails, *, now: datetime) -> str:
    """Record a complaint, and give its code. Its time runs from the day it came, as agreed on the day it is recorded.

    Raises:
        NotAllowed: this person does not change complaints.
        NotAccepted: the day has not come.
    """
    access = permit(actor, Action.CHANGE_COMPLAINTS, None, now)
    if details.received_on > instance.today(now):
        raise NotAccepted([Problem("received_on", "The day must be today or in the past")])

    def work(unit: Unit) -> str:
        code, agreed = str(instance.draw_reference()), agreed_in(unit)
        values = {
            "code": code,
            "received_on": details.received_on,
            "channel": details.channel.value,
            "about": details.about.value,
            "said": sealed(unit, t.Complaint.said, code, details.said),
            "acknowledge_by": _after(details.received_on, agreed.acknowledge_days),
            "due_on": _after(details.received_on, agreed.answer_days),
        }
        unit.execute(insert(t.Complaint).values(**values, recorded_by=actor.account, recorded_at=now))
        tell(unit, actor, "complaint_recorded", code, now, access, about=details.about.value)
        return code

    return instance.database.run(work)


def acknowledge_complaint(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Say that a complaint was acknowledged today; said twice it was the first time.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person does not change complaints, or there is none.
    """
    access = permit(actor, Action.CHANGE_COMPLAINTS, None, now)

    def work(unit: Unit) -> None:
        row = find_by_code(unit, select(t.Complaint.__table__).with_for_update(), t.Complaint.code, code)
        if row["acknowledged_on"] is None:
            today = instance.today(now)
            unit.execute(update(t.Complaint).where(t.Complaint.id == row["id"]).values(acknowledged_on=today))
            tell(unit, actor, "complaint_acknowledged", row["code"], now, access)

    instance.database.run(work)


def close_complaint(
    instance: Instance, actor: Subject, code: str, outcome: ComplaintOutcome, answer: str, *, now: datetime
) -> None:
    """Say what became of a complaint.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person does not change complaints, or there is none.
        NotAccepted: it is closed already.
    """
    access = permit(actor, Action.CHANGE_COMPLAINTS, None, now)

    def work(unit: Unit) -> None:
        row = find_by_code(unit, select(t.Complaint.__table__).with_for_update(), t.Complaint.code, code)
        if row["closed_on"] is not None:
            raise NotAccepted([Problem("outcome", "This complaint is closed already: open it again to see how")])
        closed = {"outcome": outcome.value, "answer": sealed(unit, t.Complaint.answer, row["code"], answer)}
        changed = update(t.Complaint).where(t.Complaint.id == row["id"])
        unit.execute(changed.values(**closed, closed_on=instance.today(now)))
        tell(unit, actor, "complaint_closed", row["code"], now, access, outcome=outcome.value)

    instance.database.run(work)


def _after(day: date, days: int | None) -> date | None:
    return day + timedelta(days=days) if days else None


def _narrowed(search: ComplaintSearch, today: date) -> Select[*tuple[Any, ...]]:  # Any: the table's columns
    one = t.Complaint
    late = (one.due_on < today) | (one.acknowledged_on.is_(None) & (one.acknowledge_by < today))
    by_state: Mapping[ComplaintState | None, tuple[ColumnElement[bool], ...]] = {
        None: (),
        ComplaintState.OPEN: (one.closed_on.is_(None),),
        ComplaintState.OVERDUE: (one.closed_on.is_(None), late),
        ComplaintState.CLOSED: (one.closed_on.is_not(None),),
    }
    about = (one.about == search.about.value,) if search.about else ()
    return select(one.__table__).where(*by_state[search.state], *about)


def _row(row: RowMapping) -> ComplaintRow:
    names = ("id", "code", "received_on", "acknowledge_by", "acknowledged_on", "due_on", "closed_on")
    return ComplaintRow(
        **{name: row[name] for name in names},
        channel=ComplaintChannel(row["channel"]),
        about=ComplaintAbout(row["about"]),
        outcome=ComplaintOutcome(row["outcome"]) if row["outcome"] else None,
    )
