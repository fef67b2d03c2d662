"""The audit trail for those who may read it: who saw or changed a record, when and why."""

from collections.abc import Sequence

from litestar import Controller, Response, get, post
from litestar.params import FromQuery

from cara.access import Action
from cara.acting import NotAccepted
from cara.acting.operations import Operation
from cara.oversight import AuditLine, AuditPage, AuditSearch, download_audit, read_audit
from cara.vocabulary.dates import in_moment
from cara_web.instance import WebInstance
from cara_web.layout.form_body import read_form
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.oversight.filters import AUDIT, NAMES, Asked, actions_to_choose, asked_for
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.visits import instance_of

COLUMNS = ("Number", "When", "Who", "Account", "What", "Why", "Operation", "Referral", "Request")
OPERATIONS = [(operation.value, operation.label) for operation in Operation]


class AuditPages(Controller):
    """Everything below ``/audit``."""

    path = AUDIT
    include_in_schema = False

    @get("/", opt={"action": Action.READ_AUDIT})
    async def read(
        self,
        request: Web,
        record: FromQuery[str] = "",
        who: FromQuery[str] = "",
        operation: FromQuery[str] = "",
        action: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
        before: FromQuery[int | None] = None,
    ) -> Answer:
        """Show the newest entries, or those that were asked for."""
        typed = {"record": record, "who": who, "operation": operation, "action": action, "since": since, "until": until}
        return await _trail(request, asked_for(typed, before))

    @post("/", opt={"action": Action.READ_AUDIT})
    async def ask(self, request: Web) -> Answer:
        """Take what is asked for: what is no reference, code or day is shown again, and never stands in an address."""
        submitted = await read_form(request)
        submitted.refuse_unknown(NAMES)
        asked = asked_for({name: submitted.one(name) for name in NAMES})
        return await _trail(request, asked) if asked.form.errors else see_other(asked.address())

    @get("/download", opt={"action": Action.EXPORT_AUDIT})
    async def taken_away(
        self,
        request: Web,
        record: FromQuery[str] = "",
        who: FromQuery[str] = "",
        operation: FromQuery[str] = "",
        action: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
    ) -> Response[bytes] | Answer:
        """Give everything that was asked for as CSV."""
        typed = {"record": record, "who": who, "operation": operation, "action": action, "since": since, "until": until}
        asked = asked_for(typed)
        if asked.search is None:
            return await _trail(request, asked)
        try:
            lines = await use(request, download_audit, asked.search, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _trail(request, Asked(None, asked.form.refused(refused.problems), asked.given))
        return download(f"audit-{today_of(request).isoformat()}", COLUMNS, as_rows(lines, instance_of(request)))


async def _trail(request: Web, asked: Asked) -> Answer:
    """Show the trail; while a field is wrong no entry, but everybody who may be asked for."""
    found = await use(request, read_audit, asked.search or AuditSearch(before=0), now=instance_of(request).now())
    return page(
        request,
        "oversight/audit.html",
        title=_title(asked),
        status=422 if asked.form.errors else 200,
        found=found,
        asked=asked,
        who=dict(found.people).get(asked.given.get("who", "")),
        people=_people(found),
        operations=OPERATIONS,
        actions=actions_to_choose(),
        form=asked.form,
    )


def _title(asked: Asked) -> str:
    about = asked.search.about if asked.search else None
    return f"Who saw referral {about.spoken}" if about else "Audit trail"


def _people(found: AuditPage) -> list[tuple[str, str]]:
    return [("system", "The service itself"), *((code, f"{name} ({code})") for code, name in found.people)]


def as_rows(lines: Sequence[AuditLine], instance: WebInstance) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    zone = instance.casework.zone
    return [
        (
            str(line.seq),
            in_moment(line.at, zone),
            line.who,
            line.account,
            line.did,
            line.why,
            line.operation.label if line.operation else "Not known",
            line.reference.spoken if line.reference else "",
            line.request_id,
        )
        for line in lines
    ]
