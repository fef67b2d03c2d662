"""How far the referral of a victim to a service comes, and the ways between. Its history is append-only."""

from datetime import timedelta

from cara.engagement.offers import WAYS, OfferStatus
from cara.vocabulary import CaraError

ANSWER_WITHIN = timedelta(days=14)
"""How long an onward referral may wait for its next step before it is overdue. Nobody published one: it is ours."""


S = OfferStatus

BEGINNINGS = frozenset({S.OFFERED})


class NoSuchOnward(CaraError):
    """There is no onward referral of that code for this person. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such onward referral here. Open it from your list.")


class OnwardElsewhere(CaraError):
    """An onward referral cannot go that way from where it stands. Nothing was changed."""

    def __init__(self, before: OfferStatus, wanted: OfferStatus) -> None:
        self.before, self.wanted = before, wanted
        super().__init__(
            f"This onward referral stands at '{before.label}' and cannot become '{wanted.label}'. Open it again."
        )


def check_way(before: OfferStatus, after: OfferStatus) -> None:
    """Refuse a change that there is no way for.

    Raises:
        OnwardElsewhere: there is no such way.
    """
    if after not in WAYS[before]:
        raise OnwardElsewhere(before, after)
