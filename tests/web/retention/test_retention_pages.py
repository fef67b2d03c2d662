"""Retention on the site: what is due, holding, keeping, and erasing by two people; and what is left of a case then."""

import csv
import io
import re
from dataclasses import replace
from html import unescape

import pytest
from tests.core.retention.ended import schedule
from tests.web.inhabited import OFFICER, SUPERVISOR, Inhabited, site_of, words_on
from tests.web.visitors import Clock

NAME = "Testperson"


def test_what_is_due_stands_in_the_list_without_a_name(archive):
    page = archive.manager.get("/retention")
    assert archive.reference in page.text
    assert "12 months" in words_on(page)
    assert "over since 23 November 2027" in words_on(page)
    assert NAME not in page.text
    assert "No such record here" in words_on(archive.manager.get("/retention?record=AAAA-AAAA"))
    assert archive.reference in archive.manager.get(f"/retention?record={archive.reference}").text


@pytest.mark.parametrize(
    ("tab", "words"),
    [("under_way", "No erasure is under way"), ("held", "No record is on hold"), ("erased", "Nothing has been erased")],
)
def test_each_part_of_the_list_can_be_empty_and_says_so(archive, tab, words):
    page = archive.manager.get(f"/retention?show={tab}")
    assert (page.status_code, words in words_on(page)) == (200, True)


def test_it_stands_behind_administration_and_is_led_to_from_the_case(archive):
    assert 'href="/retention"' in archive.manager.get("/administration").text
    assert f'href="{archive.at}"' in archive.manager.get(f"/cases/{archive.reference}").text


def test_two_people_erase_it_and_nobody_alone(archive):
    said = words_on(archive.manager.get(f"{archive.at}/erase/case"))
    assert "Nobody can bring it back" in said
    empty = archive.manager.send(f"{archive.at}/erase/case")
    assert empty.status_code == 422
    wrong = archive.manager.send(f"{archive.at}/erase/case", why="period_over", reason="")
    assert wrong.status_code == 422
    assert "checked" in wrong.text
    done = archive.manager.send(f"{archive.at}/erase/case", why="period_over", reason="Its time is over")
    assert done.headers["location"] == f"{archive.at}?done=requested"
    code = archive.code
    assert f"/approve/{code}" not in archive.manager.get(archive.at).text
    assert archive.manager.get(f"{archive.at}/approve/{code}").status_code == 404
    assert archive.manager.send(f"{archive.at}/approve/{code}", sure="yes").status_code == 404
    assert f"/approve/{code}" in archive.other.get(archive.at).text
    assert archive.other.send(f"{archive.at}/approve/{code}").status_code == 422
    assert archive.other.send(f"{archive.at}/approve/{code}", sure="yes").status_code == 303
    assert "72 hours from now" in words_on(archive.other.get(f"{archive.at}?done=approved"))
    archive.go_on(hours=71)
    assert NAME in archive.fresh("manager-1").get(f"/cases/{archive.reference}").text
    archive.go_on(hours=1)
    assert NAME not in archive.fresh("manager-1").get(f"/cases/{archive.reference}").text


def test_asking_and_approving_need_a_fresh_proof(archive):
    archive.here.go_on(minutes=11)
    assert archive.manager.get(archive.at).status_code == 200
    assert archive.manager.get(f"{archive.at}/erase/case").headers["location"].startswith("/prove?next=")
    assert archive.manager.get(f"{archive.at}/approve/AAAAAAAA").headers["location"].startswith("/prove?next=")


def test_anybody_who_sees_it_stops_it(archive):
    archive.manager.send(f"{archive.at}/erase/case", why="period_over", reason="Its time is over")
    code = archive.code
    archive.other.send(f"{archive.at}/approve/{code}", sure="yes")
    assert "Stop this erasure" in words_on(archive.director.get(archive.at))
    assert archive.director.send(f"{archive.at}/stop/{code}").status_code == 303
    archive.go_on(hours=100)
    assert NAME in archive.fresh("manager-1").get(f"/cases/{archive.reference}").text
    assert archive.fresh("manager-1").send(f"{archive.at}/stop/{code}").status_code == 404


