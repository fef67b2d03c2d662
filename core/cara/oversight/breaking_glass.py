"""Opening one record in an emergency: with a reason, for 60 minutes, and at least two people are told."""

from datetime import datetime, timedelta

from sqlalchemy import RowMapping, insert, select

from cara.access import Access, Action, NotAllowed, Resource, Role, Subject, permit
from cara.acting import NotAccepted, Problem, new_code, reason_given, tell
from cara.casework import Instance, NoSuchReferral
from cara.oversight.notices import NoticeKind, notify
from cara.oversight.openings import Opening, conflict_with, find_openings
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference, ReferenceProblem

LASTS = timedelta(minutes=60)
AT_LEAST_TOLD = 2
TOLD = (Role.AREA_MANAGER, Role.DIRECTOR)
"""Who is told of an opening, and may review it."""


def break_glass(instance: Instance, actor: Subject, reference: str, reason: str, *, now: datetime) -> Opening:
    """Open one record in an emergency for this account alone.

    Every area manager and director but this person is told. A second opening while the first lasts gives the first.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NotAccepted: no reason is given, or fewer than two people could be told.
        NoSuchReferral: there is none, or a conflict with its person was declared; the two look alike.
    """
    permit(actor, Action.BREAK_GLASS, None, now)
    said = reason_given(reason)

    def work(unit: Unit) -> Opening:
        _refuse_unless_told(len(_to_tell(unit, actor, None)))
        row, access = _find_for(unit, actor, reference, now)
        lasting = _lasting(unit, actor, now, referral=row["id"])
        return lasting[0] if lasting else _open(unit, actor, row, said, now, access)

    return instance.database.run(work)


def own_openings(instance: Instance, actor: Subject, *, now: datetime) -> tuple[Opening, ...]:
    """Give what this person has opened in an emergency and is open still: references and times alone.

    Raises:
        NotAllowed, ProofNeeded: as above.
    """
    permit(actor, Action.BREAK_GLASS, None, now)
    with instance.database.read() as unit:
        return tuple(_lasting(unit, actor, now))


def _lasting(unit: Unit, actor: Subject, now: datetime, referral: int | None = None) -> list[Opening]:
    glass = t.BrokenGlass
    lasts = [glass.account_id == actor.account, glass.opened_at <= now, glass.ends_at > now]
    return find_openings(unit, actor.account, *lasts, *([] if referral is None else [glass.referral_id == referral]))


def _find_for(unit: Unit, actor: Subject, reference: str, now: datetime) -> tuple[RowMapping, Access]:
    """Find the referral, and keep everybody else from opening it at the same moment."""
    row = _find(unit, actor, reference)
    if row is None:
        raise NoSuchReferral(reference)
    conflicts = frozenset({actor.code}) if row["conflict"] else frozenset[str]()
    try:
        return row, permit(actor, Action.BREAK_GLASS, Resource(conflicts=conflicts), now)
    except NotAllowed as refused:
        raise NoSuchReferral(reference) from refused


def _find(unit: Unit, actor: Subject, typed: str) -> RowMapping | None:
    try:
        reference = Reference.parse(typed)
    except ReferenceProblem:
        return None
    query = (
        select(t.Referral.id, t.Referral.reference, conflict_with(actor.account).label("conflict"))
        .outerjoin(t.Person, t.Person.id == t.Referral.person_id)
        .where(t.Referral.reference == str(reference))
        .with_for_update(of=t.Referral)
    )
    return unit.execute(query).mappings().one_or_none()


def _open(unit: Unit, actor: Subject, row: RowMapping, reason: str, now: datetime, access: Access) -> Opening:
    to_tell = _to_tell(unit, actor, row["id"])
    _refuse_unless_told(len(to_tell))
    code = new_code()
    unit.execute(
        insert(t.BrokenGlass).values(
            code=code,
            referral_id=row["id"],
            account_id=actor.account,
            reason=unit.seal(t.BrokenGlass.reason, code, reason),
            opened_at=now,
            ends_at=now + LASTS,
        )
    )
    notify(unit, to_tell, NoticeKind.OPENED_IN_AN_EMERGENCY, code, now)
    tell(unit, actor, "glass_broken", row["reference"], now, access, opening=code, told=tuple(to_tell.values()))
    return find_openings(unit, actor.account, t.BrokenGlass.code == code)[0]


def _to_tell(unit: Unit, actor: Subject, referral: int | None) -> dict[int, str]:
    """Give the accounts to be told, without those who may not see the record's person."""
    others = select(t.Account.id, t.Account.code).where(
        t.Account.active, t.Account.role.in_([role.value for role in TOLD]), t.Account.id != actor.account
    )
    if referral is not None:
        record = others.join(t.Referral, t.Referral.id == referral)
        others = record.outerjoin(t.Person, t.Person.id == t.Referral.person_id).where(~conflict_with(t.Account.id))
    return {row.id: row.code for row in unit.execute(others.order_by(t.Account.id)).all()}


def _refuse_unless_told(others: int) -> None:
    if others >= AT_LEAST_TOLD:
        return
    sentence = (
        "At least two area managers or directors besides you must be told, and there are fewer here: "
        "nobody can open a record in an emergency until there are"
    )
    raise NotAccepted([Problem("reference", sentence)])
