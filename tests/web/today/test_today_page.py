from datetime import timedelta

import pytest
from tests.web.inhabited import DEVELOPER, FACILITATOR, HT, MANAGER, OFFICER, SUPERVISOR, VICTIM_CONTACT, words_on

from cara.today import DueKind
from cara.workshops import LaterEvent, defer, report_later_event
from cara_web.today.pages import DONE_AT

WHY = "The person starts a new job"


def test_what_is_due_stands_at_the_first_page_in_groups_of_days(manager, booked, here):
    area = here.area
    report_later_event(area.instance, area.officer, booked[0], event=LaterEvent.NEW_ARREST, now=area.now)
    said = words_on(manager.get("/"))
    assert said.index("Decide an item of the worklist") < said.index("In the next four weeks")
    assert "0 of 2 facilitators for workshop one on Saturday 5 December 2026" in said
    assert "Saturday 5 December 2026: 12 days left" in said


def test_each_line_leads_to_the_page_where_it_is_done(manager, booked, here):
    area = here.area
    report_later_event(area.instance, area.officer, booked[0], event=LaterEvent.NEW_ARREST, now=area.now)
    defer(area.instance, area.manager, booked[1], area.today + timedelta(days=60), reason=WHY, now=area.now)
    here.go_on(days=60)
    browser = here.sign_in(MANAGER)
    page = browser.get("/").text
    main = page.split("<main")[1].split("</main>")[0]
    links = [part.split('"')[0] for part in main.split('href="')[1:]]
    assert any(link.startswith("/worklist/") for link in links)
    assert f"/cases/{booked[1]}" in links
    assert "/workshops/N1-1/register" in links
    for link in links:
        assert browser.get(link).status_code in {200, 303}, link


def test_every_kind_of_thing_has_a_page_where_it_is_done():
    assert set(DONE_AT) == set(DueKind)


def test_nothing_due_says_where_to_look_ahead(here):
    here.go_on(days=60)
    said = words_on(here.sign_in(MANAGER).get("/"))
    assert "Nothing is due in the next four weeks" in said


@pytest.mark.parametrize(
    ("code", "address"),
    [
        (OFFICER, "/bookings"),
        (SUPERVISOR, "/worklist"),
        (FACILITATOR, "/my/workshops"),
        (DEVELOPER, "/areas"),
        (HT, "/practice"),
        (VICTIM_CONTACT, "/victim-contact"),
    ],
)
def test_everybody_else_begins_where_the_work_begins(here, code, address):
    assert here.sign_in(code).get("/").headers["location"] == address


def test_the_download_holds_every_line_and_needs_a_fresh_proof(manager, booked, here):
    answer = manager.get("/today/download")
    assert answer.text.lstrip("\ufeff").splitlines()[0] == "By,What to do,About,Why"
    assert "2026-12-05,Find facilitators,N1," in answer.text
    here.site.clock.go_on(minutes=29)
    manager.get("/")
    assert manager.get("/today/download").headers["location"].startswith("/prove?")
