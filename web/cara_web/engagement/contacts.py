"""Whom to ask for at an organisation: adding, changing, erasing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action, Subject
from cara.acting.editing import EditedMeanwhile
from cara.casework import Instance
from cara.engagement import NoSuchPartner
from cara.engagement.contacts import Contact, add_contact, change_contact, remove_contact
from cara.engagement.seeing import OrganisationView, see_organisation
from cara.engagement.words import ContactDetails
from cara.vocabulary.text import Line, Paragraph
from cara_web.engagement.asking import PARTNERS
from cara_web.layout.editing import Clash, both, clash_of, said
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, enter_once, use
from cara_web.visits import instance_of


class ContactAnswers(Question):
    """Somebody to ask for, and of which version."""

    name: Line = Field(title="the name")
    post: Line | None = Field(None, title="the post")
    phone: Line | None = Field(None, title="the telephone number")
    email: Line | None = Field(None, title="the email address")
    note: Paragraph | None = Field(None, title="the note")
    seen: int = Field(0, title="the contact as you saw it", ge=0, le=2**31 - 1)

    def details(self) -> ContactDetails:
        """Give the contact as it is stored."""
        return ContactDetails.model_validate(self.model_dump(exclude={"seen"}))


class ErasingAnswers(Question):
    """That it is meant."""

    confirmed: Literal["yes"] = Field(title="that the contact is to be erased")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"confirmed": {"*": "Confirm that it is to be erased"}}


class ContactPages(Controller):
    """Below ``/partners/CODE/contacts``."""

    path = PARTNERS + "/{code:str}/contacts"
    include_in_schema = False
    opt = {"action": Action.CHANGE_PARTNERS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/new")
    async def ask(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask for somebody."""
        return _question(request, await _see(request, code), Form.empty(), None)

    @post("/new")
    async def add(self, request: Web, code: FromPath[str]) -> Answer:
        """Add somebody."""
        answered = answer(ContactAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return _question(request, await _see(request, code), answered, None, 422)
        now, going = instance_of(request).now(), f"{PARTNERS}/{code}?done=contact"

        def enter(instance: Instance, actor: Subject) -> str:
            add_contact(instance, actor, code, answered.details(), now=now)
            return going

        return see_other(await enter_once(request, submitted, "add_contact", enter))

    @get("/{contact:str}/change")
    async def ask_change(self, request: Web, code: FromPath[str], contact: FromPath[str]) -> Answer:
        """Ask what is to change."""
        view = await _see(request, code)
        found = _find(view, contact)
        form = Form.of(found.details)
        form = replace(form, typed={**form.typed, "seen": (str(found.version),)})
        return _question(request, view, form, found)

    @post("/{contact:str}/change")
    async def change(self, request: Web, code: FromPath[str], contact: FromPath[str]) -> Answer:
        """Change it; if somebody else did meanwhile, show both versions."""
        answered = answer(ContactAnswers, await read_form(request))
        if isinstance(answered, Form):
            view = await _see(request, code)
            return _question(request, view, answered, _find(view, contact), 422)
        details, now = answered.details(), instance_of(request).now()
        try:
            await use(request, change_contact, code, contact, details, seen=answered.seen, now=now)
        except EditedMeanwhile as error:
            view = await _see(request, code)
            clash = clash_of(error, details, lambda _, value: said(value))
            return _question(request, view, both(error, answered), _find(view, contact), 409, clash)
        return see_other(f"{PARTNERS}/{code}?done=contact")

    @get("/{contact:str}/erase")
    async def ask_erase(self, request: Web, code: FromPath[str], contact: FromPath[str]) -> Answer:
        """Say what it means to erase a contact."""
        view = await _see(request, code)
        return _erasing(request, view, _find(view, contact), Form())

    @post("/{contact:str}/erase")
    async def erase(self, request: Web, code: FromPath[str], contact: FromPath[str]) -> Answer:
        """Erase it."""
        answered = answer(ErasingAnswers, await read_form(request))
        if isinstance(answered, Form):
            view = await _see(request, code)
            return _erasing(request, view, _find(view, contact), answered, 422)
        await use(request, remove_contact, code, contact, now=instance_of(request).now())
        return see_other(f"{PARTNERS}/{code}?done=contact-erased")


async def _see(request: Web, code: str) -> OrganisationView:
    return await use(request, see_organisation, code, now=instance_of(request).now())


def _find(view: OrganisationView, code: str) -> Contact:
    found = next((one for one in view.contacts if one.code == code), None)
    if found is None:
        raise NoSuchPartner(code)
    return found


def _question(
    request: Web,
    view: OrganisationView,
    form: Form,
    contact: Contact | None,
    status: int = 200,
    clash: Clash | None = None,
) -> Answer:
    here = f"{PARTNERS}/{view.row.code}"
    return page(
        request,
        "engagement/contact.html",
        title="Change a contact" if contact else "Add a contact",
        status=status,
        form=form,
        clash=clash,
        action=f"{here}/contacts/{contact.code}/change" if contact else f"{here}/contacts/new",
        back=here,
        caption=view.row.details.name,
        submit="Store the change" if contact else "Add the contact",
    )


def _erasing(request: Web, view: OrganisationView, contact: Contact, form: Form, status: int = 200) -> Answer:
    here = f"{PARTNERS}/{view.row.code}"
    return page(
        request,
        "engagement/contact_erase.html",
        title="Erase a contact",
        status=status,
        form=form,
        contact=contact,
        action=f"{here}/contacts/{contact.code}/erase",
        back=here,
        caption=view.row.details.name,
        submit="Erase the contact",
    )
