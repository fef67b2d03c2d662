"""The exchange with a provider, outside any transaction: ask where it may have the message, then hand it over."""

from collections.abc import Callable
from datetime import datetime

from cara.casework.outbox.words import WhyNot
from cara.sending.handing import Handing
from cara.sending.providers import LONGEST_CALL, Answer, NotNow, Outcome, Provider, Refused, Unanswered


def exchange(handing: Handing, provider: Provider, clock: Callable[[], datetime]) -> tuple[Outcome, WhyNot | None]:
    """Hand a message over once, and give how that went.

    A worker whose lease would end within the longest call hands over nothing: another may be taking the job over.
    """
    if handing.ask_first:
        try:
            answer = provider.ask(handing.outgoing.reference)
        except NotNow:
            return Outcome.UNANSWERED, WhyNot.UNANSWERED
        if answer is Answer.HAS_IT:
            return Outcome.SENT, None
        if answer is Answer.CANNOT_TELL:
            return Outcome.NOT_KNOWN, WhyNot.CANNOT_BE_ASKED
        if handing.overtaken:
            return Outcome.NOT_NOW, WhyNot.CONTACT_CORRECTED
    if clock() + LONGEST_CALL >= handing.job.until:
        return Outcome.OUT_OF_TIME, None
    return _sent(handing, provider)


def _sent(handing: Handing, provider: Provider) -> tuple[Outcome, WhyNot | None]:
    try:
        provider.send(handing.outgoing)
    except NotNow as later:
        return Outcome.NOT_NOW, later.why
    except Refused as refused:
        return Outcome.REFUSED, refused.why
    except Unanswered:
        return _not_answered(provider, handing.outgoing.reference)
    return Outcome.SENT, None


def _not_answered(provider: Provider, reference: str) -> tuple[Outcome, WhyNot]:
    """Say whether it can be found out later: a provider that cannot be asked leaves it to a person."""
    try:
        answer = provider.ask(reference)
    except NotNow:
        return Outcome.UNANSWERED, WhyNot.UNANSWERED
    if answer is Answer.HAS_IT:
        return Outcome.SENT, WhyNot.UNANSWERED
    return (
        (Outcome.NOT_KNOWN, WhyNot.CANNOT_BE_ASKED)
        if answer is Answer.CANNOT_TELL
        else (Outcome.UNANSWERED, WhyNot.UNANSWERED)
    )
