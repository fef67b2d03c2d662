"""Signing in at one's own organisation, and proving there again who one is.

A browser leaves for the organisation's provider by a link, and comes back with a code in the address. What must be known
by then is in its own cookie, sealed: nothing is written for somebody who has not signed in.

That cookie is ``SameSite=Lax``, as a browser that another site sends to us sends no ``Strict`` cookie along: neither that
of a sign-in, nor that of the forms. A redirection would not change that, for it is the other site that began. So who comes
back is answered by a page, which goes on to ``/enter`` by itself: that request is begun by a page of ours, and has every
cookie. It opens what the page before it found out only in the browser that left, by the secret of a ``Strict`` cookie.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from litestar import Controller, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from cara.access import Action, Role
from cara.acting import NotAccepted
from cara.staff import CannotSignIn, CeremonyEnded
from cara.staff.accounts import plain_name
from cara.staff.ceremonies import Remembered, hash_of, recall, remember
from cara.staff.federated import Vouched, prove_federated, sign_in_federated
from cara.vocabulary import CaraError
from cara_web.cookies import visit_cookie, visit_cookie_name
from cara_web.entrance.entering import Answer, arrival_of, keep_form_secret, person_of, records_of, signed_in
from cara_web.entrance.proving import NEXT, PROVE, PROVED, own_path
from cara_web.entrance.ways import AT
from cara_web.federation import (
    AnswerForged,
    FederationProblem,
    Leaving,
    NoName,
    NoRole,
    Provider,
    begin,
    finish,
    role_of,
)
from cara_web.instance import WebInstance, in_thread
from cara_web.layout.page import page
from cara_web.log import SIGN_INS, note
from cara_web.problems import problem_of
from cara_web.visits import PageRequest, instance_of, visit_of

LEAVING, VOUCHED = "leaving", "vouched"
REFUSALS = (FederationProblem, CeremonyEnded, CannotSignIn)


class Organisations(Controller):
    """The addresses below ``/sign-in/at``, where an instance has providers."""

    path = f"{AT}/{{provider:str}}"
    include_in_schema = False
    opt = {"action": Action.SIGN_IN}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def leave(self, request: PageRequest, provider: FromPath[str]) -> Answer:
        """Send somebody to sign in at an organisation."""
        return await _leave(request, _provider(request, provider))

    @get("/prove", opt={"action": Action.PROVE_AGAIN})
    async def leave_to_prove(self, request: PageRequest, provider: FromPath[str]) -> Answer:
        """Send somebody to prove again at the own organisation who he or she is; no other can tell."""
        if person_of(request).provider != provider:
            raise NotFoundException
        return await _leave(request, _provider(request, provider), prove_again=True)

    @get("/return")
    async def come_back(self, request: PageRequest, provider: FromPath[str]) -> Answer:
        """Find out who comes back, and go on from a page of ours."""
        at = _provider(request, provider)
        try:
            said = _answer(request)
            left = _recall(request, LEAVING, said.get("state", ""))
            vouched = await _vouched(request, at, left.body, said)
        except REFUSALS as refused:
            return _refuse(request, at, refused)
        going = f"{AT}/{at.id}/enter"
        response = page(request, "entrance/organisation_return.html", title="Going on", address=going, name=at.name)
        return _keep(request, response, VOUCHED, left.body["browser"], {**left.body, "vouched": vouched})

    @get("/enter")
    async def enter(self, request: PageRequest, provider: FromPath[str]) -> Answer:
        """Sign in whoever came back, or take the proof."""
        at = _provider(request, provider)
        try:
            came = _recall(request, VOUCHED, _browser(request))
            if came.body["provider"] != at.id:
                raise AnswerForged("provider")
            return _forget(request, await _enter(request, came))
        except REFUSALS as refused:
            return _refuse(request, at, refused)


def return_address(instance: WebInstance, provider: Provider) -> str:
    """Give the address to which a provider sends browsers back, as it is registered there."""
    return f"{instance.settings.origin}{AT}/{provider.id}/return"


def _provider(request: PageRequest, named: str) -> Provider:
    provider = instance_of(request).providers.get(named)
    if provider is None:
        raise NotFoundException
    return provider


async def _leave(request: PageRequest, provider: Provider, *, prove_again: bool = False) -> Answer:
    instance = instance_of(request)
    try:
        leaving = await begin(provider, return_address(instance, provider), prove_again=prove_again)
    except FederationProblem as refused:
        return _refuse(request, provider, refused)
    response = Redirect(leaving.url, status_code=302)
    keep_form_secret(request, response)
    kept = {
        "provider": leaving.provider,
        "state": leaving.state,
        "nonce": leaving.nonce,
        "verifier": leaving.verifier,
        "left_at": leaving.left_at.isoformat(),
        "prove_again": leaving.prove_again,
        "next": own_path(request.query_params.get(NEXT, "")),
        "browser": _browser(request),
    }
    return _keep(request, response, LEAVING, leaving.state, kept)


def _browser(request: PageRequest) -> str:
    """Name this browser by what another site cannot make it send: its sign-in, or the secret of its forms."""
    return hash_of(visit_of(request).form_secret).hex()


def _answer(request: PageRequest) -> Mapping[str, str]:
    said = [(name, str(value)) for name, value in request.query_params.multi_items()]
    answer = dict(said)
    if len(answer) < len(said):
        raise AnswerForged("twice")
    return answer


async def _vouched(
    request: PageRequest, provider: Provider, left: Mapping[str, Any], said: Mapping[str, str]
) -> Mapping[str, Any]:  # Any: the values of a JSON object
    """Ask the provider who came back, and give what is told of that person here."""
    instance, moment = instance_of(request), datetime.fromisoformat(left["left_at"])
    leaving = Leaving("", left["state"], left["nonce"], left["verifier"], left["provider"], moment, left["prove_again"])
    person = await finish(provider, leaving, return_address(instance, provider), said, now=instance.now())
    role = role_of(provider.settings, person.groups)
    if role is None:
        raise NoRole(provider.name)
    try:
        name = plain_name(person.name)
    except NotAccepted:
        raise NoName(provider.name) from None
    return asdict(Vouched(provider.id, person.issuer, person.subject, name, role, provider.settings.organisation))


async def _enter(request: PageRequest, came: Remembered) -> Redirect:
    instance, (database, now) = instance_of(request), records_of(request)
    said = came.body["vouched"]
    vouched = Vouched(**{**said, "role": Role(said["role"])})
    if came.body["prove_again"]:
        person, arrival = person_of(request), arrival_of(request)
        token = await in_thread(instance, prove_federated, database, person, vouched, came, arrival, now=now)
        return signed_in(request, token, came.body["next"] or PROVED)
    token = await in_thread(instance, sign_in_federated, database, vouched, came, arrival_of(request), now=now)
    return signed_in(request, token)


def _recall(request: PageRequest, kind: str, secret: str) -> Remembered:
    instance = instance_of(request)
    sealed = request.cookies.get(visit_cookie_name(instance), "")
    return recall(instance.keyring, kind, secret, sealed, instance.now())


def _keep(request: PageRequest, response: Answer, kind: str, secret: str, kept: Mapping[str, object]) -> Answer:
    instance = instance_of(request)
    sealed = remember(instance.keyring, kind, secret, kept, instance.now())
    response.set_cookie(visit_cookie(instance, sealed))
    return response


def _forget(request: PageRequest, response: Answer) -> Answer:
    response.set_cookie(visit_cookie(instance_of(request), ""))
    return response


def _refuse(request: PageRequest, provider: Provider, refused: CaraError) -> Answer:
    """Say why nobody was signed in, and forget the visit."""
    visit, problem = visit_of(request), problem_of(refused)
    reason = _reason(refused)
    note(SIGN_INS, logging.WARNING, "not signed in", request_id=visit.request_id, provider=provider.id, reason=reason)
    response: Response[str] = page(
        request,
        "entrance/organisation_refused.html",
        title="You could not be signed in",
        status=problem.status,
        sentence=problem.detail,
        again=PROVE if visit.person else "/sign-in",
    )
    response.headers.update(problem.headers)
    return _forget(request, response)


def _reason(refused: CaraError) -> str:
    """Give the cause in a word, for the log: nothing that was sent, and nothing about anybody."""
    if isinstance(refused, FederationProblem):
        return refused.reason
    return refused.why if isinstance(refused, CannotSignIn) else "ended"
