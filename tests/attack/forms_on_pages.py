"""Finding every form of a site, as a browser would come to it by following links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.web.visitors import Browser

MOST_PAGES = 400
_OF_ONE_RECORD = re.compile(r"/[0-9A-Z]{8}(?=/|$)")
_CHOSEN = {"hidden", "radio", "checkbox", "submit"}
_LEFT_ALONE = re.compile(r"/sign-(out|in)|/victim-contact/([^/]+/lock/|lock|idle)")
"""What ends the sign-in of whoever attacks."""


@dataclass
class Form:
    """One form: where it is sent, how, and what stands in its fields."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    """The fields in which people write, where the others only let them choose."""

    @property
    def kind(self) -> tuple[str, ...]:
        """What makes it the same form as that of another record."""
        return (self.method, _OF_ONE_RECORD.sub("/*", self.action), *sorted(self.fields))


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, [], []  # type: ignore[var-annotated]  # lists of addresses and forms

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"].partition("#")[0])
        elif tag == "form":
            self.forms.append(Form(said.get("action") or self.path, said.get("method", "get").lower()))
        elif tag in {"input", "select", "textarea"} and self.forms and said.get("name"):
            self.forms[-1].fields[said["name"]] = said.get("value", "")
            if tag == "textarea" or (tag == "input" and said.get("type", "text") not in _CHOSEN):
                self.forms[-1].written.add(said["name"])


def forms_for(browser: Browser, *starts: str) -> Iterator[Form]:
    """Follow every link from some addresses, and give each kind of form once, while its page is fresh."""
    seen: set[tuple[str, ...]] = set()
    known, waiting = set(starts), list(starts)
    kinds: set[str] = set()
    while waiting and len(known) <= MOST_PAGES:
        path = waiting.pop(0)
        answer = browser.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        reader = _Reader(path)
        reader.feed(answer.text)
        for link in reader.links:
            kind = _OF_ONE_RECORD.sub("/*", link.partition("?")[0])
            if link not in known and kind not in kinds and not _LEFT_ALONE.match(link):
                known.add(link)
                kinds.add(kind)
                waiting.append(link)
        for form in reader.forms:
            if form.kind not in seen and not _LEFT_ALONE.match(form.action):
                seen.add(form.kind)
                yield form
