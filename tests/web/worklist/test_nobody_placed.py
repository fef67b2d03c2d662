from datetime import date, timedelta

import pytest
from tests.areas_for_tests import areas_of
from tests.instances import FIRST, WOMEN
from tests.web.inhabited import MANAGER, words_on
from tests.web.worklist.asking import ask_for_place

from cara.casework import PlaceOutcome, decide_place, withdraw

WOMAN = {"sex": "female"}
DECISION = {"outcome": "places_opened", "reason": "A seat came free in Leeds"}
PROMISE = {
    "outcome": "accepted",
    "place_by-day": "12",
    "place_by-month": "2",
    "place_by-year": "2027",
    "reason": "A cohort is being opened",
}


@pytest.fixture
def reference(here):
    return ask_for_place(here, impossible=[FIRST + timedelta(weeks=1)], **WOMAN)


@pytest.fixture
def address(here, reference):
    return f"/worklist/{here.area.item_of(reference, here.area.manager)}"


def test_what_binds_and_what_would_free_a_place_is_said(manager, address):
    said = words_on(manager.get(address))
    assert "Days that the person cannot make. 1 cohort of this pathway is on a day that the person cannot make." in said
    assert "would be a place if the person could come on Saturday 12 December 2026" in said


def test_what_was_looked_for_is_said(manager, address):
    said = words_on(manager.get(address))
    assert "Group Women, partner or former partner Days that are impossible 12 December 2026" in said
    assert "The earlier binds: both workshops must be done by Friday 12 March 2027." in said


def test_the_page_shows_nothing_about_the_victim(manager, address):
    said = words_on(manager.get(address)).replace(MENU, "", 1)
    assert "victim" not in said.lower()


def test_a_new_cohort_is_named_where_none_is_open(here, manager):
    reference = ask_for_place(here, sex="female", relationship="family")
    said = words_on(manager.get(f"/worklist/{here.area.item_of(reference, here.area.manager)}"))
    assert "A new cohort of this pathway with workshop one between Saturday 5 December 2026 and" in said


def test_places_opened_since_are_shown(here, manager, address):
    here.area.cohort("W2", WOMEN, "south-1", weeks=2)
    said = words_on(manager.get(address))
    assert "There is a place now" in said
    assert "Saturday 19 December 2026 and Saturday 16 January 2027" in said


def test_when_places_were_opened_the_officer_chooses(here, manager, address, reference):
    answer = manager.send(address, **DECISION)
    assert answer.headers["location"] == "/worklist?done=places-opened"
    assert here.area.see(reference).status.value == "cleared"


def test_a_promise_names_its_day(here, manager, address, reference):
    answer = manager.send(address, **PROMISE)
    view = here.area.see(reference)
    assert answer.headers["location"] == "/worklist?done=place-promised"
    assert (view.status.value, view.place_by) == ("accepted", date(2027, 2, 12))


def test_the_last_day_that_can_be_promised_stands_on_the_page(manager, address):
    assert "After today, and 12 February 2027 at the latest" in words_on(manager.get(address))


MENU = "Victim contact"
"""The one place where the word may stand: the entry of the menu."""


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Enter the day by which a place will follow"),
        (("23", "11", "2026"), "must be after today and no later than Friday 12 February 2027"),
        (("13", "2", "2027"), "must be after today and no later than Friday 12 February 2027"),
        (("31", "2", "2027"), "The day by which a place will follow must be a real date"),
        (("12", "", "2027"), "The day by which a place will follow must include a month"),
    ],
)
def test_an_impossible_promise_is_refused_in_words(here, manager, address, reference, parts, sentence):
    typed = dict(zip(("place_by-day", "place_by-month", "place_by-year"), parts, strict=True))
    answer = manager.send(address, **{**PROMISE, **typed})
    assert answer.status_code == 422
    assert sentence in words_on(answer)
    assert here.area.see(reference).status.value == "awaiting_place"


def test_tomorrow_can_be_promised(manager, address):
    tomorrow = {"place_by-day": "24", "place_by-month": "11", "place_by-year": "2026"}
    assert manager.send(address, **{**PROMISE, **tomorrow}).status_code == 303


def test_a_day_beside_another_outcome_promises_nothing(here, manager, address, reference):
    manager.send(address, **{**PROMISE, "outcome": "places_opened"})
    assert here.area.see(reference).place_by is None


def test_without_a_place_the_referral_is_closed(here, manager, address, reference):
    answer = manager.send(address, **{**DECISION, "outcome": "no_place"})
    assert answer.headers["location"] == "/worklist?done=no-place"
    assert here.area.see(reference).status.value == "declined"


def test_when_no_day_is_left_no_promise_is_offered(here, address):
    here.go_on(days=82)
    answer = here.sign_in(MANAGER).get(address)
    assert 'value="accepted"' not in answer.text
    assert "No place can be promised any more" in words_on(answer)


def test_a_reason_is_asked_for(manager, address):
    answer = manager.send(address, outcome="places_opened", reason="short")
    assert answer.status_code == 422
    assert "The reason must have 10 characters or more" in words_on(answer)


def test_who_comes_second_is_told_so(here, manager, address):
    code = address.rpartition("/")[2]
    decide_place(
        here.area.instance,
        here.area.manager,
        code,
        outcome=PlaceOutcome.NO_PLACE,
        reason="Decided a moment ago",
        now=here.area.now,
    )
    assert manager.send(address, **DECISION).status_code == 404


def test_a_referral_that_went_on_leaves_the_list(here, manager, supervisor, address, reference):
    withdraw(here.area.instance, here.area.officer, reference, "Not wanted any more", now=here.area.now)
    assert manager.get(address).status_code == 404
    assert "Nothing waits for you" in manager.get("/worklist").text


def test_the_page_stands_while_the_rules_cannot_be_read(here, address, reference):
    broken = here.with_areas(areas_of())
    answer = broken.sign_in(MANAGER).get(address)
    assert answer.status_code == 200
