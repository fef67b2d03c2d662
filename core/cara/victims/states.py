"""How far the contact with a victim is, and the ways between. Its history is append-only."""

from collections.abc import Mapping

from cara.vocabulary import CaraError, Word


class ContactStatus(Word):
    """How far the contact with one victim is. Each of the ways in which it can end is a result, none a failure."""

    TO_DECIDE = "to_decide", "A person decides whether there may be contact"
    NO_CONTACT = "no_contact", "No safe way has been agreed"
    DUE = "due", "To be contacted"
    ATTEMPTED = "attempted", "Tried, not spoken yet"
    REACHED = "reached", "Spoken"
    DECLINED = "declined", "Does not want contact"
    UNREACHABLE = "unreachable", "Could not be reached"
    UNSAFE = "unsafe", "Not safe to contact"
    ENDED = "ended", "Ended with the referral"


S = ContactStatus

_ONCE_TRIED = frozenset({S.TO_DECIDE, S.ATTEMPTED, S.REACHED, S.DECLINED, S.UNREACHABLE, S.UNSAFE, S.ENDED})

WAYS: Mapping[ContactStatus, frozenset[ContactStatus]] = {
    S.TO_DECIDE: frozenset({S.NO_CONTACT, S.DUE, S.DECLINED, S.UNSAFE, S.ENDED}),
    S.NO_CONTACT: frozenset({S.TO_DECIDE, S.DUE, S.DECLINED, S.UNSAFE, S.ENDED}),
    S.DUE: _ONCE_TRIED | {S.NO_CONTACT},
    S.ATTEMPTED: _ONCE_TRIED | {S.NO_CONTACT},
    S.REACHED: frozenset({S.TO_DECIDE, S.REACHED, S.DUE, S.DECLINED, S.UNREACHABLE, S.UNSAFE, S.ENDED}),
    S.DECLINED: frozenset({S.DUE, S.UNSAFE, S.ENDED}),
    S.UNREACHABLE: frozenset({S.TO_DECIDE, S.DUE, S.REACHED, S.DECLINED, S.UNSAFE, S.ENDED}),
    S.UNSAFE: frozenset({S.DUE, S.NO_CONTACT, S.ENDED}),
    S.ENDED: frozenset(),
}
"""From each state, the states that may follow. A way to itself is one more attempt.

Back to a person it goes when something comes to light: a later referral of the victim as a participant, or the age.
"""

BEGINNINGS = frozenset({S.TO_DECIDE, S.NO_CONTACT, S.DUE, S.DECLINED})
"""Where it can begin: as the police say, or with a person who decides."""

OPEN = frozenset(S) - {S.ENDED}

TO_CALL = frozenset({S.DUE, S.ATTEMPTED})
"""Where somebody has to try."""

RESULTS = frozenset({S.REACHED, S.DECLINED, S.UNREACHABLE, S.UNSAFE})
"""Where there is a result that the facilitators can be briefed about."""


class WrongContact(CaraError):
    """What was asked does not fit how far the contact is. Nothing was changed."""

    def __init__(self, code: str, status: ContactStatus, wanted: str) -> None:
        self.code, self.status, self.wanted = code, status, wanted
        super().__init__(f"{wanted} is not possible: the contact stands at '{status.label}'. Open it again.")


def check_way(code: str, before: ContactStatus, after: ContactStatus) -> None:
    """Refuse a change that there is no way for.

    Raises:
        WrongContact: there is no such way.
    """
    if after not in WAYS[before]:
        raise WrongContact(code, before, f"'{after.label}'")
