"""The two workshops of a cohort: who runs them, who came, and what follows for the booking.

- :mod:`cara.workshops.states` - the states of cohorts and workshops
- :mod:`cara.workshops.meaning` - what a mark means, as the area's policy says
- :mod:`cara.workshops.register` - the register
- :mod:`cara.workshops.facilitating` - who runs a workshop
- :mod:`cara.workshops.with_police` - returns, what is asked of the police, what they report
"""

from cara.workshops.facilitating import Facilitator, assign_facilitator, facilitators_of, release_facilitator
from cara.workshops.marking import Marked
from cara.workshops.register import (
    Register,
    RegisterLine,
    SomebodyElseMarked,
    list_own_workshops,
    print_register,
    record_register,
    see_register,
)
from cara.workshops.rows import MarkRow, NoSuchWorkshop, WorkshopRow
from cara.workshops.states import CohortStatus, WorkshopStatus, WrongStep
from cara.workshops.with_police import (
    GoingOn,
    LaterEvent,
    ReturnDecision,
    ReturnReason,
    acknowledge_return,
    decide_going_on,
    decide_return,
    report_later_event,
    return_to_police,
    settle_item,
)

__all__ = [
    "CohortStatus",
    "Facilitator",
    "GoingOn",
    "LaterEvent",
    "MarkRow",
    "Marked",
    "NoSuchWorkshop",
    "Register",
    "RegisterLine",
    "ReturnDecision",
    "ReturnReason",
    "SomebodyElseMarked",
    "WorkshopRow",
    "WorkshopStatus",
    "WrongStep",
    "acknowledge_return",
    "assign_facilitator",
    "decide_going_on",
    "decide_return",
    "facilitators_of",
    "list_own_workshops",
    "print_register",
    "record_register",
    "release_facilitator",
    "report_later_event",
    "return_to_police",
    "see_register",
    "settle_item",
]
