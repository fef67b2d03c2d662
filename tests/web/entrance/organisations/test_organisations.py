"""Signing in at one's own organisation, through the pages, with a provider that says whatever a test wants."""

import logging

import httpx
import pytest
from sqlalchemy import func, select, update
from tests.web.conftest import SiteMaker
from tests.web.entrance.conftest import REAL
from tests.web.entrance.member import OTHER, POLICE, VISIT, Member, asking, rows
from tests.web.entrance.organisations.seen import accounts, check_refused, logged
from tests.web.entrance.real import Guest, invited_to
from tests.web.entrance.test_proving import ELSEWHERE
from tests.web.federation.fake_provider import LEFT_OUT, METADATA, TOKENS, FakeProvider
from tests.web.visitors import MANAGER, Site

from cara.acting import tell
from cara.records import Database
from cara.records import tables as t
from cara.settings import SettingsProblem
from cara.staff.accounts import WhyEnded, end_access, find_account


def test_the_ways_in_are_listed(plain: Member):
    page = plain.browser.get("/sign-in").text

    assert f'href="{POLICE}"' in page
    assert f'href="{OTHER}"' in page
    assert "Testshire Police" in page


def test_somebody_signs_in_and_has_an_account_with_the_role_of_the_group(member: Member):
    entered = member.sign_in()

    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert member.is_signed_in
    assert accounts(member) == [("police_officer", "Testshire Police")]
    page = member.browser.get("/account").text
    assert "Alder Quill" in page
    assert "Own organisation" in page
    assert member.kept is None


def test_the_next_sign_in_is_to_the_same_account(member: Member):
    member.sign_in()
    Member.at(member.site, member.fake).sign_in()

    assert len(accounts(member)) == 1
    assert member.is_signed_in


def test_the_browser_leaves_with_everything_that_protects_the_answer(plain: Member):
    answer = plain.browser.get(POLICE)
    cookies = {line.partition("=")[0]: line.split("; ") for line in answer.headers.get_list("set-cookie")}

    assert answer.headers["location"].startswith("https://login.example.org/authorize?")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(cookies[VISIT])
    assert "SameSite=strict" in cookies["__Host-cara-form"]
    asked = plain.leave()
    assert asked["redirect_uri"] == "https://cara.test/sign-in/at/police/return"
    assert asked["code_challenge_method"] == "S256"
    assert "prompt" not in asked
    assert plain.kept
    assert asked["state"] not in plain.kept


def test_whoever_comes_back_goes_on_from_a_page_of_ours(plain: Member):
    came = plain.come_back(plain.leave()["state"])

    assert came.status_code == 200
    assert f'<meta http-equiv="refresh" content="0; url={POLICE}/enter">' in came.text
    assert f'<a class="govuk-link" href="{POLICE}/enter">' in came.text
    assert [line.partition("=")[0] for line in came.headers.get_list("set-cookie")] == [VISIT]
    assert came.headers["cache-control"] == "no-store"


def test_nothing_is_stored_before_the_last_step(member: Member):
    before = rows(member.site)
    member.browser.get("/sign-in")
    member.come_back(member.leave()["state"])
    assert rows(member.site) == before

    member.enter()
    after = rows(member.site)
    assert {name for name in after if after[name] != before.get(name)} >= {"account", "sign_in", "audit_entry"}


def test_a_role_that_changed_there_changes_here_and_ends_the_other_sign_ins(member: Member):
    member.sign_in()
    elsewhere = Member.at(member.site, member.fake)
    member.fake.claims["groups"] = ["supervisors"]
    elsewhere.sign_in()

    assert accounts(member) == [("police_supervisor", "Testshire Police")]
    assert not member.is_signed_in
    assert elsewhere.is_signed_in


def test_the_only_area_manager_stays_one_whatever_the_groups_say(
    make_site: SiteMaker, database: Database, fake: FakeProvider, caplog: pytest.LogCaptureFixture
):
    roles = {"managers": "area_manager", "officers": "police_officer"}
    site = make_site(database, providers=(fake.settings(roles=roles),), **REAL)
    with database.write() as unit:
        unit.execute(update(t.Account).where(t.Account.role == "area_manager").values(active=False))
        tell(unit, None, "access_ended", "account", site.clock())
    member = Member.at(asking(site, fake), fake)
    fake.claims["groups"] = ["managers"]
    member.sign_in()
    elsewhere = Member.at(member.site, fake)
    fake.claims["groups"] = ["officers"]
    refused = elsewhere.sign_in()

    check_refused(elsewhere, refused, 403, "You could not be signed in")
    assert logged(caplog)["reason"] == "last_manager"
    assert accounts(member) == [("area_manager", "Testshire Police")]


