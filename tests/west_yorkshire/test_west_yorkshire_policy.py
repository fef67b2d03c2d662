"""West Yorkshire's book, as it is built from the installed entry point, says what is published and no more."""

from datetime import date

import pytest

from cara.areas import discover
from cara.policy import (
    UNKNOWN,
    Deadline,
    EarlierMattersExcluded,
    LookBack,
    NoPolicyInForce,
    PolicyBook,
    ReferralSources,
    RiskCeiling,
    scheduling_policy,
)
from cara.policy.kinds import KINDS, kind_of
from cara.vocabulary import Mode, OutcomeKind, RiskGrade, Weekday

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2020, 10, 1)
KIND = {kind_of(kind): kind for kind in KINDS}


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return discover().book("west_yorkshire")


def own(book, kind, on=TODAY):
    """The value of the area's own rule of a kind; None where the area states none."""
    rules = [item.rule for item in book.in_force(on) if item.layer is book.own_layer and item.rule.kind == kind]
    return rules[0].bare_value if rules else None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("permitted_sexes", ("female", "male")),
        ("permitted_relationships", ("family", "intimate_partner")),
        ("permitted_disposals", ("conditional_caution",)),
        ("risk_ceiling", "standard"),
        ("permitted_weekdays", ("saturday",)),
        ("cohort_shares", ("relationship", "sex")),
        ("facilitators_per_workshop", 2),
        ("modes", ("in_person",)),
    ],
)
def test_a_published_rule_has_its_published_value(book, kind, value):
    assert own(book, kind) == value


@pytest.mark.parametrize(
    "kind", ["deadline_anchor", "notice", "session_times", "missed_workshop", "late_arrival", "told_to_police"]
)
def test_what_is_not_published_is_unknown(book, kind):
    assert own(book, kind) == UNKNOWN


@pytest.mark.parametrize(
    "kind",
    [
        "permitted_offences",
        "current_orders_excluded",
        "coercive_control_excluded",
        "victim_position_permitted",
        "permitted_risk_tools",
        "pair_rhythm",
    ],
)
def test_the_area_is_silent_where_it_has_published_nothing(book, kind):
    assert own(book, kind) is None
    assert KIND[kind] in book.silent_about(TODAY)


def test_first_time_counts_every_earlier_matter_within_a_window_that_is_unknown(book):
    [rule] = book.of_kind(EarlierMattersExcluded, TODAY)
    both = (OutcomeKind.CAUTION, OutcomeKind.CONVICTION)
    assert rule.value == (LookBack(offence_class="any", window=UNKNOWN, counts=both),)
    assert rule.unknowns() == ("How far back earlier convictions and cautions count",)


def test_only_west_yorkshire_police_refer_and_they_book_directly(book):
    [rule] = book.of_kind(ReferralSources, TODAY)
    assert [source.code for source in rule.value] == ["west_yorkshire_police"]
    assert rule.books_directly is True


def test_saturdays_four_weeks_apart_for_up_to_twelve(book):
    policy = scheduling_policy(book, TODAY)
    assert policy.weekdays == {Weekday.SATURDAY}
    assert (policy.gap.least, policy.gap.most) == (28, 28)
    assert (policy.size.least, policy.size.most) == (UNKNOWN, 12)
    assert policy.modes == {Mode.IN_PERSON}


def test_sixteen_weeks_with_an_extension_that_only_the_nation_knows(book):
    national, area = book.of_kind(Deadline, TODAY)
    assert (national.value.days, national.value.extended_days) == (112, 140)
    assert (area.value.days, area.value.extended_days) == (112, UNKNOWN)


def test_no_workshop_is_held_on_englands_public_holidays_by_our_own_reading(book):
    closed = own(book, "closed_days")
    [rule] = [item.rule for item in book.in_force(TODAY) if item.rule.kind == "closed_days"]
    assert (closed.country, closed.subdivision, closed.public_holidays, closed.own) == ("GB", "ENG", True, ())
    assert "our reading" in rule.note


def test_the_victim_is_contacted_between_the_workshops(book):
    assert own(book, "victim_contact").startswith("Between the two workshops the victim is asked")


def test_west_yorkshire_was_stricter_than_the_nation_until_the_nation_followed(book):
    ceilings = [[rule.value for rule in book.of_kind(RiskCeiling, day)] for day in (date(2024, 8, 7), date(2024, 8, 8))]
    assert ceilings == [[RiskGrade.MEDIUM, RiskGrade.STANDARD], [RiskGrade.STANDARD, RiskGrade.STANDARD]]


def test_the_profile_names_offices_and_organisations_and_leaves_the_dates_unknown(book):
    area = book.area
    assert area.commissioner == "The Mayor of West Yorkshire"
    assert (area.provider, area.partner) == ("Restorative Solutions", "The Hampton Trust")
    assert (area.commissioned_from, area.commissioned_to) == (UNKNOWN, UNKNOWN)
    assert [district.name for district in area.districts] == [
        "Bradford",
        "Calderdale",
        "Kirklees",
        "Leeds",
        "Wakefield",
    ]


def test_every_rule_names_its_source_and_the_first_day_that_is_our_reading(book):
    for rule in book.own_layer.rules:
        assert rule.source.title == "What is Project CARA?", rule.id
        assert rule.source.paragraph, rule.id
        assert rule.source.retrieved == TODAY, rule.id
        assert (rule.valid_from, rule.valid_to) == (FIRST_DAY, None), rule.id
        assert rule.note, rule.id


def test_there_is_no_policy_before_the_first_day(book):
    assert book.in_force(FIRST_DAY)
    with pytest.raises(NoPolicyInForce, match="West Yorkshire has no rule in force"):
        book.in_force(date(2020, 9, 30))
