"""The worker: takes one job after another, as many workers as one likes, until it is asked to end."""

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from cara.acting import tell
from cara.casework import Instance
from cara.casework.outbox.rows import SEND, find_message
from cara.records import Unit, jobs
from cara.records.jobs import Leased
from cara.sending.exchange import exchange
from cara.sending.handing import RECEIPT, Handing, Providers, begin, note_outcome
from cara.sending.receipts import ask_for_receipt, note_receipt

LEASE = timedelta(minutes=5)
"""How long a job is one worker's; over twice as long as the longest exchange with a provider."""

LOOKS_EVERY = timedelta(seconds=2)


class Worker:
    """One worker.

    Args:
        instance: whose outbox it works off.
        providers: the way out for each channel.
        clock: gives the moment; nothing below reads a clock.
        draw: gives a number from 0 to 1, by which attempts are spread.
        lease: how long a job is this worker's.
    """

    def __init__(
        self,
        instance: Instance,
        providers: Providers,
        clock: Callable[[], datetime],
        draw: Callable[[], float] = random.random,
        lease: timedelta = LEASE,
    ) -> None:
        self._instance, self._providers = instance, providers
        self._clock, self._draw, self._lease = clock, draw, lease

    def run(
        self, ended: threading.Event, on_fault: Callable[[Exception], None], every: timedelta = LOOKS_EVERY
    ) -> None:
        """Work off what is due, again and again, until the event is set; what is under way is brought to its end."""
        while not ended.is_set():
            try:
                worked = self.step()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next job may go well; the lease runs out
                on_fault(error)
                worked = False
            if not worked:
                ended.wait(every.total_seconds())

    def work_off(self) -> int:
        """Work off everything that is due now, and tell how many jobs that were."""
        done = 0
        while self.step():
            done += 1
        return done

    def step(self) -> bool:
        """Do one job; False if none is due."""
        now = self._clock()
        database = self._instance.database
        with database.read() as unit:
            if not jobs.waits(unit, now=now):
                return False
        taken = database.run(lambda unit: self._take(unit, now))
        match taken:
            case None:
                return False
            case Handing() as handing:
                self._hand_over(handing)
            case Leased(kind=kind) as job if kind == RECEIPT:
                self._ask_receipt(job)
        return True

    def _take(self, unit: Unit, now: datetime) -> Handing | Leased | None:
        """Lease a job; a message is got ready in the same transaction. A leased job by itself is done, or a receipt."""
        job = jobs.lease(unit, now=now, lasting=self._lease)
        if job is None:
            return None
        if job.kind == SEND:
            return begin(self._instance, unit, job, self._providers, now) or job
        tell(unit, None, "receipt_asked", job.resource, now, attempt=job.attempt)
        return job

    def _hand_over(self, handing: Handing) -> None:
        provider = self._providers[handing.outgoing.channel]
        outcome, why = exchange(handing, provider, self._clock)
        now = self._clock()
        self._instance.database.run(
            lambda unit: note_outcome(self._instance, unit, handing, outcome, why, provider, self._draw, now)
        )

    def _ask_receipt(self, job: Leased) -> None:
        with self._instance.database.read() as unit:
            row = find_message(unit, job.resource)
        if row is None:
            return
        receipt = ask_for_receipt(self._providers[row.channel], job.resource)
        now = self._clock()
        self._instance.database.run(lambda unit: note_receipt(unit, job, receipt, self._draw, now))
