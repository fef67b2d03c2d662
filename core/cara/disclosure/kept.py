"""A request as it is stored, on whichever side: recorded, moved on with a step each time, its texts read.

Each side hands over its own tables; whose request it is and who may see it, the sides decide for themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import aliased

from cara.access import Subject
from cara.acting import NotAccepted, Problem, new_code, new_key
from cara.disclosure.copies import Copy, FreeText, Reading, Readings, digest_of, is_redaction_of, unread
from cara.disclosure.dates import due_after
from cara.disclosure.words import (
    CopyNotReady,
    IdentityChecked,
    RefusedWhy,
    RequestStatus,
    StepKind,
    TextAnswer,
    WrongRequest,
    check_way,
)
from cara.records import Unit
from cara.records import tables as t

S = RequestStatus
NOT_READ = "Somebody has to read each text, as it stands now, before the copy can go on."
CHANGED = "Something that is held has changed since the copy was put together: open it again, and look at it anew."


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tables of one side."""

    request: Any  # Any: a table class of this side; the mix-in that both have is no table by itself
    step: Any  # Any: as above
    reading: Any  # Any: as above
    owner: str
    """The column that says whose request it is: of which referral, or of which victim."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is known when somebody asks."""

    received_on: date
    identity: IdentityChecked | None = None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request, found."""

    id: int
    code: str
    received_on: date
    due_on: date
    status: RequestStatus
    identity: IdentityChecked | None
    identity_by: str | None
    prepared_by: str | None
    prepared_at: datetime | None
    digest: str | None
    confirmed_by: str | None
    given_on: date | None
    given_how: str | None
    refused_why: RefusedWhy | None
    recorded_by: str
    version: int

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been answered: on its last day it is not overdue yet."""
        return self.status not in {S.GIVEN, S.REFUSED} and self.due_on < today


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a request."""

    what: StepKind
    way: str | None
    note: str | None = field(repr=False)
    at: datetime
    by: str


def columns_of(shelf: Shelf) -> tuple[list[Any], Any]:  # Any: columns, and what they are joined from
    """Give the columns of requests with the codes of accounts, and from what they are selected."""
    one = shelf.request
    joined: Any = one.__table__
    columns = [one]
    for name in ("identity_by", "prepared_by", "confirmed_by", "recorded_by"):
        account = aliased(t.Account, name=f"of_{name}")
        joined = joined.outerjoin(account, account.id == getattr(one, name))
        columns.append(account.code.label(f"{name}_code"))
    return columns, joined


def row_of(row: Mapping[Any, Any]) -> RequestRow:  # Any: SQLAlchemy's row mapping
    """Give a row of such columns as a request."""
    identity, refused = row["identity"], row["refused_why"]
    return RequestRow(
        **{name: row[name] for name in ("id", "code", "received_on", "due_on", "version")},
        **{name: row[name] for name in ("prepared_at", "digest", "given_on", "given_how")},
        status=S(row["status"]),
        identity=IdentityChecked(identity) if identity else None,
        identity_by=row["identity_by_code"],
        prepared_by=row["prepared_by_code"],
        confirmed_by=row["confirmed_by_code"],
        recorded_by=row["recorded_by_code"],
        refused_why=RefusedWhy(refused) if refused else None,
    )


def record(unit: Unit, shelf: Shelf, owner: int, new: NewRequest, actor: Subject, today: date, now: datetime) -> str:
    """Record a request, and give its code.

    Raises:
        NotAccepted: the day has not come.
    """
    if new.received_on > today:
        raise NotAccepted([Problem("received_on", "The day must be today or in the past")])
    code = new_code()
    known = {"identity": new.identity.value, "identity_by": actor.account} if new.identity else {}
    values = {
        "code": code,
        shelf.owner: owner,
        "received_on": new.received_on,
        "due_on": due_after(new.received_on),
        "status": S.RECEIVED.value,
        "recorded_by": actor.account,
        "recorded_at": now,
        "version": 1,
        **known,
    }
    own = unit.execute(insert(shelf.request).values(**values).returning(shelf.request.id)).scalar_one()
    note(unit, shelf, own, StepKind.RECORDED, actor, now)
    return code


def note(
    unit: Unit,
    shelf: Shelf,
    request: int,
    what: StepKind,
    actor: Subject,
    now: datetime,
    *,
    said: str | None = None,
    way: str | None = None,
) -> None:
    """Add a step to a request's history."""
    key = new_key()
    sealed = unit.seal(shelf.step.note, key, said) if said else None
    step = {"what": what.value, "way": way, "note": sealed, "at": now, "by": actor.account}
    unit.execute(insert(shelf.step).values(key=key, request_id=request, **step))


