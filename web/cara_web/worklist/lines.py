"""The list itself: one line an item, how long it has waited, and what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cara.casework import Instance, Item
from cara.vocabulary.dates import in_words
from cara_web.worklist.consequences import WORKLIST

COLUMNS = ("What", "Reference", "Group", "Waiting", "Due")


@dataclass(frozen=True, slots=True)
class Line:
    """One item as the list shows it."""

    item: Item
    days: int
    overdue: bool

    @property
    def address(self) -> str:
        """Where the item is decided."""
        return f"{WORKLIST}/{self.item.code}"

    @property
    def group(self) -> str:
        """Which workshops the person would go to."""
        return self.item.pathway.label if self.item.pathway else "Not known"

    @property
    def waiting(self) -> str:
        """How long it has waited."""
        return waiting_in_words(self.days)

    @property
    def due(self) -> str:
        """The day by which it must be decided."""
        return in_words(self.item.due_on) if self.item.due_on else "No day set"


def lines_of(casework: Instance, items: Sequence[Item], today: date) -> tuple[Line, ...]:
    """Put items into lines, in their order."""
    return tuple(
        Line(item, (today - casework.today(item.opened_at)).days, bool(item.due_on and item.due_on < today))
        for item in items
    )


def waiting_in_words(days: int) -> str:
    """Say how long something has waited: ``since today``, ``1 day``, ``5 days``."""
    if days <= 0:
        return "Since today"
    return "1 day" if days == 1 else f"{days} days"


def as_rows(lines: Sequence[Line]) -> list[list[str]]:
    """Give the list as rows of a table to take away."""
    return [[line.item.kind.label, line.item.reference.spoken, line.group, line.waiting, line.due] for line in lines]
