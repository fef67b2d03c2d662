"""Signing in and out. In a demonstration anybody chooses which invented person to be."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from cara.access import Action
from cara.staff import Account, Arrival, active_accounts
from cara.staff.sign_ins import begin_as_chosen, end
from cara_web.cookies import browser_cookie, form_cookie_name, sign_in_cookie_name
from cara_web.instance import WebInstance, in_thread
from cara_web.layout.form_body import read_form
from cara_web.layout.page import page, see_other
from cara_web.visits import PageRequest, instance_of, visit_of

ACCOUNT_FIELD = "account"


class SignIn(Controller):
    """The chooser of a demonstration."""

    path = "/sign-in"
    include_in_schema = False

    @get(opt={"action": Action.SIGN_IN})
    async def choose(self, request: PageRequest) -> Response[str]:
        """Show everybody who may sign in, by what they do."""
        instance, visit = instance_of(request), visit_of(request)
        found = await in_thread(instance, active_accounts, instance.casework.database)
        response = page(
            request, "entrance/sign_in.html", title="Sign in", roles=_by_role(found), names=_names(instance)
        )
        if visit.person is None:
            response.set_cookie(browser_cookie(instance, form_cookie_name(instance), visit.form_secret))
        return response

    @post(opt={"action": Action.SIGN_IN})
    async def enter(self, request: PageRequest) -> Redirect:
        """Sign somebody in, with a new token."""
        instance, visit = instance_of(request), visit_of(request)
        submitted = await read_form(request)
        submitted.refuse_unknown({ACCOUNT_FIELD})
        token = await in_thread(
            instance,
            begin_as_chosen,
            instance.casework.database,
            submitted.one(ACCOUNT_FIELD),
            Arrival("", visit.person.token if visit.person else "", visit.request_id),
            now=instance.now(),
        )
        response = see_other("/")
        response.set_cookie(browser_cookie(instance, sign_in_cookie_name(instance), token))
        response.set_cookie(browser_cookie(instance, form_cookie_name(instance), ""))
        return response


def _names(instance: WebInstance) -> Mapping[str, str]:
    """Give the names of the organisations and districts that accounts name by their codes."""
    book = next((area.book for area in instance.casework.areas.all if area.name == instance.casework.area), None)
    if book is None:
        return {}
    districts = {district.code: district.name for district in book.area.districts}
    return {**districts, book.area.police.code: book.area.police.name}


class SignOut(Controller):
    """Signing out, from the header of every page."""

    path = "/sign-out"
    include_in_schema = False

    @post(opt={"action": Action.SIGN_OUT})
    async def leave(self, request: PageRequest) -> Redirect:
        """End the sign-in."""
        instance, visit = instance_of(request), visit_of(request)
        if visit.person:
            await in_thread(instance, end, instance.casework.database, visit.person, now=instance.now())
        response = see_other("/sign-in")
        response.set_cookie(browser_cookie(instance, sign_in_cookie_name(instance), ""))
        return response


def _by_role(found: Sequence[Account]) -> list[tuple[str, list[Account]]]:
    return [(role.label, list(group)) for role, group in groupby(found, key=lambda account: account.role)]
