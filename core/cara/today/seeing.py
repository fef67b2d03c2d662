"""Seeing what is due: overdue and next, from every room, in a few looks however much there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.areas import AreaUnavailable
from cara.casework import Instance
from cara.policy import SchedulingPolicy, scheduling_policy
from cara.policy.errors import NoPolicyInForce, PolicyNotKnown
from cara.records import Unit
from cara.today.days import workshops_due
from cara.today.lines import DueLine, in_order
from cara.today.people import time_ended, without_a_place
from cara.today.rights import rights_due
from cara.today.waiting_for import acts_due, items_due, messages_due, returns_not_seen, steps_due

HORIZON_DAYS = 28
"""What would run out later than this is not shown yet."""

MOST = 100


@dataclass(frozen=True, slots=True)
class Today:
    """What is due, what runs out first at the top."""

    on: date
    lines: tuple[DueLine, ...]
    more: int
    """How many lines stand after those shown."""
    rules_known: bool
    """Whether the area's rules can be read; if not, too few facilitators or people are not told."""

    @property
    def overdue(self) -> int:
        """Count what should have been done before today."""
        return sum(line.by < self.on for line in self.lines)


def see_today(instance: Instance, actor: Subject, *, now: datetime, whole: bool = False) -> Today:
    """See what is overdue and what comes next.

    Args:
        whole: everything, as it is downloaded, which needs that the person has just proved who it is; else the first
            hundred lines.

    Raises:
        NotAllowed: this person has no such page, or may not download it now.
    """
    permit(actor, Action.EXPORT_CASES if whole else Action.LIST_CASES, None, now)
    today = instance.today(now)

    def work(unit: Unit) -> Today:
        policy = _policy(instance, today)
        found = in_order(
            line for line in _gathered(instance, unit, actor, policy, now) if line.days_left(today) <= HORIZON_DAYS
        )
        shown = found if whole else found[:MOST]
        about = tuple(f"{line.kind.value}:{line.target}" for line in shown)
        tell(unit, actor, "today_downloaded" if whole else "today_seen", "today", now, shown=about)
        return Today(today, shown, len(found) - len(shown), policy is not None)

    return instance.database.run(work)


def _policy(instance: Instance, today: date) -> SchedulingPolicy | None:
    try:
        return scheduling_policy(instance.book, today)
    except (AreaUnavailable, NoPolicyInForce, PolicyNotKnown):
        return None


def _gathered(
    instance: Instance, unit: Unit, actor: Subject, policy: SchedulingPolicy | None, now: datetime
) -> Iterator[DueLine]:
    today = instance.today(now)
    yield from time_ended(unit, actor, today)
    yield from without_a_place(instance, unit, actor, now)
    yield from workshops_due(unit, policy, today, HORIZON_DAYS)
    yield from items_due(unit, actor, today)
    yield from returns_not_seen(unit, actor, today)
    yield from messages_due(unit, actor, now, today)
    yield from steps_due(unit, actor, today, HORIZON_DAYS)
    yield from acts_due(unit, actor, today)
    yield from rights_due(instance, unit, actor, now)
