"""The states of a referral and the ways between them. The history of a referral is append-only."""

from collections.abc import Mapping

from cara.vocabulary import CaraError, Word


class ReferralStatus(Word):
    """Where a referral stands."""

    RULES_PENDING = "rules_pending", "Rules pending"
    AWAITING_DECISION = "awaiting_decision", "Waiting for a person's decision"
    CLEARED = "cleared", "Cleared: choose a place"
    AWAITING_PLACE = "awaiting_place", "Waiting for a place"
    ACCEPTED = "accepted", "Accepted: a place will follow"
    HELD = "held", "Place held"
    RELEASED = "released", "Place released"
    BOOKED = "booked", "Booked"
    PLACE_TO_FOLLOW = "place_to_follow", "Confirmed, place to follow"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


S = ReferralStatus

BEGINNINGS = frozenset({S.RULES_PENDING, S.AWAITING_DECISION, S.AWAITING_PLACE, S.HELD})
"""The states in which a referral can begin."""

WAYS: Mapping[ReferralStatus, frozenset[ReferralStatus]] = {
    S.RULES_PENDING: frozenset({S.AWAITING_DECISION, S.CLEARED, S.DECLINED, S.WITHDRAWN}),
    S.AWAITING_DECISION: frozenset({S.CLEARED, S.HELD, S.DECLINED, S.WITHDRAWN}),
    S.CLEARED: frozenset({S.HELD, S.AWAITING_PLACE, S.AWAITING_DECISION, S.DECLINED, S.WITHDRAWN}),
    S.AWAITING_PLACE: frozenset({S.ACCEPTED, S.CLEARED, S.AWAITING_DECISION, S.HELD, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.PLACE_TO_FOLLOW, S.AWAITING_PLACE, S.HELD, S.AWAITING_DECISION, S.DECLINED, S.WITHDRAWN}),
    S.HELD: frozenset({S.BOOKED, S.RELEASED, S.HELD, S.AWAITING_DECISION, S.DECLINED, S.WITHDRAWN}),
    S.RELEASED: frozenset({S.HELD, S.AWAITING_PLACE, S.AWAITING_DECISION, S.DECLINED, S.WITHDRAWN}),
    S.BOOKED: frozenset({S.WITHDRAWN}),
    S.PLACE_TO_FOLLOW: frozenset({S.BOOKED, S.WITHDRAWN}),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""From each state, the states that may follow."""

OPEN = frozenset(status for status, ways in WAYS.items() if ways)
"""The states from which a referral still goes on; in all of them it is the caution's one active referral."""

CONFIRMED = frozenset({S.BOOKED, S.PLACE_TO_FOLLOW})
"""The states in which the caution is signed and the participant can be told."""

ANSWERABLE = OPEN - CONFIRMED
"""The states in which answers may still be given or changed."""

DECIDED = ANSWERABLE - {S.RULES_PENDING, S.AWAITING_DECISION}
"""The states in which nobody has to decide anything before a place can be held."""


class WrongStatus(CaraError):
    """What was asked does not fit where the referral stands. Nothing was changed."""

    def __init__(self, reference: str, status: ReferralStatus, wanted: str) -> None:
        self.reference, self.status, self.wanted = reference, status, wanted
        super().__init__(
            f"{wanted} is not possible: the referral stands at '{status.label}'. Open it again to see what can be done next."
        )


def check_way(reference: str, before: ReferralStatus, after: ReferralStatus) -> None:
    """Refuse a change of status that there is no way for.

    Raises:
        WrongStatus: there is no such way.
    """
    if after not in WAYS[before]:
        raise WrongStatus(reference, before, f"'{after.label}'")
