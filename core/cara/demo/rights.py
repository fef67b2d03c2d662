"""What people ask for about their records in the demonstration, and what is decided about how long they are kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from cara.casework import Instance, ReferralStatus
from cara.demo.diary import Story
from cara.demo.looking import standing
from cara.demo.staff import Staff
from cara.disclosure.kept import NewRequest
from cara.disclosure.participants.requests import refuse_copy, request_copy
from cara.disclosure.victims.requests import request_copy as request_victims_copy
from cara.disclosure.words import IdentityChecked, RefusedWhy
from cara.retention.deciding import approve_erasure, place_hold, request_erasure
from cara.retention.words import Scope, WhyErased
from cara.victims.calls import CallSearch, CallTab, list_contacts
from cara.vocabulary import Reference

S = ReferralStatus
DAY = timedelta(days=1)
HELD = "The caution is looked at in another court case: nothing of it may go."
NOT_WANTED = "Rang back: a copy is not wanted any more."
WITHDRAWN = "Nothing came of it, and the person asks that it goes."


def rights(instance: Instance, staff: Staff, rng: Random, now: datetime) -> Story:
    """Leave requests for copies that stand differently, a hold, and erasures that two people decide about."""
    asked = Rights(instance, staff, rng)
    at = yield now - 24 * DAY
    asked.hold(at)
    refused = asked.ask(at, None)
    at = yield now - 19 * DAY
    asked.refuse(refused, at)
    at = yield now - 9 * DAY
    asked.ask(at, IdentityChecked.KNOWN)
    at = yield now - 3 * DAY
    asked.ask_as_victim(at)
    at = yield now - timedelta(hours=26)
    erasures = [asked.ask_to_erase(at) for _ in range(2)]
    at = yield now - timedelta(hours=20)
    asked.approve(erasures[0], at)


class Rights:
    """What the manager, the director and a worker do about requests and periods; nobody is asked about twice."""

    def __init__(self, instance: Instance, staff: Staff, rng: Random) -> None:
        self._instance, self._staff, self._rng = instance, staff, rng
        self._taken: set[Reference] = set()

    def hold(self, at: datetime) -> None:
        """Hold a record."""
        if reference := self._drawn(S.COMPLETED, at):
            place_hold(self._instance, self._staff.manager, reference, HELD, now=at)

    def ask(self, at: datetime, identity: IdentityChecked | None) -> str | None:
        """Record that a participant asks for a copy, and give the request's code."""
        new = NewRequest(self._instance.today(at), identity)
        reference = self._drawn(S.COMPLETED, at)
        return request_copy(self._instance, self._staff.manager, reference, new, now=at) if reference else None

    def refuse(self, code: str | None, at: datetime) -> None:
        """Note that one is not wanted any more."""
        if code:
            refuse_copy(self._instance, self._staff.manager, code, RefusedWhy.WITHDRAWN, NOT_WANTED, now=at)

    def ask_as_victim(self, at: datetime) -> None:
        """Record that a victim who was spoken to asks for a copy."""
        worker = self._staff.workers[0]
        new = NewRequest(self._instance.today(at), IdentityChecked.RUNG_BACK)
        listed = list_contacts(self._instance, worker, CallSearch(CallTab.RESULTS), now=at)
        for line in listed.page.lines[:1]:
            request_victims_copy(self._instance, worker, str(line.code), new, now=at)

    def ask_to_erase(self, at: datetime) -> tuple[Reference, str] | None:
        """Ask that the participant's side of a record be erased, and give the erasure's code."""
        reference = self._drawn(S.WITHDRAWN, at) if self._instance.retention.schedule else None
        if reference is None:
            return None
        said = (Scope.CASE, WhyErased.ASKED_FOR, WITHDRAWN)
        manager = replace(self._staff.manager, proved_at=at)
        return reference, request_erasure(self._instance, manager, reference, *said, now=at)

    def approve(self, asked: tuple[Reference, str] | None, at: datetime) -> None:
        """Let a second person approve: it is carried out 72 hours later."""
        if asked:
            approve_erasure(self._instance, replace(self._staff.director, proved_at=at), *asked, now=at)

    def _drawn(self, status: ReferralStatus, at: datetime) -> Reference | None:
        """Draw one referral that stands so and that nobody has asked about; none where there is none."""
        fit = [one for one in standing(self._instance, self._staff, [status], at) if one not in self._taken]
        if not fit:
            return None
        drawn = self._rng.choice(fit)
        self._taken.add(drawn)
        return drawn
