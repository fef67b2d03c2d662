"""What an area manager changes works on that person's next request, on pages and through the interface."""

import pytest
from tests.instances import NOW
from tests.programs import calling_program
from tests.web.entrance.real import confirm_all
from tests.web.inhabited import OFFICER, SUPERVISOR

from cara.casework import ReferralStatus

GONE = {"reason": "left", "confirmed": "yes", "seen": "1"}
AUDITOR = {"role": "auditor", "district": "", "seen": "1"}


@pytest.fixture
def call(here):
    """Call the interface for the officer, with a token taken before."""
    token = calling_program(here.area.database, "force-custody", OFFICER, NOW).token(here.area.database, NOW)
    client = here.site.browser().client
    return lambda: client.get("/api/v1/referrals", headers={"authorization": f"Bearer {token}"}).status_code


def test_access_taken_away(here, manager, call):
    officer = here.sign_in(OFFICER)
    assert (officer.get("/bookings").status_code, call()) == (200, 200)
    manager.send(f"/people/{OFFICER}/end", **GONE)

    assert officer.get("/bookings").headers["location"] == "/sign-in"
    assert not officer.is_signed_in
    assert call() == 401


def test_a_form_that_was_open_when_access_was_taken_away_does_nothing(here, manager):
    officer, reference = here.sign_in(OFFICER), here.area.hold()
    token = officer.token_on(f"/bookings/{reference}/withdraw")
    manager.send(f"/people/{OFFICER}/end", **GONE)

    assert officer.send(f"/bookings/{reference}/withdraw", token, reason="No caution").status_code in {303, 403}
    assert here.area.see(reference).status is ReferralStatus.HELD


def test_another_role(here, manager, call):
    officer = here.sign_in(OFFICER)
    manager.send(f"/people/{OFFICER}/change", **AUDITOR)

    assert officer.get("/bookings").headers["location"] == "/sign-in"
    assert call() == 401
    confirm_all(here.area.database, NOW)
    again = here.sign_in(OFFICER)
    assert again.get("/people").status_code == 200
    assert again.get("/bookings/new").status_code == 403


def test_a_manager_who_is_none_any_more(here, manager, other_manager):
    token = other_manager.token_on(f"/people/{SUPERVISOR}/end")
    manager.send("/people/manager-2/change", **AUDITOR)

    assert other_manager.get("/people").headers["location"] == "/sign-in"
    assert other_manager.send(f"/people/{SUPERVISOR}/end", token, **GONE).status_code in {303, 403}
    assert "Access taken away" not in manager.get(f"/people/{SUPERVISOR}").text


def test_a_program_stopped(manager, call):
    assert call() == 200
    manager.send("/programs/force-custody/stop", confirmed="yes")
    assert call() == 401
