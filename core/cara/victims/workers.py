"""Who contacts a victim: somebody who takes it on, or whom the manager names; never a facilitator of that cohort."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from cara.access import Action, Role, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework import Instance
from cara.records import Conflict, RuleBroken, Unit
from cara.records import tables as t
from cara.records.sides import BOTH_SIDES
from cara.records.tables import victims as v
from cara.victims.drafts import drop_drafts_about
from cara.victims.rows import VictimRow, find_victim
from cara.victims.states import ContactStatus
from cara.vocabulary import Reference

_ROLE = Role.VICTIM_CONTACT_WORKER.value
SENTENCE = "Facilitates the participant's workshops: nobody supports both sides. Choose somebody else"


def contact_workers(instance: Instance, actor: Subject, *, now: datetime) -> Mapping[str, str]:
    """Give the names of those who contact victims, by the codes of their accounts.

    Raises:
        NotAllowed: this person may not see who makes contact.
    """
    permit(actor, Action.LIST_CONTACTS, None, now)
    workers = select(t.Account.code, t.Account.display_name).where(t.Account.active, t.Account.role == _ROLE)
    with instance.database.read() as unit:
        rows = unit.execute(workers.order_by(t.Account.id)).all()
        return {code: unit.unseal(t.Account.display_name, code, name) for code, name in rows}


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who contacts a victim, by codes: nothing of the victim is in it."""

    code: Reference
    reference: Reference
    status: ContactStatus
    worker: str | None


def see_assignment(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Assignment:
    """See who contacts a victim, to change it.

    Raises:
        NoSuchVictim: there is none for whom this person may say it.
    """

    def work(unit: Unit) -> Assignment:
        row = find_victim(unit, actor, Action.ASSIGN_WORKER, code, now)
        tell(unit, actor, "assignment_seen", row.told_as, now, row.access, about=row.reference)
        return Assignment(row.code, row.reference, row.status, row.worker)

    return instance.database.run(work)


def take_contact(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Become the worker of a victim who has none. Taken twice is taken once.

    Raises:
        NoSuchVictim: there is none whom this person may take on.
        NotAccepted: somebody else is that victim's worker, or this person facilitates the participant's workshops.
    """

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.TAKE_CONTACT, code, now, lock=True)
        if row.worker == actor.code:
            tell(unit, actor, "worker_assigned", row.told_as, now, row.access, worker=actor.code)
            return
        if row.worker is not None:
            raise NotAccepted(
                [Problem("worker", "Somebody else makes this contact: ask the area manager to change it")]
            )
        _assign(unit, row, actor.account, now)
        tell(unit, actor, "worker_assigned", row.told_as, now, row.access, worker=actor.code)

    instance.database.run(work)


def assign_worker(instance: Instance, actor: Subject, code: str, worker: str | None, *, now: datetime) -> None:
    """Say who contacts a victim from now on, or with ``None`` that nobody does for now.

    Raises:
        NoSuchVictim: there is none for whom this person may say it.
        NotAccepted: there is no such worker, or he or she facilitates the participant's workshops.
    """

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.ASSIGN_WORKER, code, now, lock=True)
        if row.worker != worker:
            mine = (v.VictimWorker.victim_id == row.id, v.VictimWorker.active)
            unit.execute(update(v.VictimWorker).where(*mine).values(active=False, ended_at=now))
            drop_drafts_about(unit, row.id)
            if worker is not None:
                _assign(unit, row, _account_of(unit, worker), now)
        tell(
            unit,
            actor,
            "worker_assigned" if worker else "worker_released",
            row.told_as,
            now,
            row.access,
            worker=worker or row.worker,
        )

    instance.database.run(work)


def _account_of(unit: Unit, worker: str) -> int:
    wanted = (t.Account.code == worker, t.Account.active, t.Account.role == _ROLE)
    account = unit.scalar(select(t.Account.id).where(*wanted))
    if account is None:
        raise NotAccepted([Problem("worker", "Select a victim contact worker from the list")])
    return account


def _assign(unit: Unit, row: VictimRow, account: int, now: datetime) -> None:
    values = {"victim_id": row.id, "account_id": account, "active": True, "assigned_at": now}
    try:
        with unit.attempt():
            unit.execute(insert(v.VictimWorker).values(**values))
    except Conflict as conflict:
        raise NotAccepted([Problem("worker", "Somebody else has just taken this contact on")]) from conflict
    except RuleBroken as broken:
        if broken.constraint != BOTH_SIDES:
            raise
        raise NotAccepted([Problem("worker", SENTENCE)]) from broken
