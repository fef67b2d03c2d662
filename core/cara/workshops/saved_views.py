"""Views of the list of cases that somebody keeps: tab and filters under a name, seen by nobody else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, delete, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, new_code, tell
from cara.casework import Instance
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import CaraError, Pathway, Reference, ReferenceProblem
from cara.vocabulary.text import Line, normalised_name
from cara.workshops.cases import CaseSearch, Tab

MOST_VIEWS = 20
LONGEST_NAME = 60

_NAME: TypeAdapter[str] = TypeAdapter(Line)

# Built once: building a statement takes longer than running it.
_OWN = select(t.SavedView).where(t.SavedView.account_id == bindparam("account")).order_by(t.SavedView.id)
_LOCK = select(t.Account.id).where(t.Account.id == bindparam("account")).with_for_update()


class NoSuchView(CaraError):
    """There is no such view, or it is somebody else's; the two look alike."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("There is no such view. It may have been deleted: look at your views.")


@dataclass(frozen=True, slots=True)
class SavedView:
    """One view: its name, and what the list is narrowed to."""

    code: str
    name: str = field(repr=False)
    search: CaseSearch


def list_views(instance: Instance, actor: Subject, *, now: datetime) -> tuple[SavedView, ...]:
    """Give the views that this person keeps, by name.

    Raises:
        NotAllowed: this person may not list cases.
    """
    permit(actor, Action.LIST_CASES, None, now)
    with instance.database.read() as unit:
        return _own(unit, actor)


def find_view(instance: Instance, actor: Subject, code: str, *, now: datetime) -> SavedView:
    """Give one view.

    Raises:
        NotAllowed: this person may not list cases.
        NoSuchView: this person keeps none of this code.
    """
    return _one(list_views(instance, actor, now=now), code)


def save_view(
    instance: Instance, actor: Subject, name: str, search: CaseSearch, *, searched: str = "", now: datetime
) -> str:
    """Keep a view and give its code. What was searched for is not kept, be it in the view or in its name.

    Args:
        name: what this person calls it, 1 to 60 characters.
        search: tab, district and pathway; a page of the list is not kept.
        searched: what stands in the field of the search, which the name must not repeat.

    Raises:
        NotAllowed: this person may not list cases.
        NotAccepted: there is no name, or it is taken, too long or personal; or there are too many views.
    """
    permit(actor, Action.LIST_CASES, None, now)

    def work(unit: Unit) -> str:
        own = _locked(unit, actor)
        said = _named(name, own, searched)
        if len(own) >= MOST_VIEWS:
            sentence = f"You keep {MOST_VIEWS} views, which is the most: delete one first"
            raise NotAccepted([Problem("name", sentence)])
        code = new_code()
        unit.execute(insert(t.SavedView).values(**_values(unit, actor, code, said, search), made_at=now))
        tell(unit, actor, "view_saved", f"view:{code}", now)
        return code

    return instance.database.run(work)


def rename_view(instance: Instance, actor: Subject, code: str, name: str, *, now: datetime) -> None:
    """Call a view something else.

    Raises:
        NotAllowed: this person may not list cases.
        NoSuchView: this person keeps none of this code.
        NotAccepted: there is no name, or it is taken, too long or personal.
    """
    permit(actor, Action.LIST_CASES, None, now)

    def work(unit: Unit) -> None:
        own = _locked(unit, actor)
        view = _one(own, code)
        said = _named(name, tuple(one for one in own if one is not view), "")
        sealed = unit.seal(t.SavedView.name, code, said)
        unit.execute(update(t.SavedView).where(t.SavedView.code == code).values(name=sealed))
        tell(unit, actor, "view_renamed", f"view:{code}", now)

    instance.database.run(work)


def delete_view(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Delete a view.

    Raises:
        NotAllowed: this person may not list cases.
        NoSuchView: this person keeps none of this code.
    """
    permit(actor, Action.LIST_CASES, None, now)

    def work(unit: Unit) -> None:
        _one(_locked(unit, actor), code)
        unit.execute(delete(t.SavedView).where(t.SavedView.code == code))
        tell(unit, actor, "view_deleted", f"view:{code}", now)

    instance.database.run(work)


def _locked(unit: Unit, actor: Subject) -> tuple[SavedView, ...]:
    """Give somebody's views, which nobody else changes before this transaction ends."""
    if unit.dialect != "sqlite":  # whoever writes to SQLite has locked the whole file
        unit.execute(_LOCK, {"account": actor.account})
    return _own(unit, actor)


def _own(unit: Unit, actor: Subject) -> tuple[SavedView, ...]:
    rows = unit.execute(_OWN, {"account": actor.account}).mappings().all()
    return tuple(sorted((_opened(unit, row) for row in rows), key=lambda view: normalised_name(view.name)))


def _opened(unit: Unit, row: Any) -> SavedView:  # Any: a row of the table
    search = CaseSearch(
        tab=Tab(row["tab"]) if row["tab"] in set(Tab) else Tab.DUE,
        district=row["district"],
        pathway=Pathway.from_code(row["pathway"]) if row["pathway"] else None,
    )
    return SavedView(row["code"], unit.unseal(t.SavedView.name, row["code"], row["name"]), search)


def _one(own: tuple[SavedView, ...], code: str) -> SavedView:
    found = next((view for view in own if view.code == code), None)
    if found is None:
        raise NoSuchView(code)
    return found


def _values(unit: Unit, actor: Subject, code: str, name: str, search: CaseSearch) -> dict[str, object]:
    return {
        "code": code,
        "account_id": actor.account,
        "name": unit.seal(t.SavedView.name, code, name),
        "tab": search.tab.value,
        "district": search.district,
        "pathway": search.pathway.code if search.pathway else None,
    }


def _named(name: str, others: tuple[SavedView, ...], searched: str) -> str:
    try:
        said = _NAME.validate_python(name)
    except ValidationError as error:
        raise NotAccepted([Problem("name", "Enter a name for the view")]) from error
    problem = _why_not(said, others, searched)
    if problem:
        raise NotAccepted([Problem("name", problem)])
    return said


def _why_not(said: str, others: tuple[SavedView, ...], searched: str) -> str | None:
    if len(said) > LONGEST_NAME:
        return f"The name must be {LONGEST_NAME} characters or fewer"
    if normalised_name(said) in {normalised_name(view.name) for view in others}:
        return "You have a view of this name: choose another"
    if _repeats(said, searched) or any(_is_reference(word) for word in said.split()):
        return "A view is not named after a person: leave out names and references"
    return None


def _repeats(said: str, searched: str) -> bool:
    return bool(set(normalised_name(said).split()) & set(normalised_name(searched).split()))


def _is_reference(word: str) -> bool:
    try:
        Reference.parse(word)
    except ReferenceProblem:
        return False
    return any(character.isdigit() for character in word)
