"""Signing in with real passkeys: Chromium's own authenticator, at a real instance on localhost."""

import re

import pyotp
from playwright.sync_api import Browser as Chromium
from tests.journeys.at_the_door import DEVICE, Guest, Serve, invited_to
from tests.journeys.visitor import NARROWEST, Visitor


def test_from_the_invitation_to_a_second_passkey_and_back(serve: Serve, chromium: Chromium, width: int) -> None:
    served = serve()
    guest = Guest(served, chromium, width)
    visitor = guest.visitor
    guest.join(invited_to(served))
    assert visitor.heading == "Today"

    guest.sign_out()
    assert visitor.page.context.cookies() == [] or {one["name"] for one in visitor.page.context.cookies()} == {
        "cara-form"
    }
    visitor.goto("/worklist")
    assert visitor.heading == "Sign in"

    guest.sign_in()
    assert visitor.heading == "Today"
    visitor.follow("Cedar Moss")
    assert visitor.heading == "Your account"
    assert "This is your only passkey" in visitor.text
    assert visitor.is_whole_at(NARROWEST)

    guest.change_device()
    served.inhabited.go_on(minutes=11)
    visitor.press("Add a passkey")
    assert visitor.heading == "Prove again that it is you"
    visitor.leave()


def test_a_second_passkey_is_added_after_a_fresh_proof_and_the_first_is_removed(
    serve: Serve, chromium: Chromium, width: int
) -> None:
    served = serve()
    guest = Guest(served, chromium, width)
    visitor = guest.visitor
    guest.join(invited_to(served))
    served.inhabited.go_on(minutes=11)
    visitor.goto("/account")
    visitor.press("Add a passkey")
    assert visitor.heading == "Prove again that it is you"
    visitor.press("Use a passkey")
    assert visitor.path == "/account/passkeys/new"
    assert visitor.is_whole_at(NARROWEST)

    guest.change_device()
    visitor.fill(label="Second phone")
    visitor.press("Make the passkey")
    assert "The passkey has been added" in visitor.text
    assert "Second phone" in visitor.text

    visitor.follow("Remove")
    assert visitor.heading.startswith("Remove the passkey “Chrome on ")
    visitor.press("Remove the passkey")
    assert "has been removed" in visitor.text

    guest.sign_out()
    guest.sign_in()
    assert visitor.heading == "Today"
    visitor.leave()


def test_a_device_that_has_a_passkey_already_says_so(serve: Serve, chromium: Chromium) -> None:
    served = serve()
    guest = Guest(served, chromium, 360)
    guest.join(invited_to(served))
    visitor = guest.visitor
    visitor.goto("/account/passkeys/new")
    visitor.page.get_by_role("button", name="Make the passkey").click()
    alert = visitor.page.get_by_role("alert").filter(has_text="has a passkey for this account already")
    alert.wait_for()
    visitor.look()
    visitor.leave()


def test_a_device_that_does_not_know_its_owner_signs_nobody_in(serve: Serve, chromium: Chromium) -> None:
    served = serve()
    guest = Guest(served, chromium, 360)
    guest.join(invited_to(served))
    guest.sign_out()
    guest.wire.send("WebAuthn.setUserVerified", {"authenticatorId": guest.device, "isUserVerified": False})
    visitor = guest.visitor
    visitor.page.get_by_role("button", name="Sign in with a passkey").click()
    visitor.page.get_by_role("alert").filter(has_text="Nothing was done").wait_for()
    assert visitor.heading == "Sign in"
    visitor.leave()


def test_without_scripts_a_passphrase_is_the_way_in(serve: Serve, chromium: Chromium, width: int) -> None:
    served = serve(passphrases=True)
    visitor = Visitor.arriving(served, chromium, width, scripts=False)
    invited = invited_to(served)
    visitor.goto("/join")
    visitor.fill(invitation=invited.code)
    visitor.press("Continue")
    assert "A passkey needs JavaScript" in visitor.text
    assert not visitor.page.get_by_role("button", name="Make a passkey").is_visible()
    secret = re.sub(r"\s", "", visitor.page.locator(".cara-secret").inner_text())
    totp = pyotp.TOTP(secret)
    visitor.fill(passphrase="password1234", code="000000")
    visitor.press("Accept with a passphrase")
    assert visitor.page.locator(".govuk-error-summary li").count() == 2
    visitor.fill(passphrase="verandah pickle orbit lantern", code=totp.at(served.area.now))
    visitor.press("Accept with a passphrase")
    assert visitor.heading == "Today"
    visitor.press("Sign out")
    served.inhabited.go_on(minutes=1)
    visitor.fill(account=invited.account, passphrase="verandah pickle orbit lantern", code=totp.at(served.area.now))
    visitor.press("Sign in with a passphrase")
    assert visitor.heading == "Today"
    visitor.leave()


def test_every_page_of_the_entrance_is_whole_with_passphrases_too(serve: Serve, chromium: Chromium, width: int) -> None:
    served = serve(passphrases=True)
    guest = Guest(served, chromium, width)
    visitor = guest.visitor
    invited = invited_to(served, "Cedar Moss-Featherstonehaugh of a Long Name Indeed")
    for path in ("/sign-in", "/join"):
        visitor.goto(path)
        visitor.look()
        assert visitor.is_whole_at(NARROWEST), path
    visitor.fill(invitation="WRONG")
    visitor.press("Continue")
    assert "This invitation cannot be used" in visitor.text
    visitor.fill(invitation=invited.code)
    visitor.press("Continue")
    assert visitor.is_whole_at(NARROWEST)
    visitor.fill(passphrase="x", code="1")
    visitor.press("Accept with a passphrase")
    assert visitor.page.title().startswith("Error: ")
    visitor.press("Make a passkey")
    for path in ("/account", "/prove", "/prove/done", "/account/passkeys/new"):
        visitor.goto(path)
        visitor.look()
        assert visitor.is_whole_at(NARROWEST), path
    visitor.leave()


def test_a_form_that_waits_for_the_proof_is_sent_after_it(serve: Serve, chromium: Chromium, width: int) -> None:
    served = serve()
    guest = Guest(served, chromium, width)
    visitor = guest.visitor
    guest.join(invited_to(served))
    guest.change_device()
    visitor.goto("/account/passkeys/new")
    visitor.press("Make the passkey")
    visitor.follow("Remove")
    served.inhabited.go_on(minutes=11)
    visitor.press("Remove the passkey")
    assert visitor.heading == "Prove again that it is you"
    assert visitor.is_whole_at(NARROWEST)
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="Prove it").click()
    tab = opened.value
    other = tab.context.new_cdp_session(tab)
    credentials = guest.wire.send("WebAuthn.getCredentials", {"authenticatorId": guest.device})["credentials"]
    other.send("WebAuthn.enable")
    device = other.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    for credential in credentials:
        other.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": credential})
    tab.get_by_role("button", name="Use a passkey").click()
    tab.get_by_role("heading", name="It is proved that it is you").wait_for()
    tab.close()
    visitor.press("Send it again")
    assert "has been removed" in visitor.text
    visitor.leave()
