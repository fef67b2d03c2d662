"""Checking a case before anything is stored: the officer asks, the rules answer."""

from datetime import date, datetime

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem
from cara.casework.instance import Instance
from cara.decisions import Decision, decide
from cara.policy import CaseFacts, RestrictedFacts, Stage

OLDEST_DAY = date(1990, 1, 1)
"""No offence or risk grade of a case that is open today is older."""

OLDEST_MATTER = date(1930, 1, 1)
"""No earlier conviction or caution of anybody alive is older."""


def check_eligibility(
    instance: Instance, actor: Subject, facts: CaseFacts, restricted: RestrictedFacts, *, now: datetime
) -> Decision:
    """Decide a case by today's rules without storing anything.

    Raises:
        NotAllowed: this person may not check.
        NotAccepted: a fact is impossible; every problem at once.
        AreaUnavailable: the area's rules cannot be read; refer the person and the rules will be asked later.
    """
    permit(actor, Action.CHECK_ELIGIBILITY, None, now)
    today = instance.today(now)
    refuse_impossible(facts, today)
    return decide(instance.book, facts, restricted, on=today, stage=Stage.CHECK, decided_at=now)


def refuse_impossible(facts: CaseFacts, today: date) -> None:
    """Refuse facts that cannot be so, all of them at once.

    Raises:
        NotAccepted: naming each field.
    """
    problems = [
        *_impossible_day("offence_on", "The date of the offence", facts.offence_on, OLDEST_DAY, today),
        *_impossible_day("risk_graded_on", "The date of the risk grade", facts.risk_graded_on, OLDEST_DAY, today),
    ]
    for place, matter in enumerate(facts.earlier_matters or ()):
        field = f"earlier_matters.{place}.on"
        problems += _impossible_day(field, "The date of the earlier matter", matter.on, OLDEST_MATTER, today)
    if problems:
        raise NotAccepted(problems)


def _impossible_day(field: str, name: str, day: date | None, oldest: date, today: date) -> list[Problem]:
    if day is None or oldest <= day <= today:
        return []
    must = "today or in the past" if day > today else f"{oldest.year} or later"
    return [Problem(field, f"{name} must be {must}")]
