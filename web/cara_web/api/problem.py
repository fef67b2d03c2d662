"""The problem documents of the interface: what casework refuses, with what a program needs to go on."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cara.casework import Gone, NotAccepted, NotClearedYet, NotConfirmed, PlaceDoesNotFit, ReferralStatus, WrongStatus
from cara.vocabulary import CaraError
from cara_web.api.answered import Answered, DecisionAnswered, OffersAnswered
from cara_web.problems import DETAILS, Refusal, WrongField


class WrongFieldAnswered(Answered):
    """One thing that is wrong with what was sent."""

    field: str
    detail: str
    pointer: str | None = Field(default=None, description="The JSON pointer of the field in the body that was sent.")


class ProblemAnswered(BaseModel):
    """A problem as RFC 9457 has it, with members that say how to go on."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Names the kind of problem; the same problem always has the same.")
    title: str
    status: int
    detail: str = Field(description="What happened and what to do.")
    request_id: str
    errors: tuple[WrongFieldAnswered, ...] | None = None
    why: tuple[str, ...] | None = Field(default=None, description="In what a place does not fit, or is gone.")
    offers: OffersAnswered | None = Field(default=None, description="What can be offered instead.")
    decision: DecisionAnswered | None = Field(default=None, description="The decision that stands in the way.")
    uncovered: tuple[str, ...] | None = Field(
        default=None, description="The rules that are not met and about which no authorised person has decided."
    )
    missing: tuple[str, ...] | None = Field(default=None, description="What has not been recorded yet.")
    referral_status: ReferralStatus | None = Field(default=None, description="Where the referral stands.")


def wrong_fields(errors: Sequence[WrongField]) -> Refusal:
    """Say what is wrong with a body or a query, everything at once."""
    return Refusal(422, "Something is not right", DETAILS[422], errors)


def place_gone(gone: Gone, at: datetime) -> Refusal:
    """Say that an offer was taken meanwhile, with what can be offered now."""
    why = "; ".join(gone.why)
    instead = "Choose one of the offers" if gone.offers.offers else "Nothing else fits now: ask for a place"
    return Refusal(
        409,
        "The place is gone",
        f"That place cannot be held: {why}. Nothing was stored. {instead}.",
        more={"why": list(gone.why), "offers": _json(OffersAnswered.of(gone.offers, at))},
    )


def not_confirmed(refused: NotConfirmed) -> Refusal:
    """Say which rules stand in the way of a booking. The decision has been stored."""
    do = (
        "Correct what was recorded, or ask for a person: an authorised person may decide about rules of the area"
        if refused.only_the_area
        else "National rules are not met or not answered, and nobody may decide otherwise: correct what was recorded"
    )
    return Refusal(
        409,
        "Not confirmed",
        f"The last decision does not clear the case. {do}. Then confirm with a new Idempotency-Key.",
        more={
            "uncovered": [result.rule_id for result in refused.uncovered],
            "decision": _json(DecisionAnswered.own(refused.decision)),
        },
    )


def hold_ran_out(offers: OffersAnswered | None) -> Refusal:
    """Say that the hold is over, and how to go on."""
    return Refusal(
        409,
        "The hold ran out",
        "The hold ran out before the booking was confirmed, and the place is free for others. Everything recorded "
        "stays: hold one of the offers with POST .../next, or ask there for a place, and confirm again.",
        more={"referral_status": ReferralStatus.RELEASED.value, **({"offers": _json(offers)} if offers else {})},
    )


def refusal_of(error: CaraError, body: type[BaseModel] | None) -> CaraError:
    """Give a refusal with what a program needs to go on; an error that says enough already stays as it is."""
    match error:
        case NotAccepted():
            return _not_accepted(error, body)
        case NotClearedYet():
            decision = DecisionAnswered.own(error.decision)
            detail = f"{error} Send the referral with ask set to person for that."
            return Refusal(409, "Not cleared", detail, more={"decision": _json(decision)})
        case PlaceDoesNotFit():
            return Refusal(409, "The place does not fit", str(error), more={"why": list(error.why)})
        case WrongStatus():
            more = {"referral_status": error.status.value}
            return Refusal(409, "Not possible at this status", str(error), more=more)
        case _:
            return error


def _not_accepted(error: NotAccepted, body: type[BaseModel] | None) -> Refusal:
    pointed = [(problem, pointer_to(problem.field, body)) for problem in error.problems]
    if all(pointer is None for _, pointer in pointed):
        names = [problem.field for problem in error.problems]
        return Refusal(409, "Not recorded yet", f"{error} Then send this again.", more={"missing": names})
    return wrong_fields([WrongField(p.field, p.sentence, pointer) for p, pointer in pointed])


def pointer_to(field: str, body: type[BaseModel] | None) -> str | None:
    """Give the JSON pointer of a field that casework names, in the body that was sent; nothing if it is not there."""
    parts = field.split(".")
    if body is None:
        return None
    if parts[0] in body.model_fields:
        return pointer(parts)
    for name, inner in body.model_fields.items():
        kind = inner.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel) and parts[0] in kind.model_fields:
            return pointer([name, *parts])
    return None


def pointer(parts: Sequence[str | int]) -> str:
    """Write a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part)[:100].replace('~', '~0').replace('/', '~1')}" for part in parts)


def _json(answered: BaseModel) -> object:
    return answered.model_dump(mode="json")
