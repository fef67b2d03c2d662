"""What the facilitator's pages say of a workshop in words."""

from cara.casework import NeedsSeen
from cara.casework.details import Language
from cara.vocabulary import Attendance
from cara.workshops import Register, WorkshopRow
from cara_web.layout.page import Banner
from cara_web.workshops.register_form import tally

NUMBERS = {1: "one", 2: "two"}
SAVED, CHOSEN = "saved", "chosen"

_SHORT = {
    Attendance.HERE: "Here",
    Attendance.LATE: "Late, let in",
    Attendance.LATE_REFUSED: "Late, not let in",
    Attendance.LEFT_EARLY: "Left early",
    Attendance.SENT_HOME: "Sent home",
    Attendance.ABSENT: "Absent",
}
_BEGUN = {
    SAVED: "The register is saved.",
    CHOSEN: "Your choice is saved. What you did not choose stays in the history.",
}
_MEANS = (
    "You recorded what happened; whether somebody comes again or the police are asked follows from the area's rules, "
    "and the area manager sees it now. What a mark means for a caution the police alone decide."
)


def named(row: WorkshopRow) -> str:
    """Name a workshop by its number and its cohort."""
    return f"Workshop {NUMBERS[row.number]}, cohort {row.cohort}"


def short(mark: Attendance) -> str:
    """Name a mark in the few words that fit a button."""
    return _SHORT[mark]


def needed(needs: NeedsSeen | None) -> list[str]:
    """Say what somebody needs in the room, each in a few words."""
    if needs is None:
        return []
    said = [f"Interpreter: {needs.language.label}"] if needs.interpreter else []
    if needs.language is not Language.ENGLISH and not needs.interpreter:
        said = [f"Language: {needs.language.label}"]
    return [*said, *(access.label for access in needs.access), *([needs.other_needs] if needs.other_needs else [])]


def saved_banner(done: str, register: Register) -> Banner | None:
    """Say that a register was saved, how many are marked, and what that means; nothing for an unknown code."""
    if done not in _BEGUN or not any(line.latest for line in register.lines):
        return None
    counted = ", ".join(f"{number} {short(mark).lower()}" for mark, number in tally(register))
    marked = sum(line.latest is not None for line in register.lines)
    return Banner(f"{_BEGUN[done]} {marked} of {len(register.lines)} marked: {counted}. {_MEANS}")
