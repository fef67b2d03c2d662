"""What is due, in groups of days, each line with the page where it is done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from litestar import Controller, Response, get

from cara.access import Action
from cara.oversight import ToldOf
from cara.policy.wording import days_in_words
from cara.today import DueKind, DueLine, see_today
from cara.victims.completeness import see_completeness
from cara.vocabulary.dates import in_words
from cara_web.layout.page import page
from cara_web.layout.spreadsheet import download
from cara_web.referrals.asking import Web, today_of, use
from cara_web.visits import instance_of

K = DueKind
COLUMNS = ("By", "What to do", "About", "Why")

DONE_AT: Mapping[DueKind, str] = {
    K.CONCERN: "/safeguarding/{}",
    K.TIME_ENDED: "/cases/{}",
    K.NO_PLACE: "/cases/{}",
    K.REGISTER: "/workshops/{}/register",
    K.FACILITATORS: "/cohorts/{}",
    K.SMALL_COHORT: "/cohorts/{}",
    K.ITEM: "/worklist/{}",
    K.RETURN: "/cases/{}",
    K.MESSAGE: "/messages/{}",
    K.LETTERS: "/messages/letters",
    K.COPY: "/copies/{}",
    K.STEP: "/partners/{}",
    K.OPENING: "/openings/{}",
    K.CONFIRMATION: "/confirmations/{}",
    K.ERASURE: "/retention/{}",
    K.RETENTION: "/retention",
}
"""Where each kind of thing is done."""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of some days."""

    heading: str
    lines: Sequence["Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page shows it."""

    line: DueLine
    address: str
    heading: str
    by: str
    overdue: bool


class TodayPages(Controller):
    """The list to take away; the page itself is the start page."""

    path = "/today"
    include_in_schema = False

    @get("/download", opt={"action": Action.EXPORT_CASES})
    async def taken_away(self, request: Web) -> Response[bytes]:
        """Give everything that is due as CSV, to whoever has just proved who he or she is."""
        found = await use(request, see_today, now=instance_of(request).now(), whole=True)
        rows = [(line.by.isoformat(), line.kind.label, line.about, line.why) for line in found.lines]
        return download(f"today-{found.on.isoformat()}", COLUMNS, rows)


async def show_today(request: Web, told: Sequence[ToldOf]) -> Response[str]:
    """Show what is due, below what this person has not read yet."""
    now = instance_of(request).now()
    found = await use(request, see_today, now=now)
    return page(
        request,
        "today/today.html",
        title="Today",
        today=today_of(request),
        found=found,
        groups=tuple(_groups(found.lines, found.on)),
        before_two=await use(request, see_completeness, now=now),
        told=told,
        columns=COLUMNS,
    )


def _groups(lines: Sequence[DueLine], today: date) -> Iterator[Group]:
    for heading, some in groupby((_shown(line, today) for line in lines), lambda one: one.heading):
        yield Group(heading, tuple(some))


def _heading(by: date, today: date) -> str:
    if by < today:
        return "Overdue"
    if by == today:
        return "Today"
    return "In the next seven days" if by <= today + timedelta(days=7) else "In the next four weeks"


def _shown(line: DueLine, today: date) -> Shown:
    return Shown(
        line, DONE_AT[line.kind].format(line.target), _heading(line.by, today), _by(line, today), line.by < today
    )


def _by(line: DueLine, today: date) -> str:
    days = line.days_left(today)
    if days == 0:
        return "Today"
    said = days_in_words(abs(days))
    return f"{in_words(line.by)}: {said} left" if days > 0 else f"{in_words(line.by)}: {said} ago"
