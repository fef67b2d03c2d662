"""Checking: the rules answer, impossible answers are refused all at once, and nothing is stored."""

from datetime import date, timedelta

import pytest

from cara.access import NotAllowed
from cara.areas import Areas, AreaUnavailable
from cara.casework import NotAccepted, check_eligibility
from cara.decisions import Verdict
from cara.vocabulary.dates import NaiveTime


def check(area, *, actor=None, instance=None, **facts):
    actor, instance = actor or area.officer, instance or area.instance
    return check_eligibility(instance, actor, area.facts(**facts), area.restricted(), now=area.now)


def test_an_eligible_case_is_eligible(area):
    assert check(area).verdict is Verdict.ELIGIBLE


def test_checking_stores_nothing(area):
    before = area.rows()
    check(area)
    check(area, age=17)
    assert area.rows() == before


def test_every_impossible_day_is_named_at_once(area):
    matters = ({"on": date(1929, 12, 31)}, {"on": area.today}, {"on": area.today + timedelta(days=1)})
    with pytest.raises(NotAccepted) as refused:
        check(area, offence_on=date(2031, 1, 1), risk_graded_on=date(1, 1, 1), earlier_matters=matters)
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["offence_on", "risk_graded_on", "earlier_matters.0.on", "earlier_matters.2.on"]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1989, 12, 31), date(2026, 11, 24), date(9999, 12, 31)])
def test_an_impossible_day_of_the_offence_is_refused(area, day):
    with pytest.raises(NotAccepted, match="The date of the offence must be"):
        check(area, offence_on=day)


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2026, 11, 23)])
def test_the_first_and_the_last_possible_day_are_taken(area, day):
    assert check(area, offence_on=day).facts.offence_on == day


def test_the_day_is_the_areas_own(area):
    last_hour_in_utc = area.now.replace(month=7, day=1, hour=23, minute=30)
    facts = area.facts(offence_on=date(2026, 7, 2))
    decision = check_eligibility(area.instance, area.officer, facts, area.restricted(), now=last_hour_in_utc)
    assert decision.on == date(2026, 7, 2)


def test_a_moment_without_a_zone_is_refused(area):
    with pytest.raises(NaiveTime):
        check_eligibility(
            area.instance, area.officer, area.facts(), area.restricted(), now=area.now.replace(tzinfo=None)
        )


def test_a_missing_area_decides_nothing(area):
    with pytest.raises(AreaUnavailable):
        check(area, instance=area.with_areas(Areas([])))


@pytest.mark.parametrize("code", ["manager-1", "facilitator-1"])
def test_only_the_police_check(area, code):
    with pytest.raises(NotAllowed):
        check(area, actor=area.subjects[code])
