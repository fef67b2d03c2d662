"""The register in a hall: on a phone and a desk, with and without scripts, and with the network cut in the middle."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from tests.core.workshops.running import Running
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.casework.details import Needs
from cara.vocabulary import Attendance
from cara.workshops import see_register

REGISTER = "/workshops/N1-1/register"
CANARIES = ("Alderman", "Birchall", "Cedarwood", "Dogwoodson", "Missed the bus", "Adam")
KEPT = "localStorage.getItem('cara-register:N1-1')"
EVERYTHING_KEPT = """async () => {
  const read = (store) => Object.entries({...store}).flat().join(" ");
  const databases = indexedDB.databases ? await indexedDB.databases() : [];
  const caches_ = await caches.keys();
  return [read(localStorage), read(sessionStorage), JSON.stringify(databases), caches_.join(" ")].join(" ");
}"""


@pytest.fixture
def hall(served: Served) -> Running:
    """Cohort N1 on the afternoon of its workshop one, with four people on the register."""
    running = Running(served.area)
    running.run("N1-1", "N1-2")
    running.book("Alderman", "Birchall", "Cedarwood")
    needs = {"language": "ur", "interpreter": True, "other_needs": "Large print"}
    running.booked[4] = served.area.book_with(
        Needs.model_validate(needs), family_name="Dogwoodson", crime_reference="13/4/26"
    )
    served.inhabited.site.clock.moment = served.area.now = running.moment()
    return running


@pytest.fixture
def facilitator(hall: Running, served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The facilitator, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "facilitator-1", *way)
    yield visitor
    visitor.leave()


@pytest.fixture
def phone(hall: Running, served: Served, chromium: Chromium) -> Iterator[Visitor]:
    """The facilitator with a phone."""
    visitor = Visitor.entering(served, chromium, "facilitator-1", 360, True)
    yield visitor
    visitor.complaints = [said for said in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in said]
    visitor.leave()


def cut(visitor: Visitor, *, off: bool) -> None:
    visitor.page.context.set_offline(off)


def mark(visitor: Visitor, **seats: str) -> None:
    visitor.choose(**{name.replace("_", "-"): value for name, value in seats.items()})


def says(visitor: Visitor, words: str) -> None:
    expect(visitor.page.locator("[data-cara-status]")).to_contain_text(words)


def saved(visitor: Visitor) -> None:
    """Wait until the register says that it is saved, and look at it."""
    expect(visitor.page.locator(".govuk-notification-banner")).to_contain_text("The register is saved")
    visitor.look()
    assert visitor.page.evaluate(KEPT) is None


def recorded(hall: Running) -> dict[int, Attendance]:
    register = see_register(hall.area.instance, hall.manager, "N1-1", now=hall.area.now)
    return {line.seat: line.latest.mark for line in register.lines if line.latest}


def corrections(hall: Running) -> int:
    register = see_register(hall.area.instance, hall.manager, "N1-1", now=hall.area.now)
    return sum(len(line.earlier) for line in register.lines)


def test_a_facilitator_keeps_a_register_from_the_list_to_the_banner(hall: Running, facilitator: Visitor):
    assert facilitator.path == "/my/workshops"
    facilitator.look()
    facilitator.press("Open the register")
    assert all(name in facilitator.text for name in CANARIES[:4])
    assert "Interpreter: Urdu" in facilitator.text
    assert facilitator.is_whole_at(NARROWEST) or not facilitator.scripts
    mark(facilitator, mark_1="here", mark_2="late_refused", mark_3="left_early", mark_4="absent")
    facilitator.page.locator("details:has([name='minutes-2'])").evaluate("(one) => { one.open = true; }")
    facilitator.fill(**{"minutes-2": "25", "reason-2": "Missed the bus"})
    facilitator.page.get_by_role("button", name="Save the register").click()
    expect(facilitator.page.locator(".govuk-notification-banner")).to_contain_text("4 of 4 marked")
    facilitator.look()
    assert recorded(hall) == {1: "here", 2: "late_refused", 3: "left_early", 4: "absent"}
    facilitator.follow("Sheet to print")
    assert "Confidential" in facilitator.text


def test_errors_are_shown_all_at_once_and_nothing_typed_is_lost(hall: Running, facilitator: Visitor):
    facilitator.goto(REGISTER)
    mark(facilitator, mark_1="late_refused", mark_2="here")
    for seat in (1, 3):
        facilitator.page.locator(f"details:has([name='minutes-{seat}'])").evaluate("(one) => { one.open = true; }")
    facilitator.fill(**{"minutes-1": "soon", "reason-3": "Missed the bus"})
    sent: list[str] = []
    facilitator.page.on(
        "request", lambda request: sent.append(request.resource_type) if request.method == "POST" else 0
    )
    with facilitator.page.expect_navigation():
        facilitator.page.get_by_role("button", name="Save the register").click()
    expect(facilitator.page.locator(".govuk-error-summary")).to_contain_text("Seat 3: choose what happened")
    facilitator.page.wait_for_load_state("networkidle")
    assert sent == (["fetch", "document"] if facilitator.scripts else ["document"])
    facilitator.look()
    assert facilitator.page.locator('[name="minutes-1"]').input_value() == "soon"
    assert facilitator.page.locator('[name="reason-3"]').input_value() == "Missed the bus"
    assert recorded(hall) == {}


def test_two_versions_stand_side_by_side_until_one_is_chosen(hall: Running, facilitator: Visitor):
    facilitator.goto(REGISTER)
    hall.mark(by=hall.manager, seat_1=Attendance.LEFT_EARLY)
    mark(facilitator, mark_1="here", mark_2="here")
    with facilitator.page.expect_navigation():
        facilitator.page.get_by_role("button", name="Save the register").click()
    expect(facilitator.page.locator("h1")).to_contain_text("Two versions")
    facilitator.look()
    if facilitator.scripts:
        assert json.loads(facilitator.page.evaluate(KEPT))["seats"].keys() == {"1", "2"}
    mark(facilitator, choice_1="ours")
    facilitator.page.get_by_role("button", name="Save my choice").click()
    expect(facilitator.page.locator(".govuk-notification-banner")).to_contain_text("Your choice is saved")
    assert recorded(hall) == {1: "here", 2: "here"}
    if facilitator.scripts:
        assert facilitator.page.evaluate(KEPT) is None


def test_every_target_on_the_register_is_48_px_or_more(phone: Visitor):
    phone.goto(REGISTER)
    sizes = phone.page.evaluate(
        "() => [...document.querySelectorAll('main .cara-mark, main button, main summary')]"
        ".filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect().height)"
    )
    assert len(sizes) > 20
    assert min(sizes) >= 48


def test_marks_made_without_a_connection_are_kept_and_sent_when_it_is_back(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    cut(phone, off=True)
    mark(phone, mark_1="here", mark_2="absent")
    phone.page.get_by_role("button", name="Save the register").click()
    says(phone, "Marks for 2 seats are kept on this phone, not sent yet")
    says(phone, "sent by itself as soon as the connection is back")
    phone.look()
    assert recorded(hall) == {}
    cut(phone, off=False)
    saved(phone)
    assert recorded(hall) == {1: "here", 2: "absent"}


def test_nothing_but_seats_marks_and_minutes_is_kept(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    cut(phone, off=True)
    mark(phone, mark_2="late_refused", mark_3="here")
    phone.fill(**{"minutes-2": "25", "reason-2": "Missed the bus", "behaviour-2": "Adam was calm"})
    phone.page.get_by_role("button", name="Save the register").click()
    says(phone, "What you wrote or chose is on this page only")
    kept = json.loads(phone.page.evaluate(KEPT))
    assert kept["seats"] == {"2": ["late_refused", "25", ""], "3": ["here", "", ""]}
    assert kept.keys() == {"at", "who", "send", "seats"}
    stored = phone.page.evaluate(EVERYTHING_KEPT)
    assert "late_refused" in stored
    assert not any(canary in stored for canary in (*CANARIES, *hall.booked.values()))
    assert not any(canary in phone.page.title() + phone.page.url for canary in CANARIES)
    cut(phone, off=False)
    saved(phone)


def test_marks_outlive_a_closed_tab(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    cut(phone, off=True)
    mark(phone, mark_1="absent")
    phone.page.get_by_role("button", name="Save the register").click()
    says(phone, "kept on this phone, not sent yet")
    context = phone.page.context
    phone.page.close()
    cut_page = context.new_page()
    context.set_offline(False)
    phone.page = cut_page
    phone.goto("/my/workshops")
    expect(phone.page.locator("[data-cara-kept-list]")).to_contain_text("not sent yet")
    phone.look()
    phone.page.get_by_role("link", name="N1-1", exact=True).click()
    saved(phone)
    assert recorded(hall) == {1: "absent"}


def test_marks_that_nobody_asked_to_send_wait_for_the_button(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    mark(phone, mark_1="absent")
    phone.goto(REGISTER)
    says(phone, "Check them, then save the register")
    assert phone.page.locator('[name="mark-1"][value="absent"]').is_checked()
    assert recorded(hall) == {}


def test_marks_outlive_an_expired_sign_in(hall: Running, served: Served, phone: Visitor):
    phone.goto(REGISTER)
    mark(phone, mark_1="here")
    served.inhabited.site.clock.moment += timedelta(minutes=45)
    phone.page.get_by_role("button", name="Save the register").click()
    says(phone, "Your sign-in has ended, so nothing was sent")
    phone.look()
    phone.follow("Sign in again")
    phone.choose_account("facilitator-1")
    phone.goto(REGISTER)
    saved(phone)
    assert recorded(hall) == {1: "here"}


def test_what_was_sent_but_never_answered_is_one_register(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    mark(phone, mark_1="late_refused")
    phone.fill(**{"minutes-1": "30", "reason-1": "Missed the bus"})
    phone.page.route(f"**{REGISTER}", lambda route: (route.fetch(), route.abort()))
    phone.page.get_by_role("button", name="Save the register").click()
    says(phone, "kept on this phone, not sent yet")
    phone.page.unroute(f"**{REGISTER}")
    assert recorded(hall) == {1: "late_refused"}
    phone.goto(REGISTER)
    assert phone.page.evaluate(KEPT) is None
    phone.complaints.clear()
    assert corrections(hall) == 0


def test_a_conflict_keeps_the_marks_until_somebody_has_chosen(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    cut(phone, off=True)
    mark(phone, mark_1="absent", mark_3="here")
    phone.page.get_by_role("button", name="Save the register").click()
    says(phone, "not sent yet")
    hall.mark(by=hall.manager, seat_1=Attendance.HERE)
    cut(phone, off=False)
    expect(phone.page.locator("h1")).to_contain_text("Two versions")
    assert json.loads(phone.page.evaluate(KEPT))["seats"].keys() == {"1", "3"}
    mark(phone, choice_1="theirs")
    cut(phone, off=True)
    phone.page.get_by_role("button", name="Save my choice").click()
    says(phone, "No connection")
    assert json.loads(phone.page.evaluate(KEPT))["seats"].keys() == {"1", "3"}
    cut(phone, off=False)
    expect(phone.page.locator(".govuk-notification-banner")).to_contain_text("Your choice is saved")
    assert recorded(hall) == {1: "here", 3: "here"}
    assert phone.page.evaluate(KEPT) is None


def test_what_is_kept_goes_after_a_day_whichever_page_is_opened(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    mark(phone, mark_1="here")
    old = "{const k = JSON.parse(%s); k.at -= 24 * 3600 * 1000; localStorage.setItem('cara-register:N1-1', JSON.stringify(k))}"
    phone.page.evaluate(old % KEPT)
    phone.goto("/accessibility")
    phone.page.wait_for_function(f"() => {KEPT} === null")


def test_nobody_signs_out_over_unsent_marks_unwarned(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    mark(phone, mark_1="here")
    asked: list[str] = []
    phone.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    phone.page.get_by_role("button", name="Sign out").click()
    assert "Signing out wipes them" in asked[0]
    assert phone.path == REGISTER
    assert phone.page.evaluate(KEPT)


def test_the_rest_is_marked_as_here_in_one_tap(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    mark(phone, mark_2="absent")
    phone.page.get_by_role("button", name="Mark everyone else as here").click()
    phone.page.get_by_role("button", name="Save the register").click()
    saved(phone)
    assert recorded(hall) == {1: "here", 2: "absent", 3: "here", 4: "here"}


def test_marks_kept_from_before_do_not_overwrite_what_stands_otherwise_now(hall: Running, phone: Visitor):
    phone.goto(REGISTER)
    mark(phone, mark_1="absent")
    hall.mark(by=hall.manager, seat_1=Attendance.HERE)
    phone.goto(REGISTER)
    says(phone, "not sent yet")
    phone.page.get_by_role("button", name="Save the register").click()
    expect(phone.page.locator("h1")).to_contain_text("Two versions")
    assert recorded(hall) == {1: "here"}
