"""Accepting an invitation: whose it is, and then a passkey, or a passphrase with an app where that is allowed.

The code is never in an address: it is typed, or stands behind the ``#`` of a link, which a browser keeps to itself.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping

import segno
from litestar import Controller, Response, get, post
from markupsafe import Markup

from cara.access import Action
from cara.acting import NotAccepted, Problem
from cara.staff import Account, CannotSignIn, CeremonyEnded, NoSuchInvitation, TooManyTries
from cara.staff.invitations import invitation_of
from cara.staff.passkeys import Site, accept_with_passkey, begin_making
from cara.staff.passphrases import Setting, accept_with_passphrase, begin_setting, go_on_setting
from cara_web.entrance.browsers import browser_name
from cara_web.entrance.entering import Answer, answer_to_wait, arrival_of, open_page, peer_of, records_of, signed_in
from cara_web.entrance.sign_in import refuse_passphrases_unless_allowed, site_with_passkeys
from cara_web.entrance.ways import site_of
from cara_web.instance import WebInstance, in_thread
from cara_web.layout.form_body import NotAForm, Submitted, read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import SERVICE
from cara_web.visits import PageRequest, instance_of, visit_of

INVITATION, WAY = "invitation", "way"
BY_PASSKEY, BY_PASSPHRASE = "passkey", "passphrase"
FIELDS: Mapping[str, frozenset[str]] = {
    "": frozenset(),
    BY_PASSKEY: frozenset({"key", "answer", "label"}),
    BY_PASSPHRASE: frozenset({"key", "passphrase", "code"}),
}
TOO_LATE = "This took too long, or was begun in another window. Here is a new beginning: do this step again"


class Join(Controller):
    """The address ``/join``. Every step is posted to it, so that reloading a page repeats the step."""

    path = "/join"
    include_in_schema = False

    @get(opt={"action": Action.ACCEPT_INVITATION})
    async def ask(self, request: PageRequest) -> Response[str]:
        """Ask for the invitation's code."""
        return _ask(request, Form())

    @post(opt={"action": Action.ACCEPT_INVITATION})
    async def accept(self, request: PageRequest) -> Answer:
        """Show whose invitation it is, or accept it in one of the ways."""
        submitted = await read_form(request)
        way = submitted.one(WAY)
        if way not in FIELDS:
            raise NotAForm("it has a step that this page does not have")
        submitted.refuse_unknown({INVITATION, WAY, *FIELDS[way]})
        try:
            return await _accepted(request, submitted, way)
        except TooManyTries as refused:
            return answer_to_wait(request, refused.until)
        except NoSuchInvitation as refused:
            form = Form({INVITATION: (submitted.one(INVITATION),)})
            return _ask(request, form.refused([Problem(INVITATION, str(refused))]), 422)


async def _accepted(request: PageRequest, submitted: Submitted, way: str) -> Answer:
    account = await _invited(request, submitted)
    if not way:
        return await _show(request, submitted, account)
    try:
        return signed_in(request, await _WAYS[way](request, submitted))
    except NotAccepted as refused:
        return await _show(request, submitted, account, refused.problems, 422)
    except CeremonyEnded:
        return await _show(request, submitted, account, [Problem(way, TOO_LATE)], 409)
    except CannotSignIn:
        sentence = "That passkey could not be used here. Make it again, perhaps on another device"
        return await _show(request, submitted, account, [Problem(way, sentence)], 403)


async def _invited(request: PageRequest, submitted: Submitted) -> Account:
    (database, now), peer = records_of(request), peer_of(request)
    return await in_thread(instance_of(request), invitation_of, database, submitted.one(INVITATION), peer, now=now)


def _ask(request: PageRequest, form: Form, status: int = 200) -> Response[str]:
    return open_page(request, "entrance/join.html", title="Accept an invitation", status=status, form=form)


async def _show(
    request: PageRequest, submitted: Submitted, account: Account, problems: Iterable[Problem] = (), status: int = 200
) -> Response[str]:
    instance, (database, now) = instance_of(request), records_of(request)
    site, browser = site_of(instance), visit_of(request).form_secret
    label = submitted.one("label") or browser_name(request.headers.get("user-agent", ""))
    setting = _setting(request, submitted, account) if instance.settings.passphrases else None
    return open_page(
        request,
        "entrance/join_accept.html",
        title="Accept an invitation",
        status=status,
        account=account,
        invitation=submitted.one(INVITATION),
        form=Form({"label": (label,)}).refused(problems),
        step=await in_thread(instance, begin_making, database, site, account, browser, now=now) if site else None,
        setting=setting,
        picture=picture_of(setting.address) if setting else None,
    )


def _setting(request: PageRequest, submitted: Submitted, account: Account) -> Setting:
    """Give the secret for an app: the one that is in it already, if this form was sent before."""
    instance, browser = instance_of(request), visit_of(request).form_secret
    keyring, now = instance.keyring, instance.now()
    if submitted.one(WAY) == BY_PASSPHRASE:
        try:
            return go_on_setting(keyring, account, _name_of(instance), browser, submitted.one("key"), now=now)
        except CeremonyEnded:
            pass
    return begin_setting(keyring, account, _name_of(instance), browser, now=now)


def picture_of(address: str) -> Markup:
    """Draw the picture of squares that an authenticator app reads."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=4, border=4, light="white", svgclass=None, lineclass=None))  # noqa: S704 - made of numbers alone


async def _by_passkey(request: PageRequest, submitted: Submitted) -> str:
    database, now = records_of(request)
    site: Site = site_with_passkeys(request)
    return await in_thread(
        instance_of(request),
        accept_with_passkey,
        database,
        site,
        submitted.one(INVITATION),
        submitted.one("key"),
        submitted.one("answer"),
        submitted.one("label"),
        arrival_of(request),
        browser=visit_of(request).form_secret,
        now=now,
    )


async def _by_passphrase(request: PageRequest, submitted: Submitted) -> str:
    instance, (database, now) = instance_of(request), records_of(request)
    refuse_passphrases_unless_allowed(request)
    return await in_thread(
        instance,
        accept_with_passphrase,
        database,
        submitted.one(INVITATION),
        submitted.one("key"),
        submitted.one("passphrase"),
        submitted.one("code"),
        arrival_of(request),
        browser=visit_of(request).form_secret,
        of_the_area=instance.names,
        now=now,
    )


_WAYS: Mapping[str, Callable[[PageRequest, Submitted], Awaitable[str]]] = {
    BY_PASSKEY: _by_passkey,
    BY_PASSPHRASE: _by_passphrase,
}


def _name_of(instance: WebInstance) -> str:
    return f"{SERVICE} {instance.area_name}".strip()
