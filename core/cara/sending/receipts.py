"""Whether what was handed over arrived: providers that know are asked, and what came back is work for a person."""

from collections.abc import Callable
from datetime import datetime

from cara.acting import SYSTEM, tell
from cara.casework.outbox.rows import find_message, move_message
from cara.casework.outbox.words import MessageEventKind, MessageStatus, WhyNot
from cara.records import Unit, jobs
from cara.records.jobs import Leased
from cara.sending.providers import NotNow, Provider, Receipt

MOST_ASKED = 20
"""After so many times, which take over a day, nobody asks any more: it stays at "sent"."""

S, E = MessageStatus, MessageEventKind


def ask_for_receipt(provider: Provider, reference: str) -> Receipt:
    """Ask a provider outside any transaction; one that cannot be reached says that the message is under way."""
    try:
        return provider.receipt(reference)
    except NotNow:
        return Receipt.UNDER_WAY


def note_receipt(unit: Unit, job: Leased, receipt: Receipt, draw: Callable[[], float], now: datetime) -> None:
    """Note what a provider said became of a message."""
    row = find_message(unit, job.resource)
    if row is None:
        return
    waits = receipt is Receipt.UNDER_WAY and job.attempt < MOST_ASKED
    later = now + jobs.wait_after(job.attempt + 3, draw)
    mine = jobs.postpone(unit, job, due_at=later) if waits else jobs.finish(unit, job, now=now)
    if not mine:
        return
    tell(unit, None, "receipt_asked", row.reference, now, message=row.code, receipt=receipt.value)
    if row.status is S.SENT and receipt is Receipt.DELIVERED:
        move_message(unit, row, S.DELIVERED, E.DELIVERED, by=SYSTEM, at=now)
    if row.status is S.SENT and receipt is Receipt.BOUNCED:
        move_message(unit, row, S.FAILED, E.FAILED, by=SYSTEM, at=now, problem=WhyNot.BOUNCED)
