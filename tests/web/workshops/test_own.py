"""The workshops that a facilitator runs."""

from tests.web.inhabited import FACILITATOR, MANAGER, words_on
from tests.web.workshops.hall import OWN, Hall, save


def test_whoever_runs_nothing_is_told_what_to_do(here):
    said = words_on(here.sign_in(FACILITATOR).get(OWN))
    assert "You run no workshop at the moment" in said
    assert "Ask the area manager" in said


def test_a_workshop_that_is_not_open_yet_says_when_it_opens(hall: Hall):
    hall.go_to(hall.running.moment(days=-9))
    said = words_on(hall.here.sign_in(FACILITATOR).get(OWN))
    assert "You can see who is expected from Saturday 28 November 2026" in said
    assert "Open the register:" not in said


def test_today_stands_first_then_what_is_still_to_be_recorded(hall: Hall, facilitator):
    said = words_on(facilitator.get(OWN))
    assert said.index("Today") < said.index("Saturday 5 December 2026") < said.index("Coming")
    hall.go_to(hall.running.moment(days=1))
    said = words_on(hall.here.sign_in(FACILITATOR).get(OWN))
    assert "Still to be recorded Saturday 5 December 2026" in said


def test_what_is_recorded_stands_apart(hall: Hall, facilitator):
    save(facilitator, mark_1="here")
    hall.go_to(hall.running.moment(days=1))
    said = words_on(hall.here.sign_in(FACILITATOR).get(OWN))
    assert "Recorded Saturday 5 December 2026" in said
    assert "See or correct the register" in said


def test_no_name_is_on_the_list(facilitator):
    assert "Alder" not in words_on(facilitator.get(OWN))


def test_a_facilitator_begins_at_the_own_workshops_and_nobody_else_opens_them(hall: Hall, facilitator):
    assert facilitator.get("/").headers["location"] == OWN
    assert "My workshops" in words_on(facilitator.get(OWN))
    assert hall.here.sign_in(MANAGER).get(OWN).status_code == 403
