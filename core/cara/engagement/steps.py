"""What is to be done next with partners: by whom, by when, and whether it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.editing import check_unchanged, keep_version
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance
from cara.engagement.finding import account_of, find_by_code
from cara.engagement.organisations import OrganisationRow, find_organisation
from cara.engagement.problems import NoSuchPartner
from cara.engagement.words import StepDetails
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Word

KIND = "step"


class StepState(Word):
    """How far a step is."""

    OPEN = "open", "To do"
    OVERDUE = "overdue", "Overdue"
    DONE = "done", "Done"


class StepOrder(Word):
    """By what the list of next steps is sorted."""

    DUE = "due", "Due first"
    ORGANISATION = "organisation", "Organisation"
    NEWEST = "newest", "Entered last"


@dataclass(frozen=True, slots=True)
class StepSearch:
    """What the list is narrowed to; ``who`` is the code of an account."""

    state: StepState = StepState.OPEN
    who: str | None = None
    order: StepOrder = StepOrder.DUE
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step, as stored."""

    id: int
    code: str
    organisation: str
    organisation_name: str
    details: StepDetails = field(repr=False)
    who: str = field(repr=False)
    done_at: datetime | None
    version: int

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has passed and it is not done."""
        return self.done_at is None and self.details.due_on < today


_LINES = (
    select(
        t.NextStep.id,
        t.NextStep.code,
        t.NextStep.what,
        t.NextStep.due_on,
        t.NextStep.done_at,
        t.NextStep.version,
        t.PartnerOrganisation.code.label("organisation"),
        t.PartnerOrganisation.name.label("organisation_name"),
        t.Account.code.label("account"),
        t.Account.display_name,
    )
    .join(t.PartnerOrganisation, t.PartnerOrganisation.id == t.NextStep.organisation_id)
    .join(t.Account, t.Account.id == t.NextStep.who)
)
_ORDERS: Mapping[StepOrder, Order] = {
    StepOrder.DUE: Order(t.NextStep.due_on.expression),
    StepOrder.ORGANISATION: Order(func.lower(t.PartnerOrganisation.name)),
    StepOrder.NEWEST: Order(t.NextStep.id.expression, descending=True),
}


def list_steps(instance: Instance, actor: Subject, search: StepSearch, *, now: datetime) -> Page[Step]:
    """List next steps with open organisations, 50 to a page.

    Raises:
        NotAllowed: this person does not see partners.
    """
    access = permit(actor, Action.SEE_PARTNERS, None, now)

    def work(unit: Unit) -> Page[Step]:
        query, order = _narrowed(search, instance.today(now)), _ORDERS[search.order]
        rows, following = page_of_rows(unit, query, t.NextStep.id, order, after=search.after)
        tell(unit, actor, "steps_listed", "steps", now, access)
        return Page(tuple(_opened(unit, row) for row in rows), following)

    return instance.database.run(work)


def download_steps(instance: Instance, actor: Subject, search: StepSearch, *, now: datetime) -> tuple[Step, ...]:
    """Give every step that a search finds, to take it away.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_PARTNERS, None, now)

    def work(unit: Unit) -> tuple[Step, ...]:
        query, order = _narrowed(search, instance.today(now)), _ORDERS[search.order]
        rows, _ = page_of_rows(unit, query, t.NextStep.id, order, most=MOST_DOWNLOADED)
        tell(unit, actor, "steps_downloaded", "steps", now, access)
        return tuple(_opened(unit, row) for row in rows)

    return instance.database.run(work)


def _narrowed(search: StepSearch, today: date) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    step = t.NextStep
    conditions: list[ColumnElement[bool]] = [t.PartnerOrganisation.active.expression]
    match search.state:
        case StepState.OPEN:
            conditions.append(step.done_at.is_(None))
        case StepState.OVERDUE:
            conditions += [step.done_at.is_(None), step.due_on < today]
        case StepState.DONE:
            conditions.append(step.done_at.is_not(None))
    if search.who is not None:
        conditions.append(t.Account.code == search.who)
    return _LINES.where(*conditions)


