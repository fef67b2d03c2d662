"""How referrals come to the area manager's worklist."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.web.inhabited import Inhabited

from cara.casework import PlaceOutcome, PlaceSearch, decide_place
from cara.casework import ask_for_place as ask
from cara.vocabulary import Reference


def ask_for_place(
    here: Inhabited, impossible: Iterable[date] = (), **facts: Any
) -> Reference:  # Any: each fact has its own type
    """Ask for a place for somebody who is eligible, and give the reference."""
    area = here.area
    search = PlaceSearch(impossible=frozenset(impossible))
    return ask(area.instance, area.officer, area.facts(**facts), area.restricted(), search, now=area.now)


def promise(here: Inhabited, by: date) -> Reference:
    """Promise a place by a day to somebody whose caution is then signed, and give the reference."""
    area, reference = here.area, ask_for_place(here)
    decide_place(
        area.instance,
        area.manager,
        area.item_of(reference, area.manager),
        outcome=PlaceOutcome.ACCEPTED,
        reason="A cohort is being opened",
        place_by=by,
        now=area.now,
    )
    area.complete(reference)
    area.confirm(reference)
    return reference
