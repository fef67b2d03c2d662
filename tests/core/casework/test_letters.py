"""Letters: only what the participant may be told, only once it is confirmed, and nothing that the victim said."""

from dataclasses import replace
from datetime import date

import pytest

from cara.casework import (
    NoSuchReferral,
    PlaceOutcome,
    PlaceSearch,
    WrongStatus,
    ask_for_place,
    decide_place,
    participant_view,
    withdraw,
)


def view(area, reference, actor=None):
    return participant_view(area.instance, actor or area.officer, reference, now=area.now)


def test_a_booked_participant_is_told_days_hours_and_place(area):
    said = view(area, area.booked("S1"))
    assert [(one.number, one.day, one.begins.hour, one.ends.hour) for one in said.appointments] == [
        (1, date(2026, 12, 12), 10, 15),
        (2, date(2027, 1, 9), 10, 15),
    ]
    assert (said.meeting.name, said.meeting.address, said.meeting.step_free) == (
        "Hall south-1",
        "south-1\nTestshire",
        True,
    )
    assert (said.name, said.police, said.missed) == ("Adam Testperson", "Testshire Police", None)


@pytest.mark.parametrize("stand", ["held", "complete", "released", "referred", "withdrawn"])
def test_nobody_is_told_anything_before_it_is_confirmed(area, stand):
    reference = area.referred() if stand == "referred" else area.hold()
    if stand == "complete":
        area.complete(reference)
    if stand == "released":
        area.see(reference, hours=2)
    if stand == "withdrawn":
        area.complete(reference)
        area.confirm(reference)
        withdraw(area.instance, area.officer, reference, "Caution set aside", now=area.now)
    with pytest.raises(WrongStatus, match="Printing a letter"):
        view(area, reference)


def test_who_waits_for_a_place_is_told_by_when(area):
    search = PlaceSearch()
    reference = ask_for_place(area.instance, area.officer, area.facts(), area.restricted(), search, now=area.now)
    decide_place(
        area.instance,
        area.manager,
        area.item_of(reference, area.manager),
        outcome=PlaceOutcome.ACCEPTED,
        reason="A cohort will open",
        place_by=date(2027, 1, 9),
        now=area.now,
    )
    area.complete(reference)
    area.confirm(reference)
    said = view(area, reference)
    assert (said.place_by, said.appointments, said.meeting) == (date(2027, 1, 9), (), None)


@pytest.mark.parametrize("code", ["officer-2", "supervisor-3", "facilitator-1"])
def test_only_those_who_may_print_print(area, code):
    reference = area.booked()
    with pytest.raises(NoSuchReferral):
        view(area, reference, area.subjects[code])
    assert view(area, reference, replace(area.manager, request_id="r-1"))
