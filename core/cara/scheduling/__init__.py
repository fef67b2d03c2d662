"""Days, deadlines, recovery and live offers: pure date arithmetic over the area's scheduling policy.

Nothing here knows a database, a clock or a day of the week's name: permitted days come from the policy, the day that it
is now from the caller. All days are whole days in the instance's zone, and every range includes both its ends.
"""

from cara.scheduling.days import ClosedDaysNotKnown, days_between, is_open, open_days, public_holidays, why_closed
from cara.scheduling.deadlines import (
    Deadline,
    EarliestFirstDay,
    OffenceAfterCaution,
    deadline_for,
    earliest_first_day,
    last_first_day,
)
from cara.scheduling.fitting import (
    Constraint,
    Misfit,
    OpenPlace,
    Wanted,
    Window,
    fits,
    pairs_that_would_fit,
    window,
)
from cara.scheduling.nobody import Binding, why_nobody
from cara.scheduling.offers import MOST_OFFERS, Offer, rank
from cara.scheduling.pairs import Pair, has_gap, pairs, second_days
from cara.scheduling.recovery import Missed, Recovery, latest_recoverable_first_day, recoverable, recovery
from cara.scheduling.ways import DaysLeft, both_left, two_alone_left
from cara.scheduling.workshop_two import AttendedOne, fits_workshop_two, room_for_workshop_two

__all__ = [
    "MOST_OFFERS",
    "AttendedOne",
    "Binding",
    "ClosedDaysNotKnown",
    "Constraint",
    "DaysLeft",
    "Deadline",
    "EarliestFirstDay",
    "Misfit",
    "Missed",
    "OffenceAfterCaution",
    "Offer",
    "OpenPlace",
    "Pair",
    "Recovery",
    "Wanted",
    "Window",
    "both_left",
    "days_between",
    "deadline_for",
    "earliest_first_day",
    "fits",
    "fits_workshop_two",
    "has_gap",
    "is_open",
    "last_first_day",
    "latest_recoverable_first_day",
    "open_days",
    "pairs",
    "pairs_that_would_fit",
    "public_holidays",
    "rank",
    "recoverable",
    "recovery",
    "room_for_workshop_two",
    "second_days",
    "two_alone_left",
    "why_closed",
    "why_nobody",
    "window",
]
