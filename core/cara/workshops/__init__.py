"""The two workshops of a cohort: who runs them, who came, and what follows for the booking.

- :mod:`cara.workshops.states` - the states of cohorts and workshops
- :mod:`cara.workshops.meaning` - what a mark means, as the area's policy says
- :mod:`cara.workshops.register` - the register
- :mod:`cara.workshops.facilitating` - who runs a workshop
- :mod:`cara.workshops.rescheduling` - other days for one person
- :mod:`cara.workshops.other_days` - other days for a cohort
- :mod:`cara.workshops.board` - the board of workshops
- :mod:`cara.workshops.cases` - lists of cases
- :mod:`cara.workshops.saved_views` - lists of cases that somebody keeps
- :mod:`cara.workshops.waiting` - who has no place, by the ways that are left
- :mod:`cara.workshops.cancelling` - cancel a cohort, or record that a workshop was not held, and book everybody again
- :mod:`cara.workshops.taking_off` - take somebody off the workshops
- :mod:`cara.workshops.with_police` - returns, what is asked of the police, what they report
"""

from cara.workshops.again import RegisterMissing, WhatAgain
from cara.workshops.board import Board, BoardDay, BoardWorkshop, CohortView, see_board, see_cohort
from cara.workshops.cancelling import (
    Cancellation,
    Consequence,
    SomethingChanged,
    cancel_cohort,
    preview_cancellation,
    preview_not_held,
    record_not_held,
)
from cara.workshops.cases import CaseLine, CasePage, CaseSearch, Tab, list_cases
from cara.workshops.facilitating import Facilitator, assign_facilitator, facilitators_of, release_facilitator
from cara.workshops.marking import Marked
from cara.workshops.other_days import give_other_days
from cara.workshops.register import (
    Register,
    RegisterLine,
    SomebodyElseMarked,
    list_own_workshops,
    print_register,
    record_register,
    see_register,
)
from cara.workshops.rescheduling import (
    Choice,
    Reschedulable,
    book_again,
    defer,
    extend,
    move_booking,
    see_reschedulable,
)
from cara.workshops.rows import MarkRow, NoSuchWorkshop, WorkshopRow
from cara.workshops.saved_views import (
    NoSuchView,
    SavedView,
    delete_view,
    find_view,
    list_views,
    rename_view,
    save_view,
)
from cara.workshops.states import CohortStatus, WorkshopStatus, WrongStep
from cara.workshops.taking_off import TakenOff, take_off, ways_off
from cara.workshops.waiting import (
    WaitingLine,
    WaitingPage,
    WaitingSearch,
    give_from_waiting,
    list_waiting,
)
from cara.workshops.ways import Ways
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
    "Board",
    "BoardDay",
    "BoardWorkshop",
    "Cancellation",
    "CaseLine",
    "CasePage",
    "CaseSearch",
    "Choice",
    "CohortStatus",
    "CohortView",
    "Consequence",
    "Facilitator",
    "GoingOn",
    "LaterEvent",
    "MarkRow",
    "Marked",
    "NoSuchView",
    "NoSuchWorkshop",
    "Register",
    "RegisterLine",
    "RegisterMissing",
    "Reschedulable",
    "ReturnDecision",
    "ReturnReason",
    "SavedView",
    "SomebodyElseMarked",
    "SomethingChanged",
    "Tab",
    "TakenOff",
    "WaitingLine",
    "WaitingPage",
    "WaitingSearch",
    "Ways",
    "WhatAgain",
    "WorkshopRow",
    "WorkshopStatus",
    "WrongStep",
    "acknowledge_return",
    "assign_facilitator",
    "book_again",
    "cancel_cohort",
    "decide_going_on",
    "decide_return",
    "defer",
    "delete_view",
    "extend",
    "facilitators_of",
    "find_view",
    "give_from_waiting",
    "give_other_days",
    "list_cases",
    "list_own_workshops",
    "list_views",
    "list_waiting",
    "move_booking",
    "preview_cancellation",
    "preview_not_held",
    "print_register",
    "record_not_held",
    "record_register",
    "release_facilitator",
    "rename_view",
    "report_later_event",
    "return_to_police",
    "save_view",
    "see_board",
    "see_cohort",
    "see_register",
    "see_reschedulable",
    "settle_item",
    "take_off",
    "ways_off",
]
