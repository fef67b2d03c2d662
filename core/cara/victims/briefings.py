"""Briefings: what a cohort's facilitators are told of one participant before workshop two.

Written by a victim's worker so that nothing that may be repeated can be traced to the victim, approved by a second
person, released to that cohort's facilitators. A later one takes the earlier one's place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import func, insert, select, update

from cara.access import Access, Action, NotAllowed, Resource, Subject, permit
from cara.acting import NotAccepted, Problem, new_code, new_key, reason_given, tell
from cara.casework import Instance
from cara.casework.details import Details
from cara.casework.standing import STANDING, resource_of
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.details import OptionalParagraph
from cara.victims.drafts import DraftKind, drop_draft
from cara.victims.feedback import MOST_RAISED, MayRaise, feedback_of
from cara.victims.rows import VictimRow, find_victim, place_in_use, safe_contact_of, victims_of
from cara.victims.states import ContactStatus
from cara.victims.traces import traces_in
from cara.victims.words import BriefingStatus, Heard
from cara.vocabulary import CaraError, Reference

B = BriefingStatus

WAYS: Mapping[BriefingStatus, frozenset[BriefingStatus]] = {
    B.SUBMITTED: frozenset({B.RELEASED, B.RETURNED, B.REPLACED}),
    B.RETURNED: frozenset({B.REPLACED}),
    B.RELEASED: frozenset({B.REPLACED}),
    B.REPLACED: frozenset(),
}
"""From each state, the states that may follow; each begins as submitted."""


class BriefingSaid(Details):
    """What the facilitators are told: what may be raised and how, and what they bear in mind and never say."""

    may_raise: tuple[MayRaise, ...] = Field(default=(), max_length=MOST_RAISED, title="what may be raised")
    in_mind: OptionalParagraph = Field(default=None, title="what to bear in mind and never to say")


class NoSuchBriefing(CaraError):
    """There is no briefing of that code for this person. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such briefing here. Open it from the list.")


class WrongBriefing(CaraError):
    """What was asked does not fit how far a briefing is. Nothing was changed."""

    def __init__(self, code: str, status: BriefingStatus) -> None:
        self.code, self.status = code, status
        super().__init__(f"This is not possible: the briefing stands at '{status.label}'. Open it again.")


@dataclass(frozen=True, slots=True)
class BriefingRow:
    """One briefing, found."""

    id: int
    code: Reference
    reference: Reference
    membership_id: int
    number: int
    status: BriefingStatus
    written_by: str
    written_at: datetime
    said: BriefingSaid = field(repr=False)
    version: int
    access: Access | None = None
    heard: Heard | None = None
    """Whether anybody was spoken to; given to whoever approves it."""


_QUERY = (
    select(
        v.Briefing,
        t.Referral.id.label("referral"),
        t.Referral.reference,
        t.Referral.source,
        t.Account.code.label("entered_by_code"),
        *STANDING,
    )
    .join(t.Membership, t.Membership.id == v.Briefing.membership_id)
    .join(t.Referral, t.Referral.id == t.Membership.referral_id)
    .join(t.Account, t.Account.id == v.Briefing.written_by)
)
_CHANGE = update(v.Briefing)


def write_briefing(instance: Instance, actor: Subject, code: str, said: BriefingSaid, *, now: datetime) -> Reference:
    """Write a briefing for the participant of a victim's referral and put it before a second person; gives its code.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        NotAccepted: something in what may be raised could be traced to the victim, or the participant has no place.
    """

    def work(unit: Unit) -> Reference:
        row = find_victim(unit, actor, Action.WRITE_BRIEFING, code, now, lock=True)
        place = place_in_use(unit, row.referral_id)
        if place is None:
            raise NotAccepted(
                [Problem("may_raise", "The participant has no place in a cohort: there is nobody to brief")]
            )
        refuse_traces(unit, row, said)
        _replace_waiting(unit, place, actor, now)
        own = _store(unit, place, said, actor, now)
        drop_draft(unit, row, actor, DraftKind.BRIEFING)
        tell(unit, actor, "briefing_written", row.told_as, now, row.access, about=row.reference, briefing=own)
        return Reference(own)

    return instance.database.run(work)