def steps_of(unit: Unit, shelf: Shelf, request: int) -> tuple[Step, ...]:
    """Give the history of a request, the newest step first."""
    query = (
        select(shelf.step, t.Account.code.label("by_code"))
        .join(t.Account, t.Account.id == shelf.step.by)
        .where(shelf.step.request_id == request)
        .order_by(shelf.step.id.desc())
    )
    return tuple(
        Step(
            what=StepKind(row["what"]),
            way=row["way"],
            note=unit.unseal(shelf.step.note, row["key"], row["note"]) if row["note"] else None,
            at=row["at"],
            by=row["by_code"],
        )
        for row in unit.execute(query).mappings().all()
    )


def taken_by(unit: Unit, shelf: Shelf, request: int) -> tuple[Step, ...]:
    """Give the times at which the copy was downloaded since it was last put before a second person."""
    found = []
    for step in steps_of(unit, shelf, request):
        if step.what in {StepKind.PREPARED, StepKind.REOPENED}:
            break
        found += [step] if step.what is StepKind.TAKEN else []
    return tuple(found)


def _change(unit: Unit, shelf: Shelf, row: RequestRow, **values: object) -> None:
    seen = (shelf.request.id == row.id, shelf.request.version == row.version)
    changed = update(shelf.request).where(*seen).values(version=row.version + 1, **values)
    if unit.execute(changed).rowcount != 1:
        raise WrongRequest(row.code, row.status)


def check_identity(
    unit: Unit, shelf: Shelf, row: RequestRow, how: IdentityChecked, actor: Subject, now: datetime
) -> None:
    """Note how it was made sure who asks.

    Raises:
        WrongRequest: it is not being read any more.
    """
    if row.status is not S.RECEIVED:
        raise WrongRequest(row.code, row.status)
    _change(unit, shelf, row, identity=how.value, identity_by=actor.account)
    note(unit, shelf, row.id, StepKind.IDENTITY, actor, now, way=how.value)


def readings_of(unit: Unit, shelf: Shelf, request: int) -> Readings:
    """Give the newest reading of each text of a request."""
    newest = select(func.max(shelf.reading.id)).where(shelf.reading.request_id == request).group_by(shelf.reading.place)
    rows = unit.execute(select(shelf.reading).where(shelf.reading.id.in_(newest))).mappings().all()
    return {row["place"]: _reading(unit, shelf, row) for row in rows}


def _reading(unit: Unit, shelf: Shelf, row: Mapping[Any, Any]) -> Reading:  # Any: as above
    redacted = row["redacted"]
    return Reading(
        place=row["place"],
        digest=row["digest"],
        answer=TextAnswer(row["answer"]),
        redacted=unit.unseal(shelf.reading.redacted, row["key"], redacted) if redacted else None,
    )


def read_text(
    unit: Unit,
    shelf: Shelf,
    row: RequestRow,
    text: FreeText,
    reading: Reading,
    actor: Subject,
    now: datetime,
) -> None:
    """Keep what somebody decided about a text that he or she has just read.

    Raises:
        WrongRequest: the request is not being read any more.
        NotAccepted: the text has changed since it was shown, or a redaction says something that the text does not.
    """
    if row.status is not S.RECEIVED:
        raise WrongRequest(row.code, row.status)
    refuse_wrong_reading(text, reading)
    key = new_key()
    redacted = unit.seal(shelf.reading.redacted, key, reading.redacted) if reading.redacted else None
    values = {"place": reading.place, "digest": reading.digest, "answer": reading.answer.value, "redacted": redacted}
    unit.execute(insert(shelf.reading).values(key=key, request_id=row.id, at=now, by=actor.account, **values))


