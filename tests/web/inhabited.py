"""The site of Testshire with everybody who works there, its venues and cohorts: what the rooms' tests visit."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import httpx
from tests.instances import NOW, Area, area_on
from tests.web.visitors import Browser, Clock, Site

from cara.access import Role
from cara.areas import Areas
from cara.records import Database
from cara.settings import InstanceSettings
from cara.staff import NewAccount, add_account
from cara_web.app import create_app
from cara_web.instance import WebInstance

OFFICER, OTHER_OFFICER, SUPERVISOR, MANAGER = "officer-1", "officer-2", "supervisor-1", "manager-1"
OTHER_FORCE = "supervisor-3"
FACILITATOR, VICTIM_CONTACT, HT, DEVELOPER = "facilitator-1", "victim-contact-1", "ht-1", "developer-1"

EVERYBODY: Sequence[str] = (
    OFFICER,
    OTHER_OFFICER,
    SUPERVISOR,
    MANAGER,
    OTHER_FORCE,
    FACILITATOR,
    VICTIM_CONTACT,
    HT,
    DEVELOPER,
)
_MORE = (
    (VICTIM_CONTACT, Role.VICTIM_CONTACT_WORKER),
    (HT, Role.HT_SUPERVISOR),
    (DEVELOPER, Role.AREA_DEVELOPER),
)


@dataclass
class Inhabited:
    """An area at work, and the site through which its people see it."""

    area: Area
    site: Site

    def sign_in(self, code: str) -> Browser:
        """Give the browser in which somebody has just signed in."""
        browser = self.site.browser()
        assert browser.sign_in(code).status_code == 303
        return browser

    def go_on(self, **by: float) -> None:
        """Let time pass, for the site and for what people do in it."""
        self.site.clock.go_on(**by)
        self.area.now = self.site.clock.moment

    def with_areas(self, areas: Areas) -> "Inhabited":
        """Give the same area and records as a service sees them that was started with other plugins."""
        area = replace(self.area, instance=self.area.with_areas(areas))
        return Inhabited(area, site_of(area, self.site.clock))


def site_of(area: Area, clock: Clock) -> Site:
    """Build the site of an area."""
    said = {"area": area.instance.area, "database": "sqlite:///unused", "demo": True, "sign_in_chooser": True}
    instance = WebInstance(area.instance, InstanceSettings.model_validate(said), now=clock)
    return Site(create_app(instance), instance, clock)


def inhabit(database: Database, areas: Areas | None = None) -> Inhabited:
    """Open Testshire on an empty database, with somebody of every role."""
    area = area_on(database, areas)
    for code, role in _MORE:
        add_account(area.database, NewAccount(code, f"Account {code}", role, "provider"), now=NOW)
    return Inhabited(area, site_of(area, Clock(NOW)))


_CHANGES = re.compile(
    r'nonce="[^"]*"|nonce-[\w-]+|name="csrf_token" value="[^"]*"|<span class="cara-code">[0-9a-f]+</span>'
)


def words_on(answer: httpx.Response) -> str:
    """Give what a page says, without its markup."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def look_alike(first: httpx.Response, second: httpx.Response) -> bool:
    """Tell whether two answers differ in nothing but what differs on every page: its number, nonce and tokens."""
    bodies = [_CHANGES.sub("", answer.text) for answer in (first, second)]
    return first.status_code == second.status_code and bodies[0] == bodies[1]
