"""One's own account: where one is signed in, and with which passkeys."""

from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cara.access import Action
from cara.acting import NotAccepted, Problem
from cara.staff import Account, CannotSignIn, CeremonyEnded
from cara.staff.accounts import find_account
from cara.staff.passkeys import OwnPasskey, add_passkey, begin_making, own_passkeys, remove_passkey
from cara.staff.passphrases import has_passphrase
from cara.staff.sign_ins import end_own, end_own_others, own_sign_ins
from cara_web.entrance.browsers import browser_name
from cara_web.entrance.entering import Answer, person_of, records_of
from cara_web.entrance.sign_in import site_with_passkeys
from cara_web.entrance.ways import site_of
from cara_web.instance import in_thread
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import Banner, page, see_other
from cara_web.visits import PageRequest, instance_of, visit_of

ACCOUNT = "/account"
DONE = {
    "added": "The passkey has been added. You can sign in with it from now on.",
    "removed": "The passkey has been removed. Nobody can sign in with it any more.",
    "passphrase": "Your passphrase has been changed. All other sign-ins of yours have ended.",
    "ended": "The sign-in has been ended. That browser is refused from now on.",
    "others-ended": "All other sign-ins have been ended. You are signed in here alone.",
}


class OwnAccount(Controller):
    """Everything below ``/account``."""

    path = ACCOUNT
    include_in_schema = False

    @get(opt={"action": Action.SEE_OWN_ACCOUNT})
    async def show(self, request: PageRequest) -> Response[str]:
        """Show one's own sign-ins and passkeys."""
        instance, person, (database, now) = instance_of(request), person_of(request), records_of(request)
        done = DONE.get(request.query_params.get("done", ""))
        return page(
            request,
            "entrance/account.html",
            title="Your account",
            account=await _account(request),
            sign_ins=await in_thread(instance, own_sign_ins, database, person, now=now),
            passkeys=await in_thread(instance, own_passkeys, database, person, now=now),
            may_add=site_of(instance) is not None,
            has_passphrase=instance.settings.passphrases
            and await in_thread(instance, has_passphrase, database, person),
            banner=Banner(done) if done else None,
        )

    @post("/sign-ins/{code:str}/end", opt={"action": Action.END_OWN_SIGN_IN})
    async def end_one(self, request: PageRequest, code: FromPath[str]) -> Answer:
        """End one sign-in."""
        database, now = records_of(request)
        await in_thread(instance_of(request), end_own, database, person_of(request), code, now=now)
        return see_other(f"{ACCOUNT}?done=ended")

    @post("/sign-ins/end-others", opt={"action": Action.END_OWN_SIGN_IN})
    async def end_others(self, request: PageRequest) -> Answer:
        """End every sign-in but this one."""
        database, now = records_of(request)
        await in_thread(instance_of(request), end_own_others, database, person_of(request), now=now)
        return see_other(f"{ACCOUNT}?done=others-ended")

    @get("/passkeys/new", opt={"action": Action.CHANGE_OWN_CREDENTIALS})
    async def ask_for_passkey(self, request: PageRequest) -> Response[str]:
        """Ask the device for another passkey."""
        return await _new_passkey(request, Form({"label": (browser_name(request.headers.get("user-agent", "")),)}))

    @post("/passkeys/new", opt={"action": Action.CHANGE_OWN_CREDENTIALS})
    async def add(self, request: PageRequest) -> Answer:
        """Add a passkey."""
        submitted, (database, now) = await read_form(request), records_of(request)
        submitted.refuse_unknown({"key", "answer", "label"})
        form = Form({"label": (submitted.one("label"),)})
        try:
            await in_thread(
                instance_of(request),
                add_passkey,
                database,
                site_with_passkeys(request),
                person_of(request),
                submitted.one("key"),
                submitted.one("answer"),
                submitted.one("label"),
                browser=visit_of(request).form_secret,
                now=now,
            )
        except NotAccepted as refused:
            return await _new_passkey(request, form.refused(refused.problems), 422)
        except CeremonyEnded:
            sentence = "This took too long, or was begun in another window. Press the button again"
            return await _new_passkey(request, form.refused([Problem("passkey", sentence)]), 409)
        except CannotSignIn:
            sentence = "That passkey could not be used here. Try again, perhaps on another device"
            return await _new_passkey(request, form.refused([Problem("passkey", sentence)]), 403)
        return see_other(f"{ACCOUNT}?done=added")

    @get("/passkeys/{code:str}/remove", opt={"action": Action.CHANGE_OWN_CREDENTIALS})
    async def ask_to_remove(self, request: PageRequest, code: FromPath[str]) -> Response[str]:
        """Ask whether a passkey shall be removed."""
        return _removal(request, await _own_passkey(request, code), Form())

    @post("/passkeys/{code:str}/remove", opt={"action": Action.CHANGE_OWN_CREDENTIALS})
    async def remove(self, request: PageRequest, code: FromPath[str]) -> Answer:
        """Remove a passkey, but never the last."""
        passkey, (database, now) = await _own_passkey(request, code), records_of(request)
        try:
            await in_thread(instance_of(request), remove_passkey, database, person_of(request), code, now=now)
        except NotAccepted as refused:
            return _removal(request, passkey, Form().refused(refused.problems), 422)
        return see_other(f"{ACCOUNT}?done=removed")


async def _account(request: PageRequest) -> Account:
    database, person = instance_of(request).casework.database, person_of(request)

    def work() -> Account:
        with database.read() as unit:
            return find_account(unit, person.subject.code)

    return await in_thread(instance_of(request), work)


async def _own_passkey(request: PageRequest, code: str) -> OwnPasskey:
    database, now = records_of(request)
    mine = await in_thread(instance_of(request), own_passkeys, database, person_of(request), now=now)
    found = next((one for one in mine if one.code == code), None)
    if found is None:
        raise NotFoundException
    return found


async def _new_passkey(request: PageRequest, form: Form, status: int = 200) -> Response[str]:
    site, (database, now) = site_with_passkeys(request), records_of(request)
    account, browser = await _account(request), visit_of(request).form_secret
    return page(
        request,
        "entrance/account_passkey.html",
        title="Add a passkey",
        status=status,
        form=form,
        step=await in_thread(instance_of(request), begin_making, database, site, account, browser, now=now),
        back=ACCOUNT,
    )


def _removal(request: PageRequest, passkey: OwnPasskey, form: Form, status: int = 200) -> Response[str]:
    return page(
        request,
        "entrance/account_remove.html",
        title="Remove a passkey",
        status=status,
        passkey=passkey,
        form=form,
        back=ACCOUNT,
    )
