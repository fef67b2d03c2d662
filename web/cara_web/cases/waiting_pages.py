"""The waiting list: who has no place, how many ways are left, and a place given in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.casework import PlaceDoesNotFit, SomebodyElseChanged, WrongStatus
from cara.policy.wording import days_in_words
from cara.scheduling import OpenPlace
from cara.vocabulary.dates import in_words
from cara.workshops import WaitingLine, WaitingSearch, WhatAgain, give_from_waiting, list_waiting
from cara_web.cases.case_pages import districts_of
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.visits import instance_of

WAITING = "/places/waiting"
COLUMNS = ("Reference", "Name", "Status", "Group", "District", "Finish by", "Ways left", "Begin by", "Free place")

GIVEN = Banner("The place is given and booked. Give the person the days.")
NOT_GIVEN = "Nothing was booked: {}. The list below is as it stands now."


class GivenAnswers(Question):
    """The place that is given, and the case as it was seen."""

    cohort: str = Field(title="a place", max_length=80)
    seen: int = Field(title="the case as you saw it", ge=0)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"cohort": {"*": "Choose a place from the list"}}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as the page shows it."""

    line: WaitingLine
    ways: str
    begin: str
    place: tuple[str, str] | None
    """What the button sends, and the place in words."""
    latest: str | None
    new_cohort: str | None
    """When a new cohort would have to begin to be a place, where none is free."""


class WaitingPages(Controller):
    """Below ``/places/waiting``."""

    path = WAITING
    include_in_schema = False

    @get("/", opt={"action": Action.LIST_CASES})
    async def listed(
        self, request: Web, district: FromQuery[str] = "", after: FromQuery[str] = "", done: FromQuery[str] = ""
    ) -> Answer:
        """List who waits, those with the fewest ways left at the top."""
        return await _show(request, district, after, GIVEN if done == "given" else None)

    @get("/download", opt={"action": Action.EXPORT_CASES})
    async def taken_away(self, request: Web, district: FromQuery[str] = "") -> Response[bytes]:
        """Give the list as CSV, to whoever has just proved who he or she is."""
        search = WaitingSearch(district=district[:100] or None)
        found = await use(request, list_waiting, search, now=instance_of(request).now(), whole=True)
        names = dict(districts_of(request))
        return download(
            f"waiting-{today_of(request).isoformat()}", COLUMNS, [_cells(line, names) for line in found.lines]
        )

    @post("/{reference:str}", opt={"action": Action.RESCHEDULE})
    async def give(self, request: Web, reference: FromPath[str]) -> Answer:
        """Give somebody the place that was shown."""
        answered = answer(GivenAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _refused(request, answered.errors[0].sentence, 422)
        chosen, _, cohort = answered.cohort.rpartition(" ")
        what = WhatAgain(chosen) if chosen in set(WhatAgain) else WhatAgain.BOTH
        now = instance_of(request).now()
        try:
            await use(request, give_from_waiting, reference, cohort, what, seen=answered.seen, now=now)
        except PlaceDoesNotFit as refused:
            return await _refused(request, "; ".join(refused.why), 409)
        except (SomebodyElseChanged, WrongStatus):
            return await _refused(request, "somebody else changed this case while you had the list open", 409)
        return see_other(f"{WAITING}?done=given")


async def _refused(request: Web, why: str, status: int) -> Answer:
    banner = Banner(NOT_GIVEN.format(why), type=None, title="Not booked")
    return await _show(request, "", "", banner, status)


async def _show(request: Web, district: str, after: str, banner: Banner | None, status: int = 200) -> Answer:
    search = WaitingSearch(district=district[:100] or None, after=_read_key(after))
    found = await use(request, list_waiting, search, now=instance_of(request).now())
    asked = {"district": district} if district else {}
    names = districts_of(request)
    return page(
        request,
        "cases/waiting.html",
        title="Waiting list",
        status=status,
        found=found,
        lines=[_shown(line, today_of(request)) for line in found.lines],
        narrowed=bool(search.district),
        districts=names,
        names=dict(names),
        form=Form({"district": (district,)}),
        sending=Form.empty(),
        banner=banner,
        next=_address({**asked, "after": _key(found.next_after)}) if found.next_after else None,
        taken_away=f"{WAITING}/download?{urlencode(asked)}",
    )


def _address(asked: Mapping[str, str]) -> str:
    return f"{WAITING}?{urlencode(asked)}"


def _shown(line: WaitingLine, today: date) -> Shown:
    best, latest = line.ways.best, line.ways.last_place
    return Shown(
        line=line,
        ways=_ways(line),
        begin=_begin(line, today),
        place=(f"{best[0].value} {best[1].cohort}", _place(*best)) if best else None,
        latest=_place(*latest) if latest and latest != best else None,
        new_cohort=None if best else _new_cohort(line),
    )


def _new_cohort(line: WaitingLine) -> str | None:
    days = line.ways.left[WhatAgain.BOTH].first_days if WhatAgain.BOTH in line.ways.left else ()
    if not days:
        return None
    first, last = in_words(days[0], weekday=False), in_words(days[-1], weekday=False)
    when = f"on {first}" if first == last else f"between {first} and {last}"
    return f"A new cohort with workshop one {when} would be a place."


def _ways(line: WaitingLine) -> str:
    count = line.ways.count
    if not count:
        return "None"
    alone = line.ways.left.get(WhatAgain.TWO_ALONE)
    both = line.ways.left.get(WhatAgain.BOTH)
    parts = [(alone.count if alone else 0, "day for workshop two alone", "days for workshop two alone")]
    parts.append((both.count if both else 0, "pair of days", "pairs of days"))
    return " and ".join(f"{many} {one if many == 1 else several}" for many, one, several in parts if many)


def _begin(line: WaitingLine, today: date) -> str:
    last = line.ways.last
    if last is None:
        ended = line.ways.window_ended
        return f"{in_words(ended, weekday=False)} was the last day" if ended < today else "No day is left"
    return f"{in_words(last, weekday=False)}: {days_in_words((last - today).days)} left"


def _place(what: WhatAgain, place: OpenPlace) -> str:
    days = [place.first_day, place.second_day] if what is WhatAgain.BOTH else [place.second_day]
    said = " and ".join(in_words(day, weekday=False) for day in days)
    alone = "" if what is WhatAgain.BOTH else "workshop two alone, "
    return f"{alone}{said}, {place.venue_name} (cohort {place.cohort})"


def _cells(line: WaitingLine, names: Mapping[str, str]) -> tuple[str, ...]:
    best = line.ways.best
    return (
        line.reference.spoken,
        line.name or "",
        line.status.label,
        line.pathway.label if line.pathway else "",
        names.get(line.district or "", line.district or ""),
        line.ways.deadline.isoformat(),
        str(line.ways.count),
        line.ways.last.isoformat() if line.ways.last else "",
        _place(*best) if best else "; ".join(line.ways.why_none),
    )


def _key(key: tuple[int, date, int]) -> str:
    return f"{key[0]}.{key[1].isoformat()}.{key[2]}"


def _read_key(text: str) -> tuple[int, date, int] | None:
    parts = text.split(".")
    try:
        count, day, number = parts
        return int(count), date.fromisoformat(day), int(number)
    except ValueError:
        return None
