"""The commissioner's quarterly report: a page, print, CSV and PDF."""

from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.params import FromQuery

from cara.access import Action
from cara.figures import NoSuchQuarter, Quarter
from cara.figures.reporting import (
    COLUMNS,
    as_rows,
    count_of,
    download_report,
    in_brief,
    percent_of,
    see_report,
    whole_of,
)
from cara.figures.typesetting import typeset_report
from cara.quality.practice import THRESHOLD
from cara_web.instance import in_thread
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.page import page
from cara_web.layout.spreadsheet import download
from cara_web.messages.letters import pdf
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.visits import instance_of

QUARTERLY = "/reports/quarterly"
SHOWN = 12
"""How many quarters can be chosen: three years."""
WHY = (
    f"A count of people is withheld where it, or what is left of its whole, is below {THRESHOLD}, or where one that is "
    "withheld could be read off it: a smaller one could tell of somebody. Counts of workshops and observations are given as they are. A provisional figure can still "
    "change: its quarter is not over, or the time of some of its cautions is not."
)


class QuarterlyPages(Controller):
    """The address ``/reports/quarterly``."""

    path = QUARTERLY
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_REPORTS})
    async def report(self, request: Web, quarter: FromQuery[str] = "") -> Answer:
        """Show the report of a quarter; of the last that is over unless one is asked for."""
        last = Quarter.of(today_of(request)).before
        form, asked = Form({"quarter": (quarter,)}), last
        try:
            asked = Quarter.parse(quarter) if quarter else last
        except NoSuchQuarter as problem:
            form = Form({"quarter": ("",)}, (FieldError("quarter", str(problem), "quarter"),))
        report = await use(request, see_report, asked, now=instance_of(request).now())
        return page(
            request,
            "reports/quarterly.html",
            title=f"Quarterly report {asked}",
            status=422 if form.errors else 200,
            report=report,
            form=form if form.errors else Form({"quarter": (str(asked),)}),
            quarters=[(str(one), str(one)) for one in _quarters(Quarter.of(today_of(request)))],
            brief=in_brief(report),
            why=WHY,
            count_of=count_of,
            whole_of=whole_of,
            percent_of=percent_of,
            take=lambda kind: f"{QUARTERLY}/{kind}?{urlencode({'quarter': str(asked)})}",
        )

    @get("/download", opt={"action": Action.EXPORT_REPORTS})
    async def taken_away(self, request: Web, quarter: FromQuery[str] = "") -> Response[bytes]:
        """Give the report of a quarter as CSV."""
        report = await use(request, download_report, Quarter.parse(quarter), now=instance_of(request).now())
        return download(f"quarterly-report-{report.quarter}", COLUMNS, as_rows(report))

    @get("/pdf", opt={"action": Action.EXPORT_REPORTS})
    async def set_in_type(self, request: Web, quarter: FromQuery[str] = "") -> Response[bytes]:
        """Give the report of a quarter as PDF."""
        report = await use(request, download_report, Quarter.parse(quarter), now=instance_of(request).now())
        made = await in_thread(instance_of(request), typeset_report, report, WHY)
        return pdf(made, f"quarterly-report-{report.quarter}.pdf")


def _quarters(latest: Quarter) -> list[Quarter]:
    found = [latest]
    while len(found) < SHOWN:
        found.append(found[-1].before)
    return found
