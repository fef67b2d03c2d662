"""The wrong tries that the records count, for all processes of an instance together.

A try takes its turn in the transaction that answers it: its tallies are locked first, so that of many tries at once no
more are answered than one after another. A tally is found by a keyed index; the address itself stands nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cara.acting import tell
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff.problems import TooManyTries, WaitFirst
from cara.staff.tries import KEPT, OF_ACCOUNT, OF_PAIR, Allowance, Peer, Tally, after_right, of_address

SIGN_IN, INVITATION = "sign_in", "invitation"
NO_ACCOUNT = "account:unknown"
"""What the audit trail calls an account that there is not; what was typed stands nowhere."""
_PAIR, _ACCOUNT, _ADDRESS = "account and address", "account", "address"

_MAKE = {
    "sqlite": sqlite.insert(t.TryTally).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(t.TryTally).on_conflict_do_nothing(),
}
_READ = select(t.TryTally.__table__).where(t.TryTally.tally_index == bindparam("which"))
_LOCK = _READ.with_for_update()
_WRITE = update(t.TryTally).where(t.TryTally.tally_index == bindparam("which"))
_OLD = select(t.TryTally.tally_index).where(t.TryTally.ends_at <= bindparam("now")).with_for_update(skip_locked=True)
_FORGET = delete(t.TryTally).where(t.TryTally.tally_index.in_(_OLD))


@dataclass(frozen=True, slots=True)
class Turn:
    """A try whose turn it is: nobody else's is looked at before this transaction ends."""

    tallies: Mapping[str, tuple[bytes, Allowance, Tally]]
    resource: str


def take_turn(unit: Unit, way: str, account: str, peer: Peer, now: datetime, *, resource: str = NO_ACCOUNT) -> Turn:
    """Wait for the turn of a try, or refuse to look at it.

    Args:
        unit: the transaction that answers it.
        way: :data:`SIGN_IN` or :data:`INVITATION`.
        account: the code that was typed, of an account or of nobody; empty where none is.
        peer: from where.
        now: the moment.
        resource: what the audit trail calls it.

    Raises:
        TooManyTries: too many were wrong from this address.
        WaitFirst: too many were wrong for this account.
    """
    wanted = _indexes(unit, way, account, peer)
    locked = {}
    for kind, (which, allowance) in sorted(wanted.items(), key=lambda item: item[1][0]):
        unit.execute(_MAKE[unit.dialect], _blank(which, now))
        locked[kind] = which, allowance, _tally(unit, which, now, lock=True)
    _refuse(locked, now)
    return Turn(locked, resource)


def refuse_address(unit: Unit, way: str, peer: Peer, now: datetime) -> None:
    """Refuse what comes from an address that has to wait, as it stands at this moment.

    Raises:
        TooManyTries: too many were wrong from this address.
    """
    wanted = _indexes(unit, way, "", peer)
    _refuse({kind: (which, of, _tally(unit, which, now)) for kind, (which, of) in wanted.items()}, now)


def note_wrong(unit: Unit, turn: Turn, now: datetime) -> None:
    """Count a wrong try; whoever answers it tells the trail. That a wait begins, and of what, is told here."""
    waiting = []
    for kind, (which, allowance, tally) in turn.tallies.items():
        counted = tally.after_wrong(allowance, now)
        _write(unit, which, counted)
        if counted.is_closed(now) and counted.tries == allowance.free:
            waiting.append(kind)
    if waiting:
        tell(unit, None, "tries_limited", turn.resource, now, of=tuple(waiting))
    _forget(unit, now)


def note_right(unit: Unit, turn: Turn, now: datetime) -> None:
    """Forget the wrong tries of an account from an address, from which it was proved; others' count on."""
    if _PAIR in turn.tallies:
        which, _, _ = turn.tallies[_PAIR]
        _write(unit, which, after_right(now))


def forget_old_tries(database: Database, *, now: datetime) -> None:
    """Forget every tally that is older than a day."""
    with database.read() as unit:
        if unit.scalar(select(t.TryTally.tally_index).where(t.TryTally.ends_at <= now).limit(1)) is None:
            return

    def work(unit: Unit) -> None:
        if _forget(unit, now):
            tell(unit, None, "tries_forgotten", "tries", now)

    database.run(work)


def _indexes(unit: Unit, way: str, account: str, peer: Peer) -> dict[str, tuple[bytes, Allowance]]:
    found: dict[str, tuple[bytes, Allowance]] = {}
    if account:
        found[_ACCOUNT] = unit.blind("tries_of_account", account), OF_ACCOUNT
    if peer.counts_as:
        found[_ADDRESS] = unit.blind(f"tries_{way}", peer.counts_as), of_address(peer.free)
    if account and peer.counts_as:
        found[_PAIR] = unit.blind("tries_of_pair", f"{peer.counts_as}\n{account}"), OF_PAIR
    return found


def _refuse(tallies: Mapping[str, tuple[bytes, Allowance, Tally]], now: datetime) -> None:
    closed = {kind: tally for kind, (_, _, tally) in tallies.items() if tally.is_closed(now)}
    if _ADDRESS in closed:
        raise TooManyTries(closed[_ADDRESS].waits_until or now)
    if _PAIR in closed:
        raise WaitFirst(closed[_PAIR].waits_until or now)
    known = _PAIR in tallies and tallies[_PAIR][2].proved
    if _ACCOUNT in closed and not known:
        raise WaitFirst(closed[_ACCOUNT].waits_until or now)


def _tally(unit: Unit, which: bytes, now: datetime, *, lock: bool = False) -> Tally:
    row = unit.execute(_LOCK if lock else _READ, {"which": which}).mappings().one_or_none()
    if row is None or row["ends_at"] <= now:
        return Tally(now + KEPT)
    return Tally(row["ends_at"], row["tries"], row["waits_until"], row["proved"])


def _blank(which: bytes, now: datetime) -> Mapping[str, object]:
    return {"tally_index": which, "tries": 0, "waits_until": None, "proved": False, "ends_at": now + KEPT}


def _write(unit: Unit, which: bytes, tally: Tally) -> None:
    values = {"tries": tally.tries, "waits_until": tally.waits_until, "proved": tally.proved, "ends_at": tally.ends_at}
    unit.execute(_WRITE.values(**values), {"which": which})


def _forget(unit: Unit, now: datetime) -> bool:
    return unit.execute(_FORGET, {"now": now}).rowcount > 0
