"""Opening a record in an emergency, reviewing it, and the notices about it, on their pages."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from tests.oversight import declare_conflict
from tests.web.inhabited import EVERYBODY, look_alike, words_on

from cara.records import AuditEntry
from cara.records.tables import BrokenGlass
from cara_web.oversight.emergency_pages import time_left

REASON = "He has collapsed in the cell: whom to ring?"
OPENERS = {"officer-1", "officer-2", "director-1"}
REVIEWERS = {"manager-1", "director-1"}
EVERYBODY_HERE = (*EVERYBODY, "director-1", "auditor-1")


def open_record(browser, reference, **other):
    return browser.send("/emergency", **{"reference": reference, "reason": REASON, "confirmed": "yes", **other})


def codes(here):
    with here.area.database.read() as unit:
        return unit.execute(select(BrokenGlass.code).order_by(BrokenGlass.id)).scalars().all()


def test_a_record_is_opened_and_the_page_says_how_long_it_stays_open(here, officer):
    reference = here.area.booked()
    assert open_record(officer, reference.spoken).headers["location"] == "/emergency"
    said = words_on(officer.get("/emergency"))
    assert f"Referral {reference.spoken} is open to you: 60 minutes left , until 23 November 2026 at 11am." in said
    here.go_on(minutes=9, seconds=30)
    assert "50 minutes left" in words_on(officer.get("/emergency"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3600, "60 minutes left"),
        (3599, "59 minutes left"),
        (119, "1 minute left"),
        (60, "1 minute left"),
        (59, "less than a minute left"),
        (0, "less than a minute left"),
    ],
)
def test_the_time_left_is_said_in_words_and_never_as_more_than_it_is(seconds, words):
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert time_left(now + timedelta(seconds=seconds), now) == words


def test_the_page_says_what_it_means(officer):
    said = words_on(officer.get("/emergency"))
    assert "Every area manager and director is told at once that it was you" in said
    assert "nothing about the victim" in said


WRONG = {
    "reference": ({"reference": ""}, "Enter the referral's reference"),
    "reason": ({"reason": ""}, "Enter the reason"),
    "short": ({"reason": "Urgent"}, "The reason must have 10 characters or more"),
    "unread": ({"confirmed": ""}, "Confirm that you have read what this means"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(here, officer, case):
    changes, sentence = WRONG[case]
    answer = open_record(officer, **{"reference": here.area.hold(), **changes})
    assert answer.status_code == 422
    assert sentence in words_on(answer)
    assert codes(here) == []


def test_missing_and_conflict_look_alike_but_for_what_was_typed(here, officer):
    reference = here.area.booked()
    declare_conflict(here.area, "officer-2", reference)
    refused, missing = open_record(officer, reference), open_record(officer, "7KQ4M2XR")
    assert refused.status_code == missing.status_code == 404
    assert "There is no such referral" in words_on(missing)
    assert words_on(refused).replace(reference, "") == words_on(missing).replace("7KQ4M2XR", "")


def test_where_too_few_can_be_told_the_page_says_so(here, sqlite_database, officer):
    with here.area.database.write() as unit:
        from sqlalchemy import update
        from tests.core.records.rows import entry

        from cara.records import Account

        unit.execute(
            update(Account).where(Account.code.in_(["manager-1", "manager-2", "director-1"])).values(active=False)
        )
        unit.audit(entry())
    answer = open_record(officer, here.area.hold())
    assert answer.status_code == 422
    assert "At least two area managers or directors besides you must be told" in words_on(answer)


@pytest.mark.parametrize("code", EVERYBODY_HERE)
def test_each_page_is_for_those_of_the_table(here, code):
    browser = here.sign_in(code)
    assert browser.get("/emergency").status_code == (200 if code in OPENERS else 403)
    assert browser.get("/openings").status_code == (200 if code in REVIEWERS else 403)


def test_opening_needs_fresh_proof(here, officer):
    reference = here.area.hold()
    here.go_on(minutes=11)
    assert officer.get("/emergency").status_code in {303, 403}
    assert open_record(officer, reference).status_code in {303, 403}
    assert codes(here) == []


def test_the_menu_shows_it_when_proof_is_no_longer_fresh(here, officer):
    here.go_on(minutes=11)
    assert 'href="/emergency"' in officer.get("/areas").text


@pytest.mark.parametrize("sent", [{"token": "wrong"}, {"origin": "https://elsewhere.example"}])
def test_no_other_site_opens_anything(here, officer, sent):
    answer = officer.send("/emergency", **sent, reference=here.area.hold(), reason=REASON, confirmed="yes")
    assert answer.status_code == 403
    assert codes(here) == []


def test_a_reviewer_is_told_and_reviews(here, officer, director):
    reference = here.area.hold()
    open_record(officer, reference)
    (code,) = codes(here)
    first = words_on(director.get("/"))
    assert f"Account officer-2 opened referral {reference.spoken} on 23 November 2026 at 10am. Review it" in first
    assert reference.spoken in words_on(director.get("/openings"))
    page = words_on(director.get(f"/openings/{code}"))
    assert REASON in page
    assert "Nothing was looked at" in page
    done = director.send(f"/openings/{code}", finding="not_justified", note="The duty doctor had rung.")
    assert done.headers["location"] == "/openings?done=not_justified"
    assert "The review is recorded: not justified" in words_on(director.get(done.headers["location"]))
    assert "Nothing to review" in words_on(director.get("/openings"))
    assert "Not justified, Account director-1" in words_on(director.get("/openings?reviewed=yes"))
    after = words_on(director.get(f"/openings/{code}"))
    assert "The duty doctor had rung." in after
    assert "Your review" not in after


def test_who_opened_it_is_told_of_the_review_and_marks_it_as_read(here, officer, director):
    open_record(officer, here.area.hold())
    (code,) = codes(here)
    director.send(f"/openings/{code}", finding="justified", note="Right so.")
    said = words_on(officer.get("/"))
    assert "Account director-1 has reviewed it: justified" in said
    number = officer.get("/").text.partition('action="/notices/')[2].partition("/")[0]
    assert officer.send(f"/notices/{number}/read").headers["location"] == "/"
    assert officer.get("/").headers["location"] == "/bookings"


def test_a_manager_is_told_first_and_no_more_once_it_is_read(here, officer, manager):
    assert "/notices/" not in manager.get("/").text
    open_record(officer, here.area.hold())
    page = manager.get("/")
    assert page.status_code == 200
    manager.send(f"/notices/{page.text.partition('/notices/')[2].partition('/')[0]}/read")
    assert "/notices/" not in manager.get("/").text


@pytest.mark.parametrize("changes", [{"finding": ""}, {"note": ""}, {"finding": "perhaps"}])
def test_a_review_that_is_not_whole_is_asked_again(here, officer, director, changes):
    open_record(officer, here.area.hold())
    (code,) = codes(here)
    answer = director.send(f"/openings/{code}", **{"finding": "justified", "note": "Right so.", **changes})
    assert answer.status_code == 422
    assert "There is a problem" in words_on(answer)


def test_the_second_of_two_reviews_is_told_in_words(here, officer, director, manager):
    open_record(officer, here.area.hold())
    (code,) = codes(here)
    director.send(f"/openings/{code}", finding="justified", note="Right so.")
    answer = manager.send(f"/openings/{code}", finding="not_justified", note="No.")
    assert answer.status_code == 409
    assert "Somebody else has reviewed this opening" in words_on(answer)


def test_ones_own_opening_and_one_that_is_not_there_look_alike(here, director):
    open_record(director, here.area.hold())
    (code,) = codes(here)
    mine, missing = director.get(f"/openings/{code}"), director.get("/openings/7KQ4M2XR")
    assert missing.status_code == 404
    assert look_alike(mine, missing)
    sent = [director.send(f"/openings/{one}", finding="justified", note="Mine") for one in (code, "7KQ4M2XR")]
    assert look_alike(*sent)


@pytest.mark.parametrize("path", ["/notices/0/read", f"/notices/{2**70}/read"])
def test_a_notice_that_is_not_there_changes_nothing(here, manager, path):
    def entries():
        with here.area.database.read() as unit:
            return unit.scalar(select(func.count()).select_from(AuditEntry))

    before = entries()
    assert manager.send(path).status_code == 303
    assert entries() == before


def test_nobody_signed_in_is_sent_to_sign_in(here):
    for path in ("/emergency", "/openings", "/openings/7KQ4M2XR"):
        assert here.site.browser().get(path).headers["location"] == "/sign-in"
