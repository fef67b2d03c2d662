"""What a worker had typed into a form of a contact and not stored, and how its page goes on keeping that."""

from collections.abc import Mapping
from dataclasses import replace

from cara.victims.drafts import DraftKind, draft_of
from cara.vocabulary import Reference
from cara_web.layout.forms import Form
from cara_web.layout.page import Banner
from cara_web.referrals.asking import Web, use
from cara_web.victims.asking import CALLS
from cara_web.visits import instance_of

BACK_TO: Mapping[DraftKind, str] = {
    DraftKind.ATTEMPT: "attempts/new",
    DraftKind.DETAILS: "details",
    DraftKind.SAFE_CONTACT: "safe-contact",
    DraftKind.FEEDBACK: "feedback",
    DraftKind.BRIEFING: "briefing",
    DraftKind.CONCERN: "concern",
}
"""Where each form stands, below its contact."""
KEPT = "What you typed is kept. It is there again when you come back."


async def begun(request: Web, code: str, kind: DraftKind, stored: Form) -> Form:
    """Put what was typed before over what is stored; its version is the one that was on the page then."""
    kept = await use(request, draft_of, code, kind, now=instance_of(request).now())
    return replace(stored, typed={name: tuple(values) for name, values in kept.items()}) if kept else stored


def keeping(code: Reference, kind: DraftKind) -> dict[str, str]:
    """Give what the page of a form shows so that what is typed is kept, and is kept when the screen is locked."""
    return {"kind": kind.value, "lock": f"{CALLS}/{code}/lock/{kind.value}"}


def kept_banner(done: str) -> Banner | None:
    """Say that it is kept, where that was just asked for."""
    return Banner(KEPT) if done == "kept" else None
