"""Every macro in each state, for looking at and for screenshots. Only a demonstration has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from litestar import Controller, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action
from cara.vocabulary import Word
from cara.vocabulary.text import Line, Paragraph
from cara_web.layout.form_body import Submitted
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page
from cara_web.visits import PageRequest, instance_of


class Weather(Word):
    """Something to choose from."""

    RAIN = "rain", "Rain"
    SUN = "sun", "Sun"
    SNOW = "snow", "Snow"


class Example(Question):
    """A question page with a field of each kind."""

    name: Annotated[Line, Field(max_length=40)] = Field(title="the name")
    started_on: date = Field(title="the date of the start", le=date(2030, 1, 1))
    weather: Weather = Field(title="the weather")
    seen: tuple[Weather, ...] = Field(title="what was seen", min_length=1)
    venue: str = Field(title="the venue")
    is_open: bool = Field(title="whether it is open")
    note: Paragraph | None = Field(default=None, title="the note")


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline."""

    title: str
    when: object
    body: str
    by: str = ""


class ComponentsPage(Controller):
    """The address ``/_components``."""

    path = "/_components"
    include_in_schema = False

    @get(opt={"action": Action.SEE_COMPONENTS})
    async def show(self, request: PageRequest) -> Response[str]:
        """Show everything once, but for the fields of forms."""
        now = instance_of(request).now()
        booked = Event(
            "Place booked", now, "Workshop 1 on Saturday 28 November, workshop 2 on Saturday 26 December.", "A. Officer"
        )
        checked = Event("Eligible: 6 of 6 rules met", now - timedelta(days=2), "By the rules of this area.")
        return page(
            request,
            "entrance/components.html",
            title="Components",
            banner=Banner("Place held for 60 minutes. It is released if the booking is not confirmed by then."),
            form=Form.empty(),
            events=[booked, checked],
        )

    @get("/question/{filling:str}", opt={"action": Action.SEE_COMPONENTS})
    async def question(self, request: PageRequest, filling: FromPath[str]) -> Response[str]:
        """Show a question page with every kind of field, empty, filled or wrong."""
        if filling not in STATES:
            raise NotFoundException
        return page(
            request,
            "entrance/example_question.html",
            title="An example of a question page",
            caption="Components",
            form=STATES[filling](),
            action="/_components",
            back="/_components",
            weather=Weather,
        )


def _filled() -> Form:
    return Form.of(
        Example(
            name="A name",
            started_on=date(2026, 11, 28),
            weather=Weather.SUN,
            seen=(Weather.RAIN, Weather.SNOW),
            venue="north",
            is_open=True,
        )
    )


def _wrong() -> Form:
    sent = {"name": ("x" * 50,), "started_on-day": ("31",), "started_on-month": ("2",), "note": ("\x07",)}
    refused = answer(Example, Submitted(sent))
    assert isinstance(refused, Form)
    return refused


STATES: Mapping[str, Callable[[], Form]] = {"empty": Form.empty, "filled": _filled, "wrong": _wrong}
