"""What somebody enters on a register, seat by seat. The same model serves the page and what a phone sends later."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from cara.acting import NotAccepted, Problem
from cara.vocabulary import Attendance
from cara.vocabulary.text import Paragraph

HIGHEST_SEAT = 1000
MINUTES_OF_A_DAY = 1440

WITH_MINUTES = frozenset({Attendance.LATE, Attendance.LATE_REFUSED, Attendance.LEFT_EARLY, Attendance.SENT_HOME})
"""The marks with which a number of minutes belongs: how late, or how long before the end."""


def _none_if_blank(typed: object) -> object:
    return None if isinstance(typed, str) and not typed.strip() else typed


OptionalParagraph = Annotated[Paragraph | None, BeforeValidator(_none_if_blank)]


class Marked(BaseModel):
    """What is recorded about one seat."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: int = Field(ge=1, le=HIGHEST_SEAT, description="The seat's number on this workshop's register.")
    mark: Attendance
    minutes: int | None = Field(default=None, ge=0, le=MINUTES_OF_A_DAY, description="How late, or how much too early.")
    reason: OptionalParagraph = Field(default=None, description="The reason that the person gave.")
    behaviour: OptionalParagraph = Field(default=None, description="How the person was, where it has to be said.")
    seen: Annotated[str | None, StringConstraints(max_length=64), BeforeValidator(_none_if_blank)] = Field(
        default=None, description="The key of the mark that was there when this one was made; none for the first."
    )

    def says_the_same(self, mark: Attendance, minutes: int | None, reason: str | None, behaviour: str | None) -> bool:
        """Tell whether it says what is recorded already."""
        return (self.mark, self.minutes, self.reason, self.behaviour) == (mark, minutes, reason, behaviour)


def refuse_impossible(entries: Sequence[Marked], seats: frozenset[int], permitted: Sequence[Attendance]) -> None:
    """Refuse marks that cannot be so, all at once.

    Args:
        entries: what was entered.
        seats: those on the register.
        permitted: the marks that the area's rule about late arrivals leaves.

    Raises:
        NotAccepted: naming each seat.
    """
    problems = list(_problems(entries, seats, permitted))
    if problems:
        raise NotAccepted(problems)


def _problems(entries: Sequence[Marked], seats: frozenset[int], permitted: Sequence[Attendance]) -> Iterator[Problem]:
    if not entries:
        yield Problem("marks", "Mark at least one person")
    met: set[int] = set()
    for entry in entries:
        field = f"seat-{entry.seat}"
        if entry.seat not in seats:
            yield Problem(field, f"Nobody is expected on seat {entry.seat}: open the register again")
        if entry.seat in met:
            yield Problem(field, f"Seat {entry.seat} is marked twice: keep one of the two")
        if entry.mark not in permitted:
            yield Problem(field, f"This area's rule about late arrivals leaves no '{entry.mark.label}'")
        if entry.minutes is not None and entry.mark not in WITH_MINUTES:
            yield Problem(field, f"Seat {entry.seat}: minutes belong to somebody late, or who left before the end")
        met.add(entry.seat)
