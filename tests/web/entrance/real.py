"""A real instance, and people who sign in to it with devices in software."""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from litestar.testing import TestClient
from tests.authenticator import Authenticator
from tests.web.visitors import MANAGER, Browser, Site

from cara.access import Role
from cara.records import Database
from cara.staff.accounts import find_account
from cara.staff.invitations import Invited, invite
from cara.staff.second_person import decide_as_operator, waiting_for_operator

ADDRESS, HOST = "https://cara.test", "cara.test"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
_INPUT = re.compile(r"<input\s[^>]*>")
_SAID = re.compile(r'(name|value)="([^"]*)"')


def fields(answer: httpx.Response, action: str) -> dict[str, str]:
    """Give what stands in the fields of the first form that posts to an address, as a browser would send them."""
    (form,) = re.findall(rf'<form[^>]*action="{re.escape(action)}".*?</form>', answer.text, re.DOTALL)[:1]
    inputs = [dict(_SAID.findall(one)) for one in _INPUT.findall(form) if " disabled" not in one]
    return {one["name"]: html.unescape(one.get("value", "")) for one in inputs}


def question(answer: httpx.Response) -> str:
    """Give what the device is asked."""
    found = re.search(r'data-cara-question="([^"]*)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


@dataclass
class Guest:
    """Somebody with a browser and a device, at the door of a real instance."""

    site: Site
    browser: Browser
    device: Authenticator = field(default_factory=lambda: Authenticator(ADDRESS, HOST))

    @classmethod
    def at(cls, site: Site) -> "Guest":
        client = TestClient(site.app, base_url=ADDRESS)
        client.headers["user-agent"] = FIREFOX
        return cls(site, Browser(client))

    def get(self, path: str) -> httpx.Response:
        return self.browser.get(path)

    def send(self, path: str, page: httpx.Response | None = None, **typed: str) -> httpx.Response:
        """Send the form of a page that posts to an address, with what was typed."""
        hidden = fields(page, path) if page is not None else {"csrf_token": self.browser.token_on("/join")}
        sent = {**hidden, **typed}
        return self.browser.send(path, sent.pop("csrf_token"), origin=ADDRESS, **sent)

    def look_at(self, invited: Invited) -> httpx.Response:
        return self.send("/join", invitation=invited.code)

    def join(self, invited: Invited, label: str = "Work laptop") -> httpx.Response:
        page = self.look_at(invited)
        return self.send("/join", page, answer=self.device.make(question(page)), label=label)

    def sign_in(self, **wrong: object) -> httpx.Response:
        page = self.get("/sign-in")
        return self.send("/sign-in", page, answer=self.device.show(question(page), **wrong))

    def prove(self, going: str = "", **wrong: object) -> httpx.Response:
        page = self.get(f"/prove?next={going}")
        return self.send("/prove", page, answer=self.device.show(question(page), **wrong))

    @property
    def is_signed_in(self) -> bool:
        return self.get("/account").status_code == 200


def invited_to(site: Site, name: str = "Cedar Moss", role: Role = Role.POLICE_OFFICER) -> Invited:
    """Invite somebody, as the area manager does and somebody else confirms."""
    database, now = site.instance.casework.database, site.clock()
    with database.read() as unit:
        manager = find_account(unit, MANAGER).subject(proved_at=now)
    invited = invite(database, manager, name=name, role=role, organisation="Testshire Police", now=now)
    confirm_all(database, now)
    return invited


def confirm_all(database: Database, now: datetime) -> None:
    """Confirm whatever waits, as whoever has the machine does."""
    for code, *_ in waiting_for_operator(database):
        decide_as_operator(database, code, confirm=True, now=now)
