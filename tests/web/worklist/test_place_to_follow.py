from datetime import date

import pytest
from tests.instances import MEN
from tests.web.inhabited import SUPERVISOR, words_on
from tests.web.worklist.asking import ask_for_place, promise

from cara.casework import PlaceOutcome, decide_place, give_place


@pytest.fixture
def reference(here):
    return promise(here, by=date(2026, 12, 1))


@pytest.fixture
def address(here, reference):
    return f"/worklist/{here.area.item_of(reference, here.area.manager)}"


def test_the_promise_and_three_places_are_shown(manager, address):
    answer = manager.get(address)
    assert "a place was promised by Tuesday 1 December 2026." in words_on(answer)
    assert answer.text.count('name="cohort"') == 3


def test_a_promise_that_has_not_been_kept_says_so(here, address):
    here.go_on(days=9)
    manager = here.sign_in("manager-1")
    assert "was promised by Tuesday 1 December 2026, which has passed." in words_on(manager.get(address))


def test_giving_a_place_books_it(here, manager, address, reference):
    answer = manager.send(address, cohort="N2")
    view = here.area.see(reference)
    assert answer.headers["location"] == "/worklist?done=place-given"
    assert (view.status.value, view.place.cohort) == ("booked", "N2")


@pytest.mark.parametrize("cohort", ["W1", "NOTHING", "<script>"])
def test_a_place_that_does_not_fit_cannot_be_given(here, manager, address, reference, cohort):
    answer = manager.send(address, cohort=cohort)
    assert answer.status_code == 409
    assert "This place cannot be given:" in words_on(answer)
    assert here.area.see(reference).status.value == "place_to_follow"


def test_a_seat_that_was_taken_meanwhile_cannot_be_given(here, manager, address):
    here.area.cohort("L1", MEN, "north-1", weeks=5, capacity=1)
    here.area.hold("L1")
    answer = manager.send(address, cohort="L1")
    assert answer.status_code == 409
    assert "Every seat is taken" in words_on(answer)


def test_a_choice_is_needed(manager, address):
    answer = manager.send(address)
    assert answer.status_code == 422
    assert "Select a pair of days" in words_on(answer)


def test_what_stands_in_the_way_is_said_where_no_place_fits(here):
    area, reference = here.area, ask_for_place(here, sex="female", relationship="family")
    code = area.item_of(reference, area.manager)
    decide_place(
        area.instance,
        area.manager,
        code,
        outcome=PlaceOutcome.ACCEPTED,
        reason="A cohort is being opened",
        place_by=date(2026, 12, 1),
        now=area.now,
    )
    area.complete(reference)
    area.confirm(reference)
    said = words_on(here.sign_in("manager-1").get(f"/worklist/{area.item_of(reference, area.manager)}"))
    assert "No place fits yet Open a cohort or free a seat" in said


def test_who_comes_second_is_told_so(here, manager, address, reference):
    give_place(here.area.instance, here.area.manager, reference, "N1", now=here.area.now)
    assert manager.send(address, cohort="N2").status_code == 404


def test_the_police_do_not_give_places(here, address, reference):
    assert here.sign_in(SUPERVISOR).send(address, cohort="N1").status_code == 404
    assert here.area.see(reference).status.value == "place_to_follow"
