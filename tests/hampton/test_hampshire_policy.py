"""Hampshire's book, as it is built from the installed entry point, says what is published and no more."""

from datetime import date, time

import pytest

from cara.areas import discover
from cara.policy import (
    UNKNOWN,
    EarlierMattersExcluded,
    LookBack,
    PolicyBook,
    ReferralSources,
    RiskCeiling,
    SessionHours,
    scheduling_policy,
)
from cara.vocabulary import LateArrival, MissedWorkshop, OutcomeKind, RiskGrade, Weekday

TODAY = date(2026, 11, 23)
LAST_MEDIUM, FIRST_STANDARD = date(2024, 8, 7), date(2024, 8, 8)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return discover().book("hampshire")


def own(book, kind, on=TODAY):
    """The value of the area's own rule of a kind; None where the area states none."""
    rules = [item.rule for item in book.in_force(on) if item.layer is book.own_layer and item.rule.kind == kind]
    return rules[0].bare_value if rules else None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("minimum_age", 18),
        ("permitted_sexes", ("male",)),
        ("permitted_relationships", ("intimate_partner",)),
        ("permitted_disposals", ("conditional_caution",)),
        (
            "permitted_offences",
            (
                "common_assault_or_battery",
                "criminal_damage",
                "domestic_theft",
                "harassment",
                "threatening_behaviour",
            ),
        ),
        ("current_orders_excluded", ("bail_for_other_offences", "community_order")),
        ("authorising_rank", "prosecutor"),
        ("victim_position_permitted", ("agrees", "contacted_no_specific_risk", "supports")),
        ("facilitators_per_workshop", 2),
        ("pair_rhythm", 35),
        ("missed_workshop", "repeat_both"),
        ("late_arrival", "refused_entry"),
        ("told_to_police", "attendance_only"),
    ],
)
def test_a_published_rule_has_its_published_value(book, kind, value):
    assert own(book, kind) == value


@pytest.mark.parametrize("kind", ["deadline_anchor", "notice"])
def test_what_is_not_published_is_unknown(book, kind):
    assert own(book, kind) == UNKNOWN


@pytest.mark.parametrize("kind", ["coercive_control_excluded", "permitted_risk_tools", "cohort_shares", "modes"])
def test_the_area_is_silent_where_it_has_published_nothing(book, kind):
    assert own(book, kind) is None


def test_two_years_without_violence(book):
    [rule] = book.of_kind(EarlierMattersExcluded, TODAY)
    both = (OutcomeKind.CAUTION, OutcomeKind.CONVICTION)
    assert rule.value == (LookBack(offence_class="violence", window=24, counts=both),)
    assert rule.unknowns() == ()


def test_the_police_refer_and_who_books_is_unknown(book):
    [rule] = book.of_kind(ReferralSources, TODAY)
    assert [source.code for source in rule.value] == ["hampshire_police"]
    assert rule.books_directly == UNKNOWN


def test_the_ceiling_falls_with_the_national_floor(book):
    values = [[rule.value for rule in book.of_kind(RiskCeiling, day)] for day in (LAST_MEDIUM, FIRST_STANDARD)]
    assert values == [[RiskGrade.MEDIUM] * 2, [RiskGrade.STANDARD] * 2]


def test_the_two_ceilings_are_versions_of_one_rule_and_say_why(book):
    versions = [rule for rule in book.own_layer.rules if rule.id == "hampshire.risk_ceiling"]
    assert [(rule.valid_from, rule.valid_to) for rule in versions] == [(None, LAST_MEDIUM), (FIRST_STANDARD, None)]
    assert all("national floor" in rule.note for rule in versions)


def test_saturdays_from_ten_to_three_four_to_five_weeks_apart_for_five_to_eight(book):
    policy = scheduling_policy(book, TODAY)
    assert policy.weekdays == {Weekday.SATURDAY}
    assert policy.hours == SessionHours(begins=time(10), ends=time(15))
    assert (policy.gap.least, policy.gap.most) == (28, 35)
    assert (policy.size.least, policy.size.most) == (5, 8)
    assert policy.rhythm_days == 35
    assert (policy.missed, policy.late) == (MissedWorkshop.REPEAT_BOTH, LateArrival.REFUSED_ENTRY)


def test_about_four_months_is_read_as_sixteen_weeks_and_says_so(book):
    [rule] = [rule for rule in book.own_layer.rules if rule.kind == "deadline"]
    assert (rule.value.days, rule.value.extended_days) == (112, UNKNOWN)
    assert "4 months" in rule.note
    assert "sixteen weeks" in rule.note


def test_the_hampton_trust_delivers_and_the_commission_is_unknown(book):
    area = book.area
    assert (area.name, area.provider) == ("Hampshire", "The Hampton Trust")
    assert (area.commissioner, area.commissioned_from, area.commissioned_to) == (UNKNOWN, UNKNOWN, UNKNOWN)


def test_every_rule_names_one_of_the_two_sources(book):
    for rule in book.own_layer.rules:
        assert rule.source.url.startswith(("https://crimesolutions.ojp.gov/", "https://hamptontrust.org.uk/")), rule.id
        assert rule.source.paragraph, rule.id
        assert rule.source.retrieved == TODAY, rule.id


def test_only_the_ceiling_has_dates_because_no_source_gives_any(book):
    dated = {rule.id for rule in book.own_layer.rules if rule.valid_from or rule.valid_to}
    assert dated == {"hampshire.risk_ceiling"}
