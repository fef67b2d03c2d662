"""Signing in to a demonstration: anybody chooses which invented person to be."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from cara.access import Action
from cara.acting import NotAccepted, Problem
from cara.staff import Account, NoSuchAccount, active_accounts
from cara.staff.sign_ins import begin_as_chosen
from cara_web.entrance.entering import arrival_of, open_page, records_of, signed_in
from cara_web.instance import WebInstance, in_thread
from cara_web.layout.form_body import read_form
from cara_web.visits import PageRequest, instance_of

ACCOUNT_FIELD = "account"


class Chooser(Controller):
    """The chooser of a demonstration."""

    path = "/sign-in"
    include_in_schema = False

    @get(opt={"action": Action.SIGN_IN})
    async def choose(self, request: PageRequest) -> Response[str]:
        """Show everybody who may sign in, by what they do."""
        instance = instance_of(request)
        found = await in_thread(instance, active_accounts, instance.casework.database)
        return open_page(
            request, "entrance/sign_in_chooser.html", title="Sign in", roles=_by_role(found), names=_names(instance)
        )

    @post(opt={"action": Action.SIGN_IN})
    async def enter(self, request: PageRequest) -> Redirect:
        """Sign somebody in, with a new token."""
        submitted = await read_form(request)
        submitted.refuse_unknown({ACCOUNT_FIELD})
        database, now = records_of(request)
        code, arrival = submitted.one(ACCOUNT_FIELD), arrival_of(request)
        try:
            token = await in_thread(instance_of(request), begin_as_chosen, database, code, arrival, now=now)
        except NoSuchAccount:
            raise NotAccepted([Problem(ACCOUNT_FIELD, "This account cannot sign in: choose another")]) from None
        return signed_in(request, token)


def _names(instance: WebInstance) -> Mapping[str, str]:
    """Give the names of the organisations and districts that accounts name by their codes."""
    book = next((area.book for area in instance.casework.areas.all if area.name == instance.casework.area), None)
    if book is None:
        return {}
    districts = {district.code: district.name for district in book.area.districts}
    return {**districts, book.area.police.code: book.area.police.name}


def _by_role(found: Sequence[Account]) -> list[tuple[str, list[Account]]]:
    return [(role.label, list(group)) for role, group in groupby(found, key=lambda account: account.role)]
