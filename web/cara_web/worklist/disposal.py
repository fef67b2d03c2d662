"""An item that an authorised person of the police decides: rules of the area that fail or are not known."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cara.casework import (
    BelowTheFloor,
    Item,
    KeptDecision,
    NotAccepted,
    Problem,
    ReferralView,
    SomebodyElseChanged,
    see_decisions,
    see_referral,
)
from cara.casework.before_deciding import decide_disposal_as_seen
from cara.decisions import RuleResult
from cara.policy import CaseFacts, Outcome
from cara.vocabulary import PoliceRank
from cara.vocabulary.text import Paragraph
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, police_of, use
from cara_web.visits import instance_of
from cara_web.worklist.consequences import APPROVED, DECLINED, WORKLIST, listed_after
from cara_web.worklist.facts import facts_in_words, restricted_in_words

Reason = Annotated[Paragraph, Field(min_length=10, max_length=2000)]

RANKS = [(rank.value, rank.label) for rank in PoliceRank if rank >= PoliceRank.SERGEANT]

APPROVE = ("approve", "Approve", "The referral goes on although these rules fail or are not known")
DECLINE = (("decline", "Decline", "The referral is closed, and a place that is held is free again"),)

CHANGED = (
    "An answer was changed and the rules decided again while you read this. Read how they came out now, then decide"
)


class DisposalAnswers(Question):
    """What an authorised person decides, and about which decision of the rules."""

    outcome: Literal["approve", "decline"] = Field(title="whether you approve or decline")
    rank: PoliceRank = Field(title="the rank of the person who decides")
    reason: Reason = Field(title="the reason")
    confirmed: Literal["yes"] = Field(title="that you have read how every rule came out")
    seen: int = Field(title="the decision that you read", ge=0)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "confirmed": {"*": "Confirm that you have read how every rule came out"},
        "seen": {"*": "Open the item again: it does not say which decision of the rules you read"},
    }


async def show(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Show the rules, the facts and the history, and ask for the decision."""
    now = instance_of(request).now()
    view: ReferralView = await use(request, see_referral, item.reference, now=now)
    kept: tuple[KeptDecision, ...] = await use(request, see_decisions, item.reference, now=now)
    barred = tuple(result for result in view.uncovered if result.owner == "national")
    return page(
        request,
        "worklist/disposal.html",
        title="A person must decide",
        status=status,
        item=item,
        view=view,
        seen=kept[0].number if kept else 0,
        barred=barred,
        floor=_floor_in_words(barred),
        open_to_decide=tuple(result for result in view.uncovered if result.owner != "national"),
        covered=_covered(view),
        facts=facts_in_words(_decided_facts(view)),
        restricted=restricted_in_words(view.restricted),
        outcomes=DECLINE if barred or view.decision is None else (APPROVE, *DECLINE),
        ranks=RANKS,
        police=police_of(request),
        form=form or Form.empty(),
        back=WORKLIST,
    )


def _decided_facts(view: ReferralView) -> CaseFacts | None:
    return view.decision.facts if view.decision else view.facts


async def decide(request: Web, item: Item) -> Answer:
    """Take the decision; show everything again where it cannot be taken."""
    answered = answer(DisposalAnswers, await read_form(request))
    if isinstance(answered, Form):
        return await show(request, item, answered, 422)
    try:
        after = await use(
            request,
            decide_disposal_as_seen,
            item.code,
            seen=answered.seen,
            approve=answered.outcome == "approve",
            rank=answered.rank,
            reason=answered.reason,
            now=instance_of(request).now(),
        )
    except NotAccepted as refused:
        return await show(request, item, Form.of(answered).refused(refused.problems), 422)
    except BelowTheFloor as refused:
        return await show(request, item, Form.of(answered).refused([Problem("outcome", str(refused))]), 422)
    except SomebodyElseChanged:
        return await show(request, item, _to_confirm_again(answered).refused([Problem("outcome", CHANGED)]), 409)
    return see_other(listed_after(APPROVED.get(after, DECLINED)))


def _to_confirm_again(answered: DisposalAnswers) -> Form:
    form = Form.of(answered)
    return replace(form, typed={name: typed for name, typed in form.typed.items() if name != "confirmed"})


def _floor_in_words(barred: tuple[RuleResult, ...]) -> str:
    return str(BelowTheFloor(result.rule_id for result in barred)) if barred else ""


def _covered(view: ReferralView) -> tuple[RuleResult, ...]:
    if view.decision is None:
        return ()
    fine = {Outcome.HOLDS, Outcome.NOT_APPLICABLE}
    return tuple(r for r in view.decision.results if r.outcome not in fine and r not in view.uncovered)
