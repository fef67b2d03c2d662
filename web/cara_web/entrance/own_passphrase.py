"""Changing one's own passphrase, with the present one and a fresh proof."""

from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException

from cara.access import Action
from cara.acting import NotAccepted
from cara.staff import TooManyTries, WaitFirst
from cara.staff.passphrases import NewPassphrase, change_passphrase, has_passphrase
from cara_web.entrance.entering import Answer, answer_to_wait, peer_of, person_of, records_of
from cara_web.entrance.sign_in import refuse_passphrases_unless_allowed
from cara_web.instance import in_thread
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import page, see_other
from cara_web.visits import PageRequest, instance_of

ACCOUNT = "/account"
FIELDS = ("current", "new", "again")


class OwnPassphrase(Controller):
    """The address ``/account/passphrase``."""

    path = f"{ACCOUNT}/passphrase"
    include_in_schema = False
    opt = {"action": Action.CHANGE_OWN_CREDENTIALS}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def ask(self, request: PageRequest) -> Response[str]:
        """Ask for the present passphrase and the new one."""
        await _refuse_unless_there(request)
        return _page(request, Form())

    @post()
    async def change(self, request: PageRequest) -> Answer:
        """Change the passphrase."""
        await _refuse_unless_there(request)
        submitted, instance, (database, now) = await read_form(request), instance_of(request), records_of(request)
        submitted.refuse_unknown(set(FIELDS))
        typed = NewPassphrase(*(submitted.one(field) for field in FIELDS))
        person, peer, names = person_of(request), peer_of(request), instance.names
        try:
            await in_thread(instance, change_passphrase, database, person, typed, peer, of_the_area=names, now=now)
        except (WaitFirst, TooManyTries) as refused:
            return answer_to_wait(request, refused.until)
        except NotAccepted as refused:
            return _page(request, Form().refused(refused.problems), 422)
        return see_other(f"{ACCOUNT}?done=passphrase")


async def _refuse_unless_there(request: PageRequest) -> None:
    refuse_passphrases_unless_allowed(request)
    instance, person, (database, _) = instance_of(request), person_of(request), records_of(request)
    if not await in_thread(instance, has_passphrase, database, person):
        raise NotFoundException


def _page(request: PageRequest, form: Form, status: int = 200) -> Response[str]:
    return page(
        request,
        "entrance/account_passphrase.html",
        title="Change your passphrase",
        status=status,
        form=form,
        back=ACCOUNT,
    )
