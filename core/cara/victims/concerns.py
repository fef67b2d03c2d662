"""Safeguarding concerns: raised from anywhere, acknowledged by a named lead in time or else taken further, and acted on.

A concern is seen by those alone who work on it. Whoever raises one is told its code and by when somebody answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from pydantic import Field
from sqlalchemy import insert, select, update

from cara.access import Access, Action, NotAllowed, Resource, Subject, decide, permit
from cara.acting import new_key, tell
from cara.casework import Instance
from cara.casework.details import Details
from cara.casework.standing import STANDING, resource_of
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.words import About, ConcernStatus, Done
from cara.vocabulary import CaraError, Reference
from cara.vocabulary.text import Paragraph
from cara.workshops import defer

C = ConcernStatus

ARRANGEMENTS = "Arrangements have changed."
"""Why a place is held, in the one wording for every cause: nobody can tell from it on whose side it lies."""

WAYS: Mapping[ConcernStatus, frozenset[ConcernStatus]] = {
    C.RAISED: frozenset({C.ACKNOWLEDGED}),
    C.ACKNOWLEDGED: frozenset({C.ACTING, C.CLOSED}),
    C.ACTING: frozenset({C.ACTING, C.CLOSED}),
    C.CLOSED: frozenset(),
}
"""From each state, the states that may follow; what comes to light later is a concern of its own."""


class ConcernSaid(Details):
    """What somebody saw or heard."""

    about: About = Field(title="whose safety it is about")
    what: Paragraph = Field(title="what was seen or heard")
    danger_now: bool = Field(title="whether somebody is in danger now")
    called_police: bool = Field(default=False, title="whether 999 was called")


class NoSuchConcern(CaraError):
    """There is no concern of that code for this person. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such concern here. Open it from your list.")


class WrongConcern(CaraError):
    """What was asked does not fit how far a concern is. Nothing was changed."""

    def __init__(self, code: str, status: ConcernStatus) -> None:
        self.code, self.status = code, status
        super().__init__(f"This is not possible: the concern stands at '{status.label}'. Open it again.")


@dataclass(frozen=True, slots=True)
class ConcernStep:
    """One step of a concern."""

    after: ConcernStatus
    done: Done | None
    note: str | None = field(repr=False)
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """One concern, as those see it who work on it."""

    id: int
    code: Reference
    reference: Reference
    status: ConcernStatus
    raised_by: str
    raised_at: datetime
    acknowledge_by: datetime
    escalated_at: datetime | None
    said: ConcernSaid = field(repr=False)
    version: int
    resource: Resource
    access: Access | None = None

    def is_late(self, now: datetime) -> bool:
        """Tell whether it should have been acknowledged by now."""
        return self.status is C.RAISED and now > self.acknowledge_by


_QUERY = (
    select(v.Concern, t.Referral.reference, t.Referral.source, t.Account.code.label("entered_by_code"), *STANDING)
    .join(t.Referral, t.Referral.id == v.Concern.referral_id)
    .join(t.Account, t.Account.id == v.Concern.raised_by)
)
_MEMBERS = (
    select(t.Account.code)
    .join(v.ConcernMember, v.ConcernMember.account_id == t.Account.id)
    .where(v.ConcernMember.active)
)


def _row(unit: Unit, row: Any, actor: Subject) -> ConcernRow:  # Any: the row mapping of the query
    members = frozenset(unit.execute(_MEMBERS.where(v.ConcernMember.concern_id == row["id"])).scalars())
    return ConcernRow(
        id=row["id"],
        code=Reference(row["code"]),
        reference=Reference(row["reference"]),
        status=C(row["status"]),
        raised_by=row["entered_by_code"],
        raised_at=row["raised_at"],
        acknowledge_by=row["acknowledge_by"],
        escalated_at=row["escalated_at"],
        said=ConcernSaid.model_validate_json(unit.unseal(v.Concern.what, row["key"], row["what"])),
        version=row["version"],
        resource=replace(resource_of(row, actor), concerned=members),
    )


def list_concerns(instance: Instance, actor: Subject, *, now: datetime) -> tuple[ConcernRow, ...]:
    """List the concerns on which this person works that are not closed: what should be acknowledged first, first.

    Raises:
        NotAllowed: this person works on none.
    """
    permit(actor, Action.LIST_CONCERNS, None, now)

    def work(unit: Unit) -> tuple[ConcernRow, ...]:
        mine = select(v.ConcernMember.concern_id).where(
            v.ConcernMember.account_id == actor.account, v.ConcernMember.active
        )
        query = _QUERY.where(v.Concern.id.in_(mine), v.Concern.status != C.CLOSED.value)
        rows = unit.execute(query.order_by(v.Concern.acknowledge_by, v.Concern.id), {"asks": actor.account})
        found = [_row(unit, row, actor) for row in rows.mappings().all()]
        shown = [row for row in found if decide(actor, Action.SEE_CONCERN, row.resource, now).allowed]
        tell(unit, actor, "concerns_listed", "concerns", now, None, shown=tuple(str(row.code) for row in shown))
        return tuple(shown)

    return instance.database.run(work)


