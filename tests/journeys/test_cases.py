"""The area manager's cases: other days for one person, on a desk and a phone, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.casework import ReferralStatus
from cara.vocabulary import Attendance, Reference, Sex
from cara.workshops import move_booking

S = ReferralStatus
WHY = "The person starts a new job"


@pytest.fixture
def area(served: Served) -> Running:
    """Cohort N1 with three people on it."""
    running = Running(served.area)
    running.run("N1-1", "N1-2")
    running.book("Alder", "Birch", "Cedar")
    return running


@pytest.fixture
def manager(area: Running, served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def where(area: Running, reference: Reference) -> str | None:
    place = area.area.see(reference).place
    return place.cohort if place else None


def open_case(manager: Visitor, reference: Reference, tab: str = "Booked") -> None:
    manager.goto("/cases")
    manager.follow(tab)
    manager.follow(reference.spoken)


def test_a_person_is_moved_to_other_days(manager: Visitor, area: Running) -> None:
    open_case(manager, area.booked[1])
    assert "cohort N1" in manager.text
    assert manager.is_whole_at(NARROWEST)
    manager.follow("Move to another cohort")
    manager.press("Move the booking")
    assert "Select a pair of days" in manager.text
    assert manager.page.locator(".govuk-error-summary li").count() == 2
    manager.choose(cohort="both N2")
    manager.fill(reason=WHY)
    manager.press("Move the booking")
    assert "The booking is moved" in manager.text
    assert "cohort N2" in manager.text
    assert WHY in manager.text
    assert where(area, area.booked[1]) == "N2"


def test_a_person_who_missed_a_workshop_is_booked_again(
    area: Running, served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    area.mark(seat_1=Attendance.ABSENT, seat_2=Attendance.HERE)
    served.inhabited.site.clock.moment = served.area.now = area.moment(days=1)
    manager = Visitor.entering(served, chromium, "manager-1", *way)
    assert area.status(1) is S.ASK_POLICE
    manager.goto("/cases")
    manager.follow("With the police (1)")
    manager.follow(area.booked[1].spoken)
    assert "Book again" not in manager.text
    decide_for_police(area)
    manager.goto("/cases")
    manager.follow("To rebook (1)")
    manager.follow(area.booked[1].spoken)
    manager.follow("Book again")
    manager.choose(cohort="both S1")
    manager.fill(reason=WHY)
    manager.press("Book this place")
    assert "Booked again" in manager.text
    assert where(area, area.booked[1]) == "S1"
    manager.leave()


def decide_for_police(area: Running) -> None:
    from cara.workshops import GoingOn, decide_going_on

    here = area.area
    code = here.item_of(area.booked[1], here.supervisor)
    decide_going_on(here.instance, here.supervisor, code, outcome=GoingOn.REPEAT_BOTH, reason=WHY, now=here.now)


def test_a_person_is_deferred_until_a_day_that_leaves_room(manager: Visitor, area: Running) -> None:
    open_case(manager, area.booked[2])
    manager.follow("Defer")
    manager.fill_date("until", "1", "6", "2027")
    manager.fill(reason=WHY)
    manager.press("Defer")
    assert "or no room is left" in manager.text
    manager.fill_date("until", "10", "12", "2026")
    manager.press("Defer")
    assert "Deferred until Thursday 10 December 2026" in manager.text
    assert area.status(2) is S.DEFERRED
    assert where(area, area.booked[2]) is None


def test_the_time_is_extended_with_the_name_of_whoever_authorised_it(manager: Visitor, area: Running) -> None:
    open_case(manager, area.booked[3])
    manager.follow("Extend the time")
    manager.press("Extend the time")
    assert "who authorised it" in manager.text
    manager.fill_date("until", "20", "3", "2027")
    manager.fill(authorised_by="Inspector Example", reason=WHY)
    manager.press("Extend the time")
    assert "The longer time is recorded" in manager.text
    assert "An extension to Saturday 20 March 2027 was authorised" in manager.text


def test_two_managers_at_one_case_do_not_overwrite_each_other(manager: Visitor, area: Running) -> None:
    open_case(manager, area.booked[1])
    manager.follow("Move to another cohort")
    here = area.area
    move_booking(here.instance, here.manager, area.booked[1], "S1", reason=WHY, now=here.now)
    manager.choose(cohort="both N2")
    manager.fill(reason=WHY)
    manager.press("Move the booking")
    assert "Somebody else changed this case while you had it open" in manager.text
    assert "cohort S1" in manager.text
    assert where(area, area.booked[1]) == "S1"
    manager.follow("Move to another cohort")
    manager.choose(cohort="both N2")
    manager.fill(reason=WHY)
    manager.press("Move the booking")
    assert where(area, area.booked[1]) == "N2"


def test_where_no_cohort_fits_the_page_says_what_would_free_a_place(
    served: Served, chromium: Chromium, way: tuple[int, bool], area: Running
) -> None:
    woman = served.area.hold("W1", sex=Sex.FEMALE)
    served.area.complete(woman, family_name="Damson", crime_reference="13/9/26")
    served.area.confirm(woman)
    manager = Visitor.entering(served, chromium, "manager-1", *way)
    open_case(manager, woman)
    manager.follow("Move to another cohort")
    assert "No open cohort fits" in manager.text
    assert "A new cohort of this pathway with workshop one" in manager.text
    manager.follow("extend the time")
    assert manager.heading == "Extend the time"
    manager.leave()


def test_the_list_is_narrowed_and_taken_away(manager: Visitor, area: Running) -> None:
    manager.goto("/cases?tab=booked")
    assert "Booked: 3 cases" in manager.text
    manager.select(district="south")
    manager.press("Filter")
    assert "No cases here" in manager.text
    manager.follow("Show this list without filters")
    with manager.page.expect_download() as started:
        manager.page.get_by_role("link", name="Download this list (CSV)").click()
    path = started.value.path()
    text = path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "Reference,Name,Status,Group,Finish by,Days,Venue"
    assert all(reference.spoken in text for reference in area.booked.values())


def test_a_view_is_saved_opened_renamed_and_deleted(manager: Visitor, area: Running) -> None:
    manager.goto("/cases?tab=booked")
    manager.fill(q="Adam Alder")
    manager.select(district="north")
    manager.press("Filter")
    assert "Booked: 1 case," in manager.text
    manager.page.get_by_text("Save this view").click()
    manager.fill(name="Adam")
    manager.press("Save the view")
    assert "A view is not named after a person" in manager.text
    manager.fill(name="The north on Mondays")
    manager.press("Save the view")
    assert "without what you searched for" in manager.text
    assert manager.is_whole_at(NARROWEST)
    manager.follow("The north on Mondays")
    assert "Booked: 3 cases" in manager.text
    manager.follow("Rename or delete")
    manager.follow("Rename The north on Mondays")
    manager.fill(name="The north")
    manager.press("Rename it")
    manager.follow("Delete The north")
    manager.press("Delete it")
    assert "Confirm that it is to be deleted" in manager.text
    manager.choose(confirmed="yes")
    manager.press("Delete it")
    assert "You keep no view yet" in manager.text
