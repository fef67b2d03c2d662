"""The words of requests for a copy."""

from collections.abc import Mapping

from cara.vocabulary import CaraError, Word


class RequestStatus(Word):
    """How far a request is."""

    RECEIVED = "received", "Being read"
    PREPARED = "prepared", "Waits for a second person"
    CONFIRMED = "confirmed", "Ready to be given"
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"


S = RequestStatus

WAYS: Mapping[RequestStatus, frozenset[RequestStatus]] = {
    S.RECEIVED: frozenset({S.PREPARED, S.REFUSED}),
    S.PREPARED: frozenset({S.RECEIVED, S.CONFIRMED, S.REFUSED}),
    S.CONFIRMED: frozenset({S.RECEIVED, S.GIVEN, S.REFUSED}),
    S.GIVEN: frozenset(),
    S.REFUSED: frozenset(),
}
"""From each state, the states that may follow; each begins as received."""

ENDED = frozenset({S.GIVEN, S.REFUSED})


class IdentityChecked(Word):
    """How it was made sure that it is this person who asks."""

    PHOTOGRAPH = "photograph", "A document with a photograph was seen"
    KNOWN = "known", "Known in person to whoever recorded this"
    QUESTIONS = "questions", "Asked what nobody else would know"
    RUNG_BACK = "rung_back", "Rung back on the number that is recorded"
    AUTHORITY = "authority", "A solicitor's or representative's written authority was seen"


class RefusedWhy(Word):
    """Why a request is not answered with a copy."""

    IDENTITY = "identity", "It could not be made sure who asks"
    WITHDRAWN = "withdrawn", "Whoever asked does not want it any more"
    TWICE = "twice", "It repeats a request that is being answered"
    EXCESSIVE = "excessive", "Manifestly unfounded or excessive (Article 12(5))"


class TextAnswer(Word):
    """What becomes of one text in somebody's own words."""

    RELEASE = "release", "Give it as it is"
    REDACT = "redact", "Give it with passages taken out"
    WITHHOLD = "withhold", "Withhold all of it"


class StepKind(Word):
    """What happened to a request."""

    RECORDED = "recorded", "Recorded"
    IDENTITY = "identity", "It was made sure who asks"
    PREPARED = "prepared", "Put before a second person"
    RETURNED = "returned", "Returned by the second person"
    REOPENED = "reopened", "Opened again"
    CONFIRMED = "confirmed", "Confirmed by a second person"
    TAKEN = "taken", "Downloaded in order to be given"
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"


class NoSuchRequest(CaraError):
    """There is no request of that code for this person. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such request here. Open it from the list.")


class WrongRequest(CaraError):
    """What was asked does not fit how far a request is. Nothing was changed."""

    def __init__(self, code: str, status: RequestStatus) -> None:
        self.code, self.status = code, status
        super().__init__(f"This is not possible: the request stands at '{status.label}'. Open it again.")


class CopyNotReady(CaraError):
    """A copy cannot leave yet: something was not read, or has changed since. Nothing left."""

    def __init__(self, code: str, why: str) -> None:
        self.code, self.why = code, why
        super().__init__(why)


def check_way(code: str, before: RequestStatus, after: RequestStatus) -> None:
    """Refuse a change that there is no way for.

    Raises:
        WrongRequest: there is no such way.
    """
    if after not in WAYS[before]:
        raise WrongRequest(code, before)
