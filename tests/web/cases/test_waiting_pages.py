from datetime import timedelta

import pytest
from tests.web.inhabited import MANAGER, OFFICER, words_on

from cara.casework import ReferralStatus
from cara.workshops import defer

S = ReferralStatus
WHY = "The person starts a new job"


@pytest.fixture
def waiting(here, booked):
    """The first of three people is deferred until tomorrow, the second for two months."""
    area = here.area
    for reference, days in zip(booked, (1, 60), strict=False):
        defer(area.instance, area.manager, reference, area.today + timedelta(days=days), reason=WHY, now=area.now)
    return booked


def field(page, name, nth=0):
    return page.text.split(f'name="{name}" value="')[nth + 1].split('"')[0]


def test_whoever_has_the_fewest_ways_left_stands_at_the_top(manager, waiting):
    said = words_on(manager.get("/places/waiting"))
    assert "2 people wait, those with the fewest ways left at the top" in said
    assert said.index(waiting[1].spoken) < said.index(waiting[0].spoken)
    assert "3 pairs of days" in said
    assert "6 February 2027: 75 days left" in said


def test_where_no_place_is_free_it_is_said_what_would_free_one(manager, waiting):
    said = words_on(manager.get("/places/waiting"))
    assert "No place is free." in said
    assert "A new cohort of this pathway with workshop one between Saturday 23 January 2027" in said


def test_a_place_is_given_in_one_step_and_said(manager, waiting, here):
    page = manager.get("/places/waiting")
    sent = {"cohort": field(page, "cohort"), "seen": field(page, "seen")}
    answer = manager.send(f"/places/waiting/{waiting[0]}", **sent)
    assert answer.headers["location"] == "/places/waiting?done=given"
    assert here.area.see(waiting[0]).status is S.BOOKED
    assert "The place is given and booked" in words_on(manager.get(answer.headers["location"]))
    again = manager.send(f"/places/waiting/{waiting[0]}", **sent)
    assert again.status_code == 409
    assert "somebody else changed this case" in words_on(again)


def test_a_place_that_does_not_fit_or_is_not_named_gives_nothing(manager, waiting, here):
    seen = field(manager.get("/places/waiting"), "seen")
    wrong = manager.send(f"/places/waiting/{waiting[0]}", cohort="both W1", seen=seen)
    assert wrong.status_code == 409
    assert "another pathway" in words_on(wrong)
    assert manager.send(f"/places/waiting/{waiting[0]}", cohort="", seen=seen).status_code == 422
    assert here.area.see(waiting[0]).status is S.DEFERRED


@pytest.mark.parametrize("address", ["?after=nonsense", "?district=nowhere", "?after=1.2026-11-23.x"])
def test_what_an_address_says_wrongly_narrows_nothing_or_finds_nobody(manager, waiting, address):
    said = words_on(manager.get(f"/places/waiting{address}"))
    assert ("2 people wait" in said) != ("Show everybody" in said)


def test_the_download_says_the_same_and_needs_a_fresh_proof(manager, waiting, here):
    answer = manager.get("/places/waiting/download")
    assert answer.headers["content-type"].startswith("text/csv")
    first = answer.text.splitlines()[1]
    assert waiting[1].spoken in first
    assert ",3,2027-02-06," in first
    here.site.clock.go_on(minutes=29)
    manager.get("/places/waiting")
    assert manager.get("/places/waiting/download").headers["location"].startswith("/prove?")


def test_the_list_is_the_area_managers(here, waiting):
    assert here.sign_in(OFFICER).get("/places/waiting").status_code == 403


def test_nobody_waits_says_so(here):
    assert "Nobody waits for a place" in words_on(here.sign_in(MANAGER).get("/places/waiting"))
