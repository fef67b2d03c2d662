"""What programs read, and who may read what."""

import pytest
from sqlalchemy import update
from tests.web.api.answers import problem

from cara.acting import tell
from cara.records import tables as t
from cara.vocabulary import Attendance
from cara.workshops import Marked, record_register


def restricted_rules(decision):
    return [rule for rule in decision["rules"] if rule["restricted"]]


def test_the_police_read_what_concerns_the_victim(program, calling):
    reference = program.hold()
    for police in (program, calling("supervisor-1")):
        read = police.get(f"/referrals/{reference}").json()
        assert read["restricted_facts"]["victim_position"] == "agrees"
        assert restricted_rules(read["decision"])


@pytest.mark.parametrize("role", ["area_manager", "facilitator", "victim_contact_worker", "area_developer"])
def test_a_program_whose_account_left_the_police_reads_nothing(program, role):
    reference = program.hold()
    program.record(reference)
    with program.area.database.write() as unit:
        unit.execute(update(t.Account).where(t.Account.code == "officer-1").values(role=role))
        tell(unit, None, "role_changed", "officer-1", program.area.now)
    for path in ("/referrals", f"/referrals/{reference}", f"/referrals/{reference}/decisions"):
        answer = program.get(path)
        problem(answer, 401)
        assert "Testperson" not in answer.text


def test_an_officer_lists_only_the_referrals_that_he_or_she_entered(program, calling):
    mine, other = program.hold(), calling("officer-2")
    theirs = other.hold()
    listed = [line["reference"] for line in program.get("/referrals").json()["referrals"]]
    assert mine in listed
    assert theirs not in listed


def test_pages_of_a_list_meet_without_a_gap_while_others_enter(program):
    entered = [program.hold() for _ in range(5)]
    first = program.get("/referrals?limit=2").json()
    program.hold()
    second = program.get(f"/referrals?limit=2&before={first['next_before']}").json()
    last = program.get(f"/referrals?limit=2&before={second['next_before']}").json()

    read = [line["reference"] for page in (first, second, last) for line in page["referrals"]]
    assert read == entered[::-1]
    assert last["next_before"] is None


def test_a_list_is_narrowed_to_a_status(program):
    held, waiting = program.hold(), program.hold()
    program.post(f"/referrals/{waiting}/next", {"ask": "person"})
    listed = program.get("/referrals?status=held").json()["referrals"]
    assert [line["reference"] for line in listed] == [held]


def test_the_area_gives_its_rules_in_force_with_their_sources(program):
    told = program.get("/area").json()
    book = program.area.instance.book
    assert (told["area"], told["on"], told["book_digest"]) == ("testshire", "2026-11-23", book.digest)
    assert {rule["rule_id"] for rule in told["rules"]} == {item.rule.id for item in book.in_force(program.area.today)}
    assert all(rule["source"]["title"] and rule["says"] for rule in told["rules"])


def test_the_digest_of_a_check_is_the_areas(program):
    checked = program.post("/checks", program.case(), key="").json()
    assert checked["book_digest"] == program.get("/area?on=2026-11-23").json()["book_digest"]


def test_a_day_without_rules_is_a_wrong_day(program):
    (error,) = problem(program.get("/area?on=0001-01-01"), 422)["errors"]
    assert error["field"] == "on"


def test_a_check_and_offers_store_nothing(program, rows):
    before = rows()
    program.post("/checks", program.case(), key="")
    program.post("/offers", {"facts": program.case()["facts"]}, key="")
    assert rows() == before


def test_a_program_of_the_police_reads_who_came_and_nothing_of_how_somebody_was(program):
    reference = program.area.booked("N1")
    assert program.get(f"/referrals/{reference}").json()["attended"] == []
    area, now = program.area, program.area.later(days=12)
    marked = Marked(seat=1, mark=Attendance.SENT_HOME, minutes=90, reason="Was asked to", behaviour="Shouted")
    record_register(area.instance, area.manager, "N1-1", [marked], now=now)
    answer = program.get(f"/referrals/{reference}")
    assert answer.json()["attended"] == [
        {"number": 1, "day": "2026-12-05", "mark": "sent_home", "minutes": 90, "reason": "Was asked to"}
    ]
    assert "Shouted" not in answer.text
