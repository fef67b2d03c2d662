"""Programs: the list, letting one call by its public key, stopping it."""

import json

import pytest
from tests.instances import NOW
from tests.programs import ForceProgram, calling_program
from tests.web.entrance.real import confirm_all
from tests.web.inhabited import DEVELOPER, OFFICER, SUPERVISOR, words_on

from cara.staff.programs import list_programs

PROGRAM = ForceProgram("force-custody")
ADDED = {"code": PROGRAM.code, "account": "officer-1", "public_keys": json.dumps(PROGRAM.public_keys)}


def programs(here):
    return {one.code: one.active for one in list_programs(here.area.database, here.area.manager, now=NOW)}


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR, DEVELOPER])
@pytest.mark.parametrize("path", ["/programs", "/programs/add", "/programs/any/stop"])
def test_nobody_else_comes_here(here, who, path):
    assert here.sign_in(who).get(path).status_code == 403


def test_where_there_is_none_the_list_says_what_to_do(manager):
    assert "No program may call yet" in words_on(manager.get("/programs"))


def test_a_program_is_let_call_and_listed_with_whom_it_is_for(manager, here):
    assert "officer-1" in manager.get("/programs/add").text
    assert manager.send("/programs/add", **ADDED).headers["location"] == "/programs?done=added"

    said = words_on(manager.get("/programs?done=added"))
    assert "force-custody" in said
    assert "Account officer-1" in said
    assert "Testshire Police" in said
    assert "Never" in said
    assert "http://cara.test/api/v1/token" in said
    assert programs(here) == {"force-custody": False}
    confirm_all(here.area.database, NOW)
    assert programs(here) == {"force-custody": True}


def test_the_list_says_when_a_program_called_last(manager, here):
    calling_program(here.area.database, "force-custody", "officer-1", NOW).token(here.area.database, NOW)
    assert "23 November 2026 at 10am" in words_on(manager.get("/programs"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": ""}, "Enter a code for the program"),
        ({"code": "Force Custody"}, "A code has 3 to 64"),
        ({"account": ""}, "Select the account for which it acts"),
        ({"account": "manager-1"}, "Choose the account of a police officer"),
        ({"account": "\x00"}, "Choose the account of a police officer"),
        ({"public_keys": ""}, "Enter the program's public keys"),
        ({"public_keys": "hello"}, "Paste a JSON Web Key Set"),
        ({"public_keys": "a" * 20_001}, "20000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_no_program_added(manager, here, changes, sentence):
    refused = manager.send("/programs/add", **{**ADDED, **changes})
    assert (refused.status_code, sentence in words_on(refused)) == (422, True), words_on(refused)
    assert programs(here) == {}


def test_a_private_key_pasted_by_mistake_is_not_sent_back(manager, here):
    private = PROGRAM.key.as_dict(private=True)
    refused = manager.send("/programs/add", **{**ADDED, "public_keys": json.dumps(private)})

    assert "not secret any more" in words_on(refused)
    assert private["d"] not in refused.text
    assert PROGRAM.code in refused.text
    assert programs(here) == {}


def test_a_program_is_stopped_when_it_is_meant(manager, here):
    manager.send("/programs/add", **ADDED)
    confirm_all(here.area.database, NOW)
    assert "Its next call is refused" in words_on(manager.get("/programs/force-custody/stop"))
    assert manager.send("/programs/force-custody/stop").status_code == 422
    assert programs(here) == {"force-custody": True}
    stopped = manager.send("/programs/force-custody/stop", confirmed="yes")

    assert stopped.headers["location"] == "/programs?done=stopped"
    assert programs(here) == {"force-custody": False}
    assert "Stopped" in words_on(manager.get("/programs"))
    assert manager.get("/programs/force-custody/stop").status_code == 404
    assert manager.send("/programs/force-custody/stop", confirmed="yes").status_code == 404


@pytest.mark.parametrize("code", ["none-such", "%00", "a" * 200, "%ff"])
def test_a_program_that_is_not_there_is_not_found(manager, code):
    assert manager.get(f"/programs/{code}/stop").status_code == 404
    assert manager.send(f"/programs/{code}/stop", confirmed="yes").status_code == 404


def test_an_auditor_sees_the_programs_and_stops_none(auditor, here):
    calling_program(here.area.database, "force-custody", "officer-1", NOW)
    said = auditor.get("/programs")
    assert "force-custody" in said.text
    assert "/stop" not in said.text
    assert auditor.send("/programs/force-custody/stop", confirmed="yes").status_code == 403
    assert auditor.get("/programs/add").status_code == 403
    assert programs(here) == {"force-custody": True}
