"""The national floor: dated, and an area may only tighten it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas_for_tests import ON, Testshire, rules_of_testshire, stated, testshire_book
from tests.core.policy.strategies import rules

from cara.areas import AreaUnavailable
from cara.policy import (
    UNKNOWN,
    AuthorisingRank,
    Deadline,
    Layer,
    Limit,
    LooserThanTheFloor,
    MinimumAge,
    NameTaken,
    NoPolicyInForce,
    PolicyBook,
    Provenance,
    RiskCeiling,
    Rule,
    national_floor,
)
from cara.vocabulary import PoliceRank, RiskGrade

LAST_MEDIUM, FIRST_STANDARD = date(2024, 8, 7), date(2024, 8, 8)
FLOOR_KINDS = {type(rule): rule for rule in national_floor().rules if rule.bare_value is not None}
ORDERED_FLOOR_KINDS = sorted(FLOOR_KINDS, key=lambda kind: kind.__name__)


def layer(*changes: Rule, owner: str = "testshire") -> Layer:
    provenance = Provenance(plugin=owner, distribution=f"cara-{owner}", version="1")
    return Layer.of(owner, provenance, rules_of_testshire(*changes, area=owner))


def ceiling(grade: RiskGrade) -> RiskCeiling:
    return stated(RiskCeiling, value=grade)


def national_ceiling(on: date) -> list[RiskGrade]:
    return [rule.value for rule in national_floor().in_force(on) if isinstance(rule, RiskCeiling)]


def test_the_nation_permits_medium_risk_to_7_august_2024_and_standard_from_the_next_day():
    assert national_ceiling(LAST_MEDIUM) == [RiskGrade.MEDIUM]
    assert national_ceiling(FIRST_STANDARD) == [RiskGrade.STANDARD]


def test_the_victims_views_bind_from_20_october_2014():
    before, after = (
        {rule.kind for rule in national_floor().in_force(day)} for day in (date(2014, 10, 19), date(2014, 10, 20))
    )
    assert after - before == {"victim_views_sought"}


@given(st.data(), st.sampled_from(ORDERED_FLOOR_KINDS))
def test_a_book_takes_an_area_that_is_as_strict_as_the_floor_and_no_other(data, kind):
    rule = data.draw(rules(kind))
    floors = [floor for floor in national_floor().rules if floor.kind == rule.kind]
    if any(rule.loosens(floor) for floor in floors):
        with pytest.raises(AreaUnavailable, match="is looser than national"):
            testshire_book(rule)
    else:
        assert rule in testshire_book(rule).own_layer.rules


@given(
    kind_and_floor=st.sampled_from([(MinimumAge, 18), (AuthorisingRank, PoliceRank.SERGEANT.position)]),
    step=st.integers(-18, 20),
)
def test_minima_are_tightened_upwards_only(kind_and_floor, step):
    kind, least = kind_and_floor
    ranks = dict(enumerate(PoliceRank))
    place = max(0, least + step)
    value = place if kind is MinimumAge else ranks.get(place, PoliceRank.PROSECUTOR)
    accepted = _is_accepted(stated(kind, value=value))
    assert accepted == (place >= least)


@given(days=st.integers(1, 300), more=st.integers(0, 100) | st.none())
def test_a_deadline_is_tightened_downwards_only(days, more):
    extended = UNKNOWN if more is None else days + more
    accepted = _is_accepted(stated(Deadline, value=Limit(days=days, extended_days=extended)))
    assert accepted == (days <= 112 and (more is None or days + more <= 140))


@given(st.sampled_from(RiskGrade), st.integers(-400, 400), st.integers(0, 800))
def test_a_risk_ceiling_is_measured_by_the_floor_of_each_of_its_days(grade, begins, lasts):
    starts = FIRST_STANDARD + timedelta(begins)
    ends = starts + timedelta(lasts)
    rule = stated(RiskCeiling, value=grade, valid_from=starts, valid_to=ends)
    highest = RiskGrade.MEDIUM if ends <= LAST_MEDIUM else RiskGrade.STANDARD
    assert _is_accepted(rule) == (grade <= highest)


def _is_accepted(rule: Rule) -> bool:
    try:
        testshire_book(rule)
    except AreaUnavailable:
        return False
    return True


@given(st.sampled_from(ORDERED_FLOOR_KINDS))
def test_an_area_may_leave_unknown_what_the_nation_says(kind):
    assert testshire_book(stated(kind, value=UNKNOWN)).own_layer.rules


def test_a_looser_rule_is_refused_by_name_with_both_sentences():
    with pytest.raises(LooserThanTheFloor) as refusal:
        layer(ceiling(RiskGrade.HIGH)).refuse_looser_than(national_floor())
    assert refusal.value.rule_id == "testshire.risk_ceiling"
    assert refusal.value.floor_id == "national.risk_ceiling"
    assert "standard, medium or high" in str(refusal.value)


def test_medium_is_accepted_while_the_floor_was_medium_and_lapses_with_it():
    book = testshire_book(stated(RiskCeiling, value=RiskGrade.MEDIUM, valid_to=LAST_MEDIUM))
    assert [rule.value for rule in book.of_kind(RiskCeiling, LAST_MEDIUM)] == [RiskGrade.MEDIUM, RiskGrade.MEDIUM]
    with pytest.raises(NoPolicyInForce) as refusal:
        book.in_force(FIRST_STANDARD)
    assert (refusal.value.area, refusal.value.about) == ("testshire", "testshire.risk_ceiling")


@pytest.mark.parametrize("last", [FIRST_STANDARD, None])
def test_medium_is_refused_one_day_longer(last):
    with pytest.raises(AreaUnavailable, match=r"testshire.risk_ceiling.*looser than national.risk_ceiling"):
        testshire_book(stated(RiskCeiling, value=RiskGrade.MEDIUM, valid_to=last))


def test_no_area_passes_for_the_nation():
    plugin = Testshire()
    with pytest.raises(NameTaken):
        PolicyBook.of(plugin.cara_area(), national_floor(), layer(owner="national"))


def test_the_floor_is_read_once():
    assert national_floor() is national_floor()
    assert national_floor().in_force(ON)
