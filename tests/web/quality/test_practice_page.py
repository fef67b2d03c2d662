"""What leaves for the practice supervisor: not one byte of it is a name, a reference or a word about a person."""

import re
from datetime import date

import pytest
from tests.web.inhabited import HT, OFFICER, words_on
from tests.web.visitors import Browser
from tests.web.workshops.hall import Hall

from cara.access import Role, Subject
from cara.casework.details import Needs
from cara.quality import AnswersEntry, ChecklistEntry, Coverage, record_answers, record_checklist
from cara.quality.content import content
from cara.quality.observations import ObservationDetails, record_observation
from cara.quality.supervision import SupervisionDetails, record_supervision
from cara.staff import NewAccount, add_account
from cara.vocabulary import Attendance
from cara.workshops import Marked, record_register

CANARIES = (
    "Alder",
    "Birch",
    "Cedar",
    "Numbatty",
    "Quokkaneeds",
    "Thylacinereason",
    "Bilbybehaviour",
    "Kowarinote",
    "Dibblerstrength",
    "Mulgaraimprove",
    "Quolltopics",
    "Woylieworker",
    "07700",
    "example.org",
    "13/",
    "Testperson",
    "1992",
)
PATHS = ("/practice", "/practice?after=1", "/practice/download")


@pytest.fixture
def supervisor(hall: Hall) -> Browser:
    """The practice supervisor's browser, where everything that can be written holds a canary."""
    area = hall.here.area
    add_account(area.database, NewAccount("worker-7", "Woylieworker", Role.FACILITATOR, "provider"), now=area.now)
    needs = Needs.model_validate({"other_needs": "Quokkaneeds"})
    hall.running.booked[4] = area.book_with(needs, family_name="Numbatty", crime_reference="13/4/26")
    now = hall.go_to(hall.running.moment())
    manager, instance = hall.running.manager, area.instance
    said = {"reason": "Thylacinereason", "behaviour": "Bilbybehaviour"}
    marks = [Marked(seat=seat, mark=Attendance.HERE, **said) for seat in (1, 2, 3, 4)]
    record_register(instance, manager, "N1-1", marks, now=now)
    aims = dict.fromkeys((aim.code for aim in content().aims), Coverage.COVERED)
    record_checklist(instance, manager, "N1-1", ChecklistEntry(aims=aims, note="Kowarinote"), now=now)
    record_answers(instance, manager, "N1-1", 1, AnswersEntry(agreed={"see_effects": 2}), now=now)
    director = Subject(manager.account, "manager-1", Role.DIRECTOR, "provider")
    written = {"strengths": "Dibblerstrength", "to_improve": "Mulgaraimprove"}
    observed = ObservationDetails(facilitator="facilitator-1", scores={"signposts": 3}, **written)
    record_observation(instance, director, "N1-1", observed, now=now)
    session = {"facilitator": "facilitator-1", "held_on": date(2026, 12, 1), "minutes": 60, "topics": "Quolltopics"}
    record_supervision(instance, director, SupervisionDetails(**session), now=now)
    return hall.here.sign_in(HT)


@pytest.mark.parametrize("path", PATHS)
def test_no_byte_is_of_a_person(hall: Hall, supervisor: Browser, path: str):
    answer = supervisor.get(path)
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig") + str(answer.headers)
    assert [one for one in CANARIES if one in text] == []
    references = [form for one in hall.running.booked.values() for form in (str(one), one.spoken)]
    assert len(references) == 8
    assert [one for one in references if one.lower() in text.lower()] == []


def test_the_canaries_are_in_the_records_and_are_seen_by_those_who_may(hall: Hall, supervisor: Browser):
    register = hall.here.sign_in("manager-1").get("/workshops/N1-1/register").text
    assert [one for one in ("Alder", "Numbatty", "Quokkaneeds", "Thylacinereason") if one not in register] == []


def test_it_shows_cohorts_in_numbers_and_facilitators_by_code(supervisor: Browser):
    page = supervisor.get("/practice")
    said = words_on(page)
    assert "N1" in said
    assert "withheld of 12 places" in said
    assert "facilitator-1" in said
    assert "1 hour, last on 1 December 2026" in said
    assert not re.search(r'href="/(?:bookings|cases|workshops)/', page.text)


def test_the_supervisor_begins_here(supervisor: Browser):
    assert 'href="/practice"' in supervisor.get("/accessibility").text


def test_nobody_of_the_police_opens_it(hall: Hall, supervisor: Browser):
    browser = hall.here.sign_in(OFFICER)
    assert {browser.get(path).status_code for path in PATHS} == {403}
