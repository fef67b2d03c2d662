"""What went wrong with a request, in the same words for people (a page) and for programs (RFC 9457 problem+json)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from litestar.exceptions import HTTPException

from cara.access import NotAllowed, ProofNeeded
from cara.acting.editing import EditedMeanwhile
from cara.areas import AreaUnavailable
from cara.casework import (
    AlreadyReferred,
    BelowTheFloor,
    ErasedAlready,
    NoSuchItem,
    NoSuchReferral,
    NotAccepted,
    NotClearedYet,
    PlaceDoesNotFit,
    SomebodyElseChanged,
    WrongStatus,
)
from cara.casework.outbox import NoSuchLanguage, NoSuchMessage
from cara.disclosure.words import CopyNotReady, NoSuchRequest, WrongRequest
from cara.engagement import NoSuchPartner, NoSuchService, NoSuchSignpost, SignpostElsewhere
from cara.figures import NoSuchQuarter
from cara.messages.typesetting import CannotTypeset
from cara.onward.states import NoSuchOnward, OnwardElsewhere
from cara.oversight import NoSuchOpening, ReviewedAlready
from cara.policy import NoPolicyInForce, PolicyNotKnown
from cara.quality import SomebodyElseAnswered, SomebodyElseTicked
from cara.quality.finding import NoSuchQualityRecord
from cara.records import (
    Conflict,
    DatabaseBusy,
    NothingAudited,
    NoVictimKeys,
    ReadOnlyUnit,
    RecordsUnavailable,
    UnitFailed,
)
from cara.records.idempotency import KeyExpired, KeyReused, Unanswered
from cara.retention.problems import (
    CopyAskedFor,
    NoSchedule,
    NotToErase,
    NotUnderWay,
    OnHold,
    RegisterProblem,
    SomebodyElseHeld,
)
from cara.scheduling import ClosedDaysNotKnown, OffenceAfterCaution
from cara.staff import (
    AssertionRefused,
    CannotSignIn,
    CeremonyEnded,
    NoSuchAccount,
    NoSuchConflict,
    NoSuchInvitation,
    NoSuchProgram,
    NothingToConfirm,
    SomebodyElseChangedAccount,
)
from cara.victims.briefings import NoSuchBriefing, WrongBriefing
from cara.victims.concerns import NoSuchConcern, WrongConcern
from cara.victims.problems import NoSuchVictim, NotSafeNow, SomebodyElseWrote
from cara.victims.states import WrongContact
from cara.vocabulary import CaraError, ReferenceProblem
from cara.workshops import NoSuchView, NoSuchWorkshop, RegisterMissing, SomebodyElseMarked, SomethingChanged, WrongStep
from cara_web.federation import AnswerForged, ProviderRefused, ProviderUnavailable
from cara_web.forgery import Forged
from cara_web.guarding import SignInNeeded
from cara_web.layout.draft import DraftTooLarge
from cara_web.layout.form_body import NotAForm, WrongMediaType

MEDIA_TYPE = "application/problem+json"
TRY_AGAIN_SECONDS = 5


class BodyTooLarge(CaraError):
    """The request's body is larger than any form or referral of ours."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"What you sent is larger than {limit // 1_000_000} MB. Send less at a time.")


class ConnectionEnded(CaraError):
    """Whoever asked went away before all of the request had come."""

    def __init__(self) -> None:
        super().__init__("The connection ended before all had come. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class WrongField:
    """One field that is wrong, and the sentence about it."""

    field: str
    sentence: str
    pointer: str | None = None
    """Where it stands in a body of JSON (RFC 6901)."""

    def as_json(self) -> dict[str, str]:
        """Give the members of a problem document."""
        said = {"field": self.field, "detail": self.sentence}
        return said if self.pointer is None else {**said, "pointer": self.pointer}


class Refusal(CaraError):
    """A program's request is refused, with more than words: what it needs to go on."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        errors: Sequence[WrongField] = (),
        more: Mapping[str, object] | None = None,
    ) -> None:
        self.status, self.title, self.errors, self.more = status, title, tuple(errors), more or {}
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is said about a request that was not answered as asked."""

    status: int
    title: str
    detail: str
    errors: Sequence[WrongField] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)
    """Further members for programs."""

    def as_json(self, request_id: str) -> dict[str, object]:
        """Give the members of RFC 9457, with the request's number and the wrong fields beside them."""
        said: dict[str, object] = {
            "type": f"urn:cara:problem:{self.title.lower().replace(' ', '-')}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "request_id": request_id,
            **self.more,
        }
        if self.errors:
            said["errors"] = [error.as_json() for error in self.errors]
        return said


TITLES: Mapping[int, str] = {
    400: "This request cannot be read",
    401: "Sign in first",
    403: "You cannot do this",
    404: "Page not found",
    405: "This cannot be done at this address",
    409: "This cannot be done now",
    410: "This is no longer here",
    413: "Too much was sent",
    415: "Sent in the wrong form",
    422: "Something is not right",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "The service is not available now",
}
DETAILS: Mapping[int, str] = {
    400: "Go back, reload the page and try again.",
    401: "You need to sign in to see this.",
    403: "You are not allowed to do this. Ask your area manager if you should be.",
    404: "Check the address. If you followed a link, what it led to may have ended, or is not for you to see.",
    405: "Open the page again from the menu, or check the method of your request.",
    409: "Somebody may have changed this in the meantime. Open it again and look at it first.",
    410: "It was here once and has ended. Begin again from the start page.",
    413: "Send less at a time.",
    415: "Send it in the form that this address takes.",
    422: "Check what you entered and send it again.",
    429: "Wait a moment and try again.",
    500: "Nothing that you entered was changed by this fault. Try again, and report it if it goes on.",
    503: "Nothing was changed. Try again in a few minutes.",
}

