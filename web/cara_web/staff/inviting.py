"""Inviting somebody: the code is shown once, on the page that answers, and is stored nowhere."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action, Role, Subject
from cara.casework import Instance, NotAccepted, Problem
from cara.records import Database
from cara.staff import Account
from cara.staff.accounts import list_accounts
from cara.staff.invitations import Invited, invite, invite_again
from cara.staff.seeing import see_account
from cara.vocabulary.text import Line
from cara_web.layout.form_body import Submitted, read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, enter_once
from cara_web.staff.asking import (
    PEOPLE,
    address_of,
    districts_of,
    organisations_of,
    plain,
    refuse_unknown_district,
    use_staff,
)
from cara_web.visits import instance_of

ROLES = [(role.value, role.label) for role in Role]


class Invitation(Question):
    """Who is invited."""

    name: Line = Field(title="the name")
    role: Role = Field(title="a role")
    organisation: str | None = Field(None, title="an organisation")
    other: Line | None = Field(None, title="another organisation")
    district: str | None = Field(None, title="a district")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"name": {"*": "Enter the person's name"}}


class Again(Question):
    """Nothing is asked: the button is the answer."""


class InvitingPages(Controller):
    """Below ``/people``: inviting somebody new, and somebody again who cannot sign in."""

    path = PEOPLE
    include_in_schema = False
    opt = {"action": Action.INVITE}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/invite")
    async def ask(self, request: Web) -> Answer:
        """Ask who is invited."""
        return await _question(request, Form.empty())

    @post("/invite")
    async def invited(self, request: Web) -> Answer:
        """Add the account, and show the invitation once."""
        submitted = await read_form(request)
        answered = answer(Invitation, submitted)
        if isinstance(answered, Form):
            return await _question(request, answered, 422)
        try:
            known = organisations_of(request, await _everybody(request))
            organisation = _organisation(answered, known)
            refuse_unknown_district(request, answered.district)
            now = instance_of(request).now()

            def work(records: Database, actor: Subject) -> Invited:
                return invite(
                    records,
                    actor,
                    name=answered.name,
                    role=answered.role,
                    organisation=organisation,
                    district=answered.district,
                    now=now,
                )

            return await _once(request, submitted, f"POST {PEOPLE}/invite", work)
        except NotAccepted as refused:
            return await _question(request, Form.of(answered).refused(refused.problems), 422)

    @get("/{code:str}/invite")
    async def ask_again(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask whether somebody is to be invited again."""
        seen = await use_staff(request, see_account, code, now=instance_of(request).now())
        return page(
            request,
            "staff/invite_again.html",
            title="Invite again",
            seen=seen,
            form=Form.empty(),
            action=f"{PEOPLE}/{code}/invite",
            back=f"{PEOPLE}/{code}",
            submit="Make an invitation",
        )

    @post("/{code:str}/invite")
    async def invited_again(self, request: Web, code: FromPath[str]) -> Answer:
        """Make a new invitation for an account, and show it once."""
        submitted = await read_form(request)
        answer(Again, submitted)
        submitted = replace(submitted, fields={"account": (code,)})  # so that one form is for one account
        now = instance_of(request).now()

        def work(records: Database, actor: Subject) -> Invited:
            return invite_again(records, actor, code, now=now)

        return await _once(request, submitted, f"POST {PEOPLE}/{{}}/invite", work)


async def _once(
    request: Web, submitted: Submitted, operation: str, work: Callable[[Database, Subject], Invited]
) -> Answer:
    """Invite once for each form, however often it is sent; only the first answer shows the code, which nothing keeps."""
    shown: list[Invited] = []

    def enter(instance: Instance, actor: Subject) -> str:
        shown[:] = [work(instance.database, actor)]
        return f"{PEOPLE}/{shown[0].account}"

    going = await enter_once(request, submitted, operation, enter)
    if not shown:
        return see_other(going)
    seen = await use_staff(request, see_account, shown[0].account, now=instance_of(request).now())
    return page(
        request,
        "staff/invited.html",
        title="Invitation",
        invited=shown[0],
        account=seen.account,
        address=address_of(request, "/join"),
        **plain(request),
    )


async def _everybody(request: Web) -> tuple[Account, ...]:
    return await use_staff(request, list_accounts, now=instance_of(request).now())


async def _question(request: Web, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "staff/invite.html",
        title="Invite somebody",
        status=status,
        form=form,
        roles=ROLES,
        organisations=list(organisations_of(request, await _everybody(request)).items()),
        districts=districts_of(request),
        action=f"{PEOPLE}/invite",
        back=PEOPLE,
        submit="Make an invitation",
    )


def _organisation(answered: Invitation, known: Mapping[str, str]) -> str:
    if answered.organisation and answered.other:
        raise NotAccepted([Problem("other", "Choose an organisation, or write another one: not both")])
    if answered.organisation:
        if answered.organisation not in known:
            raise NotAccepted([Problem("organisation", "Select an organisation from the list")])
        return answered.organisation
    if not answered.other:
        raise NotAccepted([Problem("organisation", "Select an organisation, or write another one below")])
    wanted = answered.other.casefold()
    return next((code for code, name in known.items() if wanted in {code.casefold(), name.casefold()}), answered.other)
