"""Signing in to a real instance: with a passkey, at one's own organisation, or with a passphrase and a code."""

from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException

from cara.access import Action
from cara.staff import CannotSignIn, CeremonyEnded, TooManyTries
from cara.staff.passkeys import Site, Step, begin_showing, sign_in_with_passkey
from cara.staff.passphrases import sign_in_with_passphrase
from cara_web.entrance.entering import Answer, answer_to_wait, arrival_of, open_page, records_of, signed_in
from cara_web.entrance.ways import organisations_of, site_of
from cara_web.instance import in_thread
from cara_web.layout.form_body import Submitted, read_form
from cara_web.layout.forms import FieldError, Form
from cara_web.visits import PageRequest, instance_of, visit_of

PASSKEY = frozenset({"key", "answer"})
PASSPHRASE = frozenset({"account", "passphrase", "code"})


class SignIn(Controller):
    """The address ``/sign-in`` of a real instance."""

    path = "/sign-in"
    include_in_schema = False

    @get(opt={"action": Action.SIGN_IN})
    async def show(self, request: PageRequest) -> Response[str]:
        """Show the ways in."""
        return await _page(request)

    @post(opt={"action": Action.SIGN_IN})
    async def enter(self, request: PageRequest) -> Answer:
        """Sign somebody in, with a new token."""
        submitted = await read_form(request)
        by_passphrase = "passphrase" in submitted.fields
        submitted.refuse_unknown(PASSPHRASE if by_passphrase else PASSKEY)
        try:
            token = await (_by_passphrase if by_passphrase else _by_passkey)(request, submitted)
        except TooManyTries as refused:
            return answer_to_wait(request, refused.until)
        except CannotSignIn as refused:
            typed = {"account": (submitted.one("account"),)} if by_passphrase else {}
            anchor = "account" if by_passphrase else "passkey"
            return await _page(request, Form(typed, (FieldError(anchor, str(refused), anchor),)), 403)
        except CeremonyEnded:
            sentence = "The page was open too long, or was used already. Press the button again."
            return await _page(request, Form(errors=(FieldError("passkey", sentence, "passkey"),)), 409)
        return signed_in(request, token)


async def _page(request: PageRequest, form: Form | None = None, status: int = 200) -> Response[str]:
    instance = instance_of(request)
    return open_page(
        request,
        "entrance/sign_in.html",
        title="Sign in",
        status=status,
        form=form or Form(),
        step=await step_to_show(request),
        providers=organisations_of(instance),
        passphrases=instance.settings.passphrases,
    )


async def step_to_show(request: PageRequest) -> Step | None:
    """Ask this browser for a passkey; nothing where there are none."""
    instance, (database, now) = instance_of(request), records_of(request)
    site = site_of(instance)
    if site is None:
        return None
    return await in_thread(instance, begin_showing, database, site, visit_of(request).form_secret, now=now)


def site_with_passkeys(request: PageRequest) -> Site:
    """Give the site for which passkeys are made.

    Raises:
        NotFoundException: this instance has none.
    """
    site = site_of(instance_of(request))
    if site is None:
        raise NotFoundException
    return site


def refuse_passphrases_unless_allowed(request: PageRequest) -> None:
    """Go on only where people may sign in with a passphrase.

    Raises:
        NotFoundException: this instance does not allow it.
    """
    if not instance_of(request).settings.passphrases:
        raise NotFoundException


async def _by_passkey(request: PageRequest, submitted: Submitted) -> str:
    database, now = records_of(request)
    return await in_thread(
        instance_of(request),
        sign_in_with_passkey,
        database,
        site_with_passkeys(request),
        submitted.one("key"),
        submitted.one("answer"),
        arrival_of(request),
        browser=visit_of(request).form_secret,
        now=now,
    )


async def _by_passphrase(request: PageRequest, submitted: Submitted) -> str:
    instance, (database, now) = instance_of(request), records_of(request)
    refuse_passphrases_unless_allowed(request)
    return await in_thread(
        instance,
        sign_in_with_passphrase,
        database,
        submitted.one("account"),
        submitted.one("passphrase"),
        submitted.one("code"),
        arrival_of(request),
        now=now,
    )
