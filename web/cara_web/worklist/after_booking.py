"""Items that come after the booking: how it goes on after a workshop, returns, reports, and who is to be booked again."""

from collections.abc import Sequence

from pydantic import Field

from cara.casework import Item, ItemKind, NotAccepted, see_referral
from cara.workshops import (
    GoingOn,
    ReturnDecision,
    acknowledge_return,
    decide_going_on,
    decide_return,
    settle_item,
)
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, police_of, use
from cara_web.referrals.attendance import attendance_rows
from cara_web.visits import instance_of
from cara_web.worklist.consequences import GOING_ON, RETURN, SEEN, SETTLED, WORKLIST, listed_after
from cara_web.worklist.disposal import Reason


class GoingOnAnswers(Question):
    """What the police decide after a workshop."""

    outcome: GoingOn = Field(title="what you decide")
    reason: Reason = Field(title="the reason")


class ReturnAnswers(Question):
    """What the police decide about a referral that came back."""

    outcome: ReturnDecision = Field(title="what you decide")
    reason: Reason = Field(title="the reason")


class SettledAnswers(Question):
    """What the area manager did."""

    reason: Reason = Field(title="what was done")


async def show_going_on(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Show what was recorded at the workshops, and ask how it goes on."""
    outcomes = [(outcome.value, outcome.label) for outcome in GoingOn]
    return await _show(request, item, "How it goes on after a workshop", outcomes, form, status)


async def decide_how(request: Web, item: Item) -> Answer:
    """Take the decision of the police after a workshop."""
    answered = answer(GoingOnAnswers, await read_form(request))
    if isinstance(answered, Form):
        return await show_going_on(request, item, answered, 422)
    now = instance_of(request).now()
    outcome, reason = answered.outcome, answered.reason
    try:
        await use(request, decide_going_on, item.code, outcome=outcome, reason=reason, now=now)
    except NotAccepted as refused:
        return await show_going_on(request, item, Form.of(answered).refused(refused.problems), 422)
    return see_other(listed_after(GOING_ON[answered.outcome]))


async def show_return(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Show why a referral came back and what was recorded, and ask what the police decide."""
    outcomes = [(outcome.value, outcome.label) for outcome in ReturnDecision]
    return await _show(request, item, "Returned to the police", outcomes, form, status)


async def decide_about_return(request: Web, item: Item) -> Answer:
    """Note that the police have seen a return, or take their decision."""
    submitted = await read_form(request)
    now = instance_of(request).now()
    if submitted.one("seen"):
        await use(request, acknowledge_return, item.code, now=now)
        return see_other(listed_after(SEEN))
    answered = answer(ReturnAnswers, submitted)
    if isinstance(answered, Form):
        return await show_return(request, item, answered, 422)
    await use(request, decide_return, item.code, outcome=answered.outcome, reason=answered.reason, now=now)
    return see_other(listed_after(RETURN[answered.outcome]))


async def show_to_settle(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Show what came after the booking, and ask what was done about it."""
    return await _show(request, item, item.kind.label, [], form, status)


async def settle(request: Web, item: Item) -> Answer:
    """Keep what was done."""
    answered = answer(SettledAnswers, await read_form(request))
    if isinstance(answered, Form):
        return await show_to_settle(request, item, answered, 422)
    await use(request, settle_item, item.code, reason=answered.reason, now=instance_of(request).now())
    return see_other(listed_after(SETTLED))


async def _show(
    request: Web, item: Item, title: str, outcomes: Sequence[tuple[str, str]], form: Form | None, status: int
) -> Answer:
    now = instance_of(request).now()
    view = await use(request, see_referral, item.reference, now=now)
    return page(
        request,
        "worklist/after_booking.html",
        title=title,
        status=status,
        item=item,
        view=view,
        attended=attendance_rows(view.attended),
        outcomes=outcomes,
        is_return=item.kind is ItemKind.RETURNED,
        police=police_of(request),
        form=form or Form.empty(),
        back=WORKLIST,
    )


async def go_to_case(_request: Web, item: Item) -> Answer:
    """Go to the case's own page: there somebody is booked again."""
    return see_other(f"/cases/{item.reference}")
