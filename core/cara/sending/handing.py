"""The transactions before and after a message is handed over.

Before: it is leased, looked at once more, and the audit trail says that it is disclosed. After: how it went. A worker
that is killed in between leaves a message that stands at "being sent": whoever takes it over asks the provider by the
message's own reference, and where that cannot be asked puts it before a person. It is never sent again blindly.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cara.acting import SYSTEM, tell
from cara.casework import Instance
from cara.casework.open_places import own_place
from cara.casework.outbox.anew import goes_elsewhere, write_elsewhere
from cara.casework.outbox.rows import MessageRow, find_message, move_message
from cara.casework.outbox.telling import REMINDERS, approved_digests, cancel_as
from cara.casework.outbox.wording import approval_of, wording_now
from cara.casework.outbox.words import MessageEventKind, MessageStatus, WhyNot
from cara.messages.moments import DAY, is_quiet, next_loud
from cara.messages.writing import Written
from cara.records import Unit, jobs
from cara.records.jobs import Leased
from cara.sending.providers import Outcome, Outgoing, Provider
from cara.vocabulary import Channel, Occasion, WrittenLanguage

RECEIPT = "ask_receipt"
"""The kind of job that asks what became of a message."""

FIRST_RECEIPT = timedelta(minutes=5)
MOST_ATTEMPTS = 14
"""After so many attempts, which take some fifteen hours, a person has to say that it goes on."""

S, E = MessageStatus, MessageEventKind

_MAY_GO_ON = frozenset({Outcome.NOT_NOW, Outcome.UNANSWERED, Outcome.OUT_OF_TIME})
Providers = Mapping[Channel, Provider]


@dataclass(frozen=True, slots=True)
class Handing:
    """A message that is to be handed over now; ``ask_first`` says that it may have been already.

    One that may have been, and that would go to a number or address that was corrected since, is ``overtaken``: it is
    asked about, and not handed over again.
    """

    job: Leased
    outgoing: Outgoing
    ask_first: bool
    overtaken: bool = False


def begin(instance: Instance, unit: Unit, job: Leased, providers: Providers, now: datetime) -> Handing | None:
    """Get a leased message ready to be handed over, or settle it here: None if there is nothing to hand over."""
    row = find_message(unit, job.resource)
    if row is None or row.status not in {S.WAITING, S.SENDING}:
        jobs.finish(unit, job, now=now)
        tell(unit, None, "message_postponed", job.resource, now, because="settled")
        return None
    ask_first = row.status is S.SENDING
    written = row.open(unit)
    if written is None or (not ask_first and _settled(instance, unit, job, row, written, providers[row.channel], now)):
        return None
    if not providers[row.channel].leaves:
        jobs.finish(unit, job, now=now)
        move_message(unit, row, S.KEPT, E.KEPT, by=SYSTEM, at=now)
        tell(unit, None, "message_outcome_noted", row.reference, now, message=row.code, outcome="kept")
        return None
    if not ask_first:
        move_message(unit, row, S.SENDING, E.SENDING, by=SYSTEM, at=now)
    tell(unit, None, "message_sending", row.reference, now, message=row.code, attempt=job.attempt)
    return Handing(job, _outgoing(row, written), ask_first, ask_first and goes_elsewhere(unit, row, written))


def _outgoing(row: MessageRow, written: Written) -> Outgoing:
    return Outgoing(row.code, row.channel, written.to, written.subject, written.text, written.calendar)


def _settled(
    instance: Instance, unit: Unit, job: Leased, row: MessageRow, written: Written, provider: Provider, now: datetime
) -> bool:
    """Settle a message that must not go now: it is no longer so, it is night, or nobody has looked at the wording.

    One that was just being sent while the number or address was corrected, and did not get through, is written anew.
    """
    if goes_elsewhere(unit, row, written):
        jobs.finish(unit, job, now=now)
        write_elsewhere(instance, unit, row, now=now)
        tell(unit, None, "message_outcome_noted", row.reference, now, message=row.code, outcome="cancelled")
        return True
    overtaken = _overtaken(instance, unit, row, now)
    if overtaken is not None:
        jobs.finish(unit, job, now=now)
        cancel_as(unit, row, overtaken, now=now)
        tell(unit, None, "message_outcome_noted", row.reference, now, message=row.code, outcome="cancelled")
        return True
    if is_quiet(now, instance.zone):
        morning = next_loud(now, instance.zone)
        jobs.postpone(unit, job, due_at=morning)
        why = WhyNot.QUIET_HOURS
        move_message(unit, row, S.WAITING, E.POSTPONED, by=SYSTEM, at=now, problem=why, next_at=morning)
        tell(unit, None, "message_postponed", row.reference, now, message=row.code)
        return True
    if provider.leaves and not _may_be_sent(instance, unit, row, now):
        jobs.finish(unit, job, now=now)
        move_message(unit, row, S.HELD, E.HELD, by=SYSTEM, at=now, problem=WhyNot.NOT_LOOKED_AT)
        tell(unit, None, "message_postponed", row.reference, now, message=row.code)
        return True
    return False


def _overtaken(instance: Instance, unit: Unit, row: MessageRow, now: datetime) -> WhyNot | None:
    """Say why a reminder would be wrong now, if it would be: the day has come, or is no longer this person's."""
    if row.occasion not in REMINDERS or row.day is None:
        return None
    today = instance.today(now)
    last = row.day - DAY
    if today > last or (row.occasion is Occasion.REMINDER_DAY and today < last):
        return WhyNot.TOO_LATE
    own = own_place(unit, row.referral_id, now)
    days = (own.place.first_day, own.place.second_day) if own and own.held_until is None else ()
    return None if row.day in days else WhyNot.PLACE_LEFT


