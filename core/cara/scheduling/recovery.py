"""Can one absence still be recovered before the deadline? Asked before anybody is booked, and again when time runs.

What an absence means for the caution the police alone decide; here it is only counted whether there is room. While the
rule is unknown, or the police decide case by case, room is first looked for on the careful reading: both workshops are
taken again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cara.policy import UNKNOWN, SchedulingPolicy, Unknown
from cara.scheduling.deadlines import Deadline
from cara.scheduling.pairs import Pair, has_gap
from cara.vocabulary import MissedWorkshop
from cara.vocabulary.dates import in_words

Missed = Literal[1, 2]
_ABSENCES: tuple[Missed, Missed] = (1, 2)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Whether a person who misses one workshop of a pair can still finish, and when. All days inclusive."""

    missed: Missed
    pair: Pair
    rule: MissedWorkshop | Unknown
    again: Literal["both", "missed"]
    """What ``finish`` counts with: both workshops taken again, or the missed one alone."""
    finish: date | None
    """The earliest day on which both workshops are done, even if that is too late; ``None`` if no coming pair serves."""
    deadline: Deadline

    @property
    def in_time(self) -> bool:
        """Tell whether the finish lies inside the deadline, by the reading in ``again``."""
        return self.finish is not None and self.finish <= self.deadline.binding

    @property
    def possible(self) -> bool | None:
        """Tell whether the absence can be recovered; ``None`` if there is room but the area's rule does not say."""
        settled = self.rule in {MissedWorkshop.REPEAT_BOTH, MissedWorkshop.REPEAT_MISSED}
        return None if self.in_time and not settled else self.in_time

    @property
    def needs_extension(self) -> bool:
        """Tell whether only the longest extension known would leave room."""
        extended = self.deadline.extended
        return not self.in_time and self.finish is not None and extended is not None and self.finish <= extended

    @property
    def in_words(self) -> str:
        """Say what the rule is, whether there is room, and until when."""
        return " ".join(part for part in (_rule_in_words(self.rule), _room_in_words(self)) if part)


def recovery(
    policy: SchedulingPolicy, pair: Pair, missed: Missed, deadline: Deadline, coming: Iterable[Pair]
) -> Recovery:
    """Look for the earliest finish after one absence.

    Args:
        policy: what a missed workshop means, and the gap.
        pair: the pair of which one workshop is missed.
        missed: 1 or 2. Its day cannot be used again: only later days count.
        deadline: the day by which both must be done.
        coming: the pairs that can still be joined, in any order, as far as the deadline; running ones may be included,
            since their workshop two serves whoever repeats workshop two alone.
    """
    known = tuple(coming)
    both = _finish_both_again(pair, missed, known)
    if policy.missed == MissedWorkshop.REPEAT_BOTH:
        return Recovery(missed, pair, policy.missed, "both", both, deadline)
    alone = _finish_missed_again(policy, pair, missed, known)
    lighter = policy.missed == MissedWorkshop.REPEAT_MISSED or not _by(both, deadline.binding)
    again: Literal["both", "missed"] = "missed" if lighter else "both"
    return Recovery(missed, pair, policy.missed, again, alone if lighter else both, deadline)


def _by(finish: date | None, last: date) -> bool:
    return finish is not None and finish <= last


def _missed_day(pair: Pair, missed: Missed) -> date:
    return pair.first_day if missed == 1 else pair.second_day


def _finish_both_again(pair: Pair, missed: Missed, coming: Collection[Pair]) -> date | None:
    after = _missed_day(pair, missed)
    return min((later.second_day for later in coming if later.first_day > after), default=None)


def _finish_missed_again(policy: SchedulingPolicy, pair: Pair, missed: Missed, coming: Collection[Pair]) -> date | None:
    """Repeat workshop two on a later workshop two's day, or workshop one on a later one's, keeping the gap after it."""
    if missed == 2:  # noqa: PLR2004 - workshop two
        return min((later.second_day for later in coming if later.second_day > pair.second_day), default=None)
    later_firsts = [later.first_day for later in coming if later.first_day > pair.first_day]
    if any(has_gap(policy, first, pair.second_day) for first in later_firsts):
        return pair.second_day
    return _finish_both_again(pair, missed, coming)


def recoverable(policy: SchedulingPolicy, pair: Pair, deadline: Deadline, coming: Iterable[Pair]) -> bool:
    """Tell whether either single absence could be recovered in time; careful while the rule is not settled.

    Unless the policy says that the missed workshop alone is repeated, there must be room to take both again.
    """
    known = tuple(coming)
    return all(_recovered(recovery(policy, pair, missed, deadline, known)) for missed in _ABSENCES)


def _recovered(answer: Recovery) -> bool:
    return answer.in_time and (answer.again == "both" or answer.rule == MissedWorkshop.REPEAT_MISSED)


def latest_recoverable_first_day(policy: SchedulingPolicy, deadline: Deadline, coming: Iterable[Pair]) -> date | None:
    """Give the latest workshop-one day among the coming pairs after which one absence could still be recovered."""
    known = tuple(coming)
    return max((pair.first_day for pair in known if recoverable(policy, pair, deadline, known)), default=None)


def _rule_in_words(rule: MissedWorkshop | Unknown) -> str:
    if rule == UNKNOWN:
        return "What a missed workshop means is not known here: ask the police."
    if rule == MissedWorkshop.POLICE_DECIDE:
        return "The police decide case by case what a missed workshop means."
    return ""


def _room_in_words(answer: Recovery) -> str:
    number = "one" if answer.missed == 1 else "two"
    again = "both workshops" if answer.again == "both" else f"workshop {number}"
    start = f"If workshop {number} on {in_words(_missed_day(answer.pair, answer.missed))} is missed,"
    last = in_words(answer.deadline.binding)
    if answer.finish is None:
        return f"{start} no later workshop is known on which {again} could be taken again by {last}."
    finish = in_words(answer.finish)
    if answer.in_time:
        return f"{start} {again} can be taken again, finishing on {finish}, inside the deadline of {last}."
    more = " Only an extension would leave room." if answer.needs_extension else ""
    return f"{start} taking {again} again finishes on {finish} at the earliest, after the deadline of {last}.{more}"
