"""Items about places, which the area manager decides: nobody could be placed, or a place was promised."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from pydantic import Field

from cara.areas import AreaUnavailable
from cara.casework import (
    Item,
    NotAccepted,
    PlaceDoesNotFit,
    PlaceOutcome,
    Problem,
    decide_place,
    give_place,
    see_referral,
)
from cara.casework.before_deciding import PlacesLookedFor, look_for_places
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, book_of, today_of, use
from cara_web.visits import instance_of
from cara_web.worklist.consequences import GIVEN, PLACE, WORKLIST, listed_after
from cara_web.worklist.disposal import Reason
from cara_web.worklist.facts import Row


class PlaceAnswers(Question):
    """What the area manager decides about somebody for whom no place fitted."""

    outcome: PlaceOutcome = Field(title="what you decide")
    place_by: date | None = Field(default=None, title="the day by which a place will follow")
    reason: Reason = Field(title="the reason")


class GivenAnswers(Question):
    """The pair of days that is given."""

    cohort: str = Field(title="a pair of days", max_length=40)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"cohort": {"*": "Select a pair of days"}}


async def show_nobody_placed(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Show what was looked for and what stands in the way, and ask for the decision."""
    return await _show(request, item, "worklist/nobody_placed.html", "No place fits", form, status)


async def decide_nobody_placed(request: Web, item: Item) -> Answer:
    """Take the decision about somebody for whom no place fitted."""
    answered = answer(PlaceAnswers, await read_form(request))
    if isinstance(answered, Form):
        return await show_nobody_placed(request, item, answered, 422)
    try:
        await use(
            request,
            decide_place,
            item.code,
            outcome=answered.outcome,
            reason=answered.reason,
            place_by=answered.place_by if answered.outcome is PlaceOutcome.ACCEPTED else None,
            now=instance_of(request).now(),
        )
    except NotAccepted as refused:
        return await show_nobody_placed(request, item, Form.of(answered).refused(refused.problems), 422)
    return see_other(listed_after(PLACE[answered.outcome]))


async def show_promised(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Show the places that can be given to a referral to which one was promised."""
    return await _show(request, item, "worklist/place_to_follow.html", "A place was promised", form, status)


async def give_promised(request: Web, item: Item) -> Answer:
    """Give the place that was promised."""
    answered = answer(GivenAnswers, await read_form(request))
    if isinstance(answered, Form):
        return await show_promised(request, item, answered, 422)
    try:
        await use(request, give_place, item.reference, answered.cohort, now=instance_of(request).now())
    except PlaceDoesNotFit as refused:
        problem = Problem("cohort", f"This place cannot be given: {'; '.join(refused.why)}. Choose another one")
        return await show_promised(request, item, Form.empty().refused([problem]), 409)
    return see_other(listed_after(GIVEN))


async def _show(request: Web, item: Item, template: str, title: str, form: Form | None, status: int) -> Answer:
    now = instance_of(request).now()
    view = await use(request, see_referral, item.reference, now=now)
    looked, problem = await _look(request, item)
    book, today = book_of(request), today_of(request)
    can_promise = looked is None or today < looked.latest_promise
    return page(
        request,
        template,
        title=title,
        status=status,
        item=item,
        view=view,
        looked=looked,
        problem=problem,
        wanted=_wanted(looked) if looked else [],
        names={district.code: district.name for district in book.area.districts} if book else {},
        outcomes=[
            (outcome.value, outcome.label)
            for outcome in PlaceOutcome
            if can_promise or outcome is not PlaceOutcome.ACCEPTED
        ],
        can_promise=can_promise,
        today=today,
        form=form or Form.empty(),
        back=WORKLIST,
    )


async def _look(request: Web, item: Item) -> tuple[PlacesLookedFor | None, str]:
    try:
        looked = await use(request, look_for_places, item.reference, now=instance_of(request).now())
    except (AreaUnavailable, NotAccepted) as refused:
        return None, str(refused)
    return looked, ""


def _wanted(looked: PlacesLookedFor) -> list[Row]:
    search = looked.search
    days = "; ".join(f"{day.day} {day:%B %Y}" for day in sorted(search.impossible))
    access = [
        name for needed, name in ((search.step_free, "Step-free"), (search.hearing_loop, "Hearing loop")) if needed
    ]
    return [
        ("Group", looked.offers.pathway.label),
        ("Days that are impossible", days or "None"),
        ("Access", " and ".join(access) or "None needed"),
        ("Deadline and days", looked.offers.deadline.in_words),
        ("A missed workshop means", looked.offers.missed_means),
    ]
