"""What waits for a second person: the list, and deciding it, as those see it who may."""

import json
import re

import pytest
from tests.programs import ForceProgram
from tests.web.inhabited import DEVELOPER, OFFICER, SUPERVISOR, words_on
from tests.web.staff.test_people import CODE, invite

from cara.staff import NoSuchInvitation
from cara.staff.invitations import invitation_of
from cara.staff.second_person import waiting_for_operator


def asked(manager, here) -> tuple[str, str]:
    """Have the manager invite a police supervisor; give the invitation's code, and the code of what waits."""
    shown = invite(manager, role="police_supervisor")
    ((waiting, *_),) = waiting_for_operator(here.area.database)
    return CODE.search(shown.text)[0], waiting


def invitation_opens(here, code: str) -> bool:
    try:
        invitation_of(here.area.database, code, now=here.area.now)
    except NoSuchInvitation:
        return False
    return True


@pytest.mark.parametrize("who", [OFFICER, DEVELOPER])
def test_nobody_else_comes_here(here, who):
    assert here.sign_in(who).get("/confirmations").status_code == 403


def test_where_nothing_waits_the_list_says_so(auditor):
    assert "Nothing waits to be confirmed" in words_on(auditor.get("/confirmations"))


def test_whoever_invites_is_told_that_it_waits_and_cannot_confirm_it(manager, here):
    shown = invite(manager, role="police_supervisor")
    assert "until a second person has confirmed it" in words_on(shown)
    said = manager.get("/confirmations")
    assert "Somebody else decides" in words_on(said)
    assert "Alder Quill" in words_on(said)
    ((waiting, *_),) = waiting_for_operator(here.area.database)

    assert manager.get(f"/confirmations/{waiting}").status_code == 404
    assert manager.send(f"/confirmations/{waiting}", decision="confirmed").status_code == 403
    assert not invitation_opens(here, CODE.search(shown.text)[0])


def test_a_second_person_confirms_it(manager, auditor, here):
    code, waiting = asked(manager, here)
    listed = auditor.get("/confirmations")
    assert f'href="/confirmations/{waiting}"' in listed.text
    page = auditor.get(f"/confirmations/{waiting}")
    assert {"Alder Quill", "Police supervisor", "Testshire Police", "manager-1"} <= set(
        re.findall("Alder Quill|Police supervisor|Testshire Police|manager-1", words_on(page))
    )
    assert auditor.send(f"/confirmations/{waiting}").status_code == 422
    assert not invitation_opens(here, code)
    done = auditor.send(f"/confirmations/{waiting}", decision="confirmed")

    assert done.headers["location"] == "/confirmations?done=confirmed"
    assert "It is confirmed" in words_on(auditor.get("/confirmations?done=confirmed"))
    assert invitation_opens(here, code)
    assert auditor.send(f"/confirmations/{waiting}", decision="confirmed").status_code == 404


def test_the_supervisor_of_the_force_refuses_it(manager, here):
    code, waiting = asked(manager, here)
    supervisor = here.sign_in(SUPERVISOR)
    assert 'href="/confirmations"' in supervisor.get("/worklist").text
    assert supervisor.send(f"/confirmations/{waiting}", decision="refused").status_code == 303

    assert not invitation_opens(here, code)


def test_it_needs_a_fresh_proof(manager, auditor, here):
    _, waiting = asked(manager, here)
    here.go_on(minutes=11)

    assert auditor.get("/confirmations").status_code == 200
    assert auditor.get(f"/confirmations/{waiting}").headers["location"].startswith("/prove?next=")


@pytest.mark.parametrize("code", ["AAAAAAAA", "%00", "a" * 300, "%ff"])
def test_what_does_not_wait_is_not_found(auditor, code):
    assert auditor.get(f"/confirmations/{code}").status_code in {400, 404}
    assert auditor.send(f"/confirmations/{code}", decision="confirmed").status_code in {400, 404}


def test_an_account_that_was_invited_anew_is_told_on_the_first_page(manager, here):
    manager.send("/people/officer-1/invite")
    officer = here.sign_in(OFFICER)
    said = officer.get("/")
    assert "Your account was invited again" in words_on(said)
    (notice,) = re.findall(r'action="(/notices/\d+/read)"', said.text)
    assert officer.send(notice).status_code == 303

    assert "invited again" not in words_on(officer.get("/bookings"))
    assert officer.get("/").headers["location"] == "/bookings"


def test_another_role_waits_and_the_page_says_so(manager, here):
    done = manager.send("/people/facilitator-1/change", role="police_supervisor", seen="1")
    assert done.headers["location"].endswith("?done=waits")

    assert "waits until a second person" in words_on(manager.get(done.headers["location"]))


def test_a_program_that_waits_is_listed_so_and_can_be_stopped(manager, here):
    program = ForceProgram("force-custody")
    keys = json.dumps(program.public_keys)
    manager.send("/programs/add", code=program.code, account=OFFICER, public_keys=keys)
    assert "Once it is confirmed" in words_on(manager.get("/programs"))
    assert manager.send("/programs/force-custody/stop", confirmed="yes").status_code == 303

    assert waiting_for_operator(here.area.database) == ()
