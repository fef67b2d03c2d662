"""Lock now: what was typed is kept, the sign-in ends, and a page is left on which nothing stands."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from cara.access import Action
from cara.staff.sign_ins import end
from cara.victims.drafts import DraftKind, save_draft
from cara.vocabulary import CaraError
from cara_web.cookies import browser_cookie, form_cookie_name, sign_in_cookie_name
from cara_web.headers import FORGOTTEN
from cara_web.instance import in_thread
from cara_web.layout.form_body import read_form
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Web, use
from cara_web.victims.asking import CALLS, LOCKED
from cara_web.visits import instance_of, visit_of


class LockPages(Controller):
    """What ends the sign-in at once, below ``/victim-contact``."""

    path = CALLS
    include_in_schema = False

    @post("/lock", opt={"action": Action.SIGN_OUT})
    async def lock(self, request: Web) -> Redirect:
        """Lock the screen."""
        return await lock_screen(request)

    @get("/idle", opt={"action": Action.END_OWN_SIGN_IN})
    async def idle(self, request: Web) -> Redirect:
        """Lock a screen on which nothing was done for a while, where no script could.

        A link from elsewhere comes without the cookie of the sign-in, so nobody is locked out by one.
        """
        return await lock_screen(request)

    @post("/{code:str}/lock/{kind:str}", opt={"action": Action.RECORD_CONTACT})
    async def keep_and_lock(self, request: Web, code: FromPath[str], kind: FromPath[str]) -> Redirect:
        """Keep what was typed and lock the screen: it is locked whatever becomes of what was typed."""
        submitted = await read_form(request)
        try:
            chosen = DraftKind(kind)
            await use(request, save_draft, code, chosen, submitted.fields, now=instance_of(request).now())
        except (CaraError, ValueError):
            return await lock_screen(request)
        return await lock_screen(request)


class LockedPage(Controller):
    """The address ``/locked``."""

    path = LOCKED
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_PUBLIC_PAGE})
    async def locked(self, request: Web) -> Response[str]:
        """Show nothing but that it is locked."""
        return page(request, "victims/locked.html", title="Locked")


async def lock_screen(request: Web) -> Redirect:
    """End the sign-in of whoever asks, have the browser forget what it showed, and leave a blank page."""
    instance, visit = instance_of(request), visit_of(request)
    if visit.person:
        await in_thread(instance, end, instance.casework.database, visit.person, now=instance.now())
    response = see_other(LOCKED)
    for name in (sign_in_cookie_name(instance), form_cookie_name(instance)):
        response.set_cookie(browser_cookie(instance, name, ""))
    response.headers.update(FORGOTTEN)
    return response
