"""A site as tests run it, with a clock of their own, and the browsers of those who visit it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from litestar.testing import TestClient

from cara_web.instance import WebInstance
from cara_web.outside import Outside

ORIGIN = "http://cara.test"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFICER, MANAGER = "officer-1", "manager-1"


@dataclass
class Clock:
    """A clock that only tests move."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def go_on(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Browser:
    """Somebody's browser: keeps cookies, follows nothing by itself, and sends forms as pages do."""

    client: TestClient[Any]

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, follow_redirects=False, headers={"accept": "text/html"}, **more)

    def token_on(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def send(self, path: str, token: str | None = None, origin: str | None = ORIGIN, **fields: str) -> httpx.Response:
        token = self.token_on("/accessibility") if token is None else token
        headers = {"accept": "text/html", **({"origin": origin} if origin else {})}
        return self.client.post(path, data={"csrf_token": token, **fields}, headers=headers, follow_redirects=False)

    def find(self, path: str, **typed: str) -> httpx.Response:
        """Search a list, as its form does, and give the page of what is found."""
        answer = self.send(path, self.token_on(path), **typed)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def sign_in(self, code: str) -> httpx.Response:
        return self.send("/sign-in", self.token_on("/sign-in"), account=code)

    @property
    def is_signed_in(self) -> bool:
        return "Sign out" in self.get("/accessibility").text

    @property
    def token(self) -> str | None:
        return self.client.cookies.get("cara")

    @token.setter
    def token(self, value: str) -> None:
        self.client.cookies.delete("cara")
        self.client.cookies.set("cara", value, domain="cara.test", path="/")


@dataclass
class Site:
    """A running site, its clock, and what it is made from."""

    app: Outside
    instance: WebInstance
    clock: Clock

    def browser(self, origin: str = ORIGIN) -> Browser:
        return Browser(TestClient(self.app, base_url=origin))
