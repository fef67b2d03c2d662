"""A real instance at localhost, and people at its door with devices that Chromium plays."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.serving import listening, take_address
from tests.journeys.visitor import Served, Visitor
from tests.web.entrance.real import confirm_all
from tests.web.inhabited import MANAGER, inhabit

from cara.access import Role
from cara.records import Database, Keyring
from cara.staff.accounts import find_account
from cara.staff.invitations import Invited, invite
from cara_web.app import create_app

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
Serve = Callable[..., Served]


@pytest.fixture
def serve(sqlite_template: Path, tmp_path: Path) -> Iterator[Serve]:
    """Serve Testshire as a real instance at localhost; it ends with the test."""
    address = f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'real.db')}"
    with ExitStack() as open_things:
        database = Database.open(address, Keyring.development())
        open_things.callback(database.close)

        def start(**settings: object) -> Served:
            inhabited, taken = inhabit(database), take_address()
            real = {"demo": False, "sign_in_chooser": False, "origin": f"http://localhost:{taken.getsockname()[1]}"}
            site = inhabited.site
            changed = site.instance.settings.model_copy(update={**real, **settings})
            instance = replace(site.instance, settings=changed)
            inhabited.site = replace(site, app=create_app(instance), instance=instance)
            return open_things.enter_context(listening(inhabited, taken, "localhost"))

        yield start


class Guest:
    """Somebody with a window and a device that Chromium plays."""

    def __init__(self, served: Served, chromium: Chromium, width: int, *, scripts: bool = True) -> None:
        self.served = served
        self.visitor = Visitor.arriving(served, chromium, width, scripts)
        self.wire = self.visitor.page.context.new_cdp_session(self.visitor.page)
        self.wire.send("WebAuthn.enable")
        self.device = self.add_device()

    def add_device(self) -> str:
        added = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return str(added["authenticatorId"])

    def change_device(self) -> None:
        """Put this device away and take another one."""
        self.wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.device})
        self.device = self.add_device()

    def join(self, invited: Invited) -> None:
        """Follow the link of an invitation and make a passkey."""
        self.visitor.goto(f"/join#{invited.code}")
        self.visitor.page.wait_for_url("**/join")
        self.visitor.look()
        self.visitor.press("Continue")
        self.visitor.press("Make a passkey")

    def sign_out(self) -> None:
        self.visitor.press("Sign out")
        assert self.visitor.heading == "Sign in"

    def sign_in(self) -> None:
        self.visitor.goto("/sign-in")
        self.visitor.look()
        self.visitor.press("Sign in with a passkey")


def invited_to(served: Served, name: str = "Cedar Moss") -> Invited:
    area = served.area
    with area.database.read() as unit:
        manager = find_account(unit, MANAGER).subject(proved_at=area.now)
    invited = invite(
        area.database, manager, name=name, role=Role.AREA_MANAGER, organisation="testshire_police", now=area.now
    )
    confirm_all(area.database, area.now)
    return invited
