"""Proving again who one is, before what reveals or changes much, and going back to where one was."""

import re
from http import HTTPStatus
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from cara.access import Action, ProofNeeded
from cara.staff import CannotSignIn, CeremonyEnded, TooManyTries, WaitFirst, Way
from cara.staff.passkeys import own_passkeys, prove_with_passkey
from cara.staff.passphrases import prove_with_passphrase
from cara.staff.sign_ins import prove_as_chosen
from cara_web.entrance.entering import Answer, answer_to_wait, peer_of, person_of, records_of, signed_in
from cara_web.entrance.sign_in import refuse_passphrases_unless_allowed, site_with_passkeys, step_to_show
from cara_web.entrance.ways import organisations_of
from cara_web.forgery import SAFE_METHODS
from cara_web.instance import in_thread
from cara_web.layout.form_body import Submitted, form_kept, read_form
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.page import page, see_other
from cara_web.visits import PageRequest, instance_of, visit_of

PROVE = "/prove"
PROVED = f"{PROVE}/done"
NEXT = "next"
FIELDS = frozenset({NEXT, "key", "answer", "passphrase", "code"})
_LONGEST = 500
_OWN = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?(?:\?[A-Za-z0-9._~=&%+:,-]*)?\Z")
"""A path of ours, segment by segment: never two slashes together, no backslash, no dots that lead elsewhere."""


class Prove(Controller):
    """The address ``/prove``."""

    path = PROVE
    include_in_schema = False
    opt = {"action": Action.PROVE_AGAIN}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def ask(self, request: PageRequest) -> Response[str]:
        """Ask for the proof."""
        return await _page(request, own_path(request.query_params.get(NEXT, "")))

    @post()
    async def prove(self, request: PageRequest) -> Answer:
        """Take the proof and go back."""
        submitted = await read_form(request)
        submitted.refuse_unknown(FIELDS)
        going = own_path(submitted.one(NEXT))
        try:
            token = await _take_proof(request, submitted)
        except (WaitFirst, TooManyTries) as refused:
            return answer_to_wait(request, refused.until)
        except CannotSignIn:
            sentence = "That did not prove that it is you. Try again, with what you sign in with yourself."
            return await _page(request, going, sentence, 403)
        except CeremonyEnded:
            return await _page(request, going, "The page was open too long. Press the button again.", 409)
        return signed_in(request, token, going or PROVED)

    @get("/done")
    async def proved(self, request: PageRequest) -> Response[str]:
        """Say that it is proved, to somebody who left a form in another tab."""
        return page(request, "entrance/prove_done.html", title="It is proved that it is you")


def own_path(typed: str) -> str:
    """Give an address of our own as it was given; nothing of any other."""
    if not typed.startswith("/") or len(typed) > _LONGEST or not _OWN.match(typed):
        return ""
    return typed


def answer_proof_needed(request: PageRequest, needed: ProofNeeded) -> Response[str] | Redirect:
    """Ask for the proof first: a page is opened after it, and a form is kept, to be sent again."""
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    if request.method in SAFE_METHODS:
        going = own_path(f"{path}?{query}" if query else path)
        return see_other(f"{PROVE}?{NEXT}={quote(going, safe='/')}")
    return page(
        request,
        "entrance/prove_first.html",
        title="Prove again that it is you",
        status=HTTPStatus.FORBIDDEN,
        sentence=str(needed),
        path=path,
        sent=form_kept(request) or Submitted(),
    )


async def _take_proof(request: PageRequest, submitted: Submitted) -> str:
    instance, person, (database, now) = instance_of(request), person_of(request), records_of(request)
    if "answer" in submitted.fields:
        site, browser = site_with_passkeys(request), visit_of(request).form_secret
        key, answer = submitted.one("key"), submitted.one("answer")
        return await in_thread(
            instance, prove_with_passkey, database, site, person, key, answer, browser=browser, now=now
        )
    if "passphrase" in submitted.fields:
        refuse_passphrases_unless_allowed(request)
        passphrase, code, peer = submitted.one("passphrase"), submitted.one("code"), peer_of(request)
        return await in_thread(instance, prove_with_passphrase, database, person, passphrase, code, peer, now=now)
    return await in_thread(instance, prove_as_chosen, database, person, now=now)


async def _page(request: PageRequest, going: str, problem: str = "", status: int = 200) -> Response[str]:
    instance, person, (database, now) = instance_of(request), person_of(request), records_of(request)
    has_passkeys = bool(await in_thread(instance, own_passkeys, database, person, now=now))
    by_passphrase = person.way is Way.PASSPHRASE and instance.settings.passphrases
    anchor = "passkey" if has_passkeys else "passphrase"
    return page(
        request,
        "entrance/prove.html",
        title="Prove again that it is you",
        status=status,
        going=going,
        step=await step_to_show(request) if has_passkeys else None,
        by_passphrase=by_passphrase,
        as_chosen=person.way is Way.DEMO,
        providers=organisations_of(instance, person.provider) if person.way is Way.PROVIDER else (),
        form=Form(errors=(FieldError(anchor, problem, anchor),) if problem else ()),
    )
