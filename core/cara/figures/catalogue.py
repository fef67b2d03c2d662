"""The catalogue: every figure of a quarter with its definition, its counts, and whether it can still change."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from cara.figures import contact, delivery, people
from cara.figures.history import History
from cara.figures.people import Counts
from cara.figures.quarters import Quarter
from cara.quality.practice import THRESHOLD, given

VERDICTS = {
    "eligible": "Eligible by the rules, and declined for another reason",
    "not_eligible": "A rule is not met",
    "needs_a_person": "A person had to decide, and declined",
    "none": "No decision is stored",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is: as the catalogue numbers it, with numerator and denominator in words."""

    number: str
    title: str
    numerator: str
    denominator: str | None
    of_people: bool = True
    """Whether it counts people, so that small numbers of it are withheld."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one quarter, as it may be shown."""

    definition: Definition
    numerator: int | None
    denominator: int | None
    is_provisional: bool
    note: str = ""

    @property
    def is_withheld(self) -> bool:
        """Tell whether a count of it is withheld."""
        return self.numerator is None

    @property
    def share(self) -> float | None:
        """Give the share, if both counts are shown and there is anything to count."""
        if self.numerator is None or not self.denominator or self.definition.denominator is None:
            return None
        return self.numerator / self.denominator


D = Definition
FIGURES = (
    D(
        "12",
        "Victim contact attempted",
        "tried between the workshops",
        "people at a workshop two of the quarter of whom a victim may safely be contacted",
    ),
    D("13", "Victim reached", "spoken with; declining is no failure", "people of whom a victim was tried"),
    D(
        "14",
        "Briefing read before workshop two",
        "read by both facilitators before the start",
        "people at a workshop two of the quarter with a victim's feedback",
    ),
    D(
        "15",
        "Onward referral or safeguarding",
        "with one or more",
        "people of whom a victim was spoken with",
    ),
    D("1", "Referrals", "referrals entered in the quarter", None),
    D("2", "Ineligible", "declined at any time", "referrals first decided in the quarter"),
    D("3", "Why declined", "declines with this reason", "referrals declined in the quarter"),
    D("4", "Booked promptly", "booked within 5 working days", "referrals accepted in the quarter"),
    D("5", "Caution to workshop one", "came to workshop one by day 42", "cautions of the quarter whose day 42 is past"),
    D("6", "Done inside the deadline", "both workshops by day 112", "cautions of the quarter whose time is over"),
    D("7", "Came to the first booking", "came", "first workshop ones of the quarter that stood, with a mark"),
    D("8", "Workshop one to two kept", "came to a workshop two", "came to workshop one, and its workshop two is past"),
    D("9", "Gap kept", "21 to 35 days after workshop one", "workshop twos attended in the quarter"),
    D("10", "Returned to the police", "the police were told or asked", "cautions of the quarter whose time is over"),
    D("11", "Told promptly", "within 2 working days of the workshop", "notices of the quarter after a workshop"),
    D("16", "Group fill", "workshops to which 4 to 12 came", "workshops held in the quarter", of_people=False),
    D("17", "Supervision", "hours", "facilitators who ran a workshop in the quarter", of_people=False),
    D("18", "Fidelity", "at or above the agreed score", "observations with an agreed score", of_people=False),
    D(
        "19",
        "Provider cancellation",
        "cancelled 14 days or less before, or not held",
        "workshops of the quarter",
        of_people=False,
    ),
    D("21", "Signposting taken up", "accepted", "signposts offered in the quarter"),
    D("22", "Answers before and after", "complete pairs of answers", "people who came to workshop two"),
    D("22a", "Answers that changed", "agree more after than before", "complete pairs of answers"),
)
"""Every figure that the records can give today: victims' safety first, then in the order of the catalogue."""

BY_NUMBER = {one.number: one for one in FIGURES}
_WHOLE_OF = {"13": "12", "15": "13", "3": "2", "22a": "22"}
"""Of which figure's count each is a share, so that its whole says what that count is."""
_FOLLOWED = frozenset({"5", "6", "10"})
"""The figures that can change until the time of every caution is over."""


def figures_of(
    history: History, quarter: Quarter, today: date, statements: Collection[str], begins: time | None
) -> tuple[Figure, ...]:
    """Compute every figure of a quarter as it stands on a day.

    Args:
        history: what the records say.
        quarter: the period.
        today: what is not past on this day has not happened, and what may still change is provisional.
        statements: the codes of what participants are asked.
        begins: when workshops begin, local time, where the area says so.
    """
    shown = [
        _shown(BY_NUMBER[number], counts, _provisional(history, number, quarter, today), note)
        for number, counts, note in (
            *_of_contact(history, quarter, begins),
            *_counted(history, quarter, today, statements),
        )
    ]
    return _whole_withheld((_count(history, quarter, today), *_reasons(history, quarter, today), *shown))


