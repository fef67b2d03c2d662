"""What was stored from the list of naughty strings, shown in a real Chromium: nothing of it runs, loads or is blocked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request
from tests.attack.attacked import Attacked

API = "/api/v1/referrals"
FIELDS = {
    "person": ("given_names", "family_name", "address", "crime_reference"),
    "needs": ("other_needs",),
    "caution": ("officer_name", "collar_number", "authorising_name"),
}
PLACES = (("N1", 11), ("N2", 11), ("S1", 12), ("S2", 12))
"""The seats that are free, for those who get a letter; all others wait for a person's decision."""

STORED_AT_LEAST = 0.8
"""What share of the list is stored somewhere; the rest is refused in words, as too long, empty or not printable."""

PAGES = ("", "/why", "/person", "/needs", "/caution", "/check-answers", "/withdraw")
LISTENING = """window.violations = []; document.addEventListener(
  "securitypolicyviolation", event => window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`))"""


@dataclass
class Watched:
    """A window in which everything is noted that a page does and should not."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        """Open a page and wait until it is quiet."""
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None
        seen = [f"{path}: {answer.status}"] if answer.status >= 500 else []
        self.complaints += [*seen, *(f"{path}: {said}" for said in self.page.evaluate("window.violations"))]

    def dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"{self.page.url}: a dialog said {dialog.message}")
        dialog.dismiss()

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def request(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.complaints.append(f"{self.page.url}: asked for {request.url}")


@contextmanager
def watched(chromium: Chromium, address: str, cookie: str = "") -> Iterator[Watched]:
    """Open a window and watch what its pages do."""
    context = chromium.new_context()
    context.add_init_script(LISTENING)
    name, _, value = cookie.partition("=")
    if name:
        context.add_cookies([{"name": name, "value": value, "url": address}])
    window = Watched(context.new_page(), address)
    for event in ("dialog", "console", "request"):
        window.page.on(event, getattr(window, event))  # type: ignore[call-overload]  # each by its own name
    window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
    yield window
    context.close()


def test_what_runs_and_what_is_blocked_in_the_canary_is_seen(canary: str, chromium: Chromium) -> None:
    httpx.post(
        f"{canary}/kept", data={"said": "<script>alert(1)</script><img src=http://127.0.0.1:9/x>"}, trust_env=False
    )
    with watched(chromium, canary) as window:
        window.goto("/kept")
        window.goto("/guarded")
    said = "\n".join(window.complaints)
    assert "a dialog said 1" in said
    assert "asked for http://127.0.0.1:9/x" in said
    assert "/guarded: script-src-elem inline" in said


@dataclass
class Storing:
    """Stores each string in a field of a referral; what a field refuses is left out there."""

    target: Attacked
    program: httpx.Client
    stored: set[str] = field(default_factory=set)

    def store(self, reference: str, strings: Sequence[str]) -> None:
        """Record person, needs and caution with strings in their fields."""
        left = list(strings)
        for part, fields in FIELDS.items():
            given = {name: left.pop() for name in fields if left}
            while refused := self._refused(reference, part, given):
                assert refused & given.keys(), (reference, part, given, refused)
                given = {name: string for name, string in given.items() if name not in refused}
            self.stored |= set(given.values())

    def _refused(self, reference: str, part: str, given: dict[str, str]) -> set[str]:
        area = self.target.inhabited.area
        usual = {
            "person": area.person(crime_reference=f"13/{reference}/26").model_dump(mode="json"),
            "caution": area.caution().model_dump(mode="json"),
        }
        body = {**usual.get(part, {}), **given}
        answer = self.program.put(f"{API}/{reference}/{part}", json=body)
        assert answer.status_code in {200, 422}, answer.text
        return {error["field"] for error in answer.json().get("errors", ())}


def referrals(target: Attacked) -> Iterator[tuple[str, bool]]:
    """Give new referrals without end, and whether each has a place."""
    area = target.inhabited.area
    for cohort, seats in PLACES:
        yield from ((area.hold(cohort), True) for _ in range(seats))
    while True:
        yield area.referred(), False


def test_nothing_that_was_stored_runs_on_any_page(target: Attacked, naughty: list[str], chromium: Chromium) -> None:
    at_once = sum(map(len, FIELDS.values()))
    markup_first = sorted(naughty, key=lambda string: "<" not in string)
    parts = [markup_first[at : at + at_once] for at in range(0, len(naughty), at_once)]
    letters, others = [], []
    headers = {"authorization": f"Bearer {target.token('officer-1', 'storing')}"}
    with httpx.Client(base_url=target.address, headers=headers, timeout=120, trust_env=False) as program:
        storing = Storing(target, program)
        for strings, (reference, placed) in zip(parts, referrals(target), strict=False):
            storing.store(reference, strings)
            (letters if placed else others).append(reference)
            if placed:
                target.inhabited.area.confirm(reference)
    assert len(storing.stored) >= STORED_AT_LEAST * len(set(naughty))
    paths = [f"/bookings/{reference}{page}" for reference in (*letters, *others) for page in PAGES]
    paths += [f"/bookings/{reference}/letter" for reference in letters]
    look_at(target, chromium, "officer-1", ["/", "/bookings", "/bookings?before=50", *paths])
    look_at(target, chromium, "manager-1", ["/", "/bookings", *items(target, "manager-1")])
    look_at(target, chromium, "supervisor-1", ["/", "/bookings", *items(target, "supervisor-1")])


def items(target: Attacked, account: str) -> list[str]:
    """Give the worklist and every item on it."""
    from cara.casework import worklist

    area = target.inhabited.area
    found = worklist(area.instance, area.subjects[account], now=area.now)
    return ["/worklist", *(f"/worklist/{item.code}" for item in found)]


def look_at(target: Attacked, chromium: Chromium, account: str, paths: Sequence[str]) -> None:
    """Open pages one after the other; none may do anything of its own."""
    with watched(chromium, target.address, target.cookie(account)) as window:
        for path in paths:
            window.goto(path)
        assert window.page.locator("text=Sign out").count() > 0
    assert window.complaints == []
