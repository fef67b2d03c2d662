"""What a policy file or a case can say at all: absurd, reversed and misread values are refused."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.areas_for_tests import stated
from tests.core.policy.strategies import facts

from cara.policy import (
    CaseFacts,
    ClosedDates,
    CohortSize,
    Deadline,
    EarlierMatter,
    EarlierMattersExcluded,
    Gap,
    Limit,
    MinimumAge,
    Notice,
    Organisation,
    PermittedSexes,
    ReferralSources,
    RiskCeiling,
    SessionHours,
    Size,
    Source,
    WorkshopGap,
)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Gap, {"least": 35, "most": 28}),
        (Size, {"least": 13, "most": 12}),
        (Limit, {"days": 140, "extended_days": 112}),
        (SessionHours, {"begins": time(15), "ends": time(10)}),
        (SessionHours, {"begins": time(10), "ends": time(10)}),
    ],
)
def test_two_ends_in_the_wrong_order_are_refused(model, fields):
    with pytest.raises(ValidationError):
        model(**fields)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (MinimumAge, "18"),
        (MinimumAge, "١٨"),
        (MinimumAge, 18.0),
        (MinimumAge, True),
        (MinimumAge, -1),
        (MinimumAge, 121),
        (MinimumAge, None),
        (Notice, 4000),
        (Notice, "14"),
        (PermittedSexes, []),
        (PermittedSexes, ["other"]),
        (PermittedSexes, "male"),
        (RiskCeiling, "Standard"),
        (RiskCeiling, "low"),
        (CohortSize, {"most": 0}),
        (CohortSize, {"most": 1001}),
        (CohortSize, 12),
        (WorkshopGap, {"least": 28}),
        (Deadline, {"days": "112"}),
        (Deadline, {"days": 112, "weeks": 16}),
        (EarlierMattersExcluded, []),
        (EarlierMattersExcluded, [{"offence_class": "violence", "window": 0, "counts": ["caution"]}]),
        (EarlierMattersExcluded, [{"offence_class": "violence", "window": "2 years", "counts": ["caution"]}]),
        (ReferralSources, []),
        (ReferralSources, [{"code": "Testshire Police", "name": "Testshire Police"}]),
    ],
)
def test_a_value_that_no_rule_can_hold_is_refused(kind, value):
    with pytest.raises(ValidationError, match="value"):
        stated(kind, value=value)


@pytest.mark.parametrize("code", ["", "Police", "1police", "police\n", "pólice", "police-north", "a" * 65, "po١ice"])
def test_a_code_is_of_lower_case_letters_digits_and_underscores(code):
    with pytest.raises(ValidationError):
        Organisation(code=code, name="Police")


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org", "https://", "https://example.org/a b"])
def test_a_source_has_a_web_address_or_none(url):
    with pytest.raises(ValidationError, match="url"):
        Source(title="A page", url=url, retrieved=date(2026, 11, 23))


@pytest.mark.parametrize("subdivision", ["England", "eng", "E", "ENG\n"])
def test_a_part_of_a_country_is_written_by_its_code(subdivision):
    with pytest.raises(ValidationError):
        ClosedDates(subdivision=subdivision)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", "34"),
        ("age", "٣٤"),
        ("age", 34.5),
        ("age", -1),
        ("age", 121),
        ("risk_grade", "extreme"),
        ("referral_source", "Testshire\x00Police"),
        ("offence_on", "1-2-2026"),
        ("offence_on", "٢٠٢٦-١١-٢٠"),
        ("offence_on", "2026-02-29"),
        ("offence_on", "0000-01-01"),
        ("risk_tool_version", "2009\x07"),
        ("risk_tool_version", "9" * 41),
        ("earlier_matters", [{}] * 51),
        ("earlier_matters", "none"),
        ("current_orders", ["house_arrest"]),
        ("admits_offence", "perhaps"),
        ("victim_position", "agrees"),
        ("name", "Somebody"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_name(name, value):
    with pytest.raises(ValidationError) as refusal:
        CaseFacts.model_validate({name: value})
    assert refusal.value.errors()[0]["loc"][0] == name


@given(st.integers() | st.floats() | st.integers(-(10**12), 10**12).map(str))
def test_a_number_is_never_read_as_a_day(number):
    with pytest.raises(ValidationError, match="must be a day written as"):
        EarlierMatter.model_validate({"on": number})


@given(facts)
def test_facts_read_back_from_json_as_they_were(known):
    assert CaseFacts.model_validate_json(known.model_dump_json()) == known


def test_a_fact_that_is_not_given_is_missing_and_not_no():
    assert set(CaseFacts().model_dump().values()) == {None}
