"""Lists of the field's words as people write them."""

from collections.abc import Iterable

from cara.vocabulary import Word


def listed(words: Iterable[object], conjunction: str, *, lower: bool = False) -> str:
    """Write words as a list: ``Standard, Medium or High``; only the first stays capital, or none if ``lower``."""
    labels = [word.label if isinstance(word, Word) else str(word) for word in words]
    labels = [_uncapital(label) if lower or place else label for place, label in enumerate(labels)]
    if len(labels) < 2:  # noqa: PLR2004 - a list of one needs no conjunction
        return "".join(labels)
    return f"{', '.join(labels[:-1])} {conjunction} {labels[-1]}"


def _uncapital(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def days_in_words(days: int) -> str:
    """Write a number of days, in weeks where they are whole: ``28 days (4 weeks)``."""
    weeks, rest = divmod(days, 7)
    unit = "day" if days == 1 else "days"
    if rest or not weeks:
        return f"{days} {unit}"
    return f"{days} {unit} ({weeks} {'week' if weeks == 1 else 'weeks'})"
