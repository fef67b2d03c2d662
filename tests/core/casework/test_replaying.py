"""Replaying: every stored decision comes out the same, or it is said what differs or why nobody can tell."""

import json

import pytest
from sqlalchemy import func, select, update
from tests.areas_for_tests import Testshire, candidate, stated
from tests.instances import area_on

from cara.areas import Areas, from_plugins
from cara.casework import change_answers, replay_decisions
from cara.decisions import ReplayAnswer
from cara.policy import CodeRule, Finding, Outcome
from cara.records import Decision, Entry


def replayed(area, instance=None):
    return list(replay_decisions(instance or area.instance))


def answers(area, instance=None):
    return [one.replay.answer for one in replayed(area, instance)]


def tamper(area, **columns):
    with area.database.write() as unit:
        unit.execute(update(Decision).where(Decision.number == 1).values(**columns))
        unit.audit(Entry(at=area.now, actor="system", action="test", resource="test", request_id=""))


def forged(area, reference, **changes):
    """Seal a body in which something was changed, as only somebody with the keys can."""
    with area.database.read() as unit:
        body = unit.scalar(Decision.__table__.select().with_only_columns(Decision.body).where(Decision.number == 1))
        said = {**json.loads(unit.unseal(Decision.body, f"{reference}:1", body)), **changes}
        return unit.seal(Decision.body, f"{reference}:1", json.dumps(said))


def test_every_decision_of_a_whole_journey_is_identical(area):
    reference = area.booked()
    area.hold("N2")
    found = replayed(area)
    assert {one.replay.answer for one in found} == {ReplayAnswer.IDENTICAL}
    assert [(one.reference, one.number) for one in found][:2] == [(reference, 1), (reference, 2)]


def test_one_referral_can_be_asked_alone(area):
    area.booked()
    reference = area.hold("N2")
    assert [one.reference for one in replay_decisions(area.instance, reference)] == [reference]


def test_more_decisions_than_are_read_at_once_are_all_replayed(area, monkeypatch):
    monkeypatch.setattr("cara.casework.replaying.BATCH", 2)
    reference = area.hold()
    for age in range(20, 24):
        change_answers(area.instance, area.officer, reference, area.facts(age=age), area.restricted(), now=area.now)
    assert [one.number for one in replayed(area)] == [1, 2, 3, 4, 5]


def test_the_plugin_need_not_be_installed_for_rules_that_are_data(area):
    area.booked()
    assert set(answers(area, area.with_areas(Areas([])))) == {ReplayAnswer.IDENTICAL}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verdict": "not_eligible"}, "the verdict was 'Not eligible' and is now 'Eligible'"),
        ({"results": []}, "testshire.risk_ceiling is new"),
        ({"on": "2024-08-07"}, "national.risk_ceiling differs"),
    ],
    ids=["verdict", "results", "day"],
)
def test_a_tampered_decision_is_different(area, change, reason):
    reference = area.hold()
    tamper(area, body=forged(area, reference, **change))
    (found,) = replayed(area)
    assert found.replay.answer is ReplayAnswer.DIFFERENT
    assert any(reason in said for said in found.replay.reasons)


@pytest.mark.parametrize(("column", "word"), [("verdict", "needs_a_person"), ("stage", "confirm")])
def test_a_column_beside_the_decision_that_says_otherwise_is_different(area, column, word):
    area.hold()
    tamper(area, **{column: word})
    (found,) = replayed(area)
    assert found.replay.answer is ReplayAnswer.DIFFERENT
    assert f"the {column} stored beside it is '{word}'" in found.replay.reasons[0]


def test_an_altered_blob_cannot_be_replayed_and_the_others_can(area):
    reference = area.hold()
    body = forged(area, reference)
    area.hold("N2")
    with area.database.write() as unit:
        first = update(Decision).where(Decision.id == unit.scalar(select(func.min(Decision.id))))
        unit.execute(first.values(body=type(body)(body[:-1] + bytes([body[-1] ^ 1]))))
        unit.audit(Entry(at=area.now, actor="system", action="test", resource="test", request_id=""))
    assert answers(area) == [ReplayAnswer.CANNOT, ReplayAnswer.IDENTICAL]


def test_an_erased_decision_cannot_be_replayed(area):
    area.hold()
    tamper(area, body=None)
    (found,) = replayed(area)
    assert found.replay.answer is ReplayAnswer.CANNOT
    assert found.replay.reasons == ("the facts of this decision have been erased",)


def of_age(facts):
    return Finding(outcome=Outcome.HOLDS, reason=f"The person is {facts.age}")


def with_code(version):
    plugin = Testshire(stated(CodeRule, says="An invented rule", judge=of_age))
    return from_plugins([candidate(plugin, version=version)])


def test_a_rule_of_code_is_replayed_where_that_code_is_installed(database):
    area = area_on(database, with_code("1.0"))
    area.hold("S2")
    assert answers(area) == [ReplayAnswer.IDENTICAL]
    for other in (Areas([]), with_code("1.1")):
        (found,) = replayed(area, area.with_areas(other))
        assert found.replay.answer is ReplayAnswer.CANNOT
        assert "not installed here" in found.replay.reasons[0]