def test_a_hold_refuses_and_is_lifted(archive):
    assert archive.manager.send(f"{archive.at}/hold", reason="").status_code == 422
    assert archive.manager.send(f"{archive.at}/hold", reason="A claim").status_code == 303
    page = archive.manager.get(archive.at)
    assert "A legal hold stands" in words_on(page)
    refused = archive.manager.get(f"{archive.at}/erase/case")
    assert (refused.status_code, "legal hold stands" in words_on(refused)) == (409, True)
    sent = archive.manager.send(f"{archive.at}/erase/case", why="asked_for", reason="Asked")
    assert sent.status_code == 409
    assert archive.manager.get(f"{archive.at}/hold").status_code == 409
    assert archive.reference in archive.manager.get("/retention?show=held").text
    assert archive.other.send(f"{archive.at}/lift", reason="Settled").status_code == 303
    assert archive.other.get(f"{archive.at}/lift").status_code == 409
    assert "Lifted by manager-2" in words_on(archive.manager.get(archive.at))


def until(day: str, month: str, year: str) -> dict[str, str]:
    return {"until-day": day, "until-month": month, "until-year": year}


def test_it_is_kept_for_longer_with_a_reason_and_a_bound(archive):
    assert archive.manager.get(f"{archive.at}/keep/case").status_code == 200
    far = archive.manager.send(f"{archive.at}/keep/case", reason="An appeal", **until("1", "1", "2035"))
    assert (far.status_code, "not after 1 December 2030" in words_on(far), "An appeal" in far.text) == (422, True, True)
    both = archive.manager.send(f"{archive.at}/keep/case")
    assert words_on(both).count("Enter") >= 2
    done = archive.manager.send(f"{archive.at}/keep/case", reason="An appeal", **until("1", "3", "2029"))
    assert done.headers["location"] == f"{archive.at}?done=kept"
    assert archive.reference not in archive.manager.get("/retention").text
    assert "kept until 1 March 2029" in words_on(archive.manager.get(archive.at))


@pytest.mark.parametrize("part", ["nonsense", "victim", "concern"])
def test_a_part_that_is_not_there_is_neither_kept_nor_erased(archive, part):
    for what in ("keep", "erase"):
        assert archive.manager.get(f"{archive.at}/{what}/{part}").status_code in {404, 409}
    sent = archive.manager.send(f"{archive.at}/erase/{part}", why="asked_for", reason="Asked")
    assert sent.status_code in {404, 409}


def test_the_list_of_erasures_says_how_far_each_is(archive):
    archive.manager.send(f"{archive.at}/erase/case", why="period_over", reason="Its time is over")
    assert "Erasure: requested: another person decides" in words_on(archive.manager.get("/retention?show=under_way"))
    archive.other.send(f"{archive.at}/approve/{archive.code}", sure="yes")
    assert "Erasure: approved: it waits" in words_on(archive.manager.get("/retention?show=under_way"))


def ends(page) -> dict[str, str]:
    """What the page of a record says of where the period of each part ends."""
    found = re.findall(
        r'<th scope="row"[^>]*>([^<]+)</th>.*?data-column="Ends">([^<]*)<', unescape(page.text), re.DOTALL
    )
    return dict(found)


def test_only_what_was_there_is_called_erased(archive):
    before = ends(archive.manager.get(archive.at))
    assert before["The participant's side"] == "23 November 2027"
    assert before["The victim's side"] == before["Safeguarding concerns"] == "Nothing to end"
    archive.erased()
    after = ends(archive.fresh("manager-1").get(archive.at))
    assert after == before | {"The participant's side": "Erased"}


