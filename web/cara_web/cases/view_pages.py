"""Views of the list of cases: saved, opened, renamed and deleted by whoever keeps them."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.casework import NotAccepted
from cara.workshops import SavedView, delete_view, find_view, list_views, rename_view, save_view
from cara_web.cases.case_pages import CASES, address_of, districts_of, listed, search_of, searches_of
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of

VIEWS = f"{CASES}/views"

DONE: Mapping[str, str] = {
    "saved": "The view is saved. Only you see it.",
    "saved-without": "The view is saved without what you searched for: no name and no reference is kept in a view.",
    "renamed": "The view has its new name.",
    "deleted": "The view is deleted. The cases in it stay as they are.",
}


class SavingAnswers(Question):
    """The name of a view, and what the list is narrowed to."""

    name: str = Field(title="a name for the view", max_length=200)
    tab: str = Field(default="", title="the list", max_length=100)
    district: str = Field(default="", title="the district", max_length=100)
    pathway: str = Field(default="", title="the group", max_length=100)
    find: str = Field(default="", title="the search", max_length=100)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"name": {"*": "Enter a name for the view"}}


class RenamingAnswers(Question):
    """What a view is called instead."""

    name: str = Field(title="a name for the view", max_length=200)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"name": {"*": "Enter a name for the view"}}


class DeletingAnswers(Question):
    """That it is meant."""

    confirmed: Literal["yes"] = Field(title="that it is to be deleted")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"confirmed": {"*": "Confirm that it is to be deleted"}}


class ViewPages(Controller):
    """Below ``/cases/views``. Whose a view is, the use cases know."""

    path = VIEWS
    include_in_schema = False
    opt = {"action": Action.LIST_CASES}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def all(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """List the views that this person keeps."""
        views = await use(request, list_views, now=instance_of(request).now())
        names = dict(districts_of(request))
        return page(
            request,
            "cases/views.html",
            title="Your views",
            views=[(view, address_of(view.search), _narrowed(view, names)) for view in views],
            banner=Banner(DONE[done]) if done in DONE else None,
            back=CASES,
        )

    @post("/")
    async def save(self, request: Web) -> Answer:
        """Keep a list as it is narrowed now."""
        answered = answer(SavingAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await listed(request, *map(answered.value, ("tab", "district", "pathway", "find")), naming=answered)
        search = search_of(answered.tab, answered.district, answered.pathway, "")
        searched = searches_of(request).typed(request, answered.find) or ""
        now = instance_of(request).now()
        try:
            await use(request, save_view, answered.name, search, searched=searched, now=now)
        except NotAccepted as refused:
            naming = Form.of(answered).refused(refused.problems)
            asked = (answered.tab, answered.district, answered.pathway, answered.find)
            return await listed(request, *asked, naming=naming)
        return see_other(f"{VIEWS}?done={'saved-without' if answered.find else 'saved'}")

    @get("/{code:str}/rename")
    async def ask_name(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask for another name."""
        view = await _find(request, code)
        return _rename(request, view, Form({"name": (view.name,)}))

    @post("/{code:str}/rename")
    async def rename(self, request: Web, code: FromPath[str]) -> Answer:
        """Call a view something else."""
        view, answered = await _find(request, code), answer(RenamingAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _rename(request, view, answered, 422)
        try:
            await use(request, rename_view, code, answered.name, now=instance_of(request).now())
        except NotAccepted as refused:
            return _rename(request, view, Form.of(answered).refused(refused.problems), 422)
        return see_other(f"{VIEWS}?done=renamed")

    @get("/{code:str}/delete")
    async def ask_deletion(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask whether it is meant."""
        return _delete(request, await _find(request, code), Form.empty())

    @post("/{code:str}/delete")
    async def delete(self, request: Web, code: FromPath[str]) -> Answer:
        """Delete a view."""
        view, answered = await _find(request, code), answer(DeletingAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _delete(request, view, answered, 422)
        await use(request, delete_view, code, now=instance_of(request).now())
        return see_other(f"{VIEWS}?done=deleted")


async def _find(request: Web, code: str) -> SavedView:
    return await use(request, find_view, code, now=instance_of(request).now())


def _narrowed(view: SavedView, names: Mapping[str, str]) -> str:
    district, pathway = view.search.district, view.search.pathway
    parts = (view.search.tab.label, names.get(district or "", district), pathway.label if pathway else None)
    return "; ".join(part for part in parts if part)


def _rename(request: Web, view: SavedView, form: Form, status: int = 200) -> Answer:
    action, title = f"{VIEWS}/{view.code}/rename", "Rename a view"
    shown = {"form": form, "action": action, "submit": "Rename it", "back": VIEWS}
    return page(request, "cases/view_rename.html", title=title, status=status, **shown)


def _delete(request: Web, view: SavedView, form: Form, status: int = 200) -> Answer:
    action, title = f"{VIEWS}/{view.code}/delete", "Delete a view"
    shown = {"view": view, "form": form, "action": action, "submit": "Delete it", "back": VIEWS}
    return page(request, "cases/view_delete.html", title=title, status=status, **shown)
