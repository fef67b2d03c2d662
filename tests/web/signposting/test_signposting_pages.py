"""The pages of signposting: the directory, offering, the loop's open ends; for the manager and for facilitators."""

import re

import pytest
from tests.core.engagement.test_signposts import offer, service
from tests.web.engagement.conftest import Filled, fields_of
from tests.web.inhabited import FACILITATOR, HT, OFFICER, words_on

DAYS = {
    f"{name}-{part}": value
    for name, day in {"checked_on": ("2", "11", "2026"), "review_on": ("2", "5", "2027")}.items()
    for part, value in zip(("day", "month", "year"), day, strict=True)
}
SERVICE = {"name": "Drink less", "needs": "alcohol", "contact": "07700 900333", "how_to_refer": "Ring", **DAYS}


def test_a_service_is_added_once_and_shown(manager, here):
    fields = Filled(manager, "/signposting/services/new").fields() | SERVICE
    first, again = (manager.send("/signposting/services/new", **fields) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert here.area.rows()["service"] == 1
    assert "07700 900333" in words_on(manager.get(first.headers["location"]))


def test_everything_wrong_with_a_service_is_said_at_once(manager):
    answer = manager.send("/signposting/services/new", **{**SERVICE, "name": "", "review_on-year": "2025"})
    assert answer.status_code == 422
    assert "Enter the name of the service" in answer.text
    answer = manager.send("/signposting/services/new", **{**SERVICE, "review_on-year": "2025"})
    assert "must be due after the day of the check" in answer.text
    assert 'href="#review_on-day"' in answer.text


def test_two_who_change_one_service_see_both_versions(manager, other, here):
    path = f"/signposting/services/{service(here.area)}/change"
    mine, theirs = (Filled(browser, path).fields() for browser in (manager, other))
    ticked = {"needs": "alcohol"}
    assert other.send(path, **{**theirs, **ticked, "contact": "07700 900444"}).status_code == 303
    answer = manager.send(path, **{**mine, **ticked, "name": "Mine"})
    assert answer.status_code == 409
    assert "07700 900444" in words_on(answer)
    assert fields_of(answer.text)["name"] == "Mine"


def test_a_signpost_goes_from_the_offer_to_the_end_of_the_loop(manager, here):
    reference, code = here.area.booked(), service(here.area)
    fields = Filled(manager, f"/signposting/offer?referral={reference}&service={code}").fields()
    assert (fields["reference"], fields["service"]) == (reference, code)
    going = manager.send("/signposting/offer", **{**fields, "need": "alcohol"}).headers["location"]
    assert "Drink less" in words_on(manager.get("/signposting"))
    for after in ("accepted", "reached"):
        text = manager.get(going).text
        [action] = re.findall(r'action="([^"]+/step)"', text)
        assert f'value="{after}"' in text
        answer = manager.send(action, after=after)
        assert answer.status_code == 303
        going = answer.headers["location"]
    assert "the loop is closed" in words_on(manager.get(going))
    assert "Nothing is open" in words_on(manager.get("/signposting"))
    assert manager.send(action, after="accepted").status_code == 409
    assert "Drink less" in words_on(manager.get("/signposting?show=reached"))


def test_an_offer_that_cannot_be_says_all_that_is_wrong(manager):
    answer = manager.send("/signposting/offer")
    assert answer.status_code == 422
    assert answer.text.count('href="#') >= 3
    answer = manager.send("/signposting/offer", reference="AAAA", service="AAAA", need="debt")
    assert "No participant that you work with has this reference" in answer.text


def test_the_case_page_leads_to_the_signposts_for_the_manager_alone(manager, here):
    reference = here.area.booked()
    assert f"/signposting/referrals/{reference}" in manager.get(f"/bookings/{reference}").text
    assert "/signposting" not in here.sign_in(OFFICER).get(f"/bookings/{reference}").text


def test_a_facilitator_without_a_cohort_sees_the_directory_and_no_signpost(here):
    reference, code = here.area.booked(), service(here.area)
    offer(here.area, reference, code)
    facilitator = here.sign_in(FACILITATOR)
    assert "Drink less" in facilitator.get("/signposting/services").text
    words = words_on(facilitator.get("/signposting"))
    assert "You see the signposts of your own cohorts" in words
    assert reference not in facilitator.get("/signposting").text
    assert facilitator.get(f"/signposting/referrals/{reference}").status_code == 404
    assert "Add a service" not in facilitator.get("/signposting/services").text
    assert facilitator.get("/signposting/services/new").status_code == 403
    assert facilitator.get("/signposting/download").status_code == 403


@pytest.mark.parametrize("who", [OFFICER, HT])
def test_nobody_else_comes_in(here, who):
    browser = here.sign_in(who)
    for path in ("/signposting", "/signposting/services", "/signposting/offer"):
        assert browser.get(path).status_code == 403, path


def test_downloads_are_safe_in_a_spreadsheet_and_name_nobody(manager, here):
    reference = here.area.booked()
    offer(here.area, reference, service(here.area, "=cmd()"))
    for path in ("/signposting/download", "/signposting/services/download"):
        answer = manager.get(path)
        assert answer.headers["content-type"].startswith("text/csv")
        assert "'=cmd()" in answer.text
        assert "Testperson" not in answer.text
    assert reference.spoken in manager.get("/signposting/download").text


def test_no_page_names_the_participant(manager, here):
    reference = here.area.booked()
    offer(here.area, reference, service(here.area))
    for path in ("/signposting", f"/signposting/referrals/{reference}"):
        assert "Testperson" not in manager.get(path).text


def test_a_service_is_taken_out_when_it_is_meant_and_put_back(manager, here):
    at = f"/signposting/services/{service(here.area)}"
    assert "stay in the list" in words_on(manager.get(f"{at}/close"))
    assert manager.send(f"{at}/close").status_code == 422
    assert manager.send(f"{at}/close", confirmed="yes").status_code == 303
    assert "Drink less" not in manager.get("/signposting/services").text
    assert manager.send(f"{at}/open-again").status_code == 303
    assert "Drink less" in manager.get("/signposting/services").text


@pytest.mark.parametrize(
    "path", ["/signposting/services/AAAAAAAA", "/signposting/referrals/AAAAAAAA", "/signposting/services/x/change"]
)
def test_what_is_not_there_is_not_found(manager, path):
    assert manager.get(path).status_code == 404
