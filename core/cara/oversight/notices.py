"""What an account is told on its first page, until it says that it has read it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.casework import Instance
from cara.oversight.openings import Opening, find_openings
from cara.records import Unit
from cara.records import tables as t
from cara.staff.invitations import INVITED_ANEW
from cara.staff.passphrases import CHANGED
from cara.vocabulary import Word

LAST_ID = 2**31 - 1


class NoticeKind(Word):
    """What a notice is about. Its resource is the code of an opening, or the account itself."""

    OPENED_IN_AN_EMERGENCY = "opened_in_an_emergency", "A record was opened in an emergency"
    OPENING_REVIEWED = "opening_reviewed", "Your opening in an emergency was reviewed"
    INVITED_ANEW = INVITED_ANEW, "Your account was invited again"
    PASSPHRASE_CHANGED = CHANGED, "Your passphrase was changed"


@dataclass(frozen=True, slots=True)
class ToldOf:
    """A notice that was not read yet, and the opening that it is about, if it is about one."""

    id: int
    kind: NoticeKind
    made_at: datetime
    opening: Opening | None = field(repr=False)


def notices_of(instance: Instance, actor: Subject, *, now: datetime) -> tuple[ToldOf, ...]:
    """Give what somebody has been told and not marked as read, the newest first: references and names of colleagues.

    Raises:
        NotAllowed: nobody is signed in.
    """
    permit(actor, Action.SEE_HOME, None, now)
    notice = t.Notice
    unread = (
        select(notice.id, notice.kind, notice.resource, notice.made_at)
        .where(notice.account_id == actor.account, notice.read_at.is_(None))
        .order_by(notice.id.desc())
    )
    with instance.database.read() as unit:
        rows = unit.execute(unread).all()
        if not rows:
            return ()
        about = t.BrokenGlass.code.in_({row.resource for row in rows})
        found = {str(opening.code): opening for opening in find_openings(unit, actor.account, about)}
        return tuple(ToldOf(row.id, NoticeKind(row.kind), row.made_at, found.get(row.resource)) for row in rows)


def mark_read(instance: Instance, actor: Subject, notice: int, *, now: datetime) -> None:
    """Mark a notice of somebody's own as read; another's, or one that was read, is left as it is.

    Raises:
        NotAllowed: nobody is signed in.
    """
    access = permit(actor, Action.SEE_HOME, None, now)
    mine = (
        t.Notice.id == max(0, min(notice, LAST_ID)),
        t.Notice.account_id == actor.account,
        t.Notice.read_at.is_(None),
    )

    def work(unit: Unit) -> None:
        if unit.execute(update(t.Notice).where(*mine).values(read_at=now)).rowcount:
            tell(unit, actor, "notice_read", f"account:{actor.code}", now, access, notice=notice)

    instance.database.run(work)


def notify(unit: Unit, accounts: Iterable[int], kind: NoticeKind, resource: str, now: datetime) -> None:
    """Tell some accounts of something, in the transaction in which it happens."""
    told = [{"account_id": account, "kind": kind.value, "resource": resource, "made_at": now} for account in accounts]
    unit.execute(insert(t.Notice), told)
