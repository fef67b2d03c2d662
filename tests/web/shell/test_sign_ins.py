import hashlib

import pytest
from sqlalchemy import func, select, update
from tests.web.visitors import MANAGER, OFFICER, START, Browser, Site

from cara.access import Role
from cara.records import Account, AuditEntry, Database, Entry, SignIn


@pytest.fixture
def site(make_site, database: Database) -> Site:
    """On each kind of database."""
    return make_site(database)


def count(site: Site, what=SignIn.token_sha256) -> int:
    with site.instance.casework.database.read() as unit:
        return unit.scalar(select(func.count(what))) or 0


def test_signing_in_and_out(officer: Browser, site: Site):
    assert officer.is_signed_in

    answer = officer.send("/sign-out")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert not officer.is_signed_in
    assert count(site) == 0


def test_only_the_hash_of_a_token_is_stored(officer: Browser, site: Site):
    with site.instance.casework.database.read() as unit:
        stored = unit.scalar(select(SignIn.token_sha256))

    assert stored == hashlib.sha256(officer.token.encode()).digest()


def test_a_token_from_outside_is_never_adopted(site: Site):
    browser = site.browser()
    browser.token = "A" * 43
    browser.sign_in(OFFICER)

    assert browser.token != "A" * 43
    assert count(site) == 1


def test_signing_in_anew_gives_another_token_and_ends_the_one_before(officer: Browser, site: Site):
    before = officer.token
    officer.send("/sign-in", account=MANAGER)
    thief = site.browser()
    thief.token = before

    assert officer.token != before
    assert "Bryn Oakes" in officer.get("/accessibility").text
    assert not thief.is_signed_in


def test_signing_out_ends_the_token_everywhere(officer: Browser, site: Site):
    other = site.browser()
    other.token = officer.token
    officer.send("/sign-out")

    assert not other.is_signed_in


@pytest.mark.parametrize(("seconds", "still_in"), [(29 * 60 + 59, True), (30 * 60, False)])
def test_a_sign_in_ends_after_half_an_hour_without_use(officer: Browser, site: Site, seconds: int, still_in: bool):
    site.clock.go_on(seconds=seconds)

    assert officer.is_signed_in is still_in


def test_a_sign_in_ends_after_eight_hours_however_busy(officer: Browser, site: Site):
    for _ in range(23):
        site.clock.go_on(minutes=20)
        assert officer.is_signed_in
    site.clock.go_on(minutes=20)

    assert not officer.is_signed_in


def test_pages_within_a_minute_write_nothing(officer: Browser, site: Site):
    before = count(site, AuditEntry.seq)
    for _ in range(3):
        site.clock.go_on(seconds=15)
        officer.get("/accessibility")

    assert count(site, AuditEntry.seq) == before
    site.clock.go_on(seconds=60)
    officer.get("/accessibility")
    assert count(site, AuditEntry.seq) == before + 1


def change_account(site: Site, **values: object) -> None:
    with site.instance.casework.database.write() as unit:
        unit.execute(update(Account).where(Account.code == OFFICER).values(**values))
        unit.audit(Entry(at=START, actor="system", action="test", resource="account", request_id=""))


def test_an_account_that_was_closed_is_out_at_once(officer: Browser, site: Site):
    change_account(site, active=False)

    assert not officer.is_signed_in
    assert officer.sign_in(OFFICER).status_code == 422


def test_a_changed_role_works_on_the_next_page(officer: Browser, site: Site):
    change_account(site, role=Role.AREA_MANAGER.value)

    assert "Area manager" in officer.get("/accessibility").text


def test_an_ended_sign_in_is_cleared_away_when_somebody_signs_in(officer: Browser, site: Site):
    site.clock.go_on(hours=9)
    site.browser().sign_in(MANAGER)

    assert count(site) == 1


def test_signing_in_and_out_is_in_the_audit_trail(officer: Browser, site: Site):
    officer.send("/sign-out")
    with site.instance.casework.database.read() as unit:
        entries = unit.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.seq)).all()

    assert entries[-2:] == [("sign_in", OFFICER), ("sign_out", OFFICER)]


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 5000, "é" * 43, "A" * 42 + "\n"])
def test_a_cookie_that_is_no_sign_in_is_nobody(site: Site, token: str):
    answer = site.browser().client.get(
        "/", headers={b"cookie": b"cara=" + token.encode(), b"accept": b"text/html"}, follow_redirects=False
    )

    assert answer.headers["location"] == "/sign-in"


def test_an_account_that_is_not_there_cannot_sign_in(site: Site):
    answer = site.browser().sign_in("nobody")

    assert answer.status_code == 422
    assert "cannot sign in" in answer.text