def refuse_traces(unit: Unit, row: VictimRow, said: BriefingSaid) -> None:
    """Refuse what may be raised where it could be traced to a victim of the referral.

    Raises:
        NotAccepted: naming each line and by what.
    """
    everybody = victims_of(unit, row.referral_id)
    known = [(one.details, safe_contact_of(unit, one.id).said) for one in everybody]
    heard = [text for one in everybody for seen in feedback_of(unit, one.id) for text in seen.said.not_agreed]
    problems = []
    for number, line in enumerate(said.may_raise):
        found = traces_in(f"{line.what}\n{line.how}", known, heard)
        words = ", ".join(trace.label for trace in found)
        problems += (
            [Problem(f"may_raise.{number}", f"Line {number + 1} holds {words}: word it otherwise")] if found else []
        )
    if problems:
        raise NotAccepted(problems)


def _replace_waiting(unit: Unit, place: int, actor: Subject, now: datetime) -> None:
    waiting = v.Briefing.status.in_([B.SUBMITTED.value, B.RETURNED.value])
    rows = unit.execute(_QUERY.where(v.Briefing.membership_id == place, waiting), {"asks": None}).mappings().all()
    for row in rows:
        _move(unit, _row(unit, row), B.REPLACED, by=actor.code, at=now)


def _store(unit: Unit, place: int, said: BriefingSaid, actor: Subject, now: datetime) -> str:
    number = (unit.scalar(select(func.max(v.Briefing.number)).where(v.Briefing.membership_id == place)) or 0) + 1
    code, key = new_code(), new_key()
    sealed = unit.seal(v.Briefing.said, key, said.model_dump_json())
    made = {"written_by": actor.account, "written_at": now, "status": B.SUBMITTED.value, "version": 1}
    values = {"code": code, "key": key, "membership_id": place, "number": number, "said": sealed, **made}
    own = unit.execute(insert(v.Briefing).values(**values).returning(v.Briefing.id)).scalar_one()
    _note(unit, own, None, B.SUBMITTED, by=actor.code, at=now)
    return code


def see_briefing(instance: Instance, actor: Subject, code: str, *, now: datetime) -> BriefingRow:
    """See a briefing that somebody else wrote, to approve it or to return it.

    Raises:
        NoSuchBriefing: there is none that this person may approve.
    """

    def work(unit: Unit) -> BriefingRow:
        row = _find(unit, actor, code, now)
        tell(unit, actor, "briefing_seen", f"briefing:{row.code}", now, row.access, about=row.reference)
        return replace(row, heard=_heard_at(unit, row.membership_id))

    return instance.database.run(work)


def waiting_briefings(instance: Instance, actor: Subject, *, now: datetime) -> tuple[BriefingRow, ...]:
    """Give the briefings that wait for this person as the second one, the longest first.

    Raises:
        NotAllowed: this person approves none.
    """
    permit(actor, Action.APPROVE_BRIEFING, None, now)

    def work(unit: Unit) -> tuple[BriefingRow, ...]:
        query = _QUERY.where(v.Briefing.status == B.SUBMITTED.value, v.Briefing.written_by != actor.account)
        rows = unit.execute(query.order_by(v.Briefing.id), {"asks": actor.account}).mappings().all()
        found = tuple(_row(unit, row) for row in rows if not row["in_conflict"])
        tell(unit, actor, "briefings_listed", "briefings", now, None, shown=tuple(str(row.code) for row in found))
        return found

    return instance.database.run(work)