def test_a_director_sees_and_approves_and_decides_nothing_else(archive):
    page = archive.director.get(archive.at)
    assert "The area manager decides" in words_on(page)
    assert archive.director.get(f"{archive.at}/hold").status_code == 403
    assert archive.director.get(f"{archive.at}/erase/case").status_code == 403


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR, "facilitator-1"])
def test_nobody_else_comes_here(archive, who):
    assert archive.sign_in(who).get("/retention").status_code == 403
    assert archive.sign_in(who).get(archive.at).status_code == 403


def test_every_page_of_what_is_left_opens_and_says_that_it_was_erased(archive):
    reference = archive.erased().reference
    manager, officer = archive.fresh("manager-1"), archive.fresh(OFFICER)
    for browser, path in (
        (manager, f"/cases/{reference}"),
        (manager, f"/bookings/{reference}"),
        (officer, f"/bookings/{reference}"),
        (manager, "/bookings"),
        (officer, "/bookings"),
        (manager, "/cases?tab=closed"),
        (manager, archive.at),
        (manager, "/retention?show=erased"),
    ):
        page = browser.get(path)
        assert (path, page.status_code, "Erased on 4 December 2028" in words_on(page)) == (path, 200, True)
        assert NAME not in page.text
    for browser, path in (
        (manager, "/"),
        (manager, f"/bookings/{reference}/why"),
        (officer, f"/bookings/{reference}/why"),
        (manager, f"/audit?record={reference}"),
        (manager, "/reports/quarterly"),
        (manager, "/worklist"),
        (manager, "/messages"),
        (manager, "/practice"),
        (manager, "/quality"),
        (manager, "/saturdays"),
        (manager, f"/messages?record={reference}"),
    ):
        page = browser.get(path)
        assert (path, page.status_code) == (path, 200)
        assert NAME not in page.text


def test_the_download_of_the_list_says_that_it_was_erased(archive):
    archive.erased()
    manager = archive.fresh("manager-1")
    found = manager.get("/cases/download?tab=closed")
    rows = list(csv.reader(io.StringIO(found.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["Erased on 4 December 2028"]


@pytest.mark.parametrize(
    "path", ["letter", "calendar.ics", "contact", "victims/new", "answers/age", "person", "withdraw"]
)
def test_nothing_is_printed_or_changed_any_more(archive, path):
    reference = archive.erased().reference
    answer = archive.fresh(OFFICER).get(f"/bookings/{reference}/{path}")
    assert answer.status_code in {404, 409}
    assert NAME not in answer.text


def test_nobody_is_found_by_name_any_more(archive):
    before = archive.fresh(OFFICER).find("/bookings", q=f"Adam {NAME}")
    archive.erased()
    after = archive.fresh(OFFICER).find("/bookings", q=f"Adam {NAME}")
    assert [archive.reference in page.text for page in (before, after)] == [True, False]


def without_schedule(archive):
    instance = replace(archive.office.instance, retention=schedule(None, case_months=None))
    area = replace(archive.here.area, instance=instance)
    return Inhabited(area, site_of(area, Clock(archive.here.site.clock.moment)))


def test_without_a_schedule_every_page_warns_managers_and_nothing_can_be_asked_for(archive):
    here = without_schedule(archive)
    manager, officer = here.sign_in("manager-1"), here.sign_in(OFFICER)
    for path in ("/", "/cases", "/retention", archive.at, "/account", "/nowhere"):
        assert "no retention schedule" in words_on(manager.get(path)), path
        assert "no retention schedule" not in words_on(officer.get(path)), path
    assert "Missing: case_months" in words_on(manager.get("/retention"))
    refused = manager.send(f"{archive.at}/erase/case", why="asked_for", reason="Asked")
    assert refused.status_code == 409
    assert "has no retention schedule" in words_on(refused)
    assert "no retention schedule" not in words_on(archive.manager.get("/retention"))
