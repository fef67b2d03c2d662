"""The words of retention and erasure."""

from datetime import timedelta

from cara.settings import RetentionSchedule
from cara.vocabulary import Word

WAITS = timedelta(hours=72)
"""How long an approved erasure waits before it is carried out; until then it can be stopped."""

KEPT_AT_MOST = 24
"""For how many months from today a review can keep something: then it is asked again."""


class Scope(Word):
    """A part of a referral that has a period of its own and is erased by itself."""

    CASE = "case", "The participant's side"
    VICTIM = "victim", "The victim's side"
    CONCERN = "concern", "Safeguarding concerns"

    def months(self, schedule: RetentionSchedule) -> int:
        """Give how many months this part is kept."""
        return {Scope.CASE: schedule.case, Scope.VICTIM: schedule.victim, Scope.CONCERN: schedule.concern}[self]


class ErasureStatus(Word):
    """How far an erasure has come."""

    REQUESTED = "requested", "Requested: another person decides"
    APPROVED = "approved", "Approved: it waits"
    STOPPED = "stopped", "Stopped"
    CARRIED_OUT = "carried_out", "Carried out"


UNDER_WAY = (ErasureStatus.REQUESTED.value, ErasureStatus.APPROVED.value)


class WhyErased(Word):
    """Why something is erased."""

    PERIOD_OVER = "period_over", "The period of the schedule is over"
    ASKED_FOR = "asked_for", "The person asked for it, and nothing requires it to be kept"


class RetentionTab(Word):
    """A part of the list."""

    DUE = "due", "Due for review"
    UNDER_WAY = "under_way", "Erasures under way"
    HELD = "held", "On legal hold"
    ERASED = "erased", "Erased"