def release_briefing(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Approve a briefing as a second person: from now on the facilitators read it, and no earlier one.

    Raises:
        NoSuchBriefing: there is none that this person may approve; nobody approves an own one.
        WrongBriefing: it does not wait.
    """

    def work(unit: Unit) -> None:
        row = _find(unit, actor, code, now, lock=True)
        if row.status is not B.SUBMITTED:
            raise WrongBriefing(row.code, row.status)
        mine = (v.Briefing.membership_id == row.membership_id, v.Briefing.status == B.RELEASED.value)
        for earlier in unit.execute(_QUERY.where(*mine), {"asks": None}).mappings().all():
            _move(unit, _row(unit, earlier), B.REPLACED, by=actor.code, at=now)
        _move(unit, row, B.RELEASED, by=actor.code, at=now, approved_by=actor.account, released_at=now)
        tell(unit, actor, "briefing_released", f"briefing:{row.code}", now, row.access, about=row.reference)

    instance.database.run(work)


def return_briefing(instance: Instance, actor: Subject, code: str, reason: str, *, now: datetime) -> None:
    """Return a briefing to whoever wrote it, with what to change.

    Raises:
        NoSuchBriefing: there is none that this person may return.
        WrongBriefing: it does not wait.
        NotAccepted: no reason is given.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        row = _find(unit, actor, code, now, lock=True)
        if row.status is not B.SUBMITTED:
            raise WrongBriefing(row.code, row.status)
        _move(unit, row, B.RETURNED, by=actor.code, at=now, reason=said)
        tell(unit, actor, "briefing_returned", f"briefing:{row.code}", now, row.access, about=row.reference)

    instance.database.run(work)


def _find(unit: Unit, actor: Subject, code: str, now: datetime, *, lock: bool = False) -> BriefingRow:
    query = _QUERY.where(v.Briefing.code == code)
    found = unit.execute(query.with_for_update(of=v.Briefing) if lock else query, {"asks": actor.account})
    row = found.mappings().one_or_none()
    resource = replace(resource_of(row, actor), entered_by=row["entered_by_code"]) if row is not None else Resource()
    try:
        access = permit(actor, Action.APPROVE_BRIEFING, resource, now)
    except NotAllowed as refused:
        raise NoSuchBriefing(code) from refused
    if row is None:
        raise NoSuchBriefing(code)
    return replace(_row(unit, row), access=access)


def _row(unit: Unit, row: Any) -> BriefingRow:  # Any: the row mapping of the query
    return BriefingRow(
        id=row["id"],
        code=Reference(row["code"]),
        reference=Reference(row["reference"]),
        membership_id=row["membership_id"],
        number=row["number"],
        status=B(row["status"]),
        written_by=row["entered_by_code"],
        written_at=row["written_at"],
        said=BriefingSaid.model_validate_json(unit.unseal(v.Briefing.said, row["key"], row["said"])),
        version=row["version"],
    )


def _move(
    unit: Unit,
    row: BriefingRow,
    after: BriefingStatus,
    *,
    by: str,
    at: datetime,
    reason: str | None = None,
    **values: object,
) -> None:
    if after not in WAYS[row.status]:
        raise WrongBriefing(row.code, row.status)
    seen = (v.Briefing.id == row.id, v.Briefing.version == row.version)
    changed = _CHANGE.where(*seen).values(status=after.value, version=row.version + 1, **values)
    if unit.execute(changed).rowcount != 1:
        raise WrongBriefing(row.code, row.status)
    _note(unit, row.id, row.status, after, by=by, at=at, reason=reason)


def _note(
    unit: Unit,
    briefing: int,
    before: BriefingStatus | None,
    after: BriefingStatus,
    *,
    by: str,
    at: datetime,
    reason: str | None = None,
) -> None:
    key = new_key()
    sealed = unit.seal(v.BriefingChange.reason, key, reason) if reason else None
    step = {"before": before.value if before else None, "after": after.value, "at": at, "by": by, "reason": sealed}
    unit.execute(insert(v.BriefingChange).values(key=key, briefing_id=briefing, **step))


def _heard_at(unit: Unit, membership: int) -> Heard:
    return heard_of(
        unit, unit.execute(select(t.Membership.referral_id).where(t.Membership.id == membership)).scalar_one()
    )


def heard_of(unit: Unit, referral_id: int) -> Heard:
    """Say whether anybody was spoken to, and nothing else of it: which victim, or why not, is not the facilitators'."""
    spoken = any(
        one.status is ContactStatus.REACHED or _was_reached(unit, one) for one in victims_of(unit, referral_id)
    )
    return Heard.SPOKEN if spoken else Heard.NOT_SPOKEN


def _was_reached(unit: Unit, row: VictimRow) -> bool:
    """Tell whether somebody was spoken to before something came to light about which a person decides now."""
    if row.status is not ContactStatus.TO_DECIDE:
        return False
    reached = (v.VictimChange.victim_id == row.id, v.VictimChange.after == ContactStatus.REACHED.value)
    return unit.scalar(select(v.VictimChange.id).where(*reached).limit(1)) is not None
