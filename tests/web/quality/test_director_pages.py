"""The director's room: observations, supervision, samples and complaints, from empty pages to files taken away."""

import csv
import io
import re

import pytest
from tests.web.engagement.conftest import fields_of
from tests.web.inhabited import FACILITATOR, HT, MANAGER, OFFICER, words_on
from tests.web.visitors import Browser
from tests.web.workshops.hall import Hall

from cara.access import Role
from cara.quality.content import content
from cara.staff import NewAccount, add_account
from cara.vocabulary import Attendance

AIMS = [aim.code for aim in content().aims]
PAGES = ("/quality", "/quality/supervision", "/quality/samples", "/quality/complaints", "/quality/agreed")


@pytest.fixture
def director(hall: Hall, saturday) -> Browser:
    """The browser of the director, on the evening of workshop one."""
    area = hall.here.area
    add_account(area.database, NewAccount("director-1", "Account director-1", Role.DIRECTOR, "provider"), now=area.now)
    hall.running.mark(seat_1=Attendance.HERE, seat_2=Attendance.ABSENT)
    return hall.here.sign_in("director-1")


def send(browser: Browser, path: str, to: str | None = None, **changes: str):
    """Send the form of a page with changes."""
    return browser.send(to or path, **{**fields_of(browser.get(path).text), **changes})


def on(day: int, month: int, year: int, name: str) -> dict[str, str]:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def rows_of(answer) -> list[list[str]]:
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_page_is_there_while_nothing_is(director: Browser):
    for path in PAGES:
        answer = director.get(path)
        assert answer.status_code == 200, path
        assert "Quality" in answer.text


def observe(director: Browser, **changes: str):
    scores = {f"score-{aim}": "3" for aim in AIMS[:4]}
    said = {**scores, "facilitator": "facilitator-1", "strengths": "Warm and clear", "to_improve": "=cmd()", **changes}
    return send(director, "/quality/observations/new/N1-1", **said)


def test_an_observation_is_recorded_against_the_agreed_score(director: Browser):
    assert send(director, "/quality/agreed", score="3.5", supervision_months="3").status_code == 303
    assert "N1-1" in director.get("/quality/observations/new").text
    assert observe(director).headers["location"] == "/quality?done=observation"
    page = director.get("/quality")
    assert "3.0 of 4, 4 aims" in words_on(page)
    assert "Below 3.5" in words_on(page)
    found = re.search(r"/quality/observations/(\w{8})", page.text)
    assert found
    assert "Warm and clear" in director.get(found[0]).text


def test_what_is_wrong_with_an_observation_is_said_at_once(director: Browser):
    answer = observe(director, facilitator="", **{f"score-{aim}": "" for aim in AIMS})
    assert answer.status_code == 422
    assert 'href="#facilitator"' in answer.text
    assert f'href="#score-{AIMS[0]}"' in answer.text
    assert ">Warm and clear</textarea>" in answer.text
    assert observe(director, **{f"score-{AIMS[0]}": "7"}).status_code == 422


def test_the_file_of_observations_has_numbers_and_nothing_that_was_written(director: Browser):
    observe(director)
    rows = rows_of(director.get("/quality/download"))
    assert rows[1][1:] == [
        "N1-1",
        "5 December 2026",
        "facilitator-1",
        "director-1",
        "3.00",
        "",
        "Nothing agreed",
    ]


def test_supervision_shows_who_has_had_none(director: Browser):
    send(director, "/quality/agreed", supervision_months="3")
    assert "None in the period" in words_on(director.get("/quality/supervision"))
    said = {"facilitator": "facilitator-1", "minutes": "90", "topics": "Time out"}
    answer = send(director, "/quality/supervision/new", **said, **on(9, 12, 2026, "held_on"))
    assert answer.status_code == 422
    assert "The day must be today or in the past" in answer.text
    assert send(director, "/quality/supervision/new", **said, **on(4, 12, 2026, "held_on")).status_code == 303
    words = words_on(director.get("/quality/supervision?done=session"))
    assert "None in the period" not in words
    assert "1 hour 30 minutes" in words


@pytest.mark.parametrize("typed", ["0.9", "4.1", "3.25", "good"])
def test_an_agreed_score_is_one_of_the_scale(director: Browser, typed: str):
    answer = send(director, "/quality/agreed", score=typed)
    assert answer.status_code == 422
    assert "Enter a score from 1 to 4" in answer.text


def draw(director: Browser) -> str:
    days = {**on(1, 12, 2026, "since"), **on(31, 1, 2027, "until")}
    answer = send(director, "/quality/samples/new", size="2", seed="7", **days)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_case_is_opened_with_a_reason_and_its_review_closed(hall: Hall, director: Browser):
    sample = draw(director)
    found = re.search(rf"{sample}/\w{{8}}", director.get(sample).text)
    assert found
    case = found[0]
    closed = director.get(case)
    assert "Why do you open this case?" in closed.text
    assert "Workshops" not in closed.text
    assert send(director, case, f"{case}/open", reason="").status_code == 422
    assert send(director, case, f"{case}/open", reason="Quarterly").status_code == 303
    text = director.get(case).text
    assert not any(name in text for name in ("Alder", "Birch", "Cedar", "Testperson"))
    assert send(director, case, f"{case}/review", findings="").status_code == 422
    assert send(director, case, f"{case}/review", outcome="good", findings="All in time").status_code == 303
    assert "All in time" in director.get(case).text
    assert "1 of 2" in words_on(director.get(sample))


def complain(director: Browser, **changes: str):
    said = {"channel": "email", "about": "venue", "said": "=HYPERLINK(1)", **on(1, 12, 2026, "received_on"), **changes}
    return send(director, "/quality/complaints/new", **said)


def test_a_complaint_goes_from_its_record_to_its_answer(director: Browser):
    send(director, "/quality/agreed", acknowledge_days="2", answer_days="28")
    here = complain(director).headers["location"].partition("?")[0]
    assert "Overdue" in words_on(director.get(here)), "it was to be acknowledged by 3 December"
    assert director.send(f"{here}/acknowledge").status_code == 303
    assert "29 December 2026" in director.get(here).text
    assert send(director, here, f"{here}/close", outcome="").status_code == 422
    assert send(director, here, f"{here}/close", outcome="upheld", answer="A ramp is there").status_code == 303
    assert "A ramp is there" in director.get(here).text


def test_the_register_is_narrowed_and_taken_away_without_what_was_written(director: Browser):
    complain(director)
    assert "A venue or access" in words_on(director.get("/quality/complaints?kind=venue&show=open"))
    assert "No complaint found" in words_on(director.get("/quality/complaints?kind=dates"))
    answer = director.get("/quality/complaints/download?show=open")
    assert rows_of(answer)[1][1:4] == ["1 December 2026", "By email", "A venue or access to it"]
    assert "HYPERLINK" not in answer.text


@pytest.mark.parametrize("who", [OFFICER, FACILITATOR, HT])
def test_nobody_of_another_role_opens_the_room(hall: Hall, director: Browser, who: str):
    browser = hall.here.sign_in(who)
    assert {browser.get(path).status_code for path in PAGES} == {403}


def test_the_area_manager_reads_observations_and_supervision_alone(hall: Hall, director: Browser):
    manager = hall.here.sign_in(MANAGER)
    assert [manager.get(path).status_code for path in PAGES] == [200, 200, 403, 403, 200]
    assert "/quality/complaints" not in manager.get("/quality").text
    assert "Record an observation" not in manager.get("/quality").text
