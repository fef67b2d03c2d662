"""A briefing in a browser: written by the worker, approved by a second person, read on the phone, gone a week after."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.victims.conftest import details, safe
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.web.inhabited import FACILITATOR, MANAGER, VICTIM_CONTACT
from tests.web.victims.conftest import OTHER_WORKER, Side, side_of

from cara.access import Role
from cara.staff import NewAccount, add_account
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.entering import enter_victim
from cara.victims.words import ContactWay, Outcome
from cara.victims.workers import take_contact
from cara.workshops import assign_facilitator

SECOND_FACILITATOR = "facilitator-2"
BEFORE, AFTER = timedelta(days=39), timedelta(days=9)
"""From the booking to the day before workshop two, and from there to eight days after it."""


@dataclass
class Coming:
    """Three who come to workshop two: a victim spoken to, one who was not reached, and one of whom nothing is known."""

    side: Side
    spoken: str
    not_reached: str

    def go_on(self, by: timedelta) -> None:
        self.side.here.go_on(seconds=by.total_seconds())


@pytest.fixture
def coming(served: Served) -> Coming:
    side = side_of(served.inhabited)
    area, now = side.here.area, side.here.area.now
    new = NewAccount(SECOND_FACILITATOR, "Account of the second facilitator", Role.FACILITATOR, "provider")
    add_account(area.database, new, now=now)
    for workshop in ("N1-1", "N1-2"):
        for code in (FACILITATOR, SECOND_FACILITATOR):
            assign_facilitator(area.instance, area.manager, workshop, code, now=now)
    pages = []
    for outcome in (Outcome.SPOKE, Outcome.UNREACHABLE):
        code = enter_victim(area.instance, area.officer, side.booked(), details(), safe(), now=now)
        take_contact(area.instance, side.worker, code, now=now)
        attempt = AttemptMade(way=ContactWay.CALL, outcome=outcome)
        record_attempt(area.instance, side.worker, code, attempt, now=now)
        pages.append(f"/victim-contact/{code}")
    side.booked()
    return Coming(side, *pages)


def writes(worker: Visitor, coming: Coming) -> None:
    """Record what was said, word the briefing, and send an empty one where nobody was reached."""
    worker.goto(coming.spoken)
    worker.follow("Record what was said")
    worker.press("Save what was said")
    assert worker.page.title().startswith("Error: ")
    worker.choose(safety="worried")
    worker.fill(worse="He rings at night and shouts about the money.", never="The telephone.")
    worker.fill(what_0="Handovers of the children", how_0="Put to the whole group, as an exercise")
    assert worker.is_whole_at(NARROWEST)
    worker.press("Save what was said")
    assert worker.heading == "Briefing for the facilitators"
    assert worker.page.locator('[name="what_0"]').input_value() == "Handovers of the children"
    worker.fill(how_0="Ask him why he rings at night and shouts about money")
    worker.press("Put it before a second person")
    assert "the victim's own words" in worker.text
    worker.fill(how_0="Put to the whole group, as an exercise", in_mind="No talk about telephones.")
    assert worker.is_whole_at(NARROWEST)
    worker.press("Put it before a second person")
    assert "waits for a second person" in worker.text
    worker.goto(f"{coming.not_reached}/briefing")
    worker.press("Put it before a second person")
    worker.goto("/briefings")
    worker.look()
    assert "No briefing waits for you" in worker.text


def words_anew(worker: Visitor) -> None:
    """Read why the briefing came back, and word it anew."""
    worker.goto("/briefings")
    worker.look()
    assert "Say nothing of children: the group would know." in worker.text
    worker.follow("Word it anew")
    assert "Say nothing of children: the group would know." in worker.text
    assert worker.page.locator('[name="in_mind"]').input_value() == "No talk about telephones."
    assert worker.is_whole_at(NARROWEST)
    worker.fill(what_0="Handovers")
    worker.press("Put it before a second person")


def approves(person: Visitor) -> None:
    """Look at what waits, and release it."""
    person.goto("/briefings")
    person.look()
    assert person.is_whole_at(NARROWEST)
    person.page.locator("main table a").first.click()
    person.look()
    assert person.is_whole_at(NARROWEST)
    person.press("Release it to the facilitators")


def test_from_what_was_said_to_what_two_facilitators_read_and_a_week_later_nothing(
    served: Served, coming: Coming, chromium: Chromium, way: tuple[int, bool]
) -> None:
    worker = Visitor.entering(served, chromium, VICTIM_CONTACT, *way)
    writes(worker, coming)
    worker.leave()
    second = Visitor.entering(served, chromium, OTHER_WORKER, *way)
    second.goto("/briefings")
    second.page.locator("main table a").first.click()
    second.press("Return it")
    assert second.page.title().startswith("Error: ")
    second.fill(reason="Say nothing of children: the group would know.")
    second.press("Return it")
    words_anew(worker := Visitor.entering(served, chromium, VICTIM_CONTACT, *way))
    worker.leave()
    approves(second)
    second.leave()
    manager = Visitor.entering(served, chromium, MANAGER, *way)
    approves(manager)
    assert "No briefing waits for you" in manager.text
    manager.leave()

    coming.go_on(BEFORE)
    for code in (FACILITATOR, SECOND_FACILITATOR):
        facilitator = Visitor.entering(served, chromium, code, 360, scripts=way[1])
        facilitator.goto("/my/workshops")
        facilitator.look()
        facilitator.goto("/workshops/N1-2/briefing")
        facilitator.look()
        assert "No talk about telephones." in facilitator.text
        assert "Nobody was spoken to. That does not mean that there are no concerns." in facilitator.text
        assert "Nothing is released for this seat yet." in facilitator.text
        assert not [word for word in ("Ana", "Sample", "shouts", "07700") if word in facilitator.page.content()]
        while facilitator.page.get_by_role("button", name="I have read it").count():
            facilitator.press("I have read it")
        assert facilitator.is_whole_at(NARROWEST)
        facilitator.leave()
    manager = Visitor.entering(served, chromium, MANAGER, *way)
    manager.goto("/victim-contact/completeness")
    manager.look()
    assert "2 of 3 briefed" in manager.text
    assert "4 of 4 readings" in manager.text
    assert manager.is_whole_at(NARROWEST)
    manager.leave()

    coming.go_on(AFTER)
    facilitator = Visitor.entering(served, chromium, FACILITATOR, 360, scripts=way[1])
    facilitator.goto("/workshops/N1-2/briefing")
    assert "No talk about telephones." not in facilitator.page.content()
    assert "There is no such workshop" in facilitator.text or "not found" in facilitator.heading
    facilitator.leave()


def test_what_a_victim_says_is_kept_while_it_is_typed_and_the_page_blanks_itself(
    served: Served, coming: Coming, chromium: Chromium
) -> None:
    worker = Visitor.entering(served, chromium, VICTIM_CONTACT, 1280, scripts=True)
    worker.page.clock.install()
    worker.goto(f"{coming.spoken}/feedback")
    worker.choose(safety="worried")
    worker.fill(worse="Half a sentence")
    worker.page.clock.run_for(20_000)
    worker.page.get_by_text("What you typed is kept.").wait_for()
    worker.page.clock.run_for(11 * 60_000)
    worker.page.wait_for_url("**/locked")
    worker.goto("/sign-in")
    worker.choose_account(VICTIM_CONTACT)
    worker.goto(f"{coming.spoken}/feedback")
    assert worker.page.locator('[name="worse"]').input_value() == "Half a sentence"
    assert worker.page.locator('[name="safety"][value="worried"]').is_checked()
    worker.press("Save what was said")
    assert worker.heading == "Briefing for the facilitators"
    worker.leave()
