"""Whom somebody may not see: declared on the account's page, by reference or by name, and ended there."""

import re

import pytest
from tests.instances import NOW
from tests.web.inhabited import MANAGER, words_on

from cara.staff.conflicts import conflicts_of

NAMED = {
    "by": "name",
    "given_names": "Adam",
    "family_name": "Testperson",
    "date_of_birth-day": "1",
    "date_of_birth-month": "6",
    "date_of_birth-year": "1992",
}
NEW = "/people/officer-2/conflicts/new"
ENDING = re.compile(r"/people/officer-2/conflicts/([0-9A-Z]{8})/end")


def held(here, account="officer-2"):
    return [one.words for one in conflicts_of(here.area.database, here.area.manager, account, now=NOW)]


def test_a_conflict_is_declared_by_reference(manager, here):
    reference = here.area.hold()
    declared = manager.send(NEW, by="reference", reference=reference.spoken)

    assert declared.headers["location"] == "/people/officer-2?done=declared"
    said = words_on(manager.get("/people/officer-2?done=declared"))
    assert f"Referral {reference.spoken}" in said
    assert "holds from this person's next request on" in said


def test_a_conflict_is_declared_by_name_and_date_of_birth(manager, here):
    assert manager.send(NEW, **NAMED).status_code == 303
    assert held(here) == ["Adam Testperson, born 1 June 1992"]
    assert "Declared on" in words_on(manager.get("/people/officer-2"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"by": ""}, "Select how you name the participant"),
        ({"by": "reference"}, "Enter the reference of the referral"),
        ({"by": "reference", "reference": "7KQ4M2XR"}, "No referral has this reference"),
        ({"by": "reference", "reference": "hello"}, "This is not a reference"),
        ({"given_names": ""}, "Enter the first names"),
        ({"family_name": ""}, "Enter the last name"),
        ({"family_name": "..."}, "Enter a name with letters or digits"),
        ({"date_of_birth-day": "", "date_of_birth-month": "", "date_of_birth-year": ""}, "Enter the date of birth"),
        ({"date_of_birth-day": "31"}, "must be a real date"),
        ({"date_of_birth-year": "2027"}, "must be in the past"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_declared(manager, here, changes, sentence):
    refused = manager.send(NEW, **{**NAMED, **changes})
    assert (refused.status_code, sentence in words_on(refused)) == (422, True), words_on(refused)
    assert held(here) == []


def test_what_is_wrong_with_the_date_is_reached_from_the_summary(manager):
    refused = manager.send(NEW, **{**NAMED, "date_of_birth-year": "2027"})
    assert 'href="#date_of_birth-day"' in refused.text
    assert 'id="date_of_birth-day"' in refused.text


def test_a_conflict_is_ended_once_and_only_when_it_is_meant(manager, here):
    manager.send(NEW, **NAMED)
    path = ENDING.search(manager.get("/people/officer-2").text)[0]
    assert "Adam Testperson" in words_on(manager.get(path))
    assert manager.send(path).status_code == 422
    ended = manager.send(path, confirmed="yes")

    assert ended.headers["location"] == "/people/officer-2?done=conflict-ended"
    assert held(here) == []
    assert manager.get(path).status_code == 404
    assert manager.send(path, confirmed="yes").status_code == 404


def test_a_manager_declares_a_conflict_of_his_own_and_cannot_end_it(manager, here, other_manager):
    manager.send("/people/manager-1/conflicts/new", **NAMED)
    (conflict,) = conflicts_of(here.area.database, here.area.manager, MANAGER, now=NOW)
    path = f"/people/manager-1/conflicts/{conflict.code}/end"

    assert path not in manager.get("/people/manager-1").text
    assert manager.send(path, confirmed="yes").status_code == 403
    assert other_manager.send(path, confirmed="yes").status_code == 303


def test_an_auditor_and_an_officer_are_not_told(manager, auditor, here):
    manager.send(NEW, **NAMED)
    assert "Testperson" not in auditor.get("/people/officer-2").text
    for browser in (auditor, here.sign_in("officer-2")):
        assert browser.get(NEW).status_code == 403
        assert browser.send(NEW, **NAMED).status_code == 403


@pytest.mark.parametrize("conflict", ["7KQ4M2XR", "%00", "a" * 100])
def test_a_conflict_that_is_not_there_is_not_found(manager, conflict):
    assert manager.get(f"/people/officer-2/conflicts/{conflict}/end").status_code == 404
    assert manager.send(f"/people/officer-2/conflicts/{conflict}/end", confirmed="yes").status_code == 404
