"""By when a request is answered: one month (UK GDPR, Article 12(3)), counted as the calendar counts."""

from datetime import date

from cara.vocabulary.dates import add_months


def due_after(received_on: date) -> date:
    """Give the last day on which a request may be answered: the same day of the next month, else its last day.

    Whether that is a working day changes nothing here: answering before a weekend is never too early.
    """
    return add_months(received_on, 1)