def steps_of(unit: Unit, organisation: OrganisationRow) -> tuple[Step, ...]:
    """Give every step with an organisation, those to do first and by their days."""
    query = _LINES.where(t.NextStep.organisation_id == organisation.id)
    open_first = (t.NextStep.done_at.is_not(None), t.NextStep.due_on, t.NextStep.id)
    return tuple(_opened(unit, row) for row in unit.execute(query.order_by(*open_first)).mappings().all())


def find_step(unit: Unit, organisation: OrganisationRow, code: str, *, lock: bool = False) -> Step:
    """Find one step with an organisation.

    Raises:
        NoSuchPartner: there is none of this code.
    """
    query = _LINES.with_for_update(of=t.NextStep) if lock else _LINES
    own = t.NextStep.organisation_id == organisation.id
    return _opened(unit, find_by_code(unit, query, t.NextStep.code, code, NoSuchPartner, own))


def _opened(unit: Unit, row: RowMapping) -> Step:
    what = unit.unseal(t.NextStep.what, row["code"], row["what"])
    return Step(
        id=row["id"],
        code=row["code"],
        organisation=row["organisation"],
        organisation_name=row["organisation_name"],
        details=StepDetails(what=what, who=row["account"], due_on=row["due_on"]),
        who=unit.unseal(t.Account.display_name, row["account"], row["display_name"]),
        done_at=row["done_at"],
        version=row["version"],
    )


def add_step(instance: Instance, actor: Subject, organisation: str, details: StepDetails, *, now: datetime) -> str:
    """Add a next step with an organisation, and give its code.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is no such organisation.
        NotAccepted: its day has passed, or it is for nobody of us.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> str:
        row = find_organisation(unit, organisation)
        who = _who(instance, unit, details, None, now)
        code = str(instance.draw_reference())
        values = {"what": unit.seal(t.NextStep.what, code, details.what), "who": who, "due_on": details.due_on}
        unit.execute(insert(t.NextStep).values(code=code, organisation_id=row.id, made_at=now, **values))
        tell(unit, actor, "step_added", row.code, now, access, step=code)
        return code

    return instance.database.run(work)


def change_step(
    instance: Instance, actor: Subject, organisation: str, code: str, details: StepDetails, *, seen: int, now: datetime
) -> None:
    """Change a step that is to be done; what it said before is kept.

    Raises:
        NotAllowed, NoSuchPartner, NotAccepted: as when one is added; one that is done is not changed.
        EditedMeanwhile: somebody else changed it since ``seen``.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        row = find_organisation(unit, organisation)
        step = find_step(unit, row, code, lock=True)
        check_unchanged(unit, KIND, step.code, step.details, seen=seen, version=step.version)
        if step.done_at is not None:
            raise NotAccepted([Problem("what", "This step is done: add another one instead")])
        who = _who(instance, unit, details, step, now)
        keep_version(unit, KIND, step.code, step.details, step.version, actor, now)
        values = {"what": unit.seal(t.NextStep.what, step.code, details.what), "who": who, "due_on": details.due_on}
        changed = update(t.NextStep).where(t.NextStep.id == step.id)
        unit.execute(changed.values(**values, version=step.version + 1))
        tell(unit, actor, "step_changed", row.code, now, access, step=step.code)

    instance.database.run(work)


def finish_step(instance: Instance, actor: Subject, organisation: str, code: str, *, now: datetime) -> None:
    """Say that a step is done; said twice it was done the first time.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is none.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        row = find_organisation(unit, organisation)
        step = find_step(unit, row, code, lock=True)
        if step.done_at is not None:
            return
        done = update(t.NextStep).where(t.NextStep.id == step.id)
        unit.execute(done.values(done_at=now, done_by=actor.account))
        tell(unit, actor, "step_done", row.code, now, access, step=step.code)

    instance.database.run(work)


def _who(instance: Instance, unit: Unit, details: StepDetails, before: Step | None, now: datetime) -> int:
    problems = []
    kept = before is not None and before.details.due_on == details.due_on
    if details.due_on < instance.today(now) and not kept:
        problems.append(Problem("due_on", "The day must be today or later"))
    who = account_of(unit, details.who)
    if who is None:
        problems.append(Problem("who", "Select who of us does it"))
    if problems or who is None:
        raise NotAccepted(problems)
    return who
