"""Whether earlier convictions and cautions exclude a person: look-back windows over facts that may be missing."""

from collections.abc import Sequence
from datetime import date

from cara.policy import EarlierMatter, EarlierMatterClass, Finding, LookBack, Outcome
from cara.vocabulary.dates import add_months, in_words


def judge_look_backs(look_backs: Sequence[LookBack], matters: Sequence[EarlierMatter] | None, on: date) -> Finding:
    """Judge every earlier matter by every look-back: one that counts fails, one that may count is unknown."""
    if matters is None:
        return Finding(outcome=Outcome.UNKNOWN, reason="Earlier convictions and cautions have not been recorded")
    if not matters:
        return Finding(outcome=Outcome.HOLDS, reason="There are no earlier convictions or cautions")
    answers = [(_counts(look_back, matter, on), look_back, matter) for look_back in look_backs for matter in matters]
    for counts, _, matter in answers:
        if counts:
            return Finding(outcome=Outcome.FAILS, reason=f"{_described(matter)} counts against this rule")
    for counts, look_back, matter in answers:
        if counts is None:
            return Finding(outcome=Outcome.UNKNOWN, reason=_why_unknown(look_back, matter))
    return Finding(outcome=Outcome.HOLDS, reason="No earlier conviction or caution counts against this rule")


def _counts(look_back: LookBack, matter: EarlierMatter, on: date) -> bool | None:
    parts = (_kind_counts(look_back, matter), _class_counts(look_back, matter), _within(look_back, matter, on))
    if False in parts:
        return False
    return None if None in parts else True


def _kind_counts(look_back: LookBack, matter: EarlierMatter) -> bool | None:
    return None if matter.outcome is None else matter.outcome in look_back.counts


def _class_counts(look_back: LookBack, matter: EarlierMatter) -> bool | None:
    match look_back.offence_class:
        case EarlierMatterClass.ANY:
            return True
        case EarlierMatterClass.VIOLENCE:
            return matter.violence
        case EarlierMatterClass.DOMESTIC_ABUSE:
            return matter.domestic_abuse


def _within(look_back: LookBack, matter: EarlierMatter, on: date) -> bool | None:
    if look_back.window == "ever":
        return True
    if look_back.window == "unknown" or matter.on is None:
        return None
    return matter.on >= _first_day(on, look_back.window)


def _first_day(on: date, months: int) -> date:
    try:
        return add_months(on, -months)
    except ValueError:  # the window reaches back beyond the calendar, so every day is in it
        return date.min


def _described(matter: EarlierMatter) -> str:
    what = matter.outcome.label.lower() if matter.outcome else "matter"
    when = f" of {in_words(matter.on, weekday=False)}" if matter.on else ""
    return f"An earlier {what}{when}"


def _why_unknown(look_back: LookBack, matter: EarlierMatter) -> str:
    if look_back.window == "unknown":
        return (
            f"{_described(matter)} is recorded, and how far back such matters count is not known here: a person decides"
        )
    return f"{_described(matter)} is recorded, but not enough about it to tell whether it counts: a person decides"
