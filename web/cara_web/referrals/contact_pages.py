"""The page on which the police or the area manager correct how a participant is reached, once the caution is signed."""

from collections.abc import Mapping
from typing import ClassVar

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action, Role
from cara.casework import ContactSeen, correct_contact, see_contact
from cara.casework.details import PersonContact
from cara_web.layout.editing import Clash, Say, label_of, said
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page
from cara_web.layout.storing import form_of, store_change
from cara_web.referrals.asking import Answer, Web, subject_of, use
from cara_web.referrals.record_answers import PersonQuestion
from cara_web.visits import instance_of

CONTACT_CORRECTED = (
    "The contact details are corrected. What waited to go to the old number or address goes to the new one."
)
FIELDS = [(name, label_of(PersonContact, name)) for name in PersonContact.model_fields]


class ContactQuestion(PersonContact, Question):
    """How the person is reached, and of which version that is."""

    seen: int = Field(default=0, title="the contact details as you saw them", ge=0, le=2**31 - 1)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        **PersonQuestion.sentences,
        "address": {"missing": "Enter the address"},
    }

    def details(self) -> PersonContact:
        """Give what casework stores."""
        return PersonContact.model_validate(self.model_dump(exclude={"seen"}))


class ContactPages(Controller):
    """How a participant is reached: from the case for the area manager, from the referral for the police."""

    path = ""
    include_in_schema = False
    opt = {"action": Action.CORRECT_CONTACT}  # noqa: RUF012 - Litestar declares it for the instance

    @get(["/cases/{reference:str}/contact", "/bookings/{reference:str}/contact"])
    async def ask(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask for the number and address as they are from now on."""
        seen = await _see(request, reference)
        return _question(request, seen, form_of(seen.contact, seen.version))

    @post(["/cases/{reference:str}/contact", "/bookings/{reference:str}/contact"])
    async def correct(self, request: Web, reference: FromPath[str]) -> Answer:
        """Store them; if somebody else corrected them meanwhile, show both versions."""
        answered = answer(ContactQuestion, await read_form(request))
        if isinstance(answered, Form):
            return _question(request, await _see(request, reference), answered, 422)
        details, now = answered.details(), instance_of(request).now()

        async def ask(form: Form, status: int, clash: Clash | None) -> Answer:
            return _question(request, await _see(request, reference), form, status, clash)

        store = use(request, correct_contact, reference, details, seen=answered.seen, now=now)
        going = f"{_home(request)}/{reference}?done=contact"
        return await store_change(store, answered, details, ask, going, _saying)


async def _saying() -> Say:
    return lambda _, value: said(value)


async def _see(request: Web, reference: str) -> ContactSeen:
    return await use(request, see_contact, reference, now=instance_of(request).now())


def _home(request: Web) -> str:
    """Give below which address whoever asks works: an area manager with cases, the police with referrals."""
    return "/cases" if subject_of(request).role is Role.AREA_MANAGER else "/bookings"


def _question(request: Web, seen: ContactSeen, form: Form, status: int = 200, clash: Clash | None = None) -> Answer:
    home = _home(request)
    here = f"{home}/{seen.reference}"
    return page(
        request,
        "referrals/contact.html",
        title="Correct the contact details",
        status=status,
        form=form,
        clash=clash,
        seen=seen,
        fields=FIELDS,
        say=said,
        prints=home == "/cases",
        action=f"{here}/contact",
        back=here,
        caption=f"{'Case' if home == '/cases' else 'Referral'} {seen.reference.spoken}",
        submit="Store the correction",
    )
