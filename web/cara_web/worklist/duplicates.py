"""An item about two referrals that may concern the same person. They are shown side by side and never merged."""

from typing import Literal

from pydantic import Field

from cara.access import FieldGroup
from cara.casework import Item, PersonSeen, ReferralView, review_duplicate, see_referral
from cara.casework.before_deciding import see_possible_duplicates
from cara.vocabulary.dates import in_words
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of
from cara_web.worklist.consequences import DIFFERENT_PEOPLE, SAME_PERSON, WORKLIST, listed_after
from cara_web.worklist.disposal import Reason
from cara_web.worklist.facts import NOT_RECORDED, Row

G = FieldGroup

MOST = 5
"""How many others are laid beside the referral; more are only counted."""


class DuplicateAnswers(Question):
    """Whether two referrals concern the same person."""

    outcome: Literal["same", "different"] = Field(title="whether it is the same person")
    reason: Reason = Field(title="the reason")


async def show(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Lay the referrals side by side."""
    now = instance_of(request).now()
    view = await use(request, see_referral, item.reference, now=now)
    alike = await use(request, see_possible_duplicates, item.reference, now=now)
    others = [await use(request, see_referral, other, now=now) for other in alike[:MOST]]
    return page(
        request,
        "worklist/duplicate.html",
        title="Possible duplicate",
        status=status,
        item=item,
        view=view,
        pairs=[(other, side_by_side(view, other)) for other in others],
        left_out=len(alike) - len(others),
        form=form or Form.empty(),
        back=WORKLIST,
    )


async def decide(request: Web, item: Item) -> Answer:
    """Record the answer."""
    answered = answer(DuplicateAnswers, await read_form(request))
    if isinstance(answered, Form):
        return await show(request, item, answered, 422)
    same, now = answered.outcome == "same", instance_of(request).now()
    await use(request, review_duplicate, item.code, same=same, reason=answered.reason, now=now)
    return see_other(listed_after(SAME_PERSON if same else DIFFERENT_PEOPLE))


def side_by_side(first: ReferralView, second: ReferralView) -> list[tuple[str, str, str, bool]]:
    """Give for each detail that may be seen of both its name, what either says, and whether they say the same."""
    theirs = dict(_details(second))
    return [(name, ours, theirs[name], ours == theirs[name]) for name, ours in _details(first) if name in theirs]


def _details(view: ReferralView) -> list[Row]:
    return [
        *(_identity(view.person) if view.shows(G.IDENTITY) else ()),
        *(_contact(view.person) if view.shows(G.CONTACT) else ()),
        *([("Offence", _offence(view))] if view.shows(G.FACTS) else ()),
        ("Status", view.status.label),
        ("Entered", in_words(view.entered_on, weekday=False)),
    ]


def _identity(person: PersonSeen | None) -> list[Row]:
    born = in_words(person.date_of_birth, weekday=False) if person else NOT_RECORDED
    return [
        ("Name", f"{person.given_names} {person.family_name}" if person else NOT_RECORDED),
        ("Date of birth", born),
        ("PNC identifier", (person.pnc_id if person else None) or NOT_RECORDED),
        ("Crime reference", person.crime_reference if person else NOT_RECORDED),
    ]


def _contact(person: PersonSeen | None) -> list[Row]:
    return [
        ("Address", (person.address if person else None) or NOT_RECORDED),
        ("Phone", (person.phone if person else None) or NOT_RECORDED),
        ("Email", (person.email if person else None) or NOT_RECORDED),
    ]


def _offence(view: ReferralView) -> str:
    return view.facts.offence.label if view.facts and view.facts.offence else NOT_RECORDED
