"""The figures about people: from the referral to the end of the second workshop."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from cara.casework.states import ReferralStatus
from cara.figures.history import Case, History, Visit
from cara.figures.quarters import Quarter
from cara.scheduling.days import public_holidays

S = ReferralStatus
Counts = tuple[int, int]
"""A numerator and its denominator."""

LIMIT = timedelta(days=112)
BY_DAY = timedelta(days=42)
PROMPTLY, TOLD = 5, 2
GAP = range(21, 36)
UNDECIDED = frozenset({S.RULES_PENDING, S.AWAITING_DECISION, S.WITHDRAWN})
ACCEPTED = (S.CLEARED, S.AWAITING_PLACE, S.ACCEPTED, S.HELD)
NOTICES = (S.RETURNED, S.ASK_POLICE)


def cautioned(history: History, quarter: Quarter) -> tuple[Case, ...]:
    """Give the cautions of a quarter: confirmed with a booking, and signed in it."""
    return tuple(case for case in history.cases if case.confirmed and quarter.holds(case.caution_on))


def is_mature(case: Case, today: date) -> bool:
    """Tell whether a caution's time is over: 112 days, and whatever longer time was authorised. The last day is in it."""
    if case.caution_on is None:
        return False
    return max(case.caution_on + LIMIT, case.extended_to or date.min) < today


def working_days_after(day: date, days: int) -> date:
    """Give the day so many working days after another: no Saturday, Sunday or public holiday of England."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in public_holidays("GB", "ENG", day.year)  # noqa: PLR2004 - Saturday
    return day


def referrals(history: History, quarter: Quarter) -> int:
    """Count the referrals entered."""
    return sum(quarter.holds(case.entered_on) for case in history.cases)


def decided_on(case: Case) -> date | None:
    """Give the day on which it was first decided whether somebody is eligible."""
    return next((day for day, status in case.steps if status not in UNDECIDED), None)


def ineligible(history: History, quarter: Quarter) -> Counts:
    """Count the declined among those decided."""
    decided = [case for case in history.cases if quarter.holds(decided_on(case))]
    return sum(case.first(S.DECLINED) is not None for case in decided), len(decided)


def why_declined(history: History, quarter: Quarter) -> dict[str, int]:
    """Count the declines by what the last decision said."""
    declined = [case for case in history.cases if quarter.holds(case.first(S.DECLINED))]
    said = [case.verdict or "none" for case in declined]
    return {reason: said.count(reason) for reason in sorted(set(said))}


def booked_promptly(history: History, quarter: Quarter) -> Counts:
    """Count those booked within five working days among those accepted."""
    accepted = [(case, day) for case in history.cases if quarter.holds(day := case.first(*ACCEPTED)) and day]
    return sum(_within(case.first(S.BOOKED), day, PROMPTLY) for case, day in accepted), len(accepted)


def _within(done: date | None, since: date, days: int) -> bool:
    return done is not None and since <= done <= working_days_after(since, days)


def one_by_day_42(history: History, quarter: Quarter, today: date) -> Counts:
    """Count those who came to workshop one by day 42, among cautions whose day 42 is past."""
    over = [case for case in cautioned(history, quarter) if case.caution_on and case.caution_on + BY_DAY < today]
    return sum(_came_by(case, 1, BY_DAY) for case in over), len(over)


def _came_by(case: Case, number: int, limit: timedelta) -> bool:
    assert case.caution_on is not None
    last = case.caution_on + limit
    return any(visit.came and visit.number == number and visit.day <= last for visit in case.visits)


def done_in_time(history: History, quarter: Quarter, today: date) -> Counts:
    """Count those who did both workshops by day 112, among mature cautions. A longer time does not make it in time."""
    mature = [case for case in cautioned(history, quarter) if is_mature(case, today)]
    return sum(_came_by(case, 1, LIMIT) and _came_by(case, 2, LIMIT) for case in mature), len(mature)


def extended(history: History, quarter: Quarter) -> int:
    """Count the cautions for which a longer time was authorised."""
    return sum(case.extended_to is not None for case in cautioned(history, quarter))


def came_to_first(history: History, quarter: Quarter) -> Counts:
    """Count who came to the first workshop one that was booked and stood, of those on its register."""
    firsts = [visit for case in history.cases if (visit := _first_one(case)) and quarter.holds(visit.day)]
    counted = [visit for visit in firsts if not visit.ended and visit.mark is not None]
    return sum(visit.came for visit in counted), len(counted)


def _first_one(case: Case) -> Visit | None:
    return min((visit for visit in case.visits if visit.number == 1), key=lambda visit: visit.id, default=None)


def one_to_two(history: History, quarter: Quarter, today: date) -> Counts:
    """Count who came to a workshop two, of those who came to workshop one and whose cohort's workshop two is past."""
    second = {past.cohort: past.day for past in history.workshops if past.number == 2}  # noqa: PLR2004 - workshop two
    numerator = denominator = 0
    for case in history.cases:
        for one in _came(case, 1):
            if quarter.holds(one.day) and second.get(one.cohort, date.max) < today:
                denominator += 1
                numerator += any(one.day < two.day < today for two in _came(case, 2))
    return numerator, denominator


def _came(case: Case, number: int) -> Sequence[Visit]:
    return [visit for visit in case.visits if visit.number == number and visit.came]


def gap_kept(history: History, quarter: Quarter) -> Counts:
    """Count the workshop twos attended 21 to 35 days after the last workshop one attended before."""
    gaps = [
        (two.day - max((one.day for one in _came(case, 1) if one.day < two.day), default=date.min)).days
        for case in history.cases
        for two in _came(case, 2)
        if quarter.holds(two.day)
    ]
    return sum(gap in GAP for gap in gaps), len(gaps)


def returned(history: History, quarter: Quarter, today: date) -> Counts:
    """Count those about whom the police were told or asked, among mature cautions."""
    mature = [case for case in cautioned(history, quarter) if is_mature(case, today)]
    return sum(case.first(*NOTICES) is not None for case in mature), len(mature)


def told_promptly(history: History, quarter: Quarter) -> Counts:
    """Count the notices after a workshop that were given within two working days of it."""
    notices = [
        (day, last)
        for case in history.cases
        for day, status in case.steps
        if status in NOTICES and quarter.holds(day) and (last := _last_marked(case, day)) is not None
    ]
    return sum(_within(day, last, TOLD) for day, last in notices), len(notices)


def _last_marked(case: Case, day: date) -> date | None:
    return max((visit.day for visit in case.visits if visit.mark is not None and visit.day <= day), default=None)


def complete_answers(history: History, quarter: Quarter, statements: Iterable[str]) -> Counts:
    """Count the complete pairs of answers among those who came to workshop two."""
    asked = frozenset(statements)
    came = [case.id for case in history.cases if any(quarter.holds(two.day) for two in _came(case, 2))]
    complete = [pair for one in came if (pair := history.pairs.get(one)) and pair.is_complete(asked)]
    return len(complete), len(came)


def changed_answers(history: History, quarter: Quarter, statements: Iterable[str]) -> Counts:
    """Count those whose answers agree more after than before, among complete pairs."""
    asked = frozenset(statements)
    came = [case.id for case in history.cases if any(quarter.holds(two.day) for two in _came(case, 2))]
    complete = [pair for one in came if (pair := history.pairs.get(one)) and pair.is_complete(asked)]
    more = [sum(pair.after[one] - pair.before[one] for one in asked) > 0 for pair in complete]
    return sum(more), len(complete)
