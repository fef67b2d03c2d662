"""How far the referral of a victim to a service comes, and the ways between. Its history is append-only."""

from collections.abc import Mapping
from datetime import timedelta

from cara.vocabulary import CaraError, Word

ANSWER_WITHIN = timedelta(days=14)
"""How long an onward referral may wait for its next step before it is overdue. Nobody published one: it is ours."""


class OnwardStatus(Word):
    """How far an onward referral has come."""

    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    REACHED = "reached", "Reached the service"
    NOT_REACHED = "not_reached", "Did not reach the service"


S = OnwardStatus

WAYS: Mapping[OnwardStatus, frozenset[OnwardStatus]] = {
    S.OFFERED: frozenset({S.ACCEPTED, S.DECLINED}),
    S.ACCEPTED: frozenset({S.REACHED, S.NOT_REACHED}),
    S.DECLINED: frozenset(),
    S.REACHED: frozenset(),
    S.NOT_REACHED: frozenset(),
}
"""From each state, the states that may follow. Whoever wants it after all is offered it anew."""

BEGINNINGS = frozenset({S.OFFERED})

OPEN = frozenset(status for status, ways in WAYS.items() if ways)
"""Where somebody still has to ask."""


class NoSuchOnward(CaraError):
    """There is no onward referral of that code for this person. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such onward referral here. Open it from your list.")


class OnwardElsewhere(CaraError):
    """An onward referral cannot go that way from where it stands. Nothing was changed."""

    def __init__(self, before: OnwardStatus, wanted: OnwardStatus) -> None:
        self.before, self.wanted = before, wanted
        super().__init__(
            f"This onward referral stands at '{before.label}' and cannot become '{wanted.label}'. Open it again."
        )


def check_way(before: OnwardStatus, after: OnwardStatus) -> None:
    """Refuse a change that there is no way for.

    Raises:
        OnwardElsewhere: there is no such way.
    """
    if after not in WAYS[before]:
        raise OnwardElsewhere(before, after)
