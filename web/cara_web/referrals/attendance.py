"""What was recorded at workshops, as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cara.casework import AttendanceFact

_NUMBERS = {1: "Workshop one", 2: "Workshop two"}


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One workshop in words."""

    workshop: str
    day: date
    mark: str
    reason: str
    behaviour: str
    code: str
    """The workshop's code."""


def attendance_rows(facts: Iterable[AttendanceFact]) -> tuple[AttendanceRow, ...]:
    """Put facts into words."""
    return tuple(
        AttendanceRow(
            workshop=_NUMBERS[fact.number],
            day=fact.day,
            mark=_marked(fact),
            reason=fact.reason or "None recorded",
            behaviour=fact.behaviour or "",
            code=fact.workshop,
        )
        for fact in facts
    )


def _marked(fact: AttendanceFact) -> str:
    if fact.minutes is None:
        return fact.mark.label
    return f"{fact.mark.label} ({fact.minutes} {'minute' if fact.minutes == 1 else 'minutes'})"
