"""One line of what is due, and the order of all: what runs out first stands first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cara.vocabulary import Word


class DueKind(Word):
    """Why something is due, in the order in which what is due by the same day stands."""

    CONCERN = "concern", "Acknowledge a safeguarding concern"
    TIME_ENDED = "time_ended", "The time has ended"
    NO_PLACE = "no_place", "Give a place"
    REGISTER = "register", "Record the register"
    FACILITATORS = "facilitators", "Find facilitators"
    SMALL_COHORT = "small_cohort", "Fill or cancel a cohort"
    ITEM = "item", "Decide an item of the worklist"
    RETURN = "return", "Ask the police about a return"
    MESSAGE = "message", "Look at a message that failed"
    LETTERS = "letters", "Print letters"
    COPY = "copy", "Answer a request for a copy"
    STEP = "step", "Next step with a partner"
    OPENING = "opening", "Review an opening in an emergency"
    CONFIRMATION = "confirmation", "Confirm who may come in"
    ERASURE = "erasure", "Approve or stop an erasure"
    RETENTION = "retention", "Decide how long records are kept"


_RANK = {kind: rank for rank, kind in enumerate(DueKind)}


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something to be done."""

    by: date
    """The day by which it must be done; where nobody has set one, today."""
    kind: DueKind
    about: str
    """The reference or code that people read; empty where it is about several."""
    target: str
    """The code by which the page is found where it is done."""
    why: str
    """Why it is here, in a sentence without a full stop that names nobody."""

    def days_left(self, today: date) -> int:
        """Count the days that are left; below nothing where it is overdue."""
        return (self.by - today).days


def in_order(lines: Iterable[DueLine]) -> tuple[DueLine, ...]:
    """Put lines in order: by the day on which each runs out, then by kind and code."""
    return tuple(sorted(lines, key=lambda line: (line.by, _RANK[line.kind], line.about, line.target)))
