"""The addresses of this room, the neutral names of its pages, and what they all show."""

from collections.abc import Mapping
from typing import Any

from litestar import Response

from cara.vocabulary import Reference
from cara_web.layout.page import page
from cara_web.referrals.asking import Web

CALLS = "/victim-contact"
CHECKS = f"{CALLS}/checks"
LOCK = f"{CALLS}/lock"
LOCKED = "/locked"
IDLE_MINUTES = 10
"""How long one of these pages may lie open before it blanks itself; a third of what other pages have."""


def contact_page(
    request: Web, template: str, code: Reference, *, status: int = 200, **context: Any
) -> Response[str]:  # Any: what the template shows
    """Answer with a page about one contact: its title holds the code alone."""
    return victim_page(
        request, template, title=f"Contact {code.spoken}", status=status, code=code, at=f"{CALLS}/{code}", **context
    )


def victim_page(
    request: Web, template: str, *, title: str, status: int = 200, **context: Any
) -> Response[str]:  # Any: as above
    """Answer with a page of the victim's side, which can be locked and blanks itself."""
    lock = context.pop("lock", LOCK)
    return page(request, template, title=title, status=status, lock=lock, minutes=IDLE_MINUTES, **context)


def seen_as(said: Mapping[str, str], done: str) -> str:
    """Give the sentence of what was just done; nothing of what is not known."""
    return said.get(done, "")
