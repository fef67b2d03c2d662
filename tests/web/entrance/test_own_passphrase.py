"""Changing one's own passphrase through the pages."""

import re

import pytest
from tests.core.staff.phones import GOOD
from tests.web.entrance.real import Guest, invited_to
from tests.web.entrance.test_limit import HOME, Owner, at, joined, sign_in
from tests.web.visitors import Site

NEW = "marigold furnace teaspoon glacier"
PAGE = "/account/passphrase"


@pytest.fixture
def site(with_passphrases: Site) -> Site:
    return with_passphrases


def enter(site: Site, owner: Owner, passphrase: str = GOOD) -> Guest:
    """Sign the owner in."""
    guest = at(site, HOME)
    site.clock.go_on(minutes=1)
    assert sign_in(guest, owner.code, passphrase, owner.totp.at(site.clock())).status_code == 303
    return guest


def change(guest: Guest, current: str = GOOD, new: str = NEW, again: str = NEW):
    return guest.send(PAGE, guest.get(PAGE), current=current, new=new, again=again)


def test_a_passphrase_is_changed_and_its_owner_is_told(site: Site):
    owner = joined(site)
    other, guest = enter(site, owner), enter(site, owner)
    assert 'href="/account/passphrase"' in guest.get("/account").text
    answer = change(guest)

    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=passphrase")
    assert "Your passphrase has been changed" in guest.get("/account?done=passphrase").text
    assert "Your passphrase was changed" in guest.get("/").text
    assert guest.is_signed_in
    assert not other.is_signed_in
    assert enter(site, owner, NEW).is_signed_in


def test_everything_that_is_wrong_is_shown_at_once_and_nothing_typed_comes_back(site: Site):
    guest = enter(site, joined(site))
    answer = change(guest, current="not this one at all", new="Testshire Police 2026", again="something else again")

    assert answer.status_code == 422
    assert len(re.findall(r'<a href="#(current|new|again)">', answer.text)) == 3
    for typed in ("not this one at all", "Testshire Police 2026", "something else again"):
        assert typed not in answer.text


def test_a_leaked_one_is_refused_with_words_that_say_so(site: Site):
    answer = change(enter(site, joined(site)), new="TheRandomThoughtMan", again="TheRandomThoughtMan")

    assert answer.status_code == 422
    assert "stolen somewhere and published" in answer.text


def test_a_fresh_proof_comes_first(site: Site):
    guest = enter(site, joined(site))
    site.clock.go_on(minutes=11)

    assert guest.get(PAGE).headers["location"].startswith("/prove?next=/account/passphrase")


def test_present_passphrases_are_not_guessed_here_either(site: Site):
    guest = enter(site, joined(site))
    answers = [change(guest, current="wrong") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Too many wrong tries" in answers[-1].text


def test_there_is_no_such_page_for_whoever_has_none(site: Site, plain: Site):
    for where in (site, plain):
        guest = Guest.at(where)
        guest.join(invited_to(where))
        assert guest.get(PAGE).status_code == 404
        assert PAGE not in guest.get("/account").text


def test_what_the_page_asks_for_is_masked_and_may_be_filled_in(site: Site):
    page = enter(site, joined(site)).get(PAGE).text
    fields = re.findall(r"<input[^>]*name=\"(?:current|new|again)\"[^>]*>", page)

    assert len(fields) == 3
    assert all('type="password"' in field for field in fields)
    assert [re.search(r'autocomplete="([^"]*)"', field)[1] for field in fields] == [
        "current-password",
        "new-password",
        "new-password",
    ]
