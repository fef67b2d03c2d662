"""The states of a cohort and of a workshop, and the ways between them. Both histories are append-only."""

from collections.abc import Mapping

from cara.vocabulary import CaraError, Word


class CohortStatus(Word):
    """Where a cohort stands."""

    PROVISIONAL = "provisional", "Provisional: nobody is told its days yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed: nobody else is booked"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


class WorkshopStatus(Word):
    """Where one day of a cohort stands."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    NOT_HELD = "not_held", "Not held"


C, W = CohortStatus, WorkshopStatus

COHORT_BEGINNINGS = frozenset({C.PROVISIONAL, C.OPEN})
"""The states in which a cohort can begin."""

COHORT_WAYS: Mapping[CohortStatus, frozenset[CohortStatus]] = {
    C.PROVISIONAL: frozenset({C.OPEN, C.CANCELLED}),
    C.OPEN: frozenset({C.CLOSED, C.COMPLETED, C.CANCELLED}),
    C.CLOSED: frozenset({C.OPEN, C.COMPLETED, C.CANCELLED}),
    C.COMPLETED: frozenset(),
    C.CANCELLED: frozenset(),
}
"""From each state of a cohort, the states that may follow."""

WORKSHOP_BEGINNINGS = frozenset({W.PLANNED})
"""The state in which a workshop begins."""

WORKSHOP_WAYS: Mapping[WorkshopStatus, frozenset[WorkshopStatus]] = {
    W.PLANNED: frozenset({W.PLANNED, W.HELD, W.CANCELLED, W.NOT_HELD}),
    W.HELD: frozenset(),
    W.CANCELLED: frozenset(),
    W.NOT_HELD: frozenset(),
}
"""From each state of a workshop, the states that may follow. A way from planned to planned is another day; a day
that has come with nobody on its register ends as held once somebody is, or as not held."""


class WrongStep(CaraError):
    """A cohort or a workshop stands where this cannot be done. Nothing was changed."""

    def __init__(self, code: str, status: CohortStatus | WorkshopStatus, wanted: str) -> None:
        self.code, self.status, self.wanted = code, status, wanted
        super().__init__(f"{wanted} is not possible: {code} stands at '{status.label}'.")


def check_cohort_way(code: str, before: CohortStatus, after: CohortStatus) -> None:
    """Refuse a change of a cohort's status that there is no way for.

    Raises:
        WrongStep: there is no such way.
    """
    if after not in COHORT_WAYS[before]:
        raise WrongStep(code, before, f"'{after.label}'")


def check_workshop_way(code: str, before: WorkshopStatus, after: WorkshopStatus) -> None:
    """Refuse a change of a workshop's status that there is no way for.

    Raises:
        WrongStep: there is no such way.
    """
    if after not in WORKSHOP_WAYS[before]:
        raise WrongStep(code, before, f"'{after.label}'")
