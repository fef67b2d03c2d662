import csv
import io
from datetime import date, timedelta

import pytest
from tests.web.inhabited import EVERYBODY, MANAGER, OTHER_FORCE, SUPERVISOR, look_alike, words_on
from tests.web.worklist.asking import ask_for_place, promise

from cara_web.worklist.consequences import _WORDS, consequence
from cara_web.worklist.lines import waiting_in_words


def test_a_line_says_what_waits_for_whom_and_since_when(here, supervisor):
    reference = here.area.referred()
    here.go_on(minutes=3)
    said = words_on(supervisor.get("/worklist"))
    assert "1 item waits for you" in said
    assert f"A person must decide : referral {reference.spoken}" in said
    assert "Men, partner or former partner Since today No day set" in said


def test_the_days_of_waiting_are_those_of_the_calendar(here):
    here.area.referred()
    here.go_on(days=3, hours=-5)
    assert " 3 days " in words_on(here.sign_in(SUPERVISOR).get("/worklist"))


def test_what_is_past_its_day_says_so(here):
    promise(here, by=here.area.today + timedelta(days=8))
    here.go_on(days=9)
    said = words_on(here.sign_in(MANAGER).get("/worklist"))
    assert "1 item waits for you, 1 past its day" in said
    assert "Tuesday 1 December 2026 Overdue" in said


def test_a_promise_on_its_very_day_is_not_overdue(here):
    promise(here, by=here.area.today + timedelta(days=8))
    here.go_on(days=8)
    assert "Overdue" not in here.sign_in(MANAGER).get("/worklist").text


def test_police_and_manager_see_their_own_items_alone(here, supervisor, manager):
    of_police, of_manager = here.area.referred(), ask_for_place(here)
    assert of_manager.spoken not in supervisor.get("/worklist").text
    assert of_police.spoken not in manager.get("/worklist").text


def test_another_force_sees_an_empty_list(here):
    here.area.referred()
    assert "Nothing waits for you" in here.sign_in(OTHER_FORCE).get("/worklist").text


@pytest.mark.parametrize("code", [SUPERVISOR, MANAGER])
def test_an_empty_list_says_when_something_will_come(here, code):
    said = words_on(here.sign_in(code).get("/worklist"))
    assert "Nothing waits for you Referrals come here when" in said


@pytest.mark.parametrize("code", [code for code in EVERYBODY if not code.startswith(("supervisor", "manager"))])
@pytest.mark.parametrize("below", ["", "/download", "/ANYTHING"])
def test_who_has_no_worklist_is_refused_alike(here, code, below):
    browser = here.sign_in(code)
    assert browser.get(f"/worklist{below}").status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in(here):
    assert here.site.browser().get("/worklist").headers["location"] == "/sign-in"


def test_what_is_not_there_and_what_is_not_for_you_look_alike(here, supervisor):
    theirs = here.area.item_of(ask_for_place(here), here.area.manager)
    missing, not_mine = supervisor.get("/worklist/ZZZZZZZZ"), supervisor.get(f"/worklist/{theirs}")
    assert missing.status_code == 404
    assert look_alike(missing, not_mine)


def test_the_same_holds_for_what_is_sent(here, supervisor):
    theirs = here.area.item_of(ask_for_place(here), here.area.manager)
    sent = {"outcome": "no_place", "reason": "A reason that is long enough"}
    missing, not_mine = (supervisor.send(f"/worklist/{code}", **sent) for code in ("ZZZZZZZZ", theirs))
    assert missing.status_code == 404
    assert look_alike(missing, not_mine)


def test_the_list_can_be_taken_away(here, supervisor):
    reference = here.area.referred()
    answer = supervisor.get("/worklist/download")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-disposition"] == 'attachment; filename="worklist-2026-11-23.csv"'
    assert rows[1] == [
        "A person must decide",
        reference.spoken,
        "Men, partner or former partner",
        "Since today",
        "No day set",
    ]


@pytest.mark.parametrize("done", _WORDS)
def test_every_consequence_is_told_once_above_the_list(here, supervisor, done):
    assert _WORDS[done] in words_on(supervisor.get(f"/worklist?done={done}"))


@pytest.mark.parametrize("done", ["", "approve", "<script>", "a" * 5000])
def test_a_code_of_somebody_elses_making_says_nothing(supervisor, done):
    answer = supervisor.get("/worklist", params={"done": done})
    assert answer.status_code == 200
    assert "govuk-notification-banner" not in answer.text
    assert consequence(done) is None


@pytest.mark.parametrize(("days", "words"), [(-1, "Since today"), (0, "Since today"), (1, "1 day"), (20, "20 days")])
def test_waiting_is_said_in_words(days, words):
    assert waiting_in_words(days) == words


def test_the_day_of_a_promise_comes_first_in_the_list(here):
    ask_for_place(here)
    promise(here, by=date(2026, 12, 1))
    said = words_on(here.sign_in(MANAGER).get("/worklist"))
    assert said.index("A place was promised") < said.index("No place fits")
