"""Fresh proofs, wrong tries and another passphrase, in a real browser at a real instance."""

import re
from collections.abc import Mapping

import pyotp
import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.at_the_door import Guest, Serve, invited_to
from tests.journeys.visitor import NARROWEST, Served, Visitor

PASSPHRASE, ANOTHER = "verandah pickle orbit lantern", "marigold furnace teaspoon glacier"


def cookies(visitor: Visitor) -> Mapping[str, str]:
    return {one["name"]: one["value"] for one in visitor.page.context.cookies()}


def with_the_cookie(served: Served, chromium: Chromium, token: str) -> Visitor:
    """Open another window that has a cookie of somebody's sign-in, as a thief has."""
    thief = Visitor.arriving(served, chromium, 1280, scripts=False)
    thief.page.context.add_cookies([{"name": "cara", "value": token, "url": served.address}])
    thief.goto("/account")
    return thief


class Holder:
    """Somebody with a passphrase, an app and a window."""

    def __init__(self, served: Served, chromium: Chromium, width: int, *, scripts: bool) -> None:
        self.served, self.visitor = served, Visitor.arriving(served, chromium, width, scripts)
        invited = invited_to(served)
        self.visitor.goto("/join")
        self.visitor.fill(invitation=invited.code)
        self.visitor.press("Continue")
        self.code = invited.account
        self.totp = pyotp.TOTP(re.sub(r"\s", "", self.visitor.page.locator(".cara-secret").inner_text()))
        self.visitor.fill(passphrase=PASSPHRASE, code=self.digits)
        self.visitor.press("Accept with a passphrase")

    @property
    def digits(self) -> str:
        return self.totp.at(self.served.area.now)

    def later(self, **by: float) -> None:
        self.served.inhabited.go_on(**by)

    def sign_in(self, passphrase: str = PASSPHRASE, code: str | None = None) -> None:
        self.visitor.goto("/sign-in")
        self.visitor.fill(account=self.code, passphrase=passphrase, code=self.digits if code is None else code)
        self.visitor.press("Sign in with a passphrase")


@pytest.fixture
def holder(serve: Serve, chromium: Chromium, way: tuple[int, bool]) -> Holder:
    width, scripts = way
    return Holder(serve(passphrases=True, tries_from_address=10), chromium, width, scripts=scripts)


def test_each_proof_gives_the_browser_a_new_token_and_ends_the_one_before(
    serve: Serve, chromium: Chromium, width: int
) -> None:
    served = serve()
    guest = Guest(served, chromium, width)
    visitor, seen = guest.visitor, []
    guest.join(invited_to(served))
    for _ in range(2):
        seen.append(cookies(visitor)["cara"])
        served.inhabited.go_on(minutes=11)
        visitor.goto("/account/passkeys/new")
        visitor.look()
        assert visitor.heading == "Prove again that it is you"
        visitor.press("Use a passkey")
        assert visitor.path == "/account/passkeys/new"
    seen.append(cookies(visitor)["cara"])

    assert len(set(seen)) == 3
    for token in seen[:-1]:
        thief = with_the_cookie(served, chromium, token)
        assert thief.heading == "Sign in"
        thief.leave()
    visitor.goto("/account")
    assert visitor.heading == "Your account"
    visitor.leave()


def test_after_wrong_tries_nothing_is_looked_at_until_the_wait_is_over(holder: Holder) -> None:
    visitor = holder.visitor
    visitor.press("Sign out")
    for _ in range(5):
        holder.sign_in("not this one")
        assert "You could not be signed in" in visitor.text
    holder.later(seconds=50)
    holder.sign_in()
    assert "You could not be signed in" in visitor.text
    assert "After 5 wrong tries" in visitor.text
    assert visitor.is_whole_at(NARROWEST)
    holder.later(seconds=10)
    holder.sign_in()
    assert visitor.heading == "Today"
    visitor.leave()


def test_an_address_that_was_wrong_too_often_gets_a_page_that_says_until_when(holder: Holder) -> None:
    visitor = holder.visitor
    visitor.press("Sign out")
    code = holder.code
    for number in range(11):
        holder.code = f"NOBODY{number:02}"
        holder.sign_in("not this one")
    assert visitor.heading == "Too many wrong tries"
    assert "signing in with a passkey" in visitor.text
    assert visitor.is_whole_at(NARROWEST)

    visitor.follow("Go to the sign-in page")
    holder.later(minutes=1)
    holder.code = code
    holder.sign_in()
    assert visitor.heading == "Today"
    visitor.leave()


def test_whoever_is_signed_in_waits_before_the_next_proof_and_stays_signed_in(holder: Holder) -> None:
    visitor = holder.visitor
    holder.later(minutes=11)
    for _ in range(6):
        visitor.goto("/prove?next=/account")
        visitor.fill(passphrase="not this one", code="000000")
        visitor.press("Use the passphrase")
    assert visitor.heading == "Too many wrong tries"
    assert visitor.is_whole_at(NARROWEST)

    holder.later(minutes=1)
    visitor.goto("/prove?next=/account")
    visitor.fill(passphrase=PASSPHRASE, code=holder.digits)
    visitor.press("Use the passphrase")
    assert visitor.heading == "Your account"
    visitor.leave()


def test_a_passphrase_is_changed_after_a_fresh_proof_and_other_sign_ins_end(holder: Holder, chromium: Chromium) -> None:
    visitor, served = holder.visitor, holder.served
    here = cookies(visitor)["cara"]
    visitor.page.context.clear_cookies()
    holder.later(minutes=11)
    holder.sign_in()
    thief = with_the_cookie(served, chromium, here)
    assert thief.heading == "Your account"
    holder.later(minutes=11)
    visitor.goto("/account")
    visitor.press("Change your passphrase")
    assert visitor.heading == "Prove again that it is you"
    visitor.fill(passphrase=PASSPHRASE, code=holder.digits)
    visitor.press("Use the passphrase")
    assert visitor.heading == "Change your passphrase"
    assert visitor.is_whole_at(NARROWEST)

    visitor.fill(current="not this one", new="Testshire Police CARA", again="something else")
    visitor.press("Change the passphrase")
    assert visitor.page.locator(".govuk-error-summary li").count() == 3
    assert visitor.page.title().startswith("Error: ")
    assert visitor.is_whole_at(NARROWEST)
    visitor.fill(current=PASSPHRASE, new=ANOTHER, again=ANOTHER)
    visitor.press("Change the passphrase")
    assert "Your passphrase has been changed" in visitor.text
    thief.goto("/account")
    assert thief.heading == "Sign in"
    thief.leave()

    visitor.goto("/")
    visitor.look()
    assert "Your passphrase was changed" in visitor.text
    visitor.press("I have read this")
    visitor.press("Sign out")
    holder.later(minutes=1)
    holder.sign_in(ANOTHER)
    assert visitor.heading == "Today"
    visitor.leave()
