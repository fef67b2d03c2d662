"""The day whose rules are asked for, as it stands in an address: ``?on=2026-11-28``."""

import re
from dataclasses import dataclass
from datetime import date

from cara.policy import PolicyBook
from cara.vocabulary.dates import in_words
from cara_web.layout.forms import FieldError, Form

FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True, slots=True)
class AskedDay:
    """The day that was asked for, and the form in which another can be."""

    on: date | None
    """Nothing when what was asked for is no day."""
    form: Form


def asked_day(typed: str, today: date) -> AskedDay:
    """Read the day that is asked for; nobody who asks for none gets any but today."""
    text = typed.strip()
    if not text:
        return AskedDay(today, Form({"on": (today.isoformat(),)}))
    sentence = problem_of_day(text)
    if sentence:
        return AskedDay(None, Form({"on": (text[:40],)}, (FieldError("on", sentence, "on"),)))
    return AskedDay(date.fromisoformat(text), Form({"on": (text,)}))


def problem_of_day(text: str) -> str:
    """Say what is wrong with a day as it stands in an address; nothing if it is one."""
    try:
        day = date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        day = None
    if day is None:
        return "The day must be a real date, written like 2026-11-28"
    if not FIRST <= day <= LAST:
        return f"The day must be between {in_words(FIRST, weekday=False)} and {in_words(LAST, weekday=False)}"
    return ""


def days_of_change(book: PolicyBook) -> list[date]:
    """Give the days on which a rule of the book begins to bind, or the one before it has ended."""
    rules = [rule for layer in book.layers for rule in layer.rules]
    begins = {rule.valid_from for rule in rules if rule.valid_from}
    ended = {date.fromordinal(rule.valid_to.toordinal() + 1) for rule in rules if rule.valid_to}
    return sorted(begins | ended)
