"""What was decided about a participant, by the rules that concern nobody else.

A decision differs from the one before it only in what is shown here: one that was made again because something about the
victim changed is not a second entry. For the same reason what all rules together said is left out.
"""

import json

from sqlalchemy import select

from cara.casework import Instance
from cara.casework.referral_rows import ReferralRow
from cara.decisions import Decision
from cara.disclosure.copies import FreeText
from cara.disclosure.participants.held import DecisionHeld, PersonsDecisionHeld, RuleHeld
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import PoliceRank
from cara.vocabulary.dates import in_words


def decisions_of(unit: Unit, row: ReferralRow) -> tuple[DecisionHeld, ...]:
    """Give the decisions of the rules, the earliest first, each that shows something new."""
    shown: list[DecisionHeld] = []
    for decision in _decisions(unit, row).values():
        rules = tuple(RuleHeld(one.says, one.outcome, one.reason) for one in decision.results if not one.restricted)
        if not shown or (shown[-1].stage, shown[-1].rules) != (decision.stage, rules):
            shown.append(DecisionHeld(decision.stage, decision.on, rules))
    return tuple(shown)


def _decisions(unit: Unit, row: ReferralRow) -> dict[int, Decision]:
    query = select(t.Decision.id, t.Decision.number, t.Decision.body).where(t.Decision.referral_id == row.id)
    return {
        one.id: Decision.model_validate_json(unit.unseal(t.Decision.body, f"{row.reference}:{one.number}", one.body))
        for one in unit.execute(query.order_by(t.Decision.number)).all()
        if one.body
    }


def persons_decisions_of(instance: Instance, unit: Unit, row: ReferralRow) -> tuple[PersonsDecisionHeld, ...]:
    """Give what people decided about rules that concern the participant alone; of whatever else nothing, not even that."""
    decisions = _decisions(unit, row)
    query = (
        select(t.DecisionOverride.__table__)
        .where(t.DecisionOverride.decision_id.in_(list(decisions)))
        .order_by(t.DecisionOverride.id)
    )
    given = []
    for one in unit.execute(query).mappings().all():
        decision, overridden = decisions[one["decision_id"]], set(json.loads(one["rules"]))
        rules = tuple(rule.says for rule in decision.results if rule.rule_id in overridden and not rule.restricted)
        if not rules:
            continue
        on = instance.today(one["at"])
        text = unit.unseal(t.DecisionOverride.reason, row.reference, one["reason"])
        about = f"Why an authorised person decided on {in_words(on, weekday=False)}"
        reason = FreeText(f"override/{one['id']}", about, text)
        given.append(PersonsDecisionHeld(rules, PoliceRank(one["rank"]) if one["rank"] else None, on, reason))
    return tuple(given)
