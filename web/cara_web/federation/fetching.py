"""Asking a provider over HTTP: not for long, not for much, and never somewhere else than at the address given."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from cara_web.federation.errors import ProviderUnavailable

LARGEST = 262_144
"""Bytes of an answer. Metadata and keys are a few thousand, a token with hundreds of groups some ten thousand."""
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}  # small on the line may be large unpacked


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider answered: an object of JSON."""

    status: int
    said: Mapping[str, object] = field(repr=False)


async def ask(
    http: httpx.AsyncClient,
    name: str,
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Get an address, or post a form to it.

    Raises:
        ProviderUnavailable: there is no answer, or it is too long, a redirect, a fault or no object of JSON.
    """
    method = "GET" if form is None else "POST"
    try:
        async with http.stream(
            method, address, data=form, headers={**_HEADERS, **(headers or {})}, auth=None, follow_redirects=False
        ) as response:
            _refuse_status(name, method, response.status_code)
            return Reply(response.status_code, _read_object(name, await _read_body(name, response)))
    except httpx.TimeoutException:
        raise ProviderUnavailable(name, "slow") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise ProviderUnavailable(name, "unreachable") from None


def _refuse_status(name: str, method: str, status: int) -> None:
    """Refuse all but success; a form may be answered with what is wrong about it."""
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise ProviderUnavailable(name, "redirect")
    is_answer_to_form = method == "POST" and status < HTTPStatus.INTERNAL_SERVER_ERROR
    if status != HTTPStatus.OK and not is_answer_to_form:
        raise ProviderUnavailable(name, "fault")


async def _read_body(name: str, response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ProviderUnavailable(name, "packed")
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LARGEST:
            raise ProviderUnavailable(name, "too_long")
    return bytes(body)


def _read_object(name: str, body: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderUnavailable(name, "not_json") from None
    if not isinstance(said, dict):
        raise ProviderUnavailable(name, "not_json")
    return said
