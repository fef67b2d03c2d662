"""Proving again who one is, at one's own organisation."""

import pytest
from litestar import Controller, get
from sqlalchemy import update
from tests.web.entrance.member import OTHER, POLICE, Member, asking
from tests.web.entrance.organisations.seen import accounts, logged

from cara.access import Action
from cara.acting import tell
from cara.records import tables as t


class Guarded(Controller):
    """Something that needs a fresh proof."""

    path = "/guarded"
    opt = {"action": Action.CHANGE_OWN_CREDENTIALS}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def show(self) -> str:
        return "shown"


@pytest.fixture
def stale(member: Member) -> Member:
    """Somebody whose proof of who it is has grown old."""
    member.site = asking(member.site, member.fake, more=(Guarded,))
    member = Member.at(member.site, member.fake)
    member.sign_in()
    member.site.clock.go_on(minutes=11)
    assert member.browser.get("/guarded").headers["location"] == "/prove?next=/guarded"
    return member


def test_the_proof_is_given_there_again(stale: Member):
    page = stale.browser.get("/prove?next=/guarded").text
    assert f'href="{POLICE}/prove?next=/guarded"' in page
    asked = stale.leave(f"{POLICE}/prove?next=/guarded")
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    stale.fake.claims["auth_time"] = int(stale.site.clock().timestamp())
    before = stale.browser.client.cookies["__Host-cara"]
    stale.come_back(asked["state"])
    entered = stale.enter()

    assert (entered.status_code, entered.headers["location"]) == (303, "/guarded")
    assert stale.browser.get("/guarded").text == "shown"
    assert stale.browser.client.cookies["__Host-cara"] != before


def test_an_earlier_proof_there_does_not_do(stale: Member):
    answer = stale.prove(auth_time=int(stale.site.clock().timestamp()) - 600)

    assert answer.status_code == 403
    assert stale.browser.get("/guarded").status_code == 303


def test_somebody_else_proves_nothing_and_nobody_is_signed_out(stale: Member, caplog: pytest.LogCaptureFixture):
    before = accounts(stale)
    answer = stale.prove(sub="person-2", name="Dale Fern")

    assert answer.status_code == 403
    assert 'href="/prove"' in answer.text
    assert logged(caplog)["reason"] == "somebody_else"
    assert stale.browser.get("/guarded").status_code == 303
    assert accounts(stale) == before
    assert "Alder Quill" in stale.browser.get("/account").text


def test_a_proof_is_of_no_use_in_another_sign_in(stale: Member):
    stale.fake.claims["auth_time"] = int(stale.site.clock().timestamp())
    stale.come_back(stale.leave(f"{POLICE}/prove")["state"])
    proof = stale.kept or ""
    stale.fake.claims = {}
    stale.sign_in()
    stale.kept = proof

    assert stale.enter().status_code == 409


def test_a_proof_is_asked_of_those_who_have_signed_in(plain: Member):
    assert plain.browser.get(f"{POLICE}/prove").headers["location"] == "/sign-in"


def test_a_sign_in_is_no_proof_that_leads_anywhere(plain: Member):
    assert plain.sign_in(f"{POLICE}?next=/account").headers["location"] == "/"


def test_a_proof_takes_over_a_role_that_changed_there(stale: Member):
    elsewhere = Member.at(stale.site, stale.fake)
    elsewhere.sign_in()
    answer = stale.prove("/guarded", groups=["supervisors"])

    assert answer.headers["location"] == "/guarded"
    assert accounts(stale) == [("police_supervisor", "Testshire Police")]
    assert stale.browser.get("/worklist").status_code == 200
    assert stale.browser.get("/guarded").text == "shown"
    assert not elsewhere.is_signed_in


def test_a_proof_brings_nobody_in_whose_access_was_taken_away(stale: Member):
    with stale.site.instance.casework.database.write() as unit:
        unit.execute(update(t.Account).where(t.Account.provider == "police").values(active=False))
        tell(unit, None, "access_ended", "account", stale.site.clock())

    assert stale.browser.get(f"{POLICE}/prove?next=/guarded").headers["location"] == "/sign-in"
    assert not stale.is_signed_in


def test_only_the_own_organisation_is_offered_and_asked(stale: Member):
    page = stale.browser.get("/prove").text
    assert f'href="{POLICE}/prove' in page
    assert OTHER not in page
    assert stale.browser.get(f"{OTHER}/prove").status_code == 404


def test_somebody_locked_out_there_goes_on_here_for_a_while_and_gives_no_proof(stale: Member):
    asked = stale.leave(f"{POLICE}/prove?next=/guarded")
    assert stale.come_back(asked["state"], error="access_denied", code="").status_code == 403
    assert stale.is_signed_in
    assert stale.browser.get("/guarded").status_code == 303
    for _ in range(18):
        stale.site.clock.go_on(minutes=29)
        stale.browser.get("/account")

    assert not stale.is_signed_in
