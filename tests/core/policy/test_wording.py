"""What a rule says to people: one plain sentence, and what of it nobody has published."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas_for_tests import stated
from tests.core.policy.strategies import KNOWN, WITHOUT_VALUE, rules

from cara.policy import (
    UNKNOWN,
    AuthorisingRank,
    ClosedDates,
    ClosedDays,
    CohortSize,
    CurrentOrdersExcluded,
    Deadline,
    EarlierMatterClass,
    EarlierMattersExcluded,
    Gap,
    Limit,
    LookBack,
    Modes,
    Organisation,
    PairRhythm,
    PermittedRiskTools,
    PermittedWeekdays,
    ReferralSources,
    RiskCeiling,
    SessionHours,
    SessionTimes,
    Size,
    VictimPositionPermitted,
    WorkshopGap,
)
from cara.policy.kinds import KINDS
from cara.policy.wording import days_in_words, listed
from cara.vocabulary import OutcomeKind, RiskGrade

BOTH = tuple(OutcomeKind)
POLICE = (Organisation(code="testshire_police", name="Testshire Police"),)
ANY_EVER = LookBack(offence_class=EarlierMatterClass.ANY, window="ever", counts=BOTH)
VIOLENCE = LookBack(offence_class=EarlierMatterClass.VIOLENCE, window=24, counts=(OutcomeKind.CONVICTION,))
NOT_SAID = LookBack(offence_class=EarlierMatterClass.DOMESTIC_ABUSE, window=UNKNOWN, counts=BOTH)
NEW_YEAR = ClosedDates(public_holidays=False, own=(date(2027, 1, 2),))

SENTENCES = [
    (RiskCeiling, "standard", "The risk grade is standard"),
    (RiskCeiling, "medium", "The risk grade is standard or medium"),
    (AuthorisingRank, "inspector", "Whoever authorises the caution is at least: inspector"),
    (PermittedRiskTools, ["dash", "safelives_dash"], "The risk was graded with DASH or SafeLives DASH"),
    (PermittedWeekdays, ["sunday", "saturday"], "Workshops are held on Saturdays or Sundays"),
    (WorkshopGap, Gap(least=28, most=28), "Workshop two is 28 days (4 weeks) after workshop one"),
    (WorkshopGap, Gap(least=28, most=35), "Workshop two is 28 to 35 days after workshop one"),
    (CohortSize, Size(least=5, most=8), "A cohort has 5 to 8 participants"),
    (CohortSize, Size(most=12), "A cohort has up to 12 participants"),
    (Deadline, Limit(days=112), "Both workshops are done within 112 days (16 weeks)"),
    (PairRhythm, 1, "A pair of workshops starts every 1 day"),
    (ClosedDays, ClosedDates(), "No workshop on public holidays"),
    (ClosedDays, NEW_YEAR, "No workshop on Saturday 2 January 2027"),
    (ClosedDays, ClosedDates(public_holidays=False), "No day is closed"),
    (SessionTimes, SessionHours(begins=time(10), ends=time(15, 30)), "A workshop runs from 10:00 to 15:30"),
    (CurrentOrdersExcluded, ["community_order"], "The person is not under a community order"),
    (VictimPositionPermitted, ["agrees", "supports"], "The victim's position is: agrees or supports"),
    (ReferralSources, POLICE, "The referral comes from Testshire Police"),
    (EarlierMattersExcluded, (ANY_EVER,), "The person has no caution or conviction for any offence ever"),
    (
        EarlierMattersExcluded,
        (VIOLENCE, NOT_SAID),
        (
            "The person has no conviction for violence in the 24 months before the caution; and no caution or conviction"
            " for domestic abuse ever or within a period that is not known here"
        ),
    ),
]


@pytest.mark.parametrize(("kind", "value", "sentence"), SENTENCES)
def test_a_rule_says_itself_in_one_sentence(kind, value, sentence):
    assert stated(kind, value=value).in_words() == sentence


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_rule_says_something_about_every_value(kind, data):
    words = data.draw(rules(kind)).in_words()
    assert words == words.strip()
    assert "[" not in words
    assert "None" not in words


@pytest.mark.parametrize("kind", sorted(KNOWN, key=lambda kind: kind.__name__))
def test_what_nobody_published_is_said_to_be_unknown(kind):
    rule = stated(kind, value=UNKNOWN)
    assert rule.in_words() == f"{kind.topic}: not known here"
    assert rule.unknowns() == (kind.topic,)


@pytest.mark.parametrize("kind", WITHOUT_VALUE)
def test_a_rule_that_is_its_own_statement_has_nothing_unknown(kind):
    rule = stated(kind, **({"says": "One thing"} if "says" in kind.model_fields else {}))
    assert rule.unknowns() == ()
    assert rule.in_words()


@pytest.mark.parametrize(
    ("kind", "value", "unknown"),
    [
        (CohortSize, Size(most=12), "Least viable size of a cohort"),
        (Deadline, Limit(days=112), "How far the deadline can be extended"),
        (EarlierMattersExcluded, (NOT_SAID,), "How far back earlier convictions and cautions count"),
    ],
)
def test_the_part_that_nobody_published_is_named(kind, value, unknown):
    assert stated(kind, value=value).unknowns() == (unknown,)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (CohortSize, Size(least=5, most=12)),
        (Deadline, Limit(days=112, extended_days=140)),
        (EarlierMattersExcluded, (VIOLENCE,)),
        (Modes, ["in_person"]),
    ],
)
def test_a_value_that_is_whole_leaves_nothing_unknown(kind, value):
    assert stated(kind, value=value).unknowns() == ()


def test_a_list_of_words_ends_with_its_conjunction():
    assert listed(RiskGrade, "or") == "Standard, medium or high"
    assert listed(RiskGrade, "or", lower=True) == "standard, medium or high"
    assert listed([RiskGrade.HIGH], "or") == "High"
    assert listed([], "or") == ""


def test_what_is_not_a_word_of_the_field_keeps_its_capitals():
    assert listed(["Otherland Police", "Saturdays"], "and", lower=True) == "Otherland Police and Saturdays"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (7, "7 days (1 week)"), (10, "10 days"), (112, "112 days (16 weeks)")],
)
def test_days_are_written_in_weeks_where_they_are_whole(days, words):
    assert days_in_words(days) == words
