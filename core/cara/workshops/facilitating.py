"""Who runs a workshop: facilitators are assigned to each of its days, and to no other on the same day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from cara.access import Action, Role, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework import Instance
from cara.records import Conflict, RuleBroken, Unit
from cara.records import tables as t
from cara.records.sides import BOTH_SIDES
from cara.vocabulary.dates import in_words
from cara.workshops.rows import WorkshopRow, find_workshop
from cara.workshops.states import WorkshopStatus, WrongStep


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Somebody who runs a workshop, by the code of the account and the name that colleagues read."""

    code: str
    name: str


_ACTIVE = select(t.Account.code, t.Account.display_name).join(
    t.WorkshopFacilitator, t.WorkshopFacilitator.account_id == t.Account.id
)


def facilitators_of(unit: Unit, workshop: WorkshopRow) -> tuple[Facilitator, ...]:
    """Give who runs a workshop, by code."""
    mine = (t.WorkshopFacilitator.workshop_id == workshop.id, t.WorkshopFacilitator.active)
    rows = unit.execute(_ACTIVE.where(*mine).order_by(t.Account.code)).all()
    return tuple(
        Facilitator(code, unit.unseal(t.Account.display_name, code, display_name)) for code, display_name in rows
    )


def assign_facilitator(instance: Instance, actor: Subject, workshop: str, account: str, *, now: datetime) -> None:
    """Let somebody run a workshop. Assigned twice is assigned once.

    Raises:
        NotAllowed: this person may not say who runs a workshop.
        NoSuchWorkshop: there is none.
        NotAccepted: there is no such facilitator, or he or she runs another workshop on that day.
        WrongStep: the workshop was held or cancelled.
    """
    permit(actor, Action.ASSIGN_FACILITATOR, None, now)

    def work(unit: Unit) -> None:
        row = find_workshop(unit, workshop, lock=True)
        _refuse_past(row, "Saying who runs it")
        account_id = _facilitator(unit, account)
        if account in {one.code for one in facilitators_of(unit, row)}:
            tell(unit, actor, "facilitator_assigned", f"workshop:{row.code}", now, facilitator=account)
            return
        values = {"workshop_id": row.id, "day": row.day, "account_id": account_id, "active": True, "assigned_at": now}
        try:
            with unit.attempt():
                unit.execute(insert(t.WorkshopFacilitator).values(**values))
        except Conflict as conflict:
            sentence = f"This facilitator runs another workshop on {in_words(row.day)}: choose somebody else"
            raise NotAccepted([Problem("facilitator", sentence)]) from conflict
        except RuleBroken as broken:
            if broken.constraint != BOTH_SIDES:
                raise
            sentence = "This colleague supports the other side of somebody in the cohort: choose somebody else"
            raise NotAccepted([Problem("facilitator", sentence)]) from broken
        tell(unit, actor, "facilitator_assigned", f"workshop:{row.code}", now, facilitator=account)

    instance.database.run(work)


def release_facilitator(instance: Instance, actor: Subject, workshop: str, account: str, *, now: datetime) -> None:
    """Let somebody no longer run a workshop, whatever he or she is by now.

    Raises:
        NotAllowed: this person may not say who runs a workshop.
        NoSuchWorkshop: there is none.
        NotAccepted: he or she does not run it.
        WrongStep: the workshop was held or cancelled.
    """
    permit(actor, Action.ASSIGN_FACILITATOR, None, now)

    def work(unit: Unit) -> None:
        row = find_workshop(unit, workshop, lock=True)
        _refuse_past(row, "Saying who runs it")
        ended = (
            update(t.WorkshopFacilitator)
            .where(
                t.WorkshopFacilitator.workshop_id == row.id,
                t.WorkshopFacilitator.account_id
                == select(t.Account.id).where(t.Account.code == account).scalar_subquery(),
                t.WorkshopFacilitator.active,
            )
            .values(active=False, ended_at=now)
        )
        if unit.execute(ended).rowcount != 1:
            raise NotAccepted([Problem("facilitator", "This facilitator does not run the workshop")])
        tell(unit, actor, "facilitator_released", f"workshop:{row.code}", now, facilitator=account)

    instance.database.run(work)


def _refuse_past(row: WorkshopRow, wanted: str) -> None:
    if row.status is not WorkshopStatus.PLANNED:
        raise WrongStep(row.code, row.status, wanted)


def _facilitator(unit: Unit, code: str) -> int:
    found = unit.scalar(
        select(t.Account.id).where(t.Account.code == code, t.Account.active, t.Account.role == Role.FACILITATOR.value)
    )
    if found is None:
        raise NotAccepted([Problem("facilitator", "Choose a facilitator who may sign in here")])
    return int(found)