STATUS_OF: dict[type[CaraError], int] = {
    ConnectionEnded: 400,
    NotAForm: 400,
    AssertionRefused: 401,
    SignInNeeded: 401,
    AnswerForged: 403,
    CannotSignIn: 403,
    NotAllowed: 403,
    ProofNeeded: 403,
    ProviderRefused: 403,
    Forged: 403,
    NoSuchReferral: 404,
    NoSuchAccount: 404,
    NoSuchBriefing: 404,
    NoSuchConcern: 404,
    NoSuchConflict: 404,
    NoSuchInvitation: 404,
    NoSuchItem: 404,
    NoSuchLanguage: 404,
    NoSuchMessage: 404,
    CannotTypeset: 409,
    NoSuchOnward: 404,
    NoSuchOpening: 404,
    NoSuchQuarter: 404,
    NoSuchRequest: 404,
    NoSuchPartner: 404,
    NoSuchQualityRecord: 404,
    NoSuchService: 404,
    NoSuchSignpost: 404,
    NoSuchProgram: 404,
    NoSuchVictim: 404,
    NoSuchView: 404,
    NoSuchWorkshop: 404,
    NothingToConfirm: 404,
    NotUnderWay: 404,
    ReferenceProblem: 404,
    AlreadyReferred: 409,
    Conflict: 409,
    CeremonyEnded: 409,
    EditedMeanwhile: 409,
    ErasedAlready: 409,
    NoSchedule: 409,
    NotToErase: 409,
    CopyAskedFor: 409,
    OnHold: 409,
    SomebodyElseHeld: 409,
    NotClearedYet: 409,
    NotSafeNow: 409,
    PlaceDoesNotFit: 409,
    RegisterMissing: 409,
    OnwardElsewhere: 409,
    SignpostElsewhere: 409,
    ReviewedAlready: 409,
    SomebodyElseChanged: 409,
    SomebodyElseChangedAccount: 409,
    SomebodyElseAnswered: 409,
    SomebodyElseMarked: 409,
    SomebodyElseWrote: 409,
    SomebodyElseTicked: 409,
    SomethingChanged: 409,
    Unanswered: 409,
    CopyNotReady: 409,
    WrongRequest: 409,
    WrongBriefing: 409,
    WrongConcern: 409,
    WrongContact: 409,
    WrongStatus: 409,
    WrongStep: 409,
    KeyExpired: 410,
    BodyTooLarge: 413,
    DraftTooLarge: 413,
    WrongMediaType: 415,
    NotAccepted: 422,
    BelowTheFloor: 422,
    KeyReused: 422,
    OffenceAfterCaution: 422,
    NothingAudited: 500,
    ReadOnlyUnit: 500,
    UnitFailed: 500,
    AreaUnavailable: 503,
    ClosedDaysNotKnown: 503,
    DatabaseBusy: 503,
    NoPolicyInForce: 503,
    NoVictimKeys: 503,
    PolicyNotKnown: 503,
    ProviderUnavailable: 503,
    RecordsUnavailable: 503,
    RegisterProblem: 503,
}
"""The status of each error that a request can meet. One that is not here is a fault of ours, and answered with 500."""


def problem_of(error: Exception) -> Problem:
    """Put an error into words. Only errors of our own speak for themselves; of any other nothing is repeated."""
    if isinstance(error, Refusal):
        return Problem(error.status, error.title, str(error), error.errors, more=error.more)
    if isinstance(error, CaraError):
        status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 500)
        return plain_problem(status, str(error) if status != HTTPStatus.INTERNAL_SERVER_ERROR else "", _errors(error))
    if isinstance(error, HTTPException):
        return plain_problem(error.status_code if error.status_code in TITLES else _nearest(error.status_code))
    return plain_problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def plain_problem(status: int, detail: str = "", errors: Sequence[WrongField] = ()) -> Problem:
    """Give the problem of a status, in its own words or those given."""
    headers = {"Retry-After": str(TRY_AGAIN_SECONDS)} if status in {429, 503} else {}
    return Problem(int(status), TITLES[status], detail or DETAILS[status], errors, headers)


def _errors(error: CaraError) -> tuple[WrongField, ...]:
    if not isinstance(error, NotAccepted):
        return ()
    return tuple(WrongField(problem.field, problem.sentence) for problem in error.problems)


def _nearest(status: int) -> int:
    return 400 if 400 <= status < 500 else 500  # noqa: PLR2004 - the classes of HTTP


def wants_problem_json(path: str, accept: str) -> bool:
    """Say whether a request comes from a program: by its address, or because it asks for JSON and not for a page."""
    accepted = accept.lower()
    return path == "/api" or path.startswith("/api/") or ("json" in accepted and "text/html" not in accepted)
