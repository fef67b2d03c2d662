"""Contact with a victim in a browser, from the police's word to the attempt, wide and narrow, with and without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Response, Route
from sqlalchemy import func, select
from tests.core.victims.conftest import safe
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.web.victims.conftest import OTHER_WORKER, Side, side_of

from cara.records.tables.victims import VictimDraft

NUMBER = "07700900111"
WRITTEN = ("07700900111", "07700 900111", "900111", "+447700900111")
PHONE = "07700 900111"


@pytest.fixture
def side(served: Served) -> Side:
    return side_of(served.inhabited)


@pytest.fixture
def worker(served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The first victim contact worker, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "victim-contact-1", *way)
    yield visitor
    visitor.leave()


@dataclass
class Overheard:
    """Everything that came over the network into one window, and what stood in its pages."""

    visitor: Visitor
    bodies: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visitor.page.on("response", self._hear)

    def _hear(self, response: Response) -> None:
        try:
            self.bodies.append((response.url, response.text() + str(response.headers)))
        except (Error, UnicodeDecodeError):
            self.bodies.append((response.url, str(response.headers)))  # a redirection has no body, and an image no text

    def tells_number(self) -> bool:
        """Tell whether the number came in, or stands in the page as it is now."""
        texts = [body for _, body in self.bodies] + [self.visitor.page.content()]
        return any(written in text for text in texts for written in WRITTEN)


def test_the_police_enter_a_victim_and_the_worker_makes_contact(
    served: Served, side: Side, chromium: Chromium, worker: Visitor, way: tuple[int, bool]
) -> None:
    reference = side.booked()
    officer = Visitor.entering(served, chromium, "officer-1", *way)
    officer.goto(f"/bookings/{reference}")
    officer.follow("no victim entered yet: enter one")
    officer.press("Enter the victim")
    assert officer.page.title().startswith("Error: ")
    officer.fill(given_names="Ana", family_name="Sample", phone=PHONE, code_word="Parcel")
    officer.fill(instructions="Ask for Ana only.")
    officer.fill_date("date_of_birth", "2", "4", "1990")
    officer.choose(relationship="ex_partner", interpreter="no", told="expects_call", ways="call")
    for day in range(7):
        officer.fill(**{f"from-{day}-1": "9:00", f"until-{day}-1": "9pm"})
    officer.press("Enter the victim")
    assert "Enter the last day on which this holds" in officer.text
    assert officer.page.locator('[name="from-3-1"]').input_value() == "9:00"
    officer.fill_date("review_on", "31", "1", "2027")
    assert officer.is_whole_at(NARROWEST)
    officer.press("Enter the victim")
    assert "The victim is entered" in officer.text
    assert officer.is_whole_at(NARROWEST)
    officer.leave()

    overheard = Overheard(worker)
    worker.goto("/victim-contact")
    worker.look()
    assert "You make none of the contacts in this list" in worker.text
    worker.follow("Look at everybody's")
    worker.press("Take it on")
    assert worker.heading == "Read this before you make contact"
    assert "Parcel" in worker.text
    assert "Safe now" in worker.text
    assert worker.is_whole_at(NARROWEST)
    worker.press("Show it")
    assert worker.page.title().startswith("Error: ")
    assert not overheard.tells_number()
    worker.choose(read="yes", way="call", why="attempt")
    assert not overheard.tells_number()
    worker.press("Show it")
    assert NUMBER in worker.text
    assert overheard.tells_number()
    assert "Sample" not in worker.page.title()
    assert worker.is_whole_at(NARROWEST)
    worker.choose(outcome="no_answer")
    worker.fill(note="Rang twice.")
    worker.press("Record the attempt")
    assert "Rang twice." in worker.text
    worker.goto("/victim-contact")
    assert "Tried, not spoken yet" in worker.text
    assert worker.is_whole_at(NARROWEST)


@pytest.mark.parametrize(("later", "why"), [(timedelta(hours=14), "outside the hours"), (timedelta(days=90), "by now")])
def test_outside_the_hours_and_after_the_review_the_number_stays_closed(
    served: Served, side: Side, chromium: Chromium, later: timedelta, why: str
) -> None:
    code = side.taken()
    served.inhabited.go_on(seconds=later.total_seconds())
    worker = Visitor.entering(served, chromium, "victim-contact-1", 360, scripts=True)
    overheard = Overheard(worker)
    worker.goto(f"/victim-contact/{code}")
    worker.look()
    worker.choose(read="yes", way="call", why="attempt")
    worker.press("Show it")
    assert why in worker.text
    assert not overheard.tells_number()
    worker.leave()


def test_a_screen_is_locked_and_what_was_typed_is_there_again(side: Side, worker: Visitor) -> None:
    at = f"/victim-contact/{side.taken()}/attempts/new"
    worker.goto(at)
    worker.look()
    worker.choose(way="call", outcome="spoke")
    worker.fill(note="Half a sentence")
    worker.press("Lock now")
    assert worker.path == "/locked"
    assert worker.page.locator("body").inner_text().split() == ["Locked", "Sign", "in", "again", "to", "go", "on."]
    worker.page.go_back()
    assert "Half a sentence" not in worker.page.content()
    worker.goto("/sign-in")
    worker.choose_account("victim-contact-1")
    worker.goto(at)
    assert worker.page.locator('[name="note"]').input_value() == "Half a sentence"
    assert worker.page.locator('[name="outcome"][value="spoke"]').is_checked()
    worker.press("Record the attempt")
    assert "Half a sentence" in worker.text


def test_a_page_on_which_nothing_is_done_blanks_itself_and_keeps_what_was_typed(
    served: Served, side: Side, chromium: Chromium
) -> None:
    at = f"/victim-contact/{side.taken()}/attempts/new"
    worker = Visitor.entering(served, chromium, "victim-contact-1", 1280, scripts=True)
    worker.page.clock.install()
    worker.goto(at)
    worker.fill(note="Half a sentence")
    worker.page.clock.run_for(20_000)
    worker.page.get_by_text("What you typed is kept.").wait_for()
    worker.fill(note="Half a sentence more")
    worker.page.clock.run_for(9 * 60_000)
    assert worker.path == at
    worker.page.clock.run_for(2 * 60_000)
    worker.page.wait_for_url("**/locked")
    worker.goto("/sign-in")
    worker.choose_account("victim-contact-1")
    worker.goto(at)
    assert worker.page.locator('[name="note"]').input_value() == "Half a sentence more"
    worker.leave()


@pytest.fixture
def sending(served: Served, side: Side, chromium: Chromium) -> Iterator[tuple[Visitor, list[Route]]]:
    """Somebody who sends a form while what was typed into it is on its way to be kept, and held up."""
    worker, held = Visitor.entering(served, chromium, "victim-contact-1", 1280, scripts=True), list[Route]()
    worker.page.route("**/drafts/details", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks it
    worker.goto(f"/victim-contact/{side.taken()}/details")
    worker.fill(given_names="Anabel")
    worker.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    worker.page.wait_for_timeout(300)
    assert len(held) == 1
    worker.page.get_by_role("button", name="Store the change").click(no_wait_after=True)
    yield worker, held
    assert len(held) == 1, "nothing is kept of a form that was sent"
    assert drafts(side) == 0
    worker.leave()


def test_what_is_on_its_way_to_be_kept_is_no_draft_of_what_was_stored(sending: tuple[Visitor, list[Route]]) -> None:
    worker, held = sending
    worker.page.wait_for_timeout(500)
    assert worker.path.endswith("/details"), "the form waits for what is on its way"
    held[0].continue_()
    worker.page.wait_for_url("**done=corrected")


def test_a_form_does_not_wait_for_ever_for_what_cannot_be_kept(sending: tuple[Visitor, list[Route]]) -> None:
    worker, _ = sending
    worker.page.wait_for_url("**done=corrected", timeout=10_000)


def drafts(side: Side) -> int:
    with side.here.area.database.read() as unit:
        return unit.scalar(select(func.count()).select_from(VictimDraft)) or 0


def test_a_changed_number_is_checked_by_a_second_person(
    served: Served, side: Side, chromium: Chromium, worker: Visitor, way: tuple[int, bool]
) -> None:
    code = side.taken()
    worker.goto(f"/victim-contact/{code}")
    worker.follow("Change how contact is safe")
    worker.press("Show and change it")
    worker.fill(phone="07700 900222")
    assert worker.is_whole_at(NARROWEST)
    worker.press("Store the change")
    assert "A second person has to check it" in worker.text
    assert "Not now" in worker.text
    other = Visitor.entering(served, chromium, OTHER_WORKER, *way)
    other.goto("/victim-contact")
    other.follow("1 change waits for a second person")
    other.follow("Check it")
    assert "07700900222" not in other.page.content()
    other.press("Show it")
    assert "07700900222" in other.text
    other.choose(confirmed="yes")
    other.press("Confirm the change")
    assert "Nothing waits for a check" in other.text
    other.leave()
    worker.follow("Correct who it is")
    worker.fill(family_name="Sampler")
    assert worker.is_whole_at(NARROWEST)
    worker.press("Store the change")
    assert "Ana Sampler" in worker.text
    assert "Safe now" in worker.text


def test_the_manager_decides_and_says_who_makes_contact(
    served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]
) -> None:
    side.taken(safe(phone=PHONE), date_of_birth=None)
    manager = Visitor.entering(served, chromium, "manager-1", *way)
    overheard = Overheard(manager)
    manager.goto("/victim-contact")
    manager.look()
    manager.follow("A person decides (1)")
    manager.follow("Decide about")
    manager.press("Record the decision")
    assert manager.page.title().startswith("Error: ")
    manager.choose(after="due")
    manager.fill(reason="35 years old, by the police.")
    assert manager.is_whole_at(NARROWEST)
    manager.press("Record the decision")
    manager.follow("To call (1)")
    manager.follow("Change makes contact")
    manager.choose(worker=OTHER_WORKER)
    manager.press("Store it")
    assert "Account of the second worker" in manager.text
    assert not overheard.tells_number()
    manager.leave()
