from dataclasses import replace

import pytest
from litestar import get
from pydantic import ValidationError
from tests.web.visitors import MANAGER, OFFICER, START

from cara.access import Action, Role, Subject, decide
from cara.records import Database
from cara.settings import InstanceSettings, SettingsProblem
from cara_web.app import create_app
from cara_web.guarding import RouteWithoutAction
from cara_web.layout.navigation import ADMINISTRATION, ENTRIES, HOME, MOST_IN_A_LINE, administration, menu

A_POLICE_OFFICER = Subject(1, OFFICER, Role.POLICE_OFFICER, "Testshire Police")


@get("/undeclared")
async def undeclared() -> str:
    return "never"


@get("/misdeclared", opt={"action": "see_home"})
async def misdeclared() -> str:
    return "never"


@get("/for-managers", opt={"action": Action.DECIDE_PLACE})
async def for_managers() -> str:
    return "done"


@pytest.mark.parametrize("route", [undeclared, misdeclared])
def test_a_route_without_an_action_stops_the_start(make_site, sqlite_database: Database, route):
    with pytest.raises(RouteWithoutAction) as refused:
        make_site(sqlite_database, more=(route,))

    assert refused.value.path == f"/{route.fn.__name__}"


@pytest.mark.parametrize(("code", "status"), [(OFFICER, 403), (MANAGER, 200)])
def test_a_route_opens_to_those_who_may_do_its_action(make_site, sqlite_database: Database, code: str, status: int):
    browser = make_site(sqlite_database, more=(for_managers,)).browser()
    browser.sign_in(code)

    assert browser.get("/for-managers").status_code == status


def test_a_real_instance_has_no_sign_in_chooser():
    with pytest.raises(ValidationError, match="sign_in_chooser"):
        InstanceSettings(area="testshire", database="sqlite:///x", sign_in_chooser=True)


def test_a_real_instance_does_not_start_with_the_chooser_even_if_its_settings_were_not_checked(site):
    unchecked = site.instance.settings.model_copy(update={"demo": False})

    with pytest.raises(SettingsProblem, match="anybody"):
        create_app(replace(site.instance, settings=unchecked))


def test_without_the_chooser_nobody_is_offered(make_site, sqlite_database: Database):
    page = make_site(sqlite_database, sign_in_chooser=False).browser().get("/sign-in").text

    assert OFFICER not in page
    assert "Choose who" not in page


def test_a_real_instance_has_no_components_page(make_site, sqlite_database: Database, tmp_path):
    real = {"demo": False, "sign_in_chooser": False, "origin": "https://cara.test"}
    site = make_site(sqlite_database, keys=tmp_path / "keys.toml", victim_keys=tmp_path / "victims.toml", **real)

    assert site.browser().get("/_components").status_code == 404


@pytest.mark.parametrize("path", ["/bookings/new", "/bookings/new/places"])
def test_the_menu_marks_the_nearest_page_above(path: str):
    entries = menu(A_POLICE_OFFICER, path, {"/bookings", "/bookings/new"}, START)

    assert [entry.href for entry in entries if entry.here] == ["/bookings/new"]


def test_the_menu_leads_only_where_a_route_is_and_only_where_one_may_go():
    everything = {entry.href for entry in ENTRIES}

    assert menu(A_POLICE_OFFICER, "/", set(), START) == ()
    assert "/worklist" not in {entry.href for entry in menu(A_POLICE_OFFICER, "/", everything, START)}


def test_every_first_page_may_be_opened_by_those_who_begin_there():
    actions = {entry.href: entry.action for entry in ENTRIES}

    for role, href in HOME.items():
        assert decide(replace(A_POLICE_OFFICER, role=role), actions[href], None, START).allowed, role


def test_nobody_sees_a_menu_before_signing_in():
    assert menu(None, "/", {entry.href for entry in ENTRIES}, START) == ()


EVERYTHING = {ADMINISTRATION, *(entry.href for entry in ENTRIES)}


def who(role: Role) -> Subject:
    return replace(A_POLICE_OFFICER, role=role, proved_at=START)


@pytest.mark.parametrize("role", Role)
def test_everything_that_somebody_may_open_is_in_the_menu_or_one_step_behind_it(role: Role):
    shown = {entry.href for entry in menu(who(role), "/", EVERYTHING, START)}
    behind = (
        {entry.href for entry in administration(who(role), EVERYTHING, START)} if ADMINISTRATION in shown else set()
    )
    allowed = {
        entry.href for entry in ENTRIES if role in entry.roles and decide(who(role), entry.action, None, START).allowed
    }
    assert (shown | behind) - {ADMINISTRATION} == allowed
    assert len(shown) <= MOST_IN_A_LINE


def test_only_a_menu_that_is_too_long_is_put_together():
    assert ADMINISTRATION in {entry.href for entry in menu(who(Role.AREA_MANAGER), "/", EVERYTHING, START)}
    assert ADMINISTRATION not in {entry.href for entry in menu(who(Role.AUDITOR), "/", EVERYTHING, START)}


@pytest.mark.parametrize("path", [ADMINISTRATION, "/people", "/audit"])
def test_a_page_behind_the_menu_marks_the_entry_that_leads_to_it(path: str):
    here = [entry.href for entry in menu(who(Role.AREA_MANAGER), path, EVERYTHING, START) if entry.here]
    assert here == [ADMINISTRATION]


def test_the_first_page_is_open_only_at_its_own_address():
    assert [entry.href for entry in menu(who(Role.AREA_MANAGER), "/account", EVERYTHING, START) if entry.here] == []
