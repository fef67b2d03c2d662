"""One's own account: sign-ins seen and ended, passkeys added and removed."""

import re

from tests.authenticator import Authenticator
from tests.web.entrance.real import ADDRESS, HOST, Guest, invited_to, question
from tests.web.inhabited import words_on
from tests.web.visitors import Browser, Site


def elsewhere(guest: Guest) -> Guest:
    """Sign the same person in, in another browser."""
    other = Guest(guest.site, Guest.at(guest.site).browser, guest.device)
    assert other.sign_in().status_code == 303
    return other


def codes(guest: Guest) -> list[str]:
    return re.findall(r"/account/sign-ins/(\w{8})/end", guest.get("/account").text)


def removals(guest: Guest) -> list[str]:
    return re.findall(r'href="(/account/passkeys/\w+/remove)"', guest.get("/account").text)


def add(guest: Guest, device: Authenticator, label: str = "Phone") -> object:
    page = guest.get("/account/passkeys/new")
    return guest.send("/account/passkeys/new", page, answer=device.make(question(page)), label=label)


def test_one_sign_in_is_ended_from_another_browser(guest: Guest):
    other = elsewhere(guest)
    (code,) = codes(guest)
    answer = guest.send(f"/account/sign-ins/{code}/end", guest.get("/account"))

    assert answer.headers["location"] == "/account?done=ended"
    assert "has been ended" in guest.get("/account?done=ended").text
    assert not other.is_signed_in
    assert guest.is_signed_in
    assert codes(guest) == []


def test_all_others_are_ended_at_once(guest: Guest):
    others = [elsewhere(guest) for _ in range(2)]
    assert len(codes(guest)) == 2
    guest.send("/account/sign-ins/end-others", guest.get("/account"))

    assert not any(other.is_signed_in for other in others)
    assert guest.is_signed_in


def test_this_one_is_marked_and_cannot_be_mistaken(guest: Guest):
    elsewhere(guest)

    assert words_on(guest.get("/account")).count("This one") == 1


def test_nobody_ends_somebody_elses_sign_in(guest: Guest):
    stranger = Guest.at(guest.site)
    stranger.join(invited_to(guest.site, "Dale Fern"))
    elsewhere(stranger)
    (code,) = codes(stranger)
    token = guest.browser.token_on("/account")
    guest.browser.send(f"/account/sign-ins/{code}/end", token, origin=ADDRESS)

    assert codes(stranger) == [code]


def test_a_second_passkey_is_added_and_the_first_removed(guest: Guest):
    second = Authenticator(ADDRESS, HOST)
    assert removals(guest) == []
    assert add(guest, second).headers["location"] == "/account?done=added"

    first = removals(guest)[0]
    page = guest.get(first)
    assert "Work laptop" in page.text
    assert guest.send(first, page).headers["location"] == "/account?done=removed"

    assert removals(guest) == []
    assert guest.sign_in().status_code == 403
    assert Guest(guest.site, guest.browser, second).sign_in().status_code == 303


def test_the_last_passkey_cannot_be_removed_even_by_a_form_that_was_open(guest: Guest):
    add(guest, Authenticator(ADDRESS, HOST))
    first, second = removals(guest)
    pages = [guest.get(path) for path in (first, second)]
    guest.send(first, pages[0])
    answer = guest.send(second, pages[1])

    assert answer.status_code == 422
    assert "only passkey" in answer.text


def test_what_is_wrong_with_a_new_passkey_is_said(guest: Guest, real: Site):
    page = guest.get("/account/passkeys/new")
    device = Authenticator(ADDRESS, HOST)
    assert add(guest, device, " ").status_code == 422
    assert guest.send("/account/passkeys/new", page, answer="{}", label="Phone").status_code == 403
    real.clock.go_on(minutes=9)
    guest.prove()
    real.clock.go_on(minutes=2)
    answer = guest.send("/account/passkeys/new", page, answer=device.make(question(page)), label="My phone")

    assert answer.status_code == 409
    assert 'value="My phone"' in answer.text


def test_a_passkey_of_somebody_else_is_not_there(guest: Guest):
    stranger = Guest.at(guest.site)
    stranger.join(invited_to(guest.site, "Dale Fern"))
    add(stranger, Authenticator(ADDRESS, HOST))
    path = removals(stranger)[0]

    assert guest.get(path).status_code == guest.get("/account/passkeys/NOTTHERE/remove").status_code == 404


def test_every_page_leads_to_ones_own_account(officer: Browser):
    assert 'href="/account"' in officer.get("/accessibility").text


def test_in_a_demonstration_there_are_sign_ins_and_no_passkeys(officer: Browser):
    page = officer.get("/account")

    assert "Chosen in the demonstration" in page.text
    assert "passkey" not in page.text
    assert officer.get("/account/passkeys/new").status_code == 404


def test_words_in_an_address_are_not_shown(guest: Guest):
    assert "hello" not in guest.get("/account?done=hello").text
