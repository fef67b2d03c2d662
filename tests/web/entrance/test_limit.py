"""Wrong tries at the pages: what is refused looks the same whoever it was for, and an address that waits is told so."""

import html
import re
from dataclasses import dataclass, replace

import httpx
import pyotp
import pytest
from litestar.testing import TestClient
from tests.core.staff.phones import GOOD
from tests.web.conftest import SiteMaker
from tests.web.entrance.conftest import REAL
from tests.web.entrance.real import ADDRESS, FIREFOX, Guest, invited_to
from tests.web.visitors import Browser, Site

from cara.records import Database
from cara_web.app import create_app

PROXY, HOME = "203.0.113.1", "192.0.2.7"


def at(site: Site, address: str) -> Guest:
    """Give somebody who comes from an address."""

    async def from_there(scope, receive, send):
        await site.app({**scope, "client": (address, 5000)}, receive, send)

    client = TestClient(from_there, base_url=ADDRESS)
    client.headers["user-agent"] = FIREFOX
    return Guest(site, Browser(client))


@dataclass
class Owner:
    """Somebody with a passphrase."""

    code: str
    totp: pyotp.TOTP


def joined(site: Site) -> Owner:
    """Have somebody accept an invitation with a passphrase, from elsewhere."""
    guest, invited = at(site, "198.51.100.9"), invited_to(site)
    page = guest.look_at(invited)
    secret = re.sub(r"\s", "", re.findall(r'class="cara-secret">([^<]*)<', page.text)[0])
    key = html.unescape(re.findall(r'name="key" value="([^"]*)"', page.text)[-1])
    totp = pyotp.TOTP(secret)
    sent = {"invitation": invited.code, "way": "passphrase", "key": key, "passphrase": GOOD}
    assert guest.send("/join", **sent, code=totp.at(site.clock())).status_code == 303
    site.clock.go_on(minutes=1)
    return Owner(invited.account, totp)


def sign_in(guest: Guest, account: str, passphrase: str = "wrong", code: str = "000000") -> httpx.Response:
    return guest.send("/sign-in", account=account, passphrase=passphrase, code=code)


def plain_text(answer: httpx.Response, account: str) -> str:
    """Give a page without what is drawn anew for each request."""
    text = answer.text.replace(account, "ACCOUNT1")
    text = re.sub(r'(nonce|data-cara-question|name="key" value|name="csrf_token" value)="[^"]*"', r'\1=""', text)
    return re.sub(r"[0-9a-f]{16}", "", text)


@pytest.fixture
def site(with_passphrases: Site) -> Site:
    return with_passphrases


def test_a_known_account_an_unknown_one_and_one_that_waits_are_refused_alike(site: Site):
    owner, pages = joined(site), set()
    for number, account in enumerate((owner.code, "NOBODY12")):
        guest = at(site, f"192.0.2.{number}")
        for _ in range(7):
            answer = sign_in(guest, account)
            pages.add((answer.status_code, len(answer.text), plain_text(answer, account)))
        right = sign_in(guest, account, GOOD, owner.totp.at(site.clock()))
        pages.add((right.status_code, len(right.text), plain_text(right, account)))

    assert len(pages) == 1
    assert pages.pop()[0] == 403


def test_after_the_wait_the_right_one_is_taken(site: Site):
    owner, guest = joined(site), at(site, HOME)
    for _ in range(5):
        sign_in(guest, owner.code)
    assert sign_in(guest, owner.code, GOOD, owner.totp.at(site.clock())).status_code == 403
    site.clock.go_on(minutes=1)

    assert sign_in(guest, owner.code, GOOD, owner.totp.at(site.clock())).status_code == 303


@pytest.fixture
def strict(make_site: SiteMaker, database: Database) -> Site:
    """A real instance where ten wrong tries from one address are free."""
    return make_site(database, passphrases=True, trusted_proxies=(PROXY,), tries_from_address=10, **REAL)


def test_an_address_that_was_wrong_too_often_is_told_until_when_it_waits(strict: Site):
    guest = at(strict, HOME)
    for number in range(10):
        assert sign_in(guest, f"NOBODY{number:02}").status_code == 403
    strict.clock.go_on(seconds=10)
    answer = sign_in(guest, "NOBODY77")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "50")
    assert "Too many wrong tries" in answer.text
    assert "signing in with a passkey" in answer.text
    assert "NOBODY77" not in answer.text
    assert sign_in(at(strict, "192.0.2.8"), "NOBODY77").status_code == 403


def test_a_proxy_that_does_not_say_from_where_shuts_nobody_out(strict: Site):
    guest = at(strict, PROXY)
    answers = [sign_in(guest, f"NOBODY{number:02}").status_code for number in range(12)]

    assert set(answers) == {403}


def test_codes_of_invitations_are_tried_ten_times_too(strict: Site):
    guest = at(strict, HOME)
    answers = [guest.send("/join", invitation="WRONG").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
    assert guest.send("/join", invitation=invited_to(strict).code).status_code == 429


def test_whoever_is_signed_in_is_told_to_wait_before_the_proof(site: Site):
    owner, guest = joined(site), at(site, HOME)
    sign_in(guest, owner.code, GOOD, owner.totp.at(site.clock()))
    for _ in range(5):
        page = guest.get("/prove")
        assert guest.send("/prove", page, passphrase="wrong", code="000000").status_code == 403
    answer = guest.send("/prove", guest.get("/prove"), passphrase=GOOD, code="000000")

    assert answer.status_code == 429
    assert "What you have not finished is not lost" in answer.text


def test_without_passphrases_nothing_is_counted_and_a_passkey_signs_in_from_an_address_that_waits(strict: Site):
    guest, invited = at(strict, HOME), invited_to(strict)
    guest.join(invited)
    guest.send("/sign-out", guest.get("/account"))
    for number in range(11):
        sign_in(guest, f"NOBODY{number:02}")

    assert sign_in(guest, "NOBODY77").status_code == 429
    assert guest.sign_in().status_code == 303


def test_a_site_that_believes_no_proxy_knows_no_address_behind_https(site: Site):
    settings = site.instance.settings.model_copy(update={"trusted_proxies": (), "passphrases": False})
    instance = replace(site.instance, settings=settings)
    guest = at(replace(site, app=create_app(instance), instance=instance), HOME)
    answers = [guest.send("/join", invitation="WRONG").status_code for _ in range(60)]

    assert set(answers) == {422}
