"""What the pages about partners share: their addresses, tabs, choices, and how districts are named."""

from collections.abc import Awaitable, Callable
from typing import Any

from cara.access import Action
from cara.engagement.organisations import WHOLE_AREA
from cara.engagement.seeing import Choices, choices
from cara_web.layout.editing import Say, said
from cara_web.referrals.asking import Web, use
from cara_web.staff.asking import district_name, districts_of, may
from cara_web.visits import instance_of

PARTNERS = "/partners"
PLAN, DONE, STEPS = f"{PARTNERS}/plan", f"{PARTNERS}/done", f"{PARTNERS}/steps"
AWARENESS, COMMUNITIES = f"{PARTNERS}/awareness", f"{PARTNERS}/communities"
_TABS = (
    ("Organisations", PARTNERS),
    ("Plan and gaps", PLAN),
    ("What was done", DONE),
    ("Next steps", STEPS),
    ("Awareness sessions", AWARENESS),
    ("Communities", COMMUNITIES),
)
AREA_WIDE = "The whole area"


def tabs(here: str) -> list[dict[str, object]]:
    """Give the tabs of this room, with the mark on the one that is open."""
    return [{"text": text, "href": href, "active": href == here} for text, href in _TABS]


def districts_to_choose(request: Web) -> list[tuple[str, str]]:
    """Give the districts of a filter: the area's, and the whole area."""
    return [*districts_of(request), (WHOLE_AREA, AREA_WIDE)]


async def choices_of(request: Web) -> Choices:
    """Give what can be chosen where something about partners is entered."""
    return await use(request, choices, now=instance_of(request).now())


def in_district(request: Web, district: str | None) -> str:
    """Say where an organisation works."""
    return district_name(request, district) or AREA_WIDE


def say_with(request: Web, chosen: Choices) -> Any:  # Any: a function of a name and whatever stands under it
    """Write a field as people read it: districts, communities and colleagues by their names."""
    named = {one.code: one.details.name for one in chosen.communities} | {
        one.code: one.name for one in chosen.colleagues
    }

    def say(name: str, value: Any) -> str:  # Any: as above
        match name:
            case "district":
                return in_district(request, value)
            case "communities":
                return said(tuple(sorted(str(named.get(code, code)) for code in value)))
            case "led_by" | "who":
                return named.get(str(value), str(value))
        return said(value)

    return say


def saying(request: Web) -> Callable[[], Awaitable[Say]]:
    """Give how a field is written, once it is asked: the names are looked up only then."""

    async def say() -> Say:
        written: Say = say_with(request, await choices_of(request))
        return written

    return say


def about(request: Web, here: str) -> dict[str, Any]:  # Any: what templates call
    """Give what every list of this room shows."""
    return {
        "tabs": tabs(here),
        "in_district": lambda district: in_district(request, district),
        "may_change": may(request, Action.CHANGE_PARTNERS),
    }
