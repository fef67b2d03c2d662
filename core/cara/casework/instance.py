"""One area's instance, as the use cases see it: its area, its records, its rules and its clock's zone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from cara.acting import new_code
from cara.areas import Areas
from cara.decisions import with_installed_code
from cara.policy import PolicyBook
from cara.records import Database, Unit
from cara.records import tables as t
from cara.settings import RetentionSettings, SafeguardingSettings
from cara.vocabulary import CaraError, Reference
from cara.vocabulary.dates import day_in

LONDON = ZoneInfo("Europe/London")


class BookNotStored(CaraError):
    """A referral names a policy book that is not stored. The records have been damaged."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        super().__init__(f"The policy book {digest[:12]} is not stored here: restore the records from a backup.")


@dataclass(frozen=True)
class Instance:
    """What every use case is handed. ``now`` is never in it: each use case is told the moment."""

    area: str
    database: Database
    areas: Areas
    zone: ZoneInfo = LONDON
    hold_for: timedelta = timedelta(minutes=60)
    draw_reference: Callable[[], Reference] = Reference.new
    draw_code: Callable[[], str] = new_code
    """Draws the code of a message, which is also the reference by which a provider is asked about it."""
    contact: str = ""
    """Whom participants can ask, as they are told; empty where the instance is not set up with it."""
    safeguarding: SafeguardingSettings = field(default_factory=SafeguardingSettings)
    """Who acknowledges a safeguarding concern, and by when."""
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    """For how long each class of record is kept, and where the register of erasures lies."""
    _books: dict[str, PolicyBook] = field(default_factory=dict, repr=False, compare=False)

    def today(self, now: datetime) -> date:
        """Give the day that a moment belongs to in the instance's zone."""
        return day_in(self.zone, now)

    @property
    def book(self) -> PolicyBook:
        """Give the area's policy book as it is installed.

        Raises:
            AreaUnavailable: the area's plugin is missing or broken; nothing can be decided.
        """
        return self.areas.book(self.area)

    def installed_books(self) -> tuple[PolicyBook, ...]:
        """Give the books of every area whose plugin works."""
        return tuple(area.book for area in self.areas.all if area.book is not None)

    def book_of(self, unit: Unit, digest: str | None) -> PolicyBook:
        """Give the book under which a referral entered, or the installed one for what has not entered under any.

        Raises:
            AreaUnavailable: the installed one is needed and cannot be read.
        """
        return self.stored_book(unit, digest) if digest else self.book

    def stored_book(self, unit: Unit, digest: str) -> PolicyBook:
        """Give a book by its digest: the one by which a referral entered.

        Raises:
            BookNotStored: it is not there.
        """
        for book in self.installed_books():
            if book.digest == digest:
                return book
        if digest not in self._books:
            body = unit.scalar(select(t.PolicyBook.body).where(t.PolicyBook.digest == digest))
            if body is None:
                raise BookNotStored(digest)
            self._books[digest] = with_installed_code(PolicyBook.model_validate_json(body), self.installed_books())
        return self._books[digest]
