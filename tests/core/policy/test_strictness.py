"""Which of two values is stricter: a law for every kind, and that the word agrees with how cases come out."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.areas_for_tests import stated
from tests.core.policy.strategies import (
    JUDGED_KINDS,
    KNOWN,
    LOOK_BACKS,
    MATTERS,
    WITHOUT_VALUE,
    facts,
    restricted_facts,
    rules,
)

from cara.decisions.earlier_matters import judge_look_backs
from cara.decisions.judging import Case, judge
from cara.policy import (
    UNKNOWN,
    AuthorisingRank,
    CohortSize,
    Deadline,
    EarlierMatter,
    EarlierMatterClass,
    EarlierMattersExcluded,
    JudgedRule,
    Limit,
    LookBack,
    MinimumAge,
    Outcome,
    ReferralSources,
    RiskCeiling,
    Size,
    Strictness,
    WorkshopGap,
)
from cara.policy.kinds import KINDS
from cara.vocabulary import OutcomeKind, PoliceRank

MIRROR = {Strictness.STRICTER: Strictness.LOOSER, Strictness.LOOSER: Strictness.STRICTER}
ON = date(2026, 11, 23)
ordered_kinds = st.sampled_from(sorted(KNOWN, key=lambda kind: kind.__name__))
judged_kinds = st.sampled_from(JUDGED_KINDS)


def test_every_kind_is_tried():
    assert {*KNOWN, *WITHOUT_VALUE} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_strictness_is_antisymmetric(kind, data):
    first, second = data.draw(rules(kind)), data.draw(rules(kind))
    there, back = first.against(second), second.against(first)
    assert back is MIRROR.get(there, there)


@given(st.data(), ordered_kinds)
def test_a_rule_is_as_strict_as_itself(data, kind):
    rule = data.draw(rules(kind))
    assert not rule.loosens(rule)
    assert rule.against(rule) in {Strictness.SAME, Strictness.UNKNOWN}


@given(st.data(), ordered_kinds)
def test_strictness_is_transitive(data, kind):
    first, second, third = (data.draw(rules(kind, unknown_too=False)) for _ in range(3))
    assume({first.against(second), second.against(third)} <= {Strictness.STRICTER, Strictness.SAME})
    assert first.against(third) in {Strictness.STRICTER, Strictness.SAME}


@given(st.data(), ordered_kinds)
def test_what_is_looser_or_differs_in_kind_loosens_and_what_is_stricter_does_not(data, kind):
    first, second = data.draw(rules(kind)), data.draw(rules(kind))
    strictness = first.against(second)
    assume(strictness is not Strictness.UNKNOWN)
    assert first.loosens(second) == (strictness in {Strictness.LOOSER, Strictness.DIFFERS_IN_KIND})


@given(st.data(), judged_kinds, facts, restricted_facts)
def test_a_rule_that_is_at_least_as_strict_never_holds_where_the_other_fails(data, kind, known, restricted):
    strict, loose = data.draw(rules(kind)), data.draw(rules(kind))
    assume(isinstance(strict, JudgedRule) and isinstance(loose, JudgedRule))
    assume(strict.against(loose) in {Strictness.SAME, Strictness.STRICTER})
    case = Case(known, restricted, ON)
    assert (judge(strict, case).outcome, judge(loose, case).outcome) != (Outcome.HOLDS, Outcome.FAILS)


def whom_it_excludes(look_back: LookBack) -> set[EarlierMatter]:
    return {matter for matter in MATTERS if judge_look_backs([look_back], [matter], ON).outcome is Outcome.FAILS}


def test_a_look_back_covers_another_exactly_if_it_excludes_everybody_whom_that_excludes():
    excluded = [(look_back, whom_it_excludes(look_back)) for look_back in LOOK_BACKS]
    for first, by_first in excluded:
        for second, by_second in excluded:
            assert first.covers(second) == (by_second <= by_first), (first, second)


def test_one_look_back_for_both_outcomes_is_the_same_as_one_for_each():
    def excluded(*kinds):
        return stated(
            EarlierMattersExcluded,
            value=[LookBack(offence_class=EarlierMatterClass.ANY, window=24, counts=some) for some in kinds],
        )

    apart = excluded((OutcomeKind.CAUTION,), (OutcomeKind.CONVICTION,))
    assert apart.against(excluded(tuple(OutcomeKind))) is Strictness.SAME


@pytest.mark.parametrize(
    ("kind", "strict", "loose"),
    [
        (RiskCeiling, "standard", "medium"),
        (MinimumAge, 21, 18),
        (AuthorisingRank, PoliceRank.INSPECTOR, PoliceRank.SERGEANT),
        (CohortSize, Size(least=5, most=8), Size(least=5, most=12)),
        (WorkshopGap, {"least": 28, "most": 28}, {"least": 28, "most": 35}),
        (Deadline, {"days": 100, "extended_days": 140}, {"days": 112, "extended_days": 140}),
    ],
)
def test_the_stricter_of_two_values_is_known(kind, strict, loose):
    assert stated(kind, value=strict).against(stated(kind, value=loose)) is Strictness.STRICTER


def test_a_limit_with_more_days_loosens_the_other_though_its_extension_is_unknown():
    floor, longer = (stated(Deadline, value=Limit(days=days)) for days in (112, 113))
    assert longer.against(floor) is Strictness.UNKNOWN
    assert longer.loosens(floor)
    assert not floor.loosens(longer)


def test_a_cohort_that_is_larger_loosens_though_its_least_size_is_unknown():
    assert stated(CohortSize, value=Size(most=13)).loosens(stated(CohortSize, value=Size(least=5, most=12)))


def test_more_days_with_a_shorter_extension_differ_in_kind():
    first = stated(Deadline, value=Limit(days=113, extended_days=120))
    second = stated(Deadline, value=Limit(days=112, extended_days=140))
    assert first.against(second) is second.against(first) is Strictness.DIFFERS_IN_KIND


def test_two_kinds_differ_in_kind_and_loosen_one_another():
    age, ceiling = stated(MinimumAge, value=18), stated(RiskCeiling, value="standard")
    assert age.against(ceiling) is Strictness.DIFFERS_IN_KIND
    assert age.loosens(ceiling)


def test_booking_directly_is_part_of_who_may_refer():
    sources = [{"code": "testshire_police", "name": "Testshire Police"}]
    directly, not_said, not_directly = (
        stated(ReferralSources, value=sources, books_directly=books) for books in (True, UNKNOWN, False)
    )
    assert directly.against(not_directly) is Strictness.DIFFERS_IN_KIND
    assert directly.against(not_said) is Strictness.UNKNOWN
    assert directly.against(stated(MinimumAge, value=18)) is Strictness.DIFFERS_IN_KIND
