"""The commissioner's quarterly report: every figure with its definition, as it stands on the day it is made."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cara.access import Access, Action, Subject, permit
from cara.acting import tell
from cara.casework import Instance
from cara.figures.catalogue import Figure, figures_of, order_of
from cara.figures.history import read_history
from cara.figures.quarters import Quarter
from cara.policy import UNKNOWN, NoPolicyInForce, SessionHours, scheduling_policy
from cara.quality.content import statements_of
from cara.records import Unit
from cara.vocabulary.dates import in_words

NOT_NAMED = "Not known here"
PROVISIONAL = "provisional"
FINAL = "final"


@dataclass(frozen=True, slots=True)
class Report:
    """One quarter of one area."""

    area: str
    commissioner: str
    quarter: Quarter
    made_on: date
    figures: tuple[Figure, ...]

    @property
    def withheld(self) -> int:
        """Count the figures of which a count is withheld."""
        return sum(one.is_withheld for one in self.figures)

    @property
    def provisional(self) -> int:
        """Count the figures that can still change."""
        return sum(one.is_provisional for one in self.figures)


def see_report(instance: Instance, actor: Subject, quarter: Quarter, *, now: datetime) -> Report:
    """See the report of a quarter.

    Raises:
        NotAllowed: this person sees no reports.
        AreaUnavailable: the area's plugin cannot say what the area is called.
    """
    access = permit(actor, Action.SEE_REPORTS, None, now)
    return _report(instance, actor, quarter, "report_seen", access, now)


def download_report(instance: Instance, actor: Subject, quarter: Quarter, *, now: datetime) -> Report:
    """See the report of a quarter in order to take it away: told as a disclosure.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        AreaUnavailable: as for seeing it.
    """
    access = permit(actor, Action.EXPORT_REPORTS, None, now)
    return _report(instance, actor, quarter, "report_downloaded", access, now)


def _report(instance: Instance, actor: Subject, quarter: Quarter, told: str, access: Access, now: datetime) -> Report:
    area, statements = instance.book.area, [one.code for one in statements_of(instance)]
    today = instance.today(now)
    begins = _begins(instance, min(today, quarter.until - timedelta(days=1)))

    def work(unit: Unit) -> Report:
        tell(unit, actor, told, "report", now, access, quarter=str(quarter))
        figures = figures_of(read_history(unit, instance.zone), quarter, today, statements, begins)
        named = NOT_NAMED if area.commissioner == UNKNOWN else area.commissioner
        return Report(area.name, named, quarter, today, tuple(sorted(figures, key=order_of)))

    return instance.database.run(work)


def _begins(instance: Instance, day: date) -> time | None:
    """Give when workshops begin by the rules of a day, if these say so."""
    try:
        hours = scheduling_policy(instance.book, day).hours
    except NoPolicyInForce:
        return None
    return hours.begins if isinstance(hours, SessionHours) else None


COLUMNS = ("Number", "Figure", "Note", "Numerator", "Denominator", "Count", "Of", "Per cent", "Stands")


def as_rows(report: Report) -> list[tuple[str, ...]]:
    """Give the cells of a report, as people read them."""
    return [
        (
            one.definition.number,
            one.definition.title,
            one.note,
            one.definition.numerator,
            one.definition.denominator or "",
            count_of(one),
            whole_of(one),
            percent_of(one),
            PROVISIONAL if one.is_provisional else FINAL,
        )
        for one in report.figures
    ]


def count_of(figure: Figure) -> str:
    """Write the count, or that it is withheld."""
    return "withheld" if figure.numerator is None else str(figure.numerator)


def whole_of(figure: Figure) -> str:
    """Write what it is a count of, or that it is withheld; nothing for a count that is of nothing."""
    if figure.definition.denominator is None:
        return ""
    return "withheld" if figure.denominator is None else str(figure.denominator)


def percent_of(figure: Figure) -> str:
    """Write the share; nothing where a count is withheld or there is nothing to count."""
    if figure.share is None or figure.definition.number == "17":
        return ""
    return f"{100 * figure.share:.0f}%"


def in_brief(report: Report) -> str:
    """Say in one line what the report is of and how it stands."""
    quarter = report.quarter
    months = f"{in_words(quarter.first, weekday=False)} to the end of {_last_month(quarter)}"
    return f"{report.area}, {quarter}: {months}. Made on {in_words(report.made_on, weekday=False)}."


def _last_month(quarter: Quarter) -> str:
    return f"{date(quarter.year, 3 * quarter.number, 1):%B %Y}"
