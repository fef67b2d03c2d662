"""Why a referral was decided as it was: each decision and what persons decided about it, as far as it may be seen."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update
from tests.core.access.tables import with_cell

from cara.access import Action, FieldGroup, Relation, Role
from cara.access.table import Permission
from cara.acting import tell
from cara.casework import NoSuchReferral, change_answers, decide_disposal, explaining, see_decisions
from cara.records import AuditEntry
from cara.records import tables as t
from cara.vocabulary import PoliceRank

REASON = "The order ends next week"


@pytest.fixture
def reference(area):
    """A referral decided twice, the second time by a person too."""
    reference = area.hold()
    changed = area.facts(current_orders=("community_order",))
    change_answers(area.instance, area.officer, reference, changed, area.restricted(), now=area.later(minutes=1))
    code, said = area.item_of(reference, area.supervisor), {"rank": PoliceRank.INSPECTOR, "reason": REASON}
    decide_disposal(area.instance, area.supervisor, code, approve=True, now=area.later(minutes=2), **said)
    return reference


def decided_about_the_victim(area, reference):
    """Let a person decide about a rule about the victim, as a plugin might allow, and about one that is not."""
    with area.database.write() as unit:
        (newest, account) = unit.execute(
            select(t.DecisionOverride.decision_id, t.DecisionOverride.by).order_by(t.DecisionOverride.id)
        ).one()
        rules = sorted(result.rule_id for result in kept(area, reference)[0].decision.results if result.restricted)
        reason = unit.seal(t.DecisionOverride.reason, reference, "She asked for it")
        told = {"rules": json.dumps(["national.admission", *rules]), "rank": None, "reason": reason}
        unit.execute(
            insert(t.DecisionOverride).values(decision_id=newest, by=account, at=area.later(minutes=3), **told)
        )
        tell(unit, area.supervisor, "disposal_decided", reference, area.now)
    return tuple(rules)


def kept(area, reference, actor=None):
    return see_decisions(area.instance, actor or area.officer, reference, now=area.later(minutes=5))


def test_every_decision_is_given_the_newest_first(area, reference):
    newest, first = kept(area, reference)
    assert [(one.number, one.decided_at, one.verdict) for one in (newest, first)] == [
        (2, area.later(minutes=1), "not_eligible"),
        (1, area.now, "eligible"),
    ]
    assert (newest.decision.decided_at, first.decision.decided_at) == (newest.decided_at, first.decided_at)
    assert (newest.decision.verdict, first.decision.verdict) == (newest.verdict, first.verdict)


def test_decisions_of_another_referral_are_not_among_them(area, reference):
    other = area.hold()
    (only,) = kept(area, other)
    assert (only.number, only.persons) == (1, ())


def test_what_a_person_decided_stands_beside_what_he_or_she_decided_about(area, reference):
    newest, first = kept(area, reference)
    (person,) = newest.persons
    assert first.persons == ()
    assert (person.by, person.rank, person.reason, person.at) == (
        "supervisor-1",
        "inspector",
        REASON,
        area.later(minutes=2),
    )
    assert person.rules == ("testshire.current_orders_excluded",)


def test_persons_decisions_stand_in_the_order_in_which_they_were_made(area, reference):
    decided_about_the_victim(area, reference)
    assert [person.reason for person in kept(area, reference)[0].persons] == [REASON, "She asked for it"]


def test_whoever_may_not_read_the_reasons_of_the_police_is_told_about_which_rules_they_decided(area, reference):
    (person,) = kept(area, reference, area.manager)[0].persons
    assert (person.rules, person.reason) == (("testshire.current_orders_excluded",), None)


def test_a_reason_that_may_speak_of_the_victim_is_for_those_who_may_know(area, reference):
    rules = decided_about_the_victim(area, reference)
    assert rules
    police, manager = (kept(area, reference, actor)[0].persons[1] for actor in (area.officer, area.manager))
    assert (police.rules, police.reason) == (("national.admission", *rules), "She asked for it")
    assert (manager.rules, manager.reason) == (("national.admission",), None)
    assert (manager.by, manager.rank, manager.at) == (police.by, None, police.at)


def test_of_an_erased_decision_nobody_can_tell_which_rule_was_about_the_victim(area, reference):
    with area.database.write() as unit:
        unit.execute(update(t.Decision).values(body=None))
        tell(unit, None, "facts_erased", reference, area.now)
    police, manager = (kept(area, reference, actor) for actor in (area.officer, area.manager))
    assert [one.decision for one in (*police, *manager)] == [None] * 4
    assert [one.verdict for one in manager] == ["not_eligible", "eligible"]
    assert (police[0].persons[0].rules, police[0].persons[0].reason) == (
        ("testshire.current_orders_excluded",),
        REASON,
    )
    assert (manager[0].persons[0].rules, manager[0].persons[0].reason) == ((), None)


@pytest.mark.parametrize("group", [FieldGroup.FACTS, FieldGroup.RESTRICTED])
def test_a_decision_leaves_without_what_is_not_given(area, reference, group):
    given = frozenset(FieldGroup) - {group}
    with with_cell(Action.SEE_DECISIONS, Role.POLICE_OFFICER, Permission(Relation.OWN, given)):
        decision = kept(area, reference)[0].decision
    left_out = {FieldGroup.FACTS: decision.facts, FieldGroup.RESTRICTED: decision.restricted_facts}
    assert [part for part, said in left_out.items() if said is None] == [group]


def test_decisions_leave_with_their_group_alone(area, reference):
    given = frozenset(FieldGroup) - {FieldGroup.DECISIONS}
    with (
        with_cell(Action.SEE_DECISIONS, Role.POLICE_OFFICER, Permission(Relation.OWN, given)),
        pytest.raises(NoSuchReferral) as refused,
    ):
        kept(area, reference)
    assert refused.value.reference == reference


def test_who_saw_why_is_in_the_audit_with_why_he_or_she_might(area, reference):
    kept(area, reference)
    with area.database.read() as unit:
        entry = unit.execute(select(AuditEntry.__table__).order_by(AuditEntry.seq.desc())).mappings().first()
    assert (entry["actor"], entry["action"], entry["resource"]) == ("officer-1", "decisions_seen", reference)
    assert entry["at"] == area.later(minutes=5)
    assert json.loads(entry["detail"]) == {"why": "own"}


def test_nothing_leaves_of_a_referral_that_the_instance_found_for_itself(area, reference, monkeypatch):
    find = explaining.find_for
    monkeypatch.setattr(explaining, "find_for", lambda *asked: replace(find(*asked), access=None))
    with pytest.raises(NoSuchReferral):
        kept(area, reference)
