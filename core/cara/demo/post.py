"""The invented year's post: messages leave day by day by an invented provider, which loses and refuses some of them."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from cara.access import Subject
from cara.casework import Instance
from cara.casework.outbox import (
    MessageSearch,
    Tab,
    hold_message,
    let_wording_go,
    letters_to_print,
    list_messages,
    mark_printed,
    print_letters,
)
from cara.casework.outbox.wording import wording_now
from cara.demo.diary import Story
from cara.demo.steps import Scene
from cara.sending import Answer, Keeping, Outgoing, Receipt, Refused, Unanswered, Worker
from cara.vocabulary import Channel, WrittenLanguage

MORNING, AFTERNOON = time(9, 30), time(15)
KEPT_FROM = timedelta(days=1)
"""How long before now the instance goes over to keeping everything, as the demonstration is served."""

POSTED_AFTER = timedelta(days=4)


@dataclass(frozen=True)
class InventedProvider:
    """Takes nearly everything, refuses two in a hundred, loses one in a hundred, and brings one in fifty back."""

    rng: Random
    leaves: bool = True
    gives_receipts: bool = True

    def send(self, outgoing: Outgoing) -> None:  # noqa: ARG002 - an invented number is as good as another
        """Take a message, or not."""
        drawn = self.rng.randrange(100)
        if drawn < 2:  # noqa: PLR2004 - in a hundred
            raise Refused
        if drawn == 2:  # noqa: PLR2004 - as above
            raise Unanswered

    def ask(self, reference: str) -> Answer:  # noqa: ARG002 - as above
        """Say that it cannot be asked."""
        return Answer.CANNOT_TELL

    def receipt(self, reference: str) -> Receipt:  # noqa: ARG002 - as above
        """Say what became of a message."""
        return Receipt.DELIVERED if self.rng.randrange(50) else Receipt.BOUNCED


def post(scene: Scene, begin: datetime, now: datetime) -> Story:
    """Send what is due every morning and afternoon from the first day to now."""
    instance, manager = scene.instance, scene.staff.manager
    at = yield datetime.combine(begin.date(), MORNING, instance.zone)
    _look_at_wording(instance, manager, at)
    while at < now - KEPT_FROM:
        _send(instance, InventedProvider(scene.rng), at, scene.rng)
        _print(instance, manager, at)
        at = yield _next(instance, at)
    _hold_one(instance, manager, at)
    while at <= now:
        _send(instance, Keeping(), at, scene.rng)
        at = yield _next(instance, at)


def _next(instance: Instance, at: datetime) -> datetime:
    local = at.astimezone(instance.zone)
    if local.time() < AFTERNOON:
        return datetime.combine(local.date(), AFTERNOON, instance.zone)
    return datetime.combine(local.date() + timedelta(days=1), MORNING, instance.zone)


def _look_at_wording(instance: Instance, manager: Subject, at: datetime) -> None:
    digest = wording_now(instance, WrittenLanguage.ENGLISH, at).digest
    let_wording_go(instance, replace(manager, proved_at=at), digest, now=at)


def _send(instance: Instance, provider: InventedProvider | Keeping, at: datetime, rng: Random) -> None:
    Worker(instance, dict.fromkeys(Channel, provider), lambda: at, rng.random).work_off()


def _print(instance: Instance, manager: Subject, at: datetime) -> None:
    waiting = [line for line, _ in letters_to_print(instance, manager, now=at)]
    posted = [line.code for line in waiting if line.due_at < at - POSTED_AFTER]
    if posted:
        print_letters(instance, manager, now=at)
        mark_printed(instance, manager, posted, now=at)


def _hold_one(instance: Instance, manager: Subject, at: datetime) -> None:
    """Have the manager hold one of the messages that wait."""
    lines = list_messages(instance, manager, MessageSearch(Tab.WAITING), now=at).lines
    if lines:
        hold_message(instance, manager, lines[-1].code, now=at)
