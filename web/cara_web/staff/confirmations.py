"""What waits for a second person: the list, and confirming or refusing one thing of it."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.staff import NothingToConfirm
from cara.staff.second_person import ToConfirm, decide_waiting, list_to_confirm
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web
from cara_web.staff.asking import done_banner, plain, use_staff
from cara_web.visits import instance_of

CONFIRMATIONS = "/confirmations"
DONE: Mapping[str, str] = {
    "confirmed": "It is confirmed and holds from now on.",
    "refused": "It is refused: nothing of it holds. Tell whoever asked for it.",
}
CHOICES = [
    ("confirmed", "Confirm it", "I know from the person or the force that this is right"),
    ("refused", "Refuse it", "I do not know of it, or it is wrong"),
]


class Decision(Question):
    """Whether it is confirmed."""

    decision: Literal["confirmed", "refused"] = Field(title="whether you confirm it")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"decision": {"*": "Select whether you confirm it"}}


class ConfirmationPages(Controller):
    """Everything below ``/confirmations``."""

    path = CONFIRMATIONS
    include_in_schema = False
    opt = {"action": Action.CONFIRM_ACCESS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/", opt={"action": Action.LIST_TO_CONFIRM})
    async def listed(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show what waits, the oldest first."""
        return page(
            request,
            "staff/confirmations.html",
            title="To confirm",
            found=await use_staff(request, list_to_confirm, now=instance_of(request).now()),
            banner=done_banner(done, DONE),
            **plain(request),
        )

    @get("/{code:str}")
    async def ask(self, request: Web, code: FromPath[str]) -> Answer:
        """Show one thing that waits, and ask whether it is right."""
        return _question(request, await _find(request, code), Form())

    @post("/{code:str}")
    async def decide(self, request: Web, code: FromPath[str]) -> Answer:
        """Confirm or refuse it."""
        answered = answer(Decision, await read_form(request))
        if isinstance(answered, Form):
            return _question(request, await _find(request, code), answered, 422)
        confirm, now = answered.decision == "confirmed", instance_of(request).now()
        await use_staff(request, decide_waiting, code, confirm=confirm, now=now)
        return see_other(f"{CONFIRMATIONS}?done={answered.decision}")


async def _find(request: Web, code: str) -> ToConfirm:
    listed = await use_staff(request, list_to_confirm, now=instance_of(request).now())
    found = next((one for one in listed if one.code == code and one.may_decide), None)
    if found is None:
        raise NothingToConfirm
    return found


def _question(request: Web, waiting: ToConfirm, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "staff/confirmation.html",
        title="Confirm or refuse",
        status=status,
        waiting=waiting,
        form=form,
        choices=CHOICES,
        action=f"{CONFIRMATIONS}/{waiting.code}",
        back=CONFIRMATIONS,
        caption=waiting.name,
        submit="Save the decision",
        **plain(request),
    )
