"""Lists of the field's words as people write them."""

from collections.abc import Iterable

from cara.vocabulary import Word


def listed(words: Iterable[object], conjunction: str, *, lower: bool = False) -> str:
    """Write words as a list: ``Standard, medium or high``; only the first stays capital, or none if ``lower``.

    What is not one of the field's words - a date, the days of the week - is written as it is given.
    """
    labels = [
        _uncapital(word.label) if isinstance(word, Word) and (lower or place) else _label(word)
        for place, word in enumerate(words)
    ]
    if len(labels) < 2:  # noqa: PLR2004 - a list of one needs no conjunction
        return "".join(labels)
    return f"{', '.join(labels[:-1])} {conjunction} {labels[-1]}"


def _label(word: object) -> str:
    return word.label if isinstance(word, Word) else str(word)


def _uncapital(label: str) -> str:
    first_word = label.partition(" ")[0]
    is_a_name = first_word[1:] != first_word[1:].lower()
    return label if is_a_name else label[:1].lower() + label[1:]


def days_in_words(days: int) -> str:
    """Write a number of days, in weeks where they are whole: ``28 days (4 weeks)``."""
    weeks, rest = divmod(days, 7)
    unit = "day" if days == 1 else "days"
    if rest or not weeks:
        return f"{days} {unit}"
    return f"{days} {unit} ({weeks} {'week' if weeks == 1 else 'weeks'})"
