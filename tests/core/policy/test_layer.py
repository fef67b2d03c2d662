"""A layer of rules: whose they are, that versions do not overlap, and that what lapsed is an error."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas_for_tests import SOURCE, stated

from cara.policy import (
    CodeRule,
    ForeignRule,
    Layer,
    MinimumAge,
    NoPolicyInForce,
    Provenance,
    Rule,
    RulesOverlap,
    TopicTwice,
)

PROVENANCE = Provenance(plugin="testshire", distribution="cara-testshire", version="1")
FIRST = date(2024, 1, 1)


def layer(*rules: Rule) -> Layer:
    return Layer.of("testshire", PROVENANCE, rules)


def age(value: int, valid_from: date | None = None, valid_to: date | None = None, **more: object) -> MinimumAge:
    return stated(MinimumAge, value=value, valid_from=valid_from, valid_to=valid_to, **more)


@pytest.mark.parametrize("rule_id", ["otherland.minimum_age", "national.minimum_age", "testshir.minimum_age"])
def test_a_rule_of_another_owner_is_refused(rule_id):
    with pytest.raises(ForeignRule, match=rf"{rule_id} does not belong to testshire"):
        layer(stated(MinimumAge, value=18, id=rule_id))


@pytest.mark.parametrize("rule_id", ["risk", "testshire.", "Testshire.x", "testshire.x.y", "testshire.é", "a.b\n"])
def test_an_id_of_another_form_is_refused(rule_id):
    with pytest.raises(ValueError, match="id"):
        stated(MinimumAge, value=18, id=rule_id)


@given(gap=st.integers(-3, 3))
def test_two_versions_of_a_rule_may_touch_and_never_overlap(gap):
    first = age(18, valid_to=FIRST)
    second = age(21, valid_from=FIRST + timedelta(gap))
    if gap > 0:
        assert layer(second, first).rules == (first, second)
    else:
        with pytest.raises(RulesOverlap, match="the start to 2024-01-01"):
            layer(first, second)


def test_two_rules_on_one_topic_are_refused():
    with pytest.raises(TopicTwice, match=r"testshire.minimum_age and testshire.other"):
        layer(age(18), stated(MinimumAge, value=18, id="testshire.other"))


def test_several_rules_of_the_areas_own_code_are_not():
    one, two = (stated(CodeRule, says="One thing", id=f"testshire.{name}") for name in ("one", "two"))
    assert len(layer(one, two).rules) == 2


def test_a_rule_binds_on_its_first_and_its_last_day():
    rule = age(18, FIRST, FIRST + timedelta(1))
    inside = [rule.in_force(FIRST + timedelta(day)) for day in range(-1, 3)]
    assert inside == [False, True, True, False]


def test_a_rule_that_has_not_begun_does_not_bind_and_is_no_error():
    assert layer(age(18, FIRST)).in_force(FIRST - timedelta(1)) == ()


def test_a_lapsed_rule_is_an_error_and_never_the_newest_rule():
    lapsed = layer(age(18, valid_to=FIRST))
    assert lapsed.in_force(FIRST)
    with pytest.raises(NoPolicyInForce, match=r"testshire.minimum_age on 2 January 2024"):
        lapsed.in_force(FIRST + timedelta(1))


def test_the_days_between_two_versions_are_an_error():
    gap = layer(age(18, valid_to=FIRST), age(21, FIRST + timedelta(2)))
    with pytest.raises(NoPolicyInForce):
        gap.in_force(FIRST + timedelta(1))
    assert gap.in_force(FIRST + timedelta(2)) == (gap.rules[1],)


def test_a_rule_that_ended_for_good_no_longer_binds():
    assert layer(age(18, valid_to=FIRST, ended_for_good=True)).in_force(FIRST + timedelta(1)) == ()


def test_a_version_that_lapsed_after_one_that_ended_for_good_is_an_error():
    again = FIRST + timedelta(10)
    twice = layer(age(18, valid_to=FIRST, ended_for_good=True), age(21, again, again))
    assert twice.in_force(again - timedelta(1)) == ()
    with pytest.raises(NoPolicyInForce):
        twice.in_force(again + timedelta(1))


def test_a_rule_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        age(18, FIRST, FIRST - timedelta(1))


def test_a_rule_that_ended_for_good_names_its_last_day():
    with pytest.raises(ValueError, match="give valid_to"):
        age(18, ended_for_good=True)


@given(st.permutations([age(18, valid_to=FIRST), age(21, FIRST + timedelta(1)), stated(CodeRule, says="One thing")]))
def test_the_order_in_which_rules_are_stated_does_not_matter(rules):
    assert layer(*rules) == layer(*reversed(rules))


def test_a_rule_without_a_source_is_refused():
    with pytest.raises(ValueError, match="source"):
        MinimumAge.model_validate({"id": "testshire.minimum_age", "value": 18})


def test_a_source_is_written_in_one_line():
    assert SOURCE.in_words() == "Testshire's policy, invented for tests, 1"
    assert SOURCE.model_copy(update={"paragraph": None}).in_words() == "Testshire's policy, invented for tests"
