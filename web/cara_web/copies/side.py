"""What each side fills in, so that one set of pages serves both."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from litestar import Response

from cara.access import Subject
from cara.casework import Instance
from cara.disclosure.copies import Copy
from cara.disclosure.kept import NewRequest, RequestRow, Step
from cara.disclosure.texts import TextDecided, TextSeen
from cara.disclosure.words import IdentityChecked, RefusedWhy
from cara.vocabulary import Word
from cara_web.copies.asking import GivenQuestion
from cara_web.referrals.asking import Web


class Listed(Protocol):
    """A request in a list."""

    @property
    def row(self) -> RequestRow: ...


class Requests(Protocol):
    """The steps that both sides have; each side's module ``requests`` in :mod:`cara.disclosure` is one of these."""

    def list_requests(self, instance: Instance, actor: Subject, /, *, now: datetime) -> Iterable[Listed]: ...
    def request_copy(
        self, instance: Instance, actor: Subject, whose: str, new: NewRequest, /, *, now: datetime
    ) -> str: ...
    def check_asker(
        self, instance: Instance, actor: Subject, code: str, how: IdentityChecked, /, *, now: datetime
    ) -> None: ...
    def see_texts(self, instance: Instance, actor: Subject, code: str, /, *, now: datetime) -> Sequence[TextSeen]: ...
    def decide_text(
        self, instance: Instance, actor: Subject, code: str, what: TextDecided, /, *, now: datetime
    ) -> None: ...
    def prepare_copy(self, instance: Instance, actor: Subject, code: str, /, *, now: datetime) -> None: ...
    def look_through(
        self, instance: Instance, actor: Subject, code: str, /, *, now: datetime
    ) -> tuple[RequestRow, Copy]: ...
    def confirm_copy(self, instance: Instance, actor: Subject, code: str, seen: str, /, *, now: datetime) -> None: ...
    def return_copy(self, instance: Instance, actor: Subject, code: str, reason: str, /, *, now: datetime) -> None: ...
    def open_copy_again(self, instance: Instance, actor: Subject, code: str, /, *, now: datetime) -> None: ...
    def refuse_copy(
        self, instance: Instance, actor: Subject, code: str, why: RefusedWhy, reason: str, /, *, now: datetime
    ) -> None: ...


class Beginning(Protocol):
    """What is asked before a form is shown; each side's module ``beginning`` is one of these."""

    def begin_request(self, instance: Instance, actor: Subject, whose: str, /, *, now: datetime) -> None: ...
    def begin_step(self, instance: Instance, actor: Subject, code: str, /, *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """One request as whoever asks may see it, and what he or she may do with it."""

    title: str
    row: RequestRow
    steps: Sequence[Step]
    about: tuple[str, str, str]
    """Whose it is: the kind of record, its code as it is spoken, and its address."""
    may_make: bool
    may_check: bool
    takes: Sequence[tuple[str, str, Word | None]]
    """The ways of taking the copy: label, address, and why not now."""


@dataclass(frozen=True, slots=True)
class Side:
    """The side of participants, or of victims."""

    at: str
    """Where its pages lie."""
    record: str
    """What a record is called from which a request is made."""
    record_at: str
    """Where those lie."""
    page: Callable[..., Response[str]]
    """How its pages are answered with."""
    requests: Requests
    beginning: Beginning
    operation: str
    """As what recording a request is known where the same form is sent twice."""
    show: Callable[[Web, str], Awaitable[Shown]]
    """Sees one request, by its code."""
    given: type[GivenQuestion]
    asks: str
    """The title over the recording of a request."""
    others: str
    """Of whom a text may speak only if somebody has read it."""

    def address_of(self, code: str) -> str:
        """Give the address of one request."""
        return f"{self.at}/{code}"
