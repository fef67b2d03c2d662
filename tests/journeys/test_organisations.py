"""Signing in at one's own organisation: a real browser, a real provider, and an instance on another site than that.

The instance is at ``localhost`` and the provider at ``127.0.0.1``. To a browser these are two sites, as in life: it sends
no ``Strict`` cookie to the one when the other sends it there.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Route
from sqlalchemy import func, select, update
from tests.journeys.serving import listening, take_address
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.web.federation import real_provider
from tests.web.inhabited import inhabit

from cara.acting import tell
from cara.records import AuditEntry, Database, Keyring, SignIn, Unit
from cara.settings import ProviderSettings
from cara.staff.sign_ins import find
from cara_web.app import create_app
from cara_web.instance import clock


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """Testshire as a real instance that a real provider knows, at the present moment."""
    database = Database.open(
        f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'real.db')}", Keyring.development()
    )
    taken = take_address()
    origin = f"http://localhost:{taken.getsockname()[1]}"
    with real_provider.running(f"{origin}/sign-in/at/police/return") as issuer:
        police = ProviderSettings(
            id="police",
            name="Testshire Police",
            issuer=issuer,
            client_id="cara-public",
            organisation="testshire_police",
            roles={"officers": "police_officer"},
        )
        inhabited = inhabit(database)
        site = inhabited.site
        real = {"demo": False, "sign_in_chooser": False, "origin": origin, "providers": (police,)}
        instance = replace(site.instance, settings=site.instance.settings.model_copy(update=real), now=clock)
        inhabited.site = replace(site, app=create_app(instance), instance=instance)
        with listening(inhabited, taken, "localhost") as running:
            yield running
    database.close()


@pytest.fixture(params=[1280, 360])
def visitor(request: pytest.FixtureRequest, served: Served, chromium: Chromium) -> Iterator[Visitor]:
    """Somebody with a window, in which no page of the world outside opens."""
    arriving = Visitor.arriving(served, chromium, request.param, scripts=True)
    arriving.page.context.route(lambda address: not address.startswith("http://"), _nothing)
    yield arriving
    arriving.leave()


def _nothing(route: Route) -> None:
    route.fulfill(status=200, body="")


def give_proof(visitor: Visitor, login: str) -> None:
    """Fill in the provider's form, and let it tell us."""
    page = visitor.page
    page.locator('[name="login"]').fill(login)
    page.locator('[name="password"]').fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.locator("form button, main").first.wait_for()
    if not page.url.startswith(visitor.address):
        page.get_by_role("button", name="Continue").click()


def told(served: Served, action: str) -> int:
    with served.area.database.read() as unit:
        return unit.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)) or 0


def test_somebody_signs_in_there_is_signed_in_here_and_proves_it_again(visitor: Visitor, served: Served) -> None:
    visitor.goto("/sign-in")
    visitor.look()
    assert visitor.is_whole_at(NARROWEST)
    visitor.page.get_by_role("button", name="Testshire Police").click()
    give_proof(visitor, "quill")
    visitor.page.wait_for_url(lambda address: address.startswith(visitor.address) and "/sign-in" not in address)
    visitor.look()
    assert "Constable quill" in visitor.page.locator("header").inner_text()
    assert "code=" not in visitor.page.url
    visitor.goto("/account")
    assert "Own organisation" in visitor.text

    visitor.goto("/prove?next=/account")
    visitor.look()
    proved = told(served, "prove_again")
    visitor.page.get_by_role("link", name="Prove it at Testshire Police").click()
    give_proof(visitor, "quill")
    visitor.page.wait_for_url("**/account")
    assert told(served, "prove_again") == proved + 1
    assert visitor.heading == "Your account"


def long_ago(served: Served) -> None:
    """Have the last proof be of eleven minutes ago; the clock of the provider is the real one."""

    def work(unit: Unit) -> None:
        unit.execute(update(SignIn).values(proved_at=clock() - timedelta(minutes=11)))
        tell(unit, None, "stay_signed_in", "account:test", clock())

    served.area.database.run(work)


def test_what_needs_a_fresh_proof_leads_there_and_back_with_a_new_token(visitor: Visitor, served: Served) -> None:
    visitor.goto("/sign-in")
    visitor.page.get_by_role("button", name="Testshire Police").click()
    give_proof(visitor, "quill")
    visitor.page.wait_for_url(lambda address: address.startswith(visitor.address) and "/sign-in" not in address)
    long_ago(served)
    before = {one["name"]: one["value"] for one in visitor.page.context.cookies()}["cara"]
    visitor.goto("/account/passkeys/new")
    assert visitor.heading == "Prove again that it is you"
    assert visitor.path == "/prove?next=/account/passkeys/new"
    assert visitor.page.locator('[name="passphrase"]').count() == 0
    assert visitor.is_whole_at(NARROWEST)

    visitor.page.get_by_role("link", name="Prove it at Testshire Police").click()
    give_proof(visitor, "quill")
    visitor.page.wait_for_url("**/account/passkeys/new")
    visitor.look()
    after = {one["name"]: one["value"] for one in visitor.page.context.cookies()}["cara"]
    assert after != before
    assert find(served.area.database, before, now=clock(), request_id="0" * 16) is None
    assert find(served.area.database, after, now=clock(), request_id="0" * 16)


def test_somebody_else_s_proof_there_proves_nothing_here(visitor: Visitor, served: Served) -> None:
    visitor.goto("/sign-in")
    visitor.page.get_by_role("button", name="Testshire Police").click()
    give_proof(visitor, "quill")
    visitor.page.wait_for_url(lambda address: address.startswith(visitor.address) and "/sign-in" not in address)
    proved = told(served, "prove_again")
    visitor.goto("/prove?next=/account")
    visitor.page.get_by_role("link", name="Prove it at Testshire Police").click()
    give_proof(visitor, "sorrel")
    visitor.page.wait_for_url(lambda address: address.startswith(visitor.address))
    visitor.look()
    assert told(served, "prove_again") == proved


def test_somebody_without_a_role_is_told_whom_to_ask(visitor: Visitor) -> None:
    visitor.goto("/sign-in/at/police")
    give_proof(visitor, "reed")
    visitor.page.wait_for_url(lambda address: address.startswith(visitor.address))
    assert visitor.heading == "You could not be signed in"
    assert "You have no role here: ask Testshire Police" in visitor.text
    visitor.look()
    assert visitor.is_whole_at(NARROWEST)
    visitor.follow("Begin again")
    assert visitor.heading == "Sign in"