def test_access_taken_away_here_is_taken_away(member: Member, caplog: pytest.LogCaptureFixture):
    member.sign_in()
    database, now = member.site.instance.casework.database, member.site.clock()
    with database.read() as unit:
        code = unit.scalar(select(t.Account.code).where(t.Account.provider == "police"))
        manager, version = find_account(unit, MANAGER).subject(proved_at=now), find_account(unit, code).version
    end_access(database, manager, code, WhyEnded.LEFT, seen_version=version, now=now)

    check_refused(member, member.sign_in(), 403, "You could not be signed in. Try again, or ask your area manager")
    assert logged(caplog)["reason"] == "inactive"


@pytest.mark.parametrize(
    ("claims", "says", "reason"),
    [
        ({"groups": ["cooks"]}, "You have no role here: ask Testshire Police", "no_role"),
        ({"groups": LEFT_OUT}, "You have no role here", "no_role"),
        ({"groups": ["officers", "supervisors"]}, "more than one role here", "several_roles"),
        ({"name": LEFT_OUT}, "sent no name of yours that can be used here", "no_name"),
        ({"name": "A" * 101}, "sent no name of yours that can be used here", "no_name"),
        ({"nonce": "another"}, "could not be verified", "nonce"),
    ],
)
def test_somebody_who_may_not_come_in_is_told_and_nothing_is_stored(plain: Member, claims, says, reason, caplog):
    before = rows(plain.site)
    plain.fake.claims = claims

    check_refused(plain, plain.sign_in(), 403, says)
    assert rows(plain.site) == before
    said = logged(caplog)
    assert (said["provider"], said["reason"]) == ("police", reason)
    assert "Alder" not in str(said)
    assert "person-1" not in str(said)


def test_somebody_who_cancels_may_begin_again(plain: Member):
    came = plain.come_back(plain.leave()["state"], error="access_denied")

    check_refused(plain, came, 403, "Testshire Police did not sign you in")
    assert 'href="/sign-in"' in came.text
    assert plain.sign_in().status_code == 303


