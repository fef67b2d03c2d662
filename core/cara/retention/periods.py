"""When a period is over: whole months, as people count them. No clock and no records here."""

from datetime import date, timedelta

from cara.vocabulary.dates import add_months


def period_end(began: date, months: int) -> date:
    """Give the day from which something may be erased.

    Args:
        began: the day on which the period began.
        months: how many whole months it lasts. A day that the last month lacks is its last day: 31 August and six
            months end on 28 February, or on the 29th of a leap year.
    """
    return add_months(began, months)


def latest_beginning(today: date, months: int) -> date:
    """Give the latest day on which a period can have begun that is over today."""
    day = add_months(today, -months)
    while period_end(day + timedelta(days=1), months) <= today:
        day += timedelta(days=1)
    return day
