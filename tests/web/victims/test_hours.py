"""Hours as people type them and read them: what could be either half of the day is asked for again."""

from datetime import time

import pytest

from cara.victims.details import HoursSaid
from cara_web.victims.hours import in_lines, read_time


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("18:00", time(18)),
        ("9.30", time(9, 30)),
        ("6pm", time(18)),
        ("6.30 PM", time(18, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("0:00", time(0)),
    ],
)
def test_times_are_read_as_people_write_them(typed, read):
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["", "6", "24:00", "12:60", "13pm", "0am", "6 o'clock", "18:0", "١٨:00", "6:00:00"])
def test_what_is_no_time_or_could_be_two_is_none(typed):
    assert read_time(typed) is None


def said(*days, begins=9, ends=17):
    return [HoursSaid(weekday=day, begins=time(begins), ends=time(ends)) for day in days]


def test_days_that_are_alike_stand_in_one_line_and_days_without_hours_in_none():
    hours = [*said(0, 1, 2, 4), *said(4, begins=18, ends=20), *said(6)]
    assert in_lines(hours) == [
        "Monday to Wednesday: 09:00 to 17:00",
        "Friday: 09:00 to 17:00 and 18:00 to 20:00",
        "Sunday: 09:00 to 17:00",
    ]
    assert in_lines([]) == []
