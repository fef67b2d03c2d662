"""One account: what it is, how it signs in, and changing it: role, district, access."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from litestar import Controller, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Role
from cara.casework import NotAccepted, Problem
from cara.staff import Account
from cara.staff.accounts import FOR_PROGRAMS, WhyEnded, change_role, end_access, give_back_access
from cara.staff.conflicts import conflicts_of
from cara.staff.seeing import AccountSeen, see_account
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, subject_of
from cara_web.staff.asking import PEOPLE, districts_of, done_banner, may, plain, refuse_unknown_district, use_staff
from cara_web.staff.inviting import ROLES
from cara_web.visits import instance_of

DONE: Mapping[str, str] = {
    "changed": "The change holds from the next request on. Where this person was signed in, the sign-ins have ended.",
    "waits": "The role waits until a second person has confirmed it. Until then this person cannot sign in.",
    "ended": "Access is taken away. The sign-ins have ended, and the programs of this account are stopped.",
    "given-back": "Access is given back. Invite this person again, unless his or her own organisation signs people in.",
    "declared": "The conflict is declared, and holds from this person's next request on.",
    "conflict-ended": "The conflict is ended. This person may see the participant again if his or her role allows it.",
}


class RoleAnswers(Question):
    """Another role or district, and of which version of the account."""

    role: Role = Field(title="a role")
    district: str | None = Field(None, title="a district")
    seen: int = Field(title="the account as you saw it", ge=0, le=2**31 - 1)


class EndAnswers(Question):
    """Why access is taken away, and that it is meant."""

    reason: WhyEnded = Field(title="the reason")
    confirmed: Literal["yes"] = Field(title="that you want to take access away")
    seen: int = Field(title="the account as you saw it", ge=0, le=2**31 - 1)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "confirmed": {"*": "Confirm that access is to end"},
    }


class GiveBackAnswers(Question):
    """Of which version of the account."""

    seen: int = Field(title="the account as you saw it", ge=0, le=2**31 - 1)


class AccountPages(Controller):
    """Everything below ``/people/CODE`` that is no invitation and no conflict."""

    path = PEOPLE + "/{code:str}"
    include_in_schema = False
    opt = {"action": Action.CHANGE_ACCOUNT}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/", opt={"action": Action.LIST_ACCOUNTS})
    async def account(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show the account, and after a change what it means."""
        seen = await _see(request, code)
        now = instance_of(request).now()
        may_declare = may(request, Action.DECLARE_CONFLICT)
        conflicts = await use_staff(request, conflicts_of, code, now=now) if may_declare else ()
        return page(
            request,
            "staff/account.html",
            title="Account",
            seen=seen,
            conflicts=conflicts,
            ways=ways_in_words(seen),
            may_end=may(request, Action.END_CONFLICT, seen.account.resource),
            may_change=may(request, Action.CHANGE_ACCOUNT, seen.account.resource),
            may_invite=may(request, Action.INVITE),
            may_declare=may_declare,
            is_own=seen.account.code == subject_of(request).code,
            banner=done_banner(done, DONE),
            back=PEOPLE,
            **plain(request),
        )

    @get("/change")
    async def ask_role(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask for another role or district."""
        seen = await _see_other(request, code)
        account = seen.account
        typed = {"role": (account.role.value,), "district": (account.district or "",)}
        return _role_page(request, seen, Form({**typed, "seen": (str(account.version),)}))

    @post("/change")
    async def change(self, request: Web, code: FromPath[str]) -> Answer:
        """Give another role or district."""
        answered = answer(RoleAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _role_page(request, await _see_other(request, code), answered, 422)
        now = instance_of(request).now()
        try:
            refuse_unknown_district(request, answered.district)
            waits = await use_staff(
                request, change_role, code, answered.role, answered.district, seen_version=answered.seen, now=now
            )
        except NotAccepted as refused:
            form = Form.of(answered).refused(_at(refused, "role"))
            return _role_page(request, await _see_other(request, code), form, 422)
        return see_other(f"{PEOPLE}/{code}?done={'waits' if waits else 'changed'}")

    @get("/end")
    async def ask_end(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what it means to take access away, and ask why."""
        seen = await _see_other(request, code)
        if not seen.account.active:
            return see_other(f"{PEOPLE}/{code}")
        return _end_page(request, seen, Form({"seen": (str(seen.account.version),)}))

    @post("/end")
    async def end(self, request: Web, code: FromPath[str]) -> Answer:
        """Take access away."""
        answered = answer(EndAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _end_page(request, await _see_other(request, code), answered, 422)
        now = instance_of(request).now()
        try:
            await use_staff(request, end_access, code, answered.reason, seen_version=answered.seen, now=now)
        except NotAccepted as refused:
            form = Form.of(answered).refused(_at(refused, "reason"))
            return _end_page(request, await _see_other(request, code), form, 422)
        return see_other(f"{PEOPLE}/{code}?done=ended")

    @get("/give-back")
    async def ask_give_back(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what it means to give access back."""
        seen = await _see_other(request, code)
        if seen.account.active:
            return see_other(f"{PEOPLE}/{code}")
        form = Form({"seen": (str(seen.account.version),)})
        return _page(request, seen, "give_back", "Give access back", form, submit="Give access back")

    @post("/give-back")
    async def give_back(self, request: Web, code: FromPath[str]) -> Answer:
        """Give access back."""
        answered = answer(GiveBackAnswers, await read_form(request))
        if isinstance(answered, Form):
            return see_other(f"{PEOPLE}/{code}/give-back")
        await use_staff(request, give_back_access, code, seen_version=answered.seen, now=instance_of(request).now())
        return see_other(f"{PEOPLE}/{code}?done=given-back")


def ways_in_words(seen: AccountSeen) -> str:
    """Say with what somebody signs in."""
    if seen.account.provider:
        return "The sign-in of the own organisation"
    passkeys = f"{seen.passkeys} passkey{'' if seen.passkeys == 1 else 's'}" if seen.passkeys else ""
    passphrase = "a passphrase with a code from an app" if seen.has_passphrase else ""
    return " and ".join(way for way in (passkeys, passphrase) if way) or "Nothing yet"


async def _see(request: Web, code: str) -> AccountSeen:
    return await use_staff(request, see_account, code, now=instance_of(request).now())


async def _see_other(request: Web, code: str) -> AccountSeen:
    """See an account that whoever asks may change: nobody changes his or her own."""
    seen = await _see(request, code)
    if not may(request, Action.CHANGE_ACCOUNT, seen.account.resource):
        raise NotFoundException
    return seen


def _at(refused: NotAccepted, field: str) -> list[Problem]:
    """Put what is wrong with an account as a whole to a field of the page."""
    return [
        Problem(field if problem.field == "account" else problem.field, problem.sentence)
        for problem in refused.problems
    ]


def _role_page(request: Web, seen: AccountSeen, form: Form, status: int = 200) -> Answer:
    return _page(request, seen, "change", "Change role or district", form, status, submit="Change it")


def _end_page(request: Web, seen: AccountSeen, form: Form, status: int = 200) -> Answer:
    return _page(request, seen, "end", "Take access away", form, status, submit="Take access away")


def _page(
    request: Web, seen: AccountSeen, name: str, title: str, form: Form, status: int = 200, *, submit: str
) -> Answer:
    account: Account = seen.account
    return page(
        request,
        f"staff/{name}.html",
        title=title,
        status=status,
        seen=seen,
        form=form,
        roles=ROLES,
        districts=districts_of(request),
        reasons=[(why.value, why.label) for why in WhyEnded],
        calling=[role.label for role in Role if role in FOR_PROGRAMS],
        action=f"{PEOPLE}/{account.code}/{name.replace('_', '-')}",
        back=f"{PEOPLE}/{account.code}",
        caption=account.name,
        submit=submit,
    )
