"""What the pages about the quality of delivery share: addresses, tabs and what stands in every list."""

from typing import Any

from cara.access import Action
from cara_web.referrals.asking import Web
from cara_web.staff.asking import may

QUALITY = "/quality"
SUPERVISION, SAMPLES, COMPLAINTS = f"{QUALITY}/supervision", f"{QUALITY}/samples", f"{QUALITY}/complaints"
AGREED = f"{QUALITY}/agreed"
_TABS = (
    ("Observations", QUALITY, Action.SEE_QUALITY),
    ("Supervision", SUPERVISION, Action.SEE_QUALITY),
    ("Case samples", SAMPLES, Action.REVIEW_CASES),
    ("Complaints", COMPLAINTS, Action.SEE_COMPLAINTS),
    ("What is agreed", AGREED, Action.SEE_QUALITY),
)


def about(request: Web, here: str) -> dict[str, Any]:  # Any: what templates call
    """Give the tabs that this person may open, and whether he or she may change what is there."""
    return {
        "tabs": [
            {"text": text, "href": href, "active": href == here} for text, href, action in _TABS if may(request, action)
        ],
        "may_change": may(request, Action.CHANGE_QUALITY),
    }


def tenths(value: int | None) -> str:
    """Write a number of tenths as people read it."""
    return "" if value is None else f"{value / 10:.1f}"