def _may_be_sent(instance: Instance, unit: Unit, row: MessageRow, now: datetime) -> bool:
    wording = wording_now(instance, WrittenLanguage(row.language), now)
    if wording.language is WrittenLanguage.ENGLISH:
        return approval_of(unit, wording) is not None
    return wording.digest in approved_digests(unit)


def note_outcome(
    instance: Instance,
    unit: Unit,
    handing: Handing,
    outcome: Outcome,
    why: WhyNot | None,
    provider: Provider,
    draw: Callable[[], float],
    now: datetime,
) -> None:
    """Note how handing over went, unless another worker has the job by now and does."""
    row = find_message(unit, handing.outgoing.reference)
    if row is None or row.status is not S.SENDING:
        return
    later = next_loud(now + jobs.wait_after(handing.job.attempt, draw), instance.zone)
    gave_up = outcome in _MAY_GO_ON and handing.job.attempt >= MOST_ATTEMPTS
    goes_on = outcome in _MAY_GO_ON and not gave_up
    mine = jobs.postpone(unit, handing.job, due_at=later) if goes_on else jobs.finish(unit, handing.job, now=now)
    if not mine:
        return
    status, what, problem = _moved(outcome, why, gave_up=gave_up)
    move_message(unit, row, status, what, by=SYSTEM, at=now, problem=problem, next_at=later if goes_on else None)
    tell(unit, None, "message_outcome_noted", row.reference, now, message=row.code, outcome=status.value)
    if status is S.SENT and provider.gives_receipts:
        jobs.enqueue(unit, RECEIPT, row.code, due_at=now + FIRST_RECEIPT, now=now)


def _moved(
    outcome: Outcome, why: WhyNot | None, *, gave_up: bool
) -> tuple[MessageStatus, MessageEventKind, WhyNot | None]:
    match outcome:
        case Outcome.SENT:
            return S.SENT, E.SENT, None
        case Outcome.REFUSED:
            return S.FAILED, E.FAILED, why or WhyNot.REFUSED
        case Outcome.UNANSWERED if not gave_up:
            return S.SENDING, E.RETRIED, WhyNot.UNANSWERED
        case Outcome.NOT_NOW | Outcome.OUT_OF_TIME if not gave_up:
            return S.WAITING, E.RETRIED, why
        case Outcome.NOT_NOW | Outcome.OUT_OF_TIME:
            return S.FAILED, E.FAILED, WhyNot.GAVE_UP
    return S.NOT_KNOWN, E.NOT_KNOWN, WhyNot.CANNOT_BE_ASKED
