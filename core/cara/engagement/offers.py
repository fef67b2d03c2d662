"""How far the offer of a service comes, and the ways between: the same whether a participant or a victim is offered it."""

from collections.abc import Mapping

from cara.vocabulary import Word


class OfferStatus(Word):
    """How far an offer has come."""

    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    REACHED = "reached", "Reached the service"
    NOT_REACHED = "not_reached", "Did not reach the service"


S = OfferStatus

WAYS: Mapping[OfferStatus, frozenset[OfferStatus]] = {
    S.OFFERED: frozenset({S.ACCEPTED, S.DECLINED}),
    S.ACCEPTED: frozenset({S.REACHED, S.NOT_REACHED}),
    S.DECLINED: frozenset(),
    S.REACHED: frozenset(),
    S.NOT_REACHED: frozenset(),
}
"""From each state, the states that may follow. Whoever wants it after all is offered it anew."""

OPEN = frozenset(status for status, ways in WAYS.items() if ways)
"""The open ends of the loop: somebody still has to ask."""
