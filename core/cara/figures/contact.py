"""The figures of the contact with victims: attempted, reached, briefed, helped on. Days and states, and nothing said.

Each counts people who were expected at a workshop two that was held in the quarter. What lies between the workshops
begins on the day of the workshop one that the person came to last before it, and ends with the day of workshop two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from cara.figures.contact_history import VictimPast
from cara.figures.history import Case, History, Visit, WorkshopPast
from cara.figures.people import Counts
from cara.figures.quarters import Quarter
from cara.victims.states import ContactStatus
from cara.workshops import WorkshopStatus

BOTH_FACILITATORS = 2
NOT_SAFE = frozenset({ContactStatus.UNSAFE, ContactStatus.NO_CONTACT})
"""Where nobody may make contact: it is not safe, or no safe way has been agreed."""


@dataclass(frozen=True, slots=True)
class Second:
    """Somebody who was expected at a workshop two that was held."""

    case: Case
    workshop: WorkshopPast
    since: date
    """From this day on contact is contact between the workshops."""
    victims: tuple[VictimPast, ...]

    @property
    def safe(self) -> tuple[VictimPast, ...]:
        """Give the victims with whom contact was possible on the day of workshop two."""
        return tuple(one for one in self.victims if one.status_on(self.workshop.day) not in NOT_SAFE)

    def tried(self, *, spoke: bool = False) -> bool:
        """Tell whether somebody tried between the workshops to contact one of these, or spoke with one."""
        return any(
            self.since <= day <= self.workshop.day and (was_spoken or not spoke)
            for one in self.safe
            for day, was_spoken in one.attempts
        )


def seconds(history: History, quarter: Quarter) -> Iterator[Second]:
    """Give whoever was expected at a workshop two that was held in a quarter, and has a victim entered."""
    held = {
        one.cohort: one
        for one in history.workshops
        if one.number == 2 and one.status == WorkshopStatus.HELD.value and quarter.holds(one.day)  # noqa: PLR2004 - workshop two
    }
    for case in history.cases:
        victims = history.victims.get(case.id, ())
        for visit in case.visits:
            workshop = held.get(visit.cohort)
            if victims and workshop is not None and visit.number == 2 and not visit.ended:  # noqa: PLR2004 - as above
                yield Second(case, workshop, _since(case, visit), victims)


def _since(case: Case, second: Visit) -> date:
    return max(
        (one.day for one in case.visits if one.number == 1 and one.came and one.day < second.day), default=date.min
    )


def attempted(history: History, quarter: Quarter) -> Counts:
    """Count those of whom a victim was tried between the workshops, of those with a victim who may be contacted."""
    safe = [one for one in seconds(history, quarter) if one.safe]
    return sum(one.tried() for one in safe), len(safe)


def not_safe(history: History, quarter: Quarter) -> Counts:
    """Count those none of whose victims may be contacted, of those with a victim entered: left out, and shown."""
    found = list(seconds(history, quarter))
    return sum(not one.safe for one in found), len(found)


def reached(history: History, quarter: Quarter) -> Counts:
    """Count those of whom a victim was spoken with, of those of whom one was tried. Declining is no failure."""
    tried = [one for one in seconds(history, quarter) if one.tried()]
    return sum(one.tried(spoke=True) for one in tried), len(tried)


def briefing_read(history: History, quarter: Quarter, begins: time | None) -> Counts:
    """Count those whose briefing both facilitators read before the start, of those with a victim's feedback.

    Args:
        begins: when workshops begin, local time. Where that is not known a briefing that is read on the day itself does
            not count: nobody can tell that it was before.
    """
    told = [
        one
        for one in seconds(history, quarter)
        if any(day <= one.workshop.day for victim in one.victims for day in victim.fed_back)
    ]
    return sum(_read_in_time(history, one, begins) for one in told), len(told)


def _read_in_time(history: History, second: Second, begins: time | None) -> bool:
    start = datetime.combine(second.workshop.day, begins or time())
    readings = history.readings.get((second.case.id, second.workshop.cohort), ())
    by = {account for account, at in readings if at < start}
    ran = second.workshop.facilitators
    return len(ran) >= BOTH_FACILITATORS and ran <= by


def helped_on(history: History, quarter: Quarter) -> Counts:
    """Count those with an onward referral or a safeguarding concern, of those of whom a victim was spoken with."""
    spoken = [one for one in seconds(history, quarter) if one.tried(spoke=True)]
    return sum(any(victim.helped for victim in one.victims) for one in spoken), len(spoken)
