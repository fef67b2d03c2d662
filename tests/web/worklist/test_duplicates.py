import pytest
from sqlalchemy import select
from tests.web.inhabited import SUPERVISOR, words_on

from cara.casework import review_duplicate
from cara.records import tables as t

ANSWER = {"outcome": "same", "reason": "The PNC identifier was checked"}


@pytest.fixture
def first(here):
    return here.area.booked("N1", pnc_id="2019/0123456X")


@pytest.fixture
def second(here, first):
    reference = here.area.hold("N2")
    person = here.area.person(
        given_names="Adam Lee", pnc_id="2019/0123456X", crime_reference="13/777/26", address="2 Other Road"
    )
    here.area.record(reference, person=person)
    return reference


@pytest.fixture
def address(here, second):
    return f"/worklist/{here.area.item_of(second, here.area.manager)}"


def test_the_two_referrals_stand_side_by_side(manager, address, first, second):
    said = words_on(manager.get(address))
    assert f"Referral {second.spoken} beside {first.spoken}" in said
    assert "Name Adam Lee Testperson Adam Testperson Different" in said
    assert "PNC identifier 2019/0123456X 2019/0123456X Same" in said
    assert "Address 2 Other Road 1 Example Road Testshire Different" in said


def test_no_name_stands_in_the_title_or_the_address(manager, address):
    answer = manager.get(address)
    title = answer.text.partition("<title>")[2].partition("</title>")[0]
    assert title == "Possible duplicate - CARA Testshire"


@pytest.mark.parametrize(("outcome", "done"), [("same", "same-person"), ("different", "different-people")])
def test_the_answer_is_recorded_and_nothing_is_merged(here, manager, address, first, second, outcome, done):
    before = [here.area.see(reference).status for reference in (first, second)]
    answer = manager.send(address, **{**ANSWER, "outcome": outcome})
    assert answer.headers["location"] == f"/worklist?done={done}"
    assert [here.area.see(reference).status for reference in (first, second)] == before


def test_what_is_missing_is_said_at_once(manager, address):
    answer = manager.send(address)
    assert answer.status_code == 422
    assert "Select whether it is the same person Enter the reason" in words_on(answer)


def test_who_comes_second_is_told_so(here, manager, address):
    code = address.rpartition("/")[2]
    review_duplicate(here.area.instance, here.area.manager, code, same=True, reason="Just now", now=here.area.now)
    assert manager.send(address, **ANSWER).status_code == 404


def test_when_nobody_is_alike_any_more_it_says_so(here, manager, address, second):
    corrected = here.area.person(given_names="Bertram", pnc_id=None, crime_reference="13/777/26")
    here.area.record(second, person=corrected)
    said = words_on(manager.get(address))
    assert "No other referral is alike any more" in said


def test_the_newest_five_are_shown_and_the_rest_counted(here, manager, second):
    for number in range(6):
        reference = here.area.hold("S1")
        here.area.record(reference, person=here.area.person(pnc_id="2019/0123456X", crime_reference=f"13/9{number}/26"))
    answer = manager.get(f"/worklist/{here.area.item_of(second, here.area.manager)}")
    assert answer.text.count("Open the other referral") == 5
    assert "2 more referrals are alike." in words_on(answer)


def test_the_police_do_not_see_the_item(here, address):
    assert here.sign_in(SUPERVISOR).get(address).status_code == 404


def test_reading_both_is_audited(here, manager, address, first, second):
    manager.get(address)
    with here.area.database.read() as unit:
        entries = unit.execute(
            select(t.AuditEntry.action, t.AuditEntry.resource).where(t.AuditEntry.actor == "manager-1")
        ).all()
    seen = {tuple(entry) for entry in entries}
    assert {("referral_seen", first), ("referral_seen", second), ("possible_duplicates_seen", second)} <= seen
