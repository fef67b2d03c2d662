"""Tokens for programs: OAuth 2.0 client credentials, proved by an assertion that the program signed (RFC 7523).

What a program's own OAuth library reads - a token, or why there is none - is as RFC 6749 has it; whatever else can go
wrong is a problem document, as everywhere in the interface.
"""

import logging
from typing import Literal

from litestar import Controller, Response, post
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cara.access import Action
from cara.staff import AssertionRefused
from cara.staff.programs import LONGEST_ASSERTION, take_token
from cara_web.api.answered import Answered
from cara_web.api.doing import ROOT, Answer
from cara_web.api.operations import Operation, says
from cara_web.instance import WebInstance, in_thread
from cara_web.layout.form_body import NotAForm, read_form
from cara_web.log import REQUESTS, note
from cara_web.visits import PageRequest, instance_of, visit_of

PATH = f"{ROOT}/token"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASKED = ("grant_type", "client_assertion_type", "client_assertion", "client_id", "scope")

Wrong = Literal["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"]


class TokenAsked(BaseModel):
    """What a program sends for a token. Other fields are of no account, as OAuth has it."""

    model_config = ConfigDict(extra="ignore")

    grant_type: Literal["client_credentials"]
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    client_assertion: str = Field(
        min_length=1,
        max_length=LONGEST_ASSERTION,
        description="A JWT signed by the program: iss and sub its code, aud this address or the instance's, exp within "
        "5 minutes, and a jti that is used once.",
    )
    client_id: str | None = Field(default=None, description="The program's code; the assertion says it too.")


class TokenAnswered(Answered):
    """A short token for one program."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, no secret
    expires_in: int = Field(description="For how many seconds it is good.")


class TokenRefused(Answered):
    """Why there is no token (RFC 6749, section 5.2)."""

    error: Wrong
    error_description: str


TOKEN = Operation(
    "takeToken",
    {200: TokenAnswered, 400: TokenRefused, 401: TokenRefused},
    takes=TokenAsked,
    example="token",
    is_open=True,
    takes_form=True,
)


class Token(Controller):
    """The address at which programs take tokens."""

    path = PATH

    @post("/", opt=says(Action.TAKE_TOKEN, TOKEN), status_code=200)
    async def take(self, request: PageRequest) -> Answer:
        """Give a program a short token for an assertion that it signed."""
        instance, visit = instance_of(request), visit_of(request)
        asked = await _read(request)
        if isinstance(asked, TokenRefused):
            return _answered(asked, 400)
        try:
            token = await in_thread(
                instance,
                take_token,
                instance.casework.database,
                asked.client_assertion,
                audiences_of(request, instance),
                client=asked.client_id,
                now=instance.now(),
                request_id=visit.request_id,
            )
        except AssertionRefused as refused:
            note(REQUESTS, logging.WARNING, "assertion_refused", request_id=visit.request_id, why=refused.why)
            return _answered(TokenRefused(error="invalid_client", error_description=str(refused)), 401)
        return _answered(TokenAnswered(access_token=token.text, expires_in=int(token.lasts.total_seconds())), 200)


def audiences_of(request: PageRequest, instance: WebInstance) -> frozenset[str]:
    """Give what an assertion may name as its audience: this address, or the instance as an issuer is named."""
    settings = instance.settings
    # Only a demonstration believes what a request says of where it was sent: there nothing is at stake.
    asked_at = request.headers.get("host", "") if settings.demo else f"{settings.host}:{settings.port}"
    origin = (settings.origin or f"{request.scope['scheme']}://{asked_at}").rstrip("/")
    return frozenset({origin, f"{origin}{PATH}"})


async def _read(request: PageRequest) -> TokenAsked | TokenRefused:
    try:
        submitted = await read_form(request)
        given = {name: submitted.one(name) for name in _ASKED if name in submitted.fields}
    except NotAForm as problem:
        return _refused("invalid_request", str(problem))
    if given.get("grant_type", "client_credentials") != "client_credentials":
        return _refused("unsupported_grant_type", "Here a program gets a token by grant_type=client_credentials alone.")
    if given.pop("scope", ""):
        return _refused("invalid_scope", "There are no scopes: a token is for one program and its force. Leave it out.")
    try:
        return TokenAsked.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        names = ", ".join(sorted({str(item["loc"][0]) for item in error.errors(include_input=False)}))
        return _refused(
            "invalid_request", f"Missing, too long, or of another value than the OpenAPI document has: {names}."
        )


def _refused(error: Wrong, description: str) -> TokenRefused:
    return TokenRefused(error=error, error_description=description)


def _answered(told: TokenAnswered | TokenRefused, status: int) -> Answer:
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return Response(told.model_dump_json().encode(), status_code=status, media_type="application/json", headers=headers)
