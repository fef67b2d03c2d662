"""Two areas side by side, topic by topic."""

import pytest
from hypothesis import given
from tests.areas_for_tests import ON, stated, testshire_book
from tests.core.areas import hostile_rule
from tests.core.policy.strategies import books

from cara.decisions import TopicComparison, compare_areas
from cara.policy import (
    UNKNOWN,
    AuthorisingRank,
    CodeRule,
    MinimumAge,
    Notice,
    PermittedOffences,
    PermittedSexes,
    PolicyBook,
    RiskCeiling,
    Strictness,
    WorkshopGap,
)
from cara.policy.kinds import kind_of
from cara.policy.rule import Rule

MIRROR = {Strictness.STRICTER: Strictness.LOOSER, Strictness.LOOSER: Strictness.STRICTER}


def topics(first: PolicyBook, second: PolicyBook) -> dict[str, TopicComparison]:
    return {topic.kind: topic for topic in compare_areas(first, second, ON).topics}


def strictness(kind: type[Rule], first: PolicyBook, second: PolicyBook) -> Strictness:
    return topics(first, second)[kind_of(kind)].strictness


def test_an_area_is_the_same_as_itself_wherever_it_is_known():
    found = {topic.strictness for topic in topics(testshire_book(), testshire_book(area="otherland")).values()}
    assert found == {Strictness.SAME}


@given(books(), books())
def test_a_comparison_turned_round_says_the_opposite(first, second):
    there, back = topics(first, second), topics(second, first)
    assert there.keys() == back.keys()
    for kind, topic in there.items():
        assert back[kind].strictness is MIRROR.get(topic.strictness, topic.strictness)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (stated(MinimumAge, value=21), Strictness.STRICTER),
        (stated(PermittedSexes, value=["male"]), Strictness.STRICTER),
        (stated(WorkshopGap, value={"least": 28, "most": 35}), Strictness.LOOSER),
        (stated(WorkshopGap, value={"least": 35, "most": 42}), Strictness.DIFFERS_IN_KIND),
        (stated(Notice, value=UNKNOWN), Strictness.UNKNOWN),
        (stated(RiskCeiling, value="standard"), Strictness.SAME),
    ],
)
def test_one_changed_rule_changes_its_topic_alone(rule, expected):
    found = topics(testshire_book(rule), testshire_book())
    assert found.pop(rule.kind).strictness is expected
    assert {topic.strictness for topic in found.values()} == {Strictness.SAME}


def test_where_one_area_is_silent_the_nations_rule_binds_it():
    silent, own = testshire_book(), testshire_book(stated(AuthorisingRank, value="inspector"))
    topic = topics(own, silent)["authorising_rank"]
    assert topic.strictness is Strictness.STRICTER
    assert [rule.id for rule in (*topic.first, *topic.second)] == [
        "testshire.authorising_rank",
        "national.authorising_rank",
    ]


def test_where_one_area_and_the_nation_are_silent_nobody_knows():
    offences = stated(PermittedOffences, value=["harassment"])
    assert strictness(PermittedOffences, testshire_book(offences), testshire_book()) is Strictness.UNKNOWN


def test_a_topic_on_which_nobody_speaks_is_left_out():
    assert "permitted_offences" not in topics(testshire_book(), testshire_book())


def test_rules_of_the_areas_own_code_are_compared_by_their_words():
    one, same, other = (
        testshire_book(stated(CodeRule, says=says, judge=hostile_rule.accepts))
        for says in ("One thing", "One thing", "Another")
    )
    assert strictness(CodeRule, one, same) is Strictness.SAME
    assert strictness(CodeRule, one, other) is Strictness.DIFFERS_IN_KIND
