from dataclasses import replace
from datetime import date

import pytest
from tests.core.scheduling.policies import NO_HOLIDAYS, SATURDAYS, days

from cara.policy import ClosedDates
from cara.scheduling import ClosedDaysNotKnown, is_open, open_days, public_holidays, why_closed
from cara.vocabulary import Weekday

SATURDAY_HOLIDAYS = [date(2026, 12, 26), date(2027, 12, 25), date(2028, 1, 1)]


@pytest.mark.parametrize("day", SATURDAY_HOLIDAYS)
def test_a_public_holiday_on_a_saturday_is_closed(day: date) -> None:
    assert not is_open(SATURDAYS, day)
    assert is_open(replace(SATURDAYS, closed=NO_HOLIDAYS), day)


def test_these_are_the_only_closed_saturdays_of_three_years() -> None:
    saturdays = [date(2026, 1, 3) + days(7 * week) for week in range(157)]
    assert [day for day in saturdays if not is_open(SATURDAYS, day)] == SATURDAY_HOLIDAYS


def test_a_substitute_holiday_is_closed_too() -> None:
    mondays = replace(SATURDAYS, weekdays=frozenset({Weekday.MONDAY}))
    assert why_closed(mondays, date(2026, 12, 28)) == "a public holiday (Boxing Day (observed))"


def test_an_area_without_public_holidays_is_open_on_them() -> None:
    assert is_open(replace(SATURDAYS, closed=NO_HOLIDAYS), date(2026, 12, 26))


def test_the_areas_own_dates_are_closed() -> None:
    closed = replace(SATURDAYS, closed=ClosedDates(own=(date(2026, 12, 5),)))
    assert why_closed(closed, date(2026, 12, 5)) == "a closed day of the area"
    assert is_open(closed, date(2026, 12, 12))


def test_holidays_are_those_of_the_place() -> None:
    second_of_january = date(2027, 1, 4)
    assert second_of_january in public_holidays("GB", "SCT", 2027)
    assert second_of_january not in public_holidays("GB", "ENG", 2027)


@pytest.mark.parametrize("weekday", Weekday)
def test_only_the_policys_days_of_the_week_are_open(weekday: Weekday) -> None:
    policy = replace(SATURDAYS, weekdays=frozenset({weekday}), closed=NO_HOLIDAYS)
    found = open_days(policy, date(2026, 11, 23), date(2026, 12, 6))
    assert [day.weekday() for day in found] == [weekday.position] * 2


def test_both_ends_of_a_range_count() -> None:
    assert open_days(SATURDAYS, date(2026, 12, 5), date(2026, 12, 12)) == (date(2026, 12, 5), date(2026, 12, 12))
    assert open_days(SATURDAYS, date(2026, 12, 6), date(2026, 12, 5)) == ()


@pytest.mark.parametrize(
    ("country", "subdivision", "year"), [("ZZ", None, 2026), ("GB", "XX", 2026), ("GB", None, 2150)]
)
def test_a_place_or_year_without_known_holidays_is_refused(country: str, subdivision: str | None, year: int) -> None:
    policy = replace(
        SATURDAYS, weekdays=frozenset(Weekday), closed=ClosedDates(country=country, subdivision=subdivision)
    )
    with pytest.raises(ClosedDaysNotKnown, match=f"public holidays of {country}.* in {year} are not known"):
        is_open(policy, date(year, 6, 1))