def see_concern(
    instance: Instance, actor: Subject, code: str, *, now: datetime
) -> tuple[ConcernRow, tuple[ConcernStep, ...]]:
    """See a concern with everything that was done about it, the newest first; audited before it is shown.

    Raises:
        NoSuchConcern: there is none on which this person works.
    """

    def work(unit: Unit) -> tuple[ConcernRow, tuple[ConcernStep, ...]]:
        row = _find(unit, actor, Action.SEE_CONCERN, code, now)
        tell(unit, actor, "concern_seen", f"concern:{row.code}", now, row.access, about=row.reference)
        steps = select(v.ConcernStep).where(v.ConcernStep.concern_id == row.id).order_by(v.ConcernStep.id.desc())
        return row, tuple(_step(unit, one) for one in unit.execute(steps).mappings().all())

    return instance.database.run(work)


def _step(unit: Unit, row: Any) -> ConcernStep:  # Any: as above
    return ConcernStep(
        after=C(row["after"]),
        done=Done(row["outcome"]) if row["outcome"] else None,
        note=unit.unseal(v.ConcernStep.note, row["key"], row["note"]) if row["note"] else None,
        at=row["at"],
        by=row["by"],
    )


def _find(unit: Unit, actor: Subject, action: Action, code: str, now: datetime, *, lock: bool = False) -> ConcernRow:
    query = _QUERY.where(v.Concern.code == code)
    found = unit.execute(query.with_for_update(of=v.Concern) if lock else query, {"asks": actor.account})
    row = found.mappings().one_or_none()
    concern = _row(unit, row, actor) if row is not None else None
    try:
        access = permit(actor, action, concern.resource if concern else Resource(), now)
    except NotAllowed as refused:
        raise NoSuchConcern(code) from refused
    if concern is None:
        raise NoSuchConcern(code)
    return replace(concern, access=access)


def acknowledge_concern(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Acknowledge a concern: from now on this person answers for it.

    Raises:
        NoSuchConcern, WrongConcern: there is none on which this person works, or somebody has acknowledged it.
    """
    _go_on(instance, actor, code, C.ACKNOWLEDGED, None, None, now)


def act_on_concern(
    instance: Instance, actor: Subject, code: str, done: Done, note: str | None, *, now: datetime
) -> None:
    """Record what was done about a concern.

    Raises:
        NoSuchConcern, WrongConcern: there is none on which this person works, or nobody has acknowledged it yet.
    """
    _go_on(instance, actor, code, C.ACTING, done, note, now)


def close_concern(
    instance: Instance, actor: Subject, code: str, done: Done, note: str | None, *, now: datetime
) -> None:
    """Close a concern with what came of it.

    Raises:
        NoSuchConcern, WrongConcern: there is none on which this person works, or it cannot be closed yet.
    """
    _go_on(instance, actor, code, C.CLOSED, done, note, now)


def hold_place(instance: Instance, actor: Subject, code: str, until: date, *, now: datetime) -> None:
    """Hold the participant's place back until a day, for somebody's safety: the one step that changes the schedule.

    It is a named person's, and the participant and the police read the same neutral words as for any other cause.

    Raises:
        NoSuchConcern, WrongConcern: there is none on which this person works, or nobody has acknowledged it yet.
        NoSuchReferral, NotAccepted, WrongStatus, RegisterMissing: as for deferring.
    """

    def work(unit: Unit) -> None:
        row = _find(unit, actor, Action.ACT_ON_CONCERN, code, now, lock=True)
        _move(unit, row, C.ACTING, Done.PLACE_HELD, None, actor.code, now)
        tell(unit, actor, "concern_acted_on", f"concern:{row.code}", now, row.access, done=Done.PLACE_HELD.value)
        defer(instance, actor, row.reference, until, reason=ARRANGEMENTS, now=now)

    instance.database.run(work)


def _go_on(
    instance: Instance,
    actor: Subject,
    code: str,
    after: ConcernStatus,
    done: Done | None,
    note: str | None,
    now: datetime,
) -> None:
    def work(unit: Unit) -> None:
        row = _find(unit, actor, Action.ACT_ON_CONCERN, code, now, lock=True)
        _move(unit, row, after, done, note, actor.code, now)
        tell(
            unit,
            actor,
            "concern_acknowledged"
            if after is C.ACKNOWLEDGED
            else "concern_closed"
            if after is C.CLOSED
            else "concern_acted_on",
            f"concern:{row.code}",
            now,
            row.access,
            done=done.value if done else None,
        )

    instance.database.run(work)


def _move(
    unit: Unit, row: ConcernRow, after: ConcernStatus, done: Done | None, note: str | None, by: str, at: datetime
) -> None:
    if after not in WAYS[row.status]:
        raise WrongConcern(row.code, row.status)
    seen = (v.Concern.id == row.id, v.Concern.version == row.version)
    changed = update(v.Concern).where(*seen).values(status=after.value, version=row.version + 1)
    if unit.execute(changed).rowcount != 1:
        raise WrongConcern(row.code, row.status)
    note_step(unit, row.id, row.status, after, by=by, at=at, done=done, note=note)


def note_step(
    unit: Unit,
    concern: int,
    before: ConcernStatus | None,
    after: ConcernStatus,
    *,
    by: str,
    at: datetime,
    done: Done | None = None,
    note: str | None = None,
) -> None:
    key = new_key()
    sealed = unit.seal(v.ConcernStep.note, key, note) if note else None
    said = {"outcome": done.value if done else None, "note": sealed, "at": at, "by": by}
    step = {"before": before.value if before else None, "after": after.value, **said}
    unit.execute(insert(v.ConcernStep).values(key=key, concern_id=concern, **step))
