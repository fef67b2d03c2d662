"""The two workshops of a cohort: who runs them, who came, and what follows for the booking.

- :mod:`cara.workshops.states` - the states of cohorts and workshops
- :mod:`cara.workshops.meaning` - what a mark means, as the area's policy says
- :mod:`cara.workshops.register` - the register
- :mod:`cara.workshops.facilitating` - who runs a workshop
"""

from cara.workshops.facilitating import Facilitator, assign_facilitator, facilitators_of, release_facilitator
from cara.workshops.marking import Marked
from cara.workshops.register import (
    Register,
    RegisterLine,
    SomebodyElseMarked,
    list_own_workshops,
    record_register,
    see_register,
)
from cara.workshops.rows import MarkRow, NoSuchWorkshop, WorkshopRow
from cara.workshops.states import CohortStatus, WorkshopStatus, WrongStep

__all__ = [
    "CohortStatus",
    "Facilitator",
    "MarkRow",
    "Marked",
    "NoSuchWorkshop",
    "Register",
    "RegisterLine",
    "SomebodyElseMarked",
    "WorkshopRow",
    "WorkshopStatus",
    "WrongStep",
    "assign_facilitator",
    "facilitators_of",
    "list_own_workshops",
    "record_register",
    "release_facilitator",
    "see_register",
]
