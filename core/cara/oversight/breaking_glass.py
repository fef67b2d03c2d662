"""Opening one record in an emergency: with a reason, for 60 minutes, and at least two people are told."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select

from cara.access import Action, Role, Subject, permit
from cara.acting import NotAccepted, Problem, new_code, reason_given, tell
from cara.casework import Instance
from cara.casework.referral_rows import ReferralHead, find_head_for
from cara.casework.standing import in_conflict
from cara.oversight.notices import NoticeKind, notify
from cara.oversight.openings import Opening, find_openings
from cara.records import Unit
from cara.records import tables as t

LASTS = timedelta(minutes=60)
AT_LEAST_TOLD = 2
TOLD = (Role.AREA_MANAGER, Role.DIRECTOR)
"""Who is told of an opening, and may review it."""

_LOCK = select(t.Referral.id).where(t.Referral.id == bindparam("referral")).with_for_update()
"""Nobody else opens the record at the same moment."""


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
        head = find_head_for(unit, actor, Action.BREAK_GLASS, reference, now)
        unit.execute(_LOCK, {"referral": head.id})
        lasting = _lasting(unit, actor, now, referral=head.id)
        return lasting[0] if lasting else _open(unit, actor, head, said, now)

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


def _open(unit: Unit, actor: Subject, head: ReferralHead, reason: str, now: datetime) -> Opening:
    to_tell = _to_tell(unit, actor, head.id)
    _refuse_unless_told(len(to_tell))
    code = new_code()
    unit.execute(
        insert(t.BrokenGlass).values(
            code=code,
            referral_id=head.id,
            account_id=actor.account,
            reason=unit.seal(t.BrokenGlass.reason, code, reason),
            opened_at=now,
            ends_at=now + LASTS,
        )
    )
    notify(unit, to_tell, NoticeKind.OPENED_IN_AN_EMERGENCY, code, now)
    told = tuple(to_tell.values())
    tell(unit, actor, "glass_broken", head.reference, now, head.access, opening=code, told=told)
    return find_openings(unit, actor.account, t.BrokenGlass.code == code)[0]


def _to_tell(unit: Unit, actor: Subject, referral: int | None) -> dict[int, str]:
    """Give the accounts to be told, without those who may not see the record's person."""
    others = select(t.Account.id, t.Account.code).where(
        t.Account.active, t.Account.role.in_([role.value for role in TOLD]), t.Account.id != actor.account
    )
    if referral is not None:
        others = others.join(t.Referral, t.Referral.id == referral).where(~in_conflict(t.Account.id))
    return {row.id: row.code for row in unit.execute(others.order_by(t.Account.id)).all()}


def _refuse_unless_told(others: int) -> None:
    if others >= AT_LEAST_TOLD:
        return
    sentence = (
        "At least two area managers or directors besides you must be told, and there are fewer here: "
        "nobody can open a record in an emergency until there are"
    )
    raise NotAccepted([Problem("reference", sentence)])