def _whole_withheld(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Withhold what a figure is of where that is what another withholds: it could be read there."""
    withheld = {one.definition.number for one in figures if one.is_withheld}
    for number, whole in _WHOLE_OF.items():  # in this order: what is withheld here withholds the next
        if whole in withheld:
            withheld.add(number)
    return tuple(
        replace(one, numerator=None, denominator=None) if _WHOLE_OF.get(one.definition.number) in withheld else one
        for one in figures
    )


def order_of(figure: Figure) -> int:
    """Give the place of a figure in the catalogue."""
    return FIGURES.index(figure.definition)


def _counted(
    history: History, quarter: Quarter, today: date, statements: Collection[str]
) -> list[tuple[str, Counts, str]]:
    longer, mean = people.extended(history, quarter), delivery.mean_attending(history, quarter)
    plain: tuple[tuple[str, Callable[[History, Quarter], Counts]], ...] = (
        ("2", people.ineligible),
        ("4", people.booked_promptly),
        ("7", people.came_to_first),
        ("9", people.gap_kept),
        ("11", people.told_promptly),
        ("18", delivery.fidelity),
        ("19", delivery.cancelled_late),
        ("21", delivery.signposts_taken_up),
    )
    return [
        *((number, count(history, quarter), "") for number, count in plain),
        ("5", people.one_by_day_42(history, quarter, today), ""),
        ("6", people.done_in_time(history, quarter, today), _longer(longer)),
        ("8", people.one_to_two(history, quarter, today), ""),
        ("10", people.returned(history, quarter, today), ""),
        ("16", delivery.group_fill(history, quarter), f"{float(mean):.1f} came on average" if mean is not None else ""),
        ("17", delivery.supervision(history, quarter), ""),
        ("22", people.complete_answers(history, quarter, statements), ""),
        ("22a", people.changed_answers(history, quarter, statements), ""),
    ]


def _of_contact(history: History, quarter: Quarter, begins: time | None) -> list[tuple[str, Counts, str]]:
    unsafe = given(*contact.not_safe(history, quarter))
    left_out = "withheld" if unsafe.number is None else f"{unsafe.number} of {unsafe.of}"
    return [
        (
            "12",
            contact.attempted(history, quarter),
            f"left out as not safe to contact, or no safe way agreed: {left_out}",
        ),
        ("13", contact.reached(history, quarter), ""),
        ("14", contact.briefing_read(history, quarter, begins), ""),
        ("15", contact.helped_on(history, quarter), ""),
    ]


def _longer(cautions: int) -> str:
    if not cautions:
        return ""
    return f"{cautions} with a longer time, not dropped" if cautions >= THRESHOLD else "some with a longer time"


def _count(history: History, quarter: Quarter, today: date) -> Figure:
    number = people.referrals(history, quarter)
    return Figure(BY_NUMBER["1"], number if number >= THRESHOLD else None, None, quarter.until > today)


def _reasons(history: History, quarter: Quarter, today: date) -> tuple[Figure, ...]:
    found = people.why_declined(history, quarter)
    counts = {reason: given(number, sum(found.values())) for reason, number in found.items()}
    if any(one.is_withheld for one in counts.values()):  # one alone could be worked out from the others
        counts = {reason: given(0, sum(found.values())) for reason in found}
    return tuple(
        Figure(BY_NUMBER["3"], one.number, one.of, quarter.until > today, VERDICTS[reason])
        for reason, one in counts.items()
    )


def _shown(definition: Definition, counts: Counts, provisional: bool, note: str) -> Figure:  # noqa: FBT001 - positional here alone
    numerator, denominator = counts
    if definition.number == "17":
        few = denominator < delivery.FEWEST_FACILITATORS
        return Figure(definition, None if few else round(numerator / 60), denominator, provisional, note)
    if not definition.of_people:
        return Figure(definition, numerator, denominator, provisional, note)
    shown = given(numerator, denominator)
    return Figure(definition, shown.number, shown.of, provisional, note)


def _provisional(history: History, number: str, quarter: Quarter, today: date) -> bool:
    if number in _FOLLOWED:
        followed = people.cautioned(history, quarter)
        return quarter.until > today or not all(people.is_mature(case, today) for case in followed)
    if number == "8":
        second = {one.cohort: one.day for one in history.workshops if one.number == 2}  # noqa: PLR2004 - workshop two
        ones = [one for one in delivery.held(history, quarter) if one.number == 1]
        return quarter.until > today or any(second.get(one.cohort, date.max) >= today for one in ones)
    return quarter.until > today
