"""Accepting an invitation through the pages: the code in no address, one's own name, a passkey or a passphrase."""

import re

import pyotp
import pytest
from tests.web.entrance.real import Guest, fields, invited_to
from tests.web.visitors import Browser, Site

GOOD = "verandah pickle orbit lantern"


def test_an_invitation_is_accepted_with_a_passkey(real: Site):
    guest = Guest.at(real)
    page = guest.look_at(invited_to(real))
    assert "Cedar Moss" in page.text
    assert "Police officer" in page.text

    answer = guest.join(invited_to(real, "Dale Fern"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith("__Host-cara=")
    account = guest.get("/account").text
    assert "Dale Fern" in account
    assert "Work laptop" in account
    assert "Firefox on Windows" in account


def test_its_code_is_in_no_address_and_kept_nowhere(real: Site):
    guest, invited = Guest.at(real), invited_to(real)
    page = guest.look_at(invited)

    assert f'name="invitation" value="{invited.code}"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert not re.findall(rf'(?:href|action)="[^"]*{invited.code[:5]}', page.text)
    assert invited.code not in guest.get(f"/join?invitation={invited.code}").text


def test_a_device_is_named_after_the_browser_until_its_owner_says_otherwise(plain: Site):
    page = Guest.at(plain).look_at(invited_to(plain))

    assert fields(page, "/join")["label"] == "Firefox on Windows"


@pytest.mark.parametrize("code", ["", "ABCDE-FGHJK", "é" * 25])
def test_a_code_that_opens_nothing_is_said_so_and_kept(plain: Site, code: str):
    answer = Guest.at(plain).send("/join", invitation=code)

    assert answer.status_code == 422
    assert "This invitation cannot be used" in answer.text
    assert f'value="{code}"' in answer.text or not code


def test_an_invitation_is_good_once(real: Site):
    invited = invited_to(real)
    assert Guest.at(real).join(invited).status_code == 303

    assert Guest.at(real).look_at(invited).status_code == 422


def test_a_device_that_answers_wrongly_leaves_the_invitation_open(plain: Site):
    guest, invited = Guest.at(plain), invited_to(plain)
    page = guest.look_at(invited)
    answer = guest.send("/join", page, answer="{}", label="Laptop")

    assert answer.status_code == 403
    assert "could not be used here" in answer.text
    assert guest.join(invited).status_code == 303


def test_a_page_that_was_open_too_long_begins_anew(plain: Site):
    guest, invited = Guest.at(plain), invited_to(plain)
    page = guest.look_at(invited)
    plain.clock.go_on(minutes=11)
    answer = guest.send("/join", page, answer="{}", label="My laptop")

    assert answer.status_code == 409
    assert fields(answer, "/join")["label"] == "My laptop"
    assert fields(answer, "/join")["key"] != fields(page, "/join")["key"]


def test_a_device_without_a_name_is_asked_for_one(plain: Site):
    assert Guest.at(plain).join(invited_to(plain), label=" ").status_code == 422


def test_the_passkey_of_another_browsers_page_is_of_no_use(plain: Site):
    invited = invited_to(plain)
    one, other = Guest.at(plain), Guest.at(plain)
    theirs = fields(one.look_at(invited), "/join")
    mine = fields(other.look_at(invited), "/join")

    assert (
        other.browser.send(
            "/join",
            origin="https://cara.test",
            token=mine["csrf_token"],
            **{**{name: theirs[name] for name in ("key", "invitation", "way", "label")}, "answer": "{}"},
        ).status_code
        == 409
    )


def test_passphrases_are_offered_only_where_they_are_allowed(plain: Site):
    guest, invited = Guest.at(plain), invited_to(plain)
    page = guest.look_at(invited)
    typed = {"invitation": invited.code, "way": "passphrase", "key": "x", "passphrase": GOOD, "code": "123456"}

    assert "passphrase" not in page.text.lower()
    assert guest.send("/join", **typed).status_code == 404
    assert "passphrase" not in guest.get("/sign-in").text.lower()
    assert guest.send("/sign-in", account="x", passphrase=GOOD, code="123456").status_code == 404


def passphrase_form(page: object) -> dict[str, str]:
    part = page.text[page.text.index("passphrase</h2>") :]  # type: ignore[attr-defined]  # a response
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', part))


def secret_on(text: str) -> str:
    found = re.search(r'cara-secret">([^<]+)<', text)
    assert found
    return found[1].replace(" ", "")


def test_an_invitation_is_accepted_with_a_passphrase(with_passphrases: Site):
    guest, invited = Guest.at(with_passphrases), invited_to(with_passphrases)
    page = guest.look_at(invited)
    totp, now = pyotp.TOTP(secret_on(page.text)), with_passphrases.clock()
    hidden = passphrase_form(page)
    sent = {name: hidden[name] for name in ("csrf_token", "invitation", "way", "key")}

    weak = guest.send("/join", **{**sent, "passphrase": "password1234", "code": "000000"})
    assert weak.status_code == 422
    assert "stolen somewhere and published" in weak.text
    assert "Enter the six digits" in weak.text
    assert secret_on(weak.text) == totp.secret
    assert "password1234" not in weak.text

    answer = guest.send("/join", **{**sent, "passphrase": GOOD, "code": totp.at(now)})
    assert answer.status_code == 303
    assert "Passphrase and code" in guest.get("/account").text


def test_the_secret_is_a_picture_too_drawn_without_style_or_script(with_passphrases: Site):
    page = Guest.at(with_passphrases).look_at(invited_to(with_passphrases)).text
    (picture,) = re.findall(r"<svg.*?</svg>", page, re.DOTALL)

    assert re.fullmatch(r"<svg [^<>]*><g [^<>]*>(<path [^<>]*/>)+</g></svg>", picture)
    assert "style=" not in picture
    assert 'role="img" aria-label=' in page


def test_signing_in_with_a_passphrase(with_passphrases: Site):
    guest, invited = Guest.at(with_passphrases), invited_to(with_passphrases)
    page = guest.look_at(invited)
    totp = pyotp.TOTP(secret_on(page.text))
    hidden = passphrase_form(page)
    sent = {name: hidden[name] for name in ("invitation", "way", "key")}
    guest.send("/join", **sent, passphrase=GOOD, code=totp.at(with_passphrases.clock()))
    guest.send("/sign-out", guest.get("/account"))
    with_passphrases.clock.go_on(seconds=60)
    typed = {"account": invited.account, "passphrase": GOOD}

    wrong = guest.send("/sign-in", **typed, code="000000")
    assert wrong.status_code == 403
    assert f'value="{invited.account}"' in wrong.text
    assert GOOD not in wrong.text
    assert guest.send("/sign-in", **typed, code=totp.at(with_passphrases.clock())).status_code == 303
    assert guest.is_signed_in


@pytest.mark.parametrize("sent", [{"way": "magic"}, {"way": "passkey", "code": "1"}, {"colour": "red"}])
def test_a_form_that_is_not_ours_is_refused(plain: Site, sent: dict[str, str]):
    assert Guest.at(plain).send("/join", invitation="x", **sent).status_code == 400


def test_in_a_demonstration_whoever_was_invited_is_chosen(site: Site, browser: Browser):
    answer = browser.send("/join", browser.token_on("/join"), invitation=invited_to(site).code)

    assert answer.status_code == 200
    assert "choose this person on the sign-in page" in answer.text


def test_without_script_the_page_says_what_a_passkey_needs(plain: Site):
    assert "A passkey needs JavaScript" in Guest.at(plain).look_at(invited_to(plain)).text
