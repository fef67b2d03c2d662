"""Practice in this area for the practice supervisor: numbers and codes, never people."""

from collections.abc import Sequence

from litestar import Controller, Response, get
from litestar.params import FromQuery

from cara.access import Action
from cara.quality.practice import MONTHS, THRESHOLD, CohortInNumbers, Given, download_practice, see_practice
from cara.vocabulary.dates import in_words
from cara_web.layout.listing import listed
from cara_web.layout.page import page
from cara_web.layout.spreadsheet import download
from cara_web.quality.supervision_pages import hours
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.staff.asking import district_name
from cara_web.visits import instance_of

PRACTICE = "/practice"
WITHHELD = "withheld"
COLUMNS = (
    "Cohort",
    "Pathway",
    "District",
    "State",
    "Workshop one",
    "Workshop two",
    "Places",
    "Booked",
    "Marked at workshop one",
    "Came to workshop one",
    "Marked at workshop two",
    "Came to workshop two",
)


class PracticePages(Controller):
    """The address ``/practice``."""

    path = PRACTICE
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_PRACTICE})
    async def practice(self, request: Web, after: FromQuery[int | None] = None) -> Answer:
        """Show cohorts in numbers and facilitators by code."""
        return page(
            request,
            "quality/practice.html",
            title="Practice in this area",
            practice=await use(request, see_practice, after=after, now=instance_of(request).now()),
            asked=listed(PRACTICE),
            hours=hours,
            months=MONTHS,
            threshold=THRESHOLD,
            came=came,
            in_district=lambda code: district_name(request, code),
        )

    @get("/download", opt={"action": Action.EXPORT_PRACTICE})
    async def taken_away(self, request: Web) -> Response[bytes]:
        """Give every cohort in numbers as CSV."""
        found = await use(request, download_practice, now=instance_of(request).now())
        return download(f"practice-{today_of(request).isoformat()}", COLUMNS, as_rows(found))


def came(cohort: CohortInNumbers, number: int) -> str:
    """Write how many of those who were marked came to workshop one or two."""
    counted = cohort.came.get(number)
    if counted is None:
        return "No register yet"
    whole = WITHHELD if counted.of is None else str(counted.of)
    return WITHHELD if counted.of is None else f"{_number(counted)} of {whole}"


def as_rows(found: Sequence[CohortInNumbers]) -> list[tuple[str, ...]]:
    """Give the cells of a download."""
    return [
        (
            one.code,
            one.pathway.label,
            one.district,
            one.status.label,
            in_words(one.first_day, weekday=False),
            in_words(one.second_day, weekday=False),
            str(one.capacity),
            WITHHELD if one.booked is None else str(one.booked),
            *(cell for number in (1, 2) for cell in _cells(one.came.get(number))),
        )
        for one in found
    ]


def _cells(counted: Given | None) -> tuple[str, str]:
    if counted is None:
        return "", ""
    return WITHHELD if counted.of is None else str(counted.of), _number(counted)


def _number(counted: Given) -> str:
    return WITHHELD if counted.number is None else str(counted.number)
