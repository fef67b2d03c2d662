"""The director's work in a browser, wide and narrow, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.access import Role
from cara.staff import NewAccount, add_account
from cara.vocabulary import Attendance


@pytest.fixture
def director(served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The director, after workshop one of cohort N1 was held."""
    new = NewAccount("director-1", "Account director-1", Role.DIRECTOR, "provider")
    add_account(served.area.database, new, now=served.area.now)
    running = Running(served.area)
    running.run("N1-1", "N1-2")
    running.book("Alderman", "Birchall", "Cedarwood")
    served.inhabited.site.clock.moment = served.area.now = running.moment()
    running.mark(seat_1=Attendance.HERE, seat_2=Attendance.HERE, seat_3=Attendance.ABSENT)
    visitor = Visitor.entering(served, chromium, "director-1", *way)
    yield visitor
    visitor.leave()


def follow_first(visitor: Visitor, links: str) -> None:
    """Follow the first of some links and look at its page."""
    with visitor.page.expect_navigation():
        visitor.page.locator(links).first.click()
    visitor.look()


def test_from_what_is_agreed_to_an_observation_and_supervision(director: Visitor) -> None:
    assert director.path == "/quality"
    director.look()
    director.follow("What is agreed")
    director.fill(score="3.0", supervision_months="3", acknowledge_days="5", answer_days="28")
    director.press("Store what is agreed")
    director.follow("Observations")
    director.press("Record an observation")
    follow_first(director, "#workshops a")
    director.press("Record the observation")
    assert director.page.locator(".govuk-error-summary li").count() >= 1
    director.select(facilitator="facilitator-1")
    director.choose(**{"score-time_out": "4", "score-signposts": "3"})
    director.fill(strengths="Calm", to_improve="Pace")
    assert director.is_whole_at(NARROWEST)
    director.press("Record the observation")
    assert "At or above 3.0" in director.text
    follow_first(director, "#observations a")
    assert director.is_whole_at(NARROWEST)
    director.goto("/quality/supervision")
    director.look()
    assert "None in the period" in director.text
    director.press("Record a session")
    director.select(facilitator="facilitator-1")
    director.fill_date("held_on", "4", "12", "2026")
    director.fill(minutes="60", topics="Pace")
    director.press("Record the session")
    assert "1 hour" in director.text
    assert director.is_whole_at(NARROWEST)


def test_from_a_sample_to_a_closed_review(director: Visitor) -> None:
    director.goto("/quality/samples")
    director.look()
    director.press("Draw a sample")
    director.fill_date("since", "1", "12", "2026")
    director.fill_date("until", "31", "1", "2027")
    director.fill(size="2")
    director.press("Draw the sample")
    assert director.heading == "Sample of 2 cases"
    assert director.is_whole_at(NARROWEST)
    follow_first(director, "#cases a")
    director.fill(reason="Quarterly review")
    director.press("Open the case")
    assert director.heading == "Case for review"
    assert director.is_whole_at(NARROWEST)
    director.choose(outcome="learning")
    director.fill(findings="The second letter came late.")
    director.press("Close the review")
    assert "Something to learn from" in director.text


def test_from_a_complaint_to_its_answer(director: Visitor) -> None:
    director.goto("/quality/complaints")
    director.look()
    director.press("Record a complaint")
    director.press("Record the complaint")
    assert director.page.locator(".govuk-error-summary li").count() == 4
    director.fill_date("received_on", "1", "12", "2026")
    director.choose(channel="letter", about="venue")
    director.fill(said="There was no ramp.")
    director.press("Record the complaint")
    director.press("It was acknowledged today")
    assert director.is_whole_at(NARROWEST)
    director.choose(outcome="upheld")
    director.fill(answer="A ramp is there now.")
    director.press("Close the complaint")
    director.goto("/quality/complaints")
    director.look()
    assert "Upheld" in director.text
    assert director.is_whole_at(NARROWEST)