def refuse_wrong_reading(text: FreeText, reading: Reading) -> None:
    """Refuse a decision about another text than the one that stands, and a redaction that is none of it.

    Raises:
        NotAccepted: in words for whoever read it.
    """
    if not reading.is_of(text):
        raise NotAccepted([Problem("answer", "This text has changed since it was shown: read it again")])
    if reading.answer is not TextAnswer.REDACT:
        return
    if not reading.redacted or not is_redaction_of(reading.redacted, text.text):
        raise NotAccepted(
            [Problem("redacted", "Take passages out by putting [...] in their place, and change nothing else")]
        )


def prepare(unit: Unit, shelf: Shelf, row: RequestRow, copy: Copy, actor: Subject, now: datetime) -> None:
    """Put a copy before a second person, once everything in it was read and it is sure who asks.

    Raises:
        WrongRequest: it does not stand at being read.
        CopyNotReady: it is not sure yet who asks, or a text was not read as it stands.
    """
    check_way(row.code, row.status, S.PREPARED)
    if row.identity is None:
        raise CopyNotReady(row.code, "Say first how it was made sure who asks.")
    readings = readings_of(unit, shelf, row.id)
    if unread(copy, readings):
        raise CopyNotReady(row.code, NOT_READ)
    prepared = {"prepared_by": actor.account, "prepared_at": now, "digest": digest_of(copy, readings)}
    _change(unit, shelf, row, status=S.PREPARED.value, confirmed_by=None, **prepared)
    note(unit, shelf, row.id, StepKind.PREPARED, actor, now)


def is_unchanged(copy: Copy, readings: Readings, row: RequestRow) -> bool:
    """Tell whether a copy is still what was put before the second person, and everything in it was read as it stands."""
    return row.digest is not None and not unread(copy, readings) and digest_of(copy, readings) == row.digest


def check_unchanged(copy: Copy, readings: Readings, row: RequestRow) -> None:
    """Go on only with a copy that is still what was put before the second person.

    Raises:
        CopyNotReady: it is another by now.
    """
    if not is_unchanged(copy, readings, row):
        raise CopyNotReady(row.code, CHANGED)


def confirm(unit: Unit, shelf: Shelf, row: RequestRow, copy: Copy, seen: str, actor: Subject, now: datetime) -> None:
    """Confirm a copy as a second person.

    Args:
        seen: the digest of the copy that this person saw.

    Raises:
        WrongRequest: it does not wait for a second person.
        CopyNotReady: it is another than the one that was seen, or than the one that was put together.
    """
    check_way(row.code, row.status, S.CONFIRMED)
    if seen != row.digest:
        raise CopyNotReady(row.code, CHANGED)
    check_unchanged(copy, readings_of(unit, shelf, row.id), row)
    _change(unit, shelf, row, status=S.CONFIRMED.value, confirmed_by=actor.account)
    note(unit, shelf, row.id, StepKind.CONFIRMED, actor, now)


def open_again(
    unit: Unit, shelf: Shelf, row: RequestRow, what: StepKind, said: str | None, actor: Subject, now: datetime
) -> None:
    """Let a copy be read and put together anew; a second person confirms it anew as well.

    Raises:
        WrongRequest: it cannot be opened again.
    """
    check_way(row.code, row.status, S.RECEIVED)
    anew = {"prepared_by": None, "prepared_at": None, "digest": None, "confirmed_by": None}
    _change(unit, shelf, row, status=S.RECEIVED.value, **anew)
    note(unit, shelf, row.id, what, actor, now, said=said)


def give(
    unit: Unit, shelf: Shelf, row: RequestRow, how: str, on: date, to: str | None, actor: Subject, now: datetime
) -> None:
    """Note that a copy was given.

    Raises:
        WrongRequest: it was not confirmed.
    """
    check_way(row.code, row.status, S.GIVEN)
    _change(unit, shelf, row, status=S.GIVEN.value, given_on=on, given_how=how)
    note(unit, shelf, row.id, StepKind.GIVEN, actor, now, said=to, way=how)


def refuse(
    unit: Unit, shelf: Shelf, row: RequestRow, why: RefusedWhy, said: str, actor: Subject, now: datetime
) -> None:
    """Note that a request is not answered with a copy, and why.

    Raises:
        WrongRequest: it was given or refused already.
    """
    check_way(row.code, row.status, S.REFUSED)
    _change(unit, shelf, row, status=S.REFUSED.value, refused_why=why.value)
    note(unit, shelf, row.id, StepKind.REFUSED, actor, now, said=said, way=why.value)
