"""An area with a worker, and a provider that fails as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.instances import Area

from cara.access import Subject
from cara.casework.outbox import let_wording_go
from cara.casework.outbox.wording import wording_now
from cara.sending import Answer, Outgoing, Receipt, Worker
from cara.vocabulary import Channel, WrittenLanguage


@dataclass
class Telling:
    """A provider that leaves the instance: it keeps what it took, and fails before or after as it is told."""

    now: Callable[[], datetime]
    took: list[tuple[Outgoing, datetime]] = field(default_factory=list)
    fail_before: list[Exception] = field(default_factory=list)
    fail_after: list[Exception] = field(default_factory=list)
    can_be_asked: bool = True
    receipts: list[Receipt] = field(default_factory=list)
    leaves: bool = True

    @property
    def gives_receipts(self) -> bool:
        return bool(self.receipts)

    def send(self, outgoing: Outgoing) -> None:
        if self.fail_before:
            raise self.fail_before.pop(0)
        self.took.append((outgoing, self.now()))
        if self.fail_after:
            raise self.fail_after.pop(0)

    def ask(self, reference: str) -> Answer:
        if not self.can_be_asked:
            return Answer.CANNOT_TELL
        return Answer.HAS_IT if reference in self.references else Answer.HAS_NOT

    def receipt(self, reference: str) -> Receipt:
        return self.receipts.pop(0)

    @property
    def references(self) -> list[str]:
        return [outgoing.reference for outgoing, _ in self.took]


@dataclass
class Office:
    """An area with a worker, whose clock is moved by hand."""

    area: Area
    moment: datetime
    provider: Telling = field(init=False)
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.provider = Telling(lambda: self.moment)
        self.worker = self.another()

    def another(self, **changes: timedelta) -> Worker:
        providers = dict.fromkeys(Channel, self.provider)
        return Worker(self.area.instance, providers, lambda: self.moment, lambda: 0.5, **changes)

    def go_on(self, **by: float) -> None:
        self.moment += timedelta(**by)

    def look_at_wording(self) -> None:
        """Let the English wording go, as the area manager does before anything is ever sent."""
        wording = wording_now(self.area.instance, WrittenLanguage.ENGLISH, self.moment)
        let_wording_go(self.area.instance, self.manager, wording.digest, now=self.moment)

    @property
    def manager(self) -> Subject:
        """The area manager, who has just proved who it is."""
        return replace(self.area.manager, proved_at=self.moment)
