"""Somebody who has an account at an organisation with a provider, and the browser that goes there and comes back."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from litestar.types import ControllerRouterHandler
from sqlalchemy import func, select
from tests.web.entrance.real import Guest
from tests.web.federation.fake_provider import CODE, FakeProvider
from tests.web.visitors import Browser, Site

from cara.records.columns import Base
from cara_web.app import create_app

VISIT = "__Host-cara-leaving"
POLICE, OTHER = "/sign-in/at/police", "/sign-in/at/other"


def asking(site: Site, fake: FakeProvider, more: tuple[ControllerRouterHandler, ...] = ()) -> Site:
    """Give the same site as it asks a provider that says whatever a test wants."""
    fake.clock = site.clock
    instance = replace(site.instance, make_http=fake.client)
    return Site(create_app(instance, more), instance, site.clock)


def rows(site: Site) -> dict[str, int]:
    """Count everything that is stored."""
    with site.instance.casework.database.read() as unit:
        counted = {
            table.name: unit.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
        }
    return {name: count for name, count in counted.items() if count}


@dataclass
class Member:
    """A person at the door of an instance, with a browser."""

    site: Site
    fake: FakeProvider
    browser: Browser

    @classmethod
    def at(cls, site: Site, fake: FakeProvider) -> "Member":
        return cls(site, fake, Guest.at(site).browser)

    def leave(self, path: str = POLICE) -> dict[str, str]:
        """Follow the link to the provider and give what it is asked."""
        answer = self.browser.get(path)
        assert answer.status_code == 302, answer.text
        asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
        self.fake.nonce = asked["nonce"]
        return asked

    def come_back(self, state: str, at: str = POLICE, **said: str) -> httpx.Response:
        """Come back as the provider sends the browser: without any cookie that is Strict."""
        sent = {"code": CODE, "state": state, "iss": self.fake.issuer, **said}
        return self.from_elsewhere(f"{at}/return?{urlencode(sent)}")

    def from_elsewhere(self, path: str) -> httpx.Response:
        jar = self.browser.client.cookies.jar
        strict = [cookie for cookie in jar if cookie.name != VISIT]
        for cookie in strict:
            jar.clear(cookie.domain, cookie.path, cookie.name)
        answer = self.browser.get(path)
        given = {cookie.name for cookie in jar}
        for cookie in strict:
            if cookie.name not in given:
                jar.set_cookie(cookie)
        return answer

    def enter(self, at: str = POLICE) -> httpx.Response:
        return self.browser.get(f"{at}/enter")

    def sign_in(self, at: str = POLICE) -> httpx.Response:
        came = self.come_back(self.leave(at)["state"])
        return self.enter() if came.status_code == 200 else came

    def prove(self, going: str = "", **claims: object) -> httpx.Response:
        """Prove again who one is, as the page for that leads to."""
        now = int(self.site.clock().timestamp())
        self.fake.claims |= {"auth_time": now, **claims}
        return self.sign_in(f"{POLICE}/prove?next={going}")

    @property
    def kept(self) -> str | None:
        """What the browser keeps of a visit."""
        return self.browser.client.cookies.get(VISIT)

    @kept.setter
    def kept(self, value: str) -> None:
        self.browser.client.cookies.delete(VISIT) if self.kept else None
        self.browser.client.cookies.set(VISIT, value, domain="cara.test", path="/")

    @property
    def is_signed_in(self) -> bool:
        return self.browser.get("/account").status_code == 200
