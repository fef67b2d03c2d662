"""What every address of the interface does: find out who asks, run one use case, answer with JSON."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from litestar import Response
from pydantic import BaseModel

from cara.access import Subject
from cara.casework import Instance, once
from cara.vocabulary import CaraError
from cara_web.api.problem import refusal_of
from cara_web.api.requests import read_key
from cara_web.guarding import SignInNeeded
from cara_web.instance import in_thread
from cara_web.problems import MEDIA_TYPE, Refusal, problem_of
from cara_web.visits import PageRequest, instance_of, visit_of

ROOT = "/api/v1"
REFERRALS = f"{ROOT}/referrals"

P = ParamSpec("P")
T = TypeVar("T")

Answer = Response[bytes]


@dataclass(frozen=True, slots=True)
class Done:
    """What a request that stores came to: its answer, kept for twins of the request."""

    status: int
    told: BaseModel | Refusal


def subject_of(request: PageRequest) -> Subject:
    """Give the account for which the program asks.

    Raises:
        SignInNeeded: there is none.
    """
    subject = visit_of(request).subject
    if subject is None:
        raise SignInNeeded
    return subject


def answer(told: BaseModel, status: int = 200) -> Answer:
    """Answer with JSON."""
    return Response(told.model_dump_json().encode(), status_code=status, media_type="application/json")


async def ask(
    request: PageRequest,
    body: type[BaseModel] | None,
    case: Callable[Concatenate[Instance, Subject, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run a use case for whoever asks; what it refuses points into the body that was sent."""
    instance = instance_of(request)
    try:
        return await in_thread(instance, case, instance.casework, subject_of(request), *args, **kwargs)
    except CaraError as error:
        raise refusal_of(error, body) from error


async def ask_once(
    request: PageRequest, operation: str, sent: BaseModel, work: Callable[[Instance, Subject], Done]
) -> Answer:
    """Run a use case that stores, once for each Idempotency-Key however often the request is sent.

    Args:
        operation: what is asked, as the method and the address name it.
        sent: what was sent; the key belongs to it and to the address.
        work: the use case. A refusal that it raises leaves nothing behind, the key included.

    Raises:
        KeyReused, KeyExpired: as the key says.
    """
    instance, subject, key = instance_of(request), subject_of(request), read_key(request)
    now, asked = instance.now(), _hash(request, sent)

    def stored() -> tuple[int, str]:
        done = work(instance.casework, subject)
        return done.status, _body(request, done)

    try:
        status, body, replayed = await in_thread(
            instance, once, instance.casework, subject.code, operation, key, asked, stored, now
        )
    except CaraError as error:
        raise refusal_of(error, type(sent)) from error
    return _kept_answer(status, body, replayed=replayed)


def _hash(request: PageRequest, sent: BaseModel) -> str:
    asked = [request.method, request.scope["path"], sent.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _body(request: PageRequest, done: Done) -> str:
    if isinstance(done.told, Refusal):
        return json.dumps(problem_of(done.told).as_json(visit_of(request).request_id))
    return done.told.model_dump_json()


def _kept_answer(status: int, body: str, *, replayed: bool) -> Answer:
    headers = {"Idempotency-Replayed": "true"} if replayed else {}
    if status == 201:  # noqa: PLR2004 - created
        headers["Location"] = f"{REFERRALS}/{json.loads(body)['reference']}"
    media_type = "application/json" if status < 400 else MEDIA_TYPE  # noqa: PLR2004 - the classes of HTTP
    return Response(body.encode(), status_code=status, media_type=media_type, headers=headers)
