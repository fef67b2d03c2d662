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
    ATTENDED_ONE = "attended_one", "Workshop one attended"
    TO_REBOOK = "to_rebook", "To be booked again"
    ASK_POLICE = "ask_police", "The police decide how it goes on"
    DEFERRED = "deferred", "Deferred"
    COMPLETED = "completed", "Both workshops attended"
    RETURNED = "returned", "Returned to the police"
    CLOSED = "closed", "Closed by the police"
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
    S.BOOKED: frozenset({S.BOOKED, S.ATTENDED_ONE, S.TO_REBOOK, S.ASK_POLICE, S.DEFERRED, S.RETURNED, S.WITHDRAWN}),
    S.PLACE_TO_FOLLOW: frozenset({S.BOOKED, S.DEFERRED, S.RETURNED, S.WITHDRAWN}),
    S.ATTENDED_ONE: frozenset(
        {S.ATTENDED_ONE, S.COMPLETED, S.TO_REBOOK, S.ASK_POLICE, S.DEFERRED, S.RETURNED, S.WITHDRAWN}
    ),
    S.TO_REBOOK: frozenset({S.BOOKED, S.ATTENDED_ONE, S.DEFERRED, S.RETURNED, S.WITHDRAWN}),
    S.ASK_POLICE: frozenset({S.ATTENDED_ONE, S.COMPLETED, S.TO_REBOOK, S.RETURNED, S.CLOSED, S.WITHDRAWN}),
    S.DEFERRED: frozenset({S.TO_REBOOK, S.BOOKED, S.ATTENDED_ONE, S.RETURNED, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.TO_REBOOK, S.CLOSED, S.WITHDRAWN}),
    S.COMPLETED: frozenset(),
    S.CLOSED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""From each state, the states that may follow. A way to itself is another place, or another day."""

CORRECTIONS: Mapping[ReferralStatus, frozenset[ReferralStatus]] = {
    S.COMPLETED: frozenset({S.TO_REBOOK, S.ASK_POLICE}),
    S.ATTENDED_ONE: frozenset({S.TO_REBOOK, S.ASK_POLICE}),
    S.TO_REBOOK: frozenset({S.ATTENDED_ONE, S.COMPLETED, S.ASK_POLICE}),
    S.ASK_POLICE: frozenset({S.ATTENDED_ONE, S.COMPLETED, S.TO_REBOOK}),
}
"""The ways that a corrected register takes besides: what was marked wrongly did not happen."""

ENDS = frozenset({S.COMPLETED, S.CLOSED, S.DECLINED, S.WITHDRAWN})
"""The states in which a referral has ended; of these a corrected register alone opens one again."""

OPEN = frozenset(S) - ENDS
"""The states from which a referral still goes on; in all of them it is the caution's one active referral."""

PLACED = frozenset({S.BOOKED, S.PLACE_TO_FOLLOW, S.ATTENDED_ONE})
"""The states in which the participant can be told of days, or by when days will follow."""

CONFIRMED = PLACED | {S.TO_REBOOK, S.ASK_POLICE, S.DEFERRED, S.RETURNED}
"""The open states in which the caution is signed: from here on the provider's side is at work."""

BY_POLICE = frozenset({S.ASK_POLICE, S.RETURNED})
"""The states, once the caution is signed, from which the police alone take a referral on."""

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


def check_way(reference: str, before: ReferralStatus, after: ReferralStatus, *, correcting: bool = False) -> None:
    """Refuse a change of status that there is no way for.

    Args:
        correcting: whether a register is corrected, which opens the ways of ``CORRECTIONS`` besides.

    Raises:
        WrongStatus: there is no such way.
    """
    ways = WAYS[before] | CORRECTIONS.get(before, frozenset()) if correcting else WAYS[before]
    if after not in ways:
        raise WrongStatus(reference, before, f"'{after.label}'")