def down(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route to 192.0.2.1", request=request)


def test_a_provider_that_is_down_is_named_before_anybody_leaves(plain: Member, caplog: pytest.LogCaptureFixture):
    plain.fake.instead[METADATA] = down
    answer = plain.browser.get(POLICE)

    check_refused(plain, answer, 503, "Testshire Police cannot sign anybody in at the moment")
    assert answer.headers["retry-after"] == "5"
    assert logged(caplog)["reason"] == "unreachable"


def test_a_provider_that_goes_down_meanwhile_is_named(plain: Member):
    plain.fake.instead[TOKENS] = down

    check_refused(plain, plain.sign_in(), 503, "Testshire Police cannot sign anybody in at the moment")


def test_an_answer_to_another_browser_signs_nobody_in(plain: Member):
    attacker = Member.at(plain.site, plain.fake)
    plain.leave()
    state = attacker.leave()["state"]

    check_refused(plain, plain.come_back(state), 409, "begun elsewhere")
    assert plain.fake.asked[TOKENS] == 0


def test_an_answer_that_nobody_waits_for_signs_nobody_in(plain: Member):
    check_refused(plain, plain.come_back("any"), 409, "begun elsewhere")


def test_what_came_back_is_of_no_use_in_another_browser(plain: Member):
    attacker = Member.at(plain.site, plain.fake)
    attacker.come_back(attacker.leave()["state"])
    plain.browser.get("/sign-in")
    plain.kept = attacker.kept or ""

    check_refused(plain, plain.enter(), 409, "begun elsewhere")


def test_an_answer_is_taken_once(plain: Member):
    state = plain.leave()["state"]
    plain.come_back(state)

    check_refused(plain, plain.come_back(state), 409, "begun elsewhere")


def test_what_came_back_is_taken_once(member: Member):
    member.browser.get("/sign-in")
    member.come_back(member.leave()["state"])
    jar = member.browser.client.cookies.jar
    before = list(jar)
    assert member.enter().status_code == 303
    jar.clear()
    for cookie in before:
        jar.set_cookie(cookie)
    stored = rows(member.site)

    check_refused(member, member.enter(), 409, "begun elsewhere")
    assert rows(member.site) == stored


def test_a_visit_ends_after_ten_minutes(plain: Member):
    state = plain.leave()["state"]
    plain.site.clock.go_on(minutes=10)

    check_refused(plain, plain.come_back(state), 409, "took too long")


def test_a_visit_to_one_provider_does_not_end_at_another(plain: Member, caplog: pytest.LogCaptureFixture):
    state = plain.leave()["state"]

    check_refused(plain, plain.come_back(state, at=OTHER), 403, "could not be verified")
    assert logged(caplog)["reason"] == "provider"


def test_what_came_back_from_one_provider_does_not_enter_from_another(plain: Member):
    plain.come_back(plain.leave()["state"])

    check_refused(plain, plain.enter(OTHER), 403, "could not be verified")


@pytest.mark.parametrize("name", ["state", "code", "iss", "else"])
def test_whatever_is_said_twice_is_refused(plain: Member, name: str, caplog: pytest.LogCaptureFixture):
    state = plain.leave()["state"]
    said = {"state": state, "code": "a-code", "iss": plain.fake.issuer, "else": "x"}
    query = "&".join(f"{one}={value}" for one, value in said.items())

    check_refused(plain, plain.from_elsewhere(f"{POLICE}/return?{query}&{name}={said[name]}"), 403, "not be verified")
    assert logged(caplog)["reason"] == "twice"


@pytest.mark.parametrize("query", ["", "state", "state=%ff", "state=%ed%a0%80", "state=%00", "state=" + "x" * 9000])
@pytest.mark.parametrize("kept", ["", "x", "\"'", "=" * 5000, "AAAA", "%ff"])
def test_nonsense_is_refused_like_any_other(plain: Member, query: str, kept: str):
    for path in (f"{POLICE}/return?{query}", f"{POLICE}/enter?{query}"):
        answer = plain.browser.client.get(path, headers={"accept": "text/html", "cookie": f"{VISIT}={kept}"})
        assert answer.status_code == 409, path


@pytest.mark.parametrize("going", ELSEWHERE)
def test_nobody_is_sent_elsewhere(plain: Member, going: str):
    plain.sign_in()

    assert plain.prove(str(httpx.QueryParams({"n": going}))[2:]).headers["location"] == "/prove/done"


@pytest.mark.parametrize("at", ["/sign-in/at/nobody", "/sign-in/at/Police", "/sign-in/at/polic%C3%A9"])
def test_a_provider_that_there_is_not_is_not_found(plain: Member, at: str):
    for path in (at, f"{at}/return?state=x", f"{at}/enter"):
        assert plain.browser.get(path).status_code == 404, path


def test_without_providers_there_are_no_such_pages(real: Site):
    guest = Guest.at(real)
    for path in (POLICE, f"{POLICE}/return", f"{POLICE}/enter", f"{POLICE}/prove"):
        assert guest.get(path).status_code == 404, path
    assert not any("/sign-in/at" in route.path for route in real.app.app.routes)  # type: ignore[attr-defined]


def test_somebody_with_a_passkey_is_not_sent_to_a_provider_for_the_proof(plain: Member):
    guest = Guest.at(plain.site)
    guest.join(invited_to(plain.site))

    assert POLICE not in guest.get("/prove").text


def test_a_role_that_there_is_not_stops_the_start(make_site: SiteMaker, sqlite_database: Database, fake: FakeProvider):
    with pytest.raises(SettingsProblem, match="provider police gives a group the role cook"):
        make_site(sqlite_database, providers=(fake.settings(roles={"cooks": "cook"}),), **REAL)


def test_every_step_stands_in_the_log_without_what_came_with_it(plain: Member, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    state = plain.leave()["state"]
    plain.come_back(state)
    plain.enter()
    said = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("cara"))

    assert "/sign-in/at/{provider}/return" in said
    for secret in (state, "a-code", plain.fake.nonce, "Alder", "person-1"):
        assert secret not in said


def test_whoever_was_signed_in_before_is_signed_out_by_it(member: Member):
    guest = Guest.at(member.site)
    guest.join(invited_to(member.site))
    member.browser = guest.browser
    with member.site.instance.casework.database.read() as unit:
        before = unit.scalar(select(func.count()).select_from(t.SignIn))
    member.sign_in()

    assert "Alder Quill" in member.browser.get("/account").text
    with member.site.instance.casework.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(t.SignIn)) == before


@pytest.mark.anyio
async def test_what_asked_the_providers_is_closed_with_the_instance(plain: Member):
    plain.browser.get(POLICE)
    assert not plain.site.instance._http.is_closed
    await plain.site.instance.close()

    assert plain.site.instance._http.is_closed
