"""Signing out, from the header of every page."""

from litestar import Controller, post
from litestar.response import Redirect

from cara.access import Action
from cara.staff.sign_ins import end
from cara_web.cookies import browser_cookie, form_cookie_name, sign_in_cookie_name
from cara_web.headers import FORGOTTEN
from cara_web.instance import in_thread
from cara_web.layout.page import see_other
from cara_web.visits import PageRequest, instance_of, visit_of


class SignOut(Controller):
    """The address ``/sign-out``."""

    path = "/sign-out"
    include_in_schema = False

    @post(opt={"action": Action.SIGN_OUT})
    async def leave(self, request: PageRequest) -> Redirect:
        """End the sign-in, and have the browser forget this site's pages; unfinished answers stay, sealed for their writer."""
        instance, visit = instance_of(request), visit_of(request)
        if visit.person:
            await in_thread(instance, end, instance.casework.database, visit.person, now=instance.now())
        response = see_other("/sign-in")
        for name in (sign_in_cookie_name(instance), form_cookie_name(instance)):
            response.set_cookie(browser_cookie(instance, name, ""))
        response.headers.update(FORGOTTEN)
        return response
