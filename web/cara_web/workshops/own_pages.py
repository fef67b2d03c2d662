"""The workshops that a facilitator runs: today's first, then what is still to be recorded, then those to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from litestar import Controller, get

from cara.access import Action
from cara.casework import Instance
from cara.vocabulary import Word
from cara.workshops import WorkshopRow, WorkshopStatus, list_own_workshops
from cara_web.layout.page import page
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of


class Part(Word):
    """Under which heading a workshop stands."""

    TODAY = "today", "Today"
    TO_RECORD = "to_record", "Still to be recorded"
    COMING = "coming", "Coming"
    DONE = "done", "Recorded"
    CANCELLED = "cancelled", "Cancelled"


@dataclass(frozen=True, slots=True)
class Listed:
    """One workshop as the list shows it."""

    row: WorkshopRow
    part: Part
    is_open: bool
    opens_on: date

    @classmethod
    def of(cls, instance: Instance, row: WorkshopRow, now: datetime) -> "Listed":
        """Say of a workshop where it stands at a moment."""
        window = row.open_to_facilitators(instance)
        return cls(
            row,
            part_of(row, instance.today(now)),
            window.holds(now),
            instance.today(window.opens),
        )


def part_of(row: WorkshopRow, today: date) -> Part:
    """Say under which heading a workshop stands on a day."""
    if row.status in {WorkshopStatus.CANCELLED, WorkshopStatus.NOT_HELD}:
        return Part.CANCELLED
    if row.day == today:
        return Part.TODAY
    if row.day > today:
        return Part.COMING
    return Part.DONE if row.status is WorkshopStatus.HELD else Part.TO_RECORD


def in_parts(listed: Sequence[Listed]) -> list[tuple[Part, list[Listed]]]:
    """Sort workshops under their headings; a heading with none is left out."""
    parts = [(part, [one for one in listed if one.part is part]) for part in Part]
    return [(part, found) for part, found in parts if found]


class OwnWorkshopPages(Controller):
    """The address ``/my/workshops``."""

    path = "/my/workshops"
    include_in_schema = False

    @get(opt={"action": Action.LIST_OWN_WORKSHOPS})
    async def own(self, request: Web) -> Answer:
        """List the own workshops."""
        instance = instance_of(request)
        now = instance.now()
        rows = await use(request, list_own_workshops, now=now)
        listed = [Listed.of(instance.casework, row, now) for row in rows]
        return page(request, "workshops/own.html", title="My workshops", parts=in_parts(listed))
