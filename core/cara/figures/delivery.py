"""The figures about the delivery: groups, supervision, observations, cancellations and signposts."""

from datetime import timedelta
from fractions import Fraction

from cara.figures.history import History, WorkshopPast
from cara.figures.people import Counts
from cara.figures.quarters import Quarter

GROUP = range(4, 13)
SHORT_NOTICE = timedelta(days=14)
FEWEST_FACILITATORS = FEWEST_WORKSHOPS = 5


def held(history: History, quarter: Quarter) -> tuple[WorkshopPast, ...]:
    """Give the workshops that were held in a quarter."""
    return tuple(one for one in history.workshops if one.status == "held" and quarter.holds(one.day))


def attending(history: History) -> dict[tuple[int, int], int]:
    """Count who came, by cohort and number of the workshop."""
    counted: dict[tuple[int, int], int] = {}
    for case in history.cases:
        for visit in case.visits:
            if visit.came:
                place = visit.cohort, visit.number
                counted[place] = counted.get(place, 0) + 1
    return counted


def group_fill(history: History, quarter: Quarter) -> Counts:
    """Count the workshops to which 4 to 12 people came, of those held."""
    counted, past = attending(history), held(history, quarter)
    return sum(counted.get((one.cohort, one.number), 0) in GROUP for one in past), len(past)


def mean_attending(history: History, quarter: Quarter) -> Fraction | None:
    """Give how many came to a workshop on average; nothing of a few workshops, where it would count people."""
    counted, past = attending(history), held(history, quarter)
    total = sum(counted.get((one.cohort, one.number), 0) for one in past)
    return Fraction(total, len(past)) if len(past) >= FEWEST_WORKSHOPS else None


def supervision(history: History, quarter: Quarter) -> Counts:
    """Give the minutes of supervision and the number of facilitators who ran a workshop."""
    active: set[int] = set()
    for one in held(history, quarter):
        active |= one.facilitators
    return sum(minutes for day, minutes in history.sessions if quarter.holds(day)), len(active)


def fidelity(history: History, quarter: Quarter) -> Counts:
    """Count the observations at or above the agreed score, of those for which one was agreed."""
    judged = [(mean, agreed) for day, mean, agreed in history.observations if quarter.holds(day) and agreed]
    return sum(mean * 10 >= agreed for mean, agreed in judged), len(judged)


def cancelled_late(history: History, quarter: Quarter) -> Counts:
    """Count the workshops cancelled 14 days or less before their day, or not held at all, of those scheduled."""
    scheduled = [one for one in history.workshops if quarter.holds(one.day)]
    late = [one for one in scheduled if one.cancelled_on and one.day - one.cancelled_on <= SHORT_NOTICE]
    return len(late), len(scheduled)


def signposts_taken_up(history: History, quarter: Quarter) -> Counts:
    """Count the signposts that were accepted, of those offered."""
    offered = [accepted for day, accepted in history.signposts if quarter.holds(day)]
    return sum(offered), len(offered)
