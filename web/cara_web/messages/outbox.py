"""The outbox: what waits, went, failed or is held; one message with everything that happened to it."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Literal, Protocol

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.casework.outbox import (
    MessageLine,
    MessageSeen,
    Tab,
    cancel_message,
    download_messages,
    hold_message,
    list_messages,
    see_message,
    try_again,
)
from cara.casework.outbox.listing import IN_TAB
from cara.casework.outbox.words import MAY_BE_CANCELLED, MAY_BE_HELD, MAY_BE_TRIED_AGAIN, MessageStatus
from cara.vocabulary import Channel, Occasion
from cara.vocabulary.dates import in_moment
from cara_web.instance import WebInstance
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.messages.filters import MESSAGES, Asked, asked_for
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.visits import instance_of

COLUMNS = ("Message", "Referral", "Occasion", "By", "Status", "Why", "When")
_DONE: Mapping[str, str] = {
    "again": "It goes again. It was written anew, as things stand now.",
    "held": "It is held. It does not go until somebody lets it go.",
    "cancelled": "It is cancelled and never goes. What happened to it stands below.",
}


class _Deciding(Protocol):
    """A use case that decides about one message."""

    def __call__(self, instance: Instance, actor: Subject, code: str, /, *, now: datetime) -> object: ...


class Certain(Question):
    """That it is meant."""

    confirmed: Literal["yes"] = Field(title="that you are certain")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"confirmed": {"*": "Confirm that you are certain"}}


class OutboxPages(Controller):
    """Below ``/messages``. Whose messages somebody may see, the use cases know."""

    path = MESSAGES
    include_in_schema = False
    opt = {"action": Action.SEE_MESSAGES}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def listed(
        self,
        request: Web,
        tab: FromQuery[str] = "",
        occasion: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        record: FromQuery[str] = "",
        before: FromQuery[int | None] = None,
    ) -> Answer:
        """Show the messages of one tab, the newest first."""
        asked = asked_for({"tab": tab, "occasion": occasion, "channel": channel, "record": record}, before)
        found = await use(request, list_messages, asked.search, now=instance_of(request).now())
        settings = instance_of(request).settings.messages
        return page(
            request,
            "messages/list.html",
            title="Messages",
            status=422 if asked.form.errors else 200,
            found=found,
            asked=asked,
            tabs=_tabs(asked, found.counts),
            occasions=[(one.value, one.label) for one in Occasion],
            channels=[(one.value, one.label) for one in Channel],
            form=asked.form,
            nothing_leaves=settings.sms == settings.email == "outbox",
        )

    @get("/download", opt={"action": Action.EXPORT_MESSAGES})
    async def taken_away(
        self,
        request: Web,
        tab: FromQuery[str] = "",
        occasion: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        record: FromQuery[str] = "",
    ) -> Response[bytes]:
        """Give the messages of one tab as CSV: no name and no word of them."""
        asked = asked_for({"tab": tab, "occasion": occasion, "channel": channel, "record": record})
        lines = await use(request, download_messages, asked.search, now=instance_of(request).now())
        name = f"messages-{asked.search.tab.value}-{today_of(request).isoformat()}"
        return download(name, COLUMNS, as_rows(lines, instance_of(request)))

    @get("/{code:str}")
    async def message(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show one message: what it says, to whom, and what happened to it."""
        return await _message(request, code, banner=Banner(_DONE[done]) if done in _DONE else None)

    @post("/{code:str}/hold", opt={"action": Action.CHANGE_MESSAGE})
    async def hold(self, request: Web, code: FromPath[str]) -> Answer:
        """Hold a message that waits."""
        await read_form(request)
        return await _decide(request, code, "held", _use(request, hold_message, code))

    @post("/{code:str}/again", opt={"action": Action.CHANGE_MESSAGE})
    async def again(self, request: Web, code: FromPath[str]) -> Answer:
        """Try a message again; where nobody knows whether it arrived, only once that is confirmed."""
        submitted = await read_form(request)
        seen = await use(request, see_message, code, now=instance_of(request).now())
        if seen.line.status is MessageStatus.NOT_KNOWN:
            answered = answer(Certain, submitted)
            if isinstance(answered, Form):
                return _sure(request, seen, "again", answered, 422 if submitted.fields else 200)
        return await _decide(request, code, "again", _use(request, try_again, code))

    @get("/{code:str}/cancel", opt={"action": Action.CHANGE_MESSAGE})
    async def ask_cancel(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what it means to cancel a message."""
        seen = await use(request, see_message, code, now=instance_of(request).now())
        return _sure(request, seen, "cancel", Form.empty())

    @post("/{code:str}/cancel", opt={"action": Action.CHANGE_MESSAGE})
    async def cancel(self, request: Web, code: FromPath[str]) -> Answer:
        """Cancel a message."""
        answered = answer(Certain, await read_form(request))
        if isinstance(answered, Form):
            seen = await use(request, see_message, code, now=instance_of(request).now())
            return _sure(request, seen, "cancel", answered, 422)
        return await _decide(request, code, "cancelled", _use(request, cancel_message, code))


def _use(request: Web, case: _Deciding, code: str) -> Awaitable[object]:
    return use(request, case, code, now=instance_of(request).now())


async def _decide(request: Web, code: str, done: str, deciding: Awaitable[object]) -> Answer:
    try:
        await deciding
    except NotAccepted as refused:
        return await _message(request, code, Form.empty().refused(refused.problems), 422)
    return see_other(f"{MESSAGES}/{code}?done={done}")


async def _message(
    request: Web, code: str, form: Form | None = None, status: int = 200, banner: Banner | None = None
) -> Answer:
    seen = await use(request, see_message, code, now=instance_of(request).now())
    return page(
        request,
        "messages/message.html",
        title=seen.line.occasion.label,
        status=status,
        seen=seen,
        form=form or Form.empty(),
        banner=banner,
        back=f"{MESSAGES}?tab={tab_of(seen.line.status).value}",
        may_hold=seen.line.status in MAY_BE_HELD,
        may_try=seen.line.status in MAY_BE_TRIED_AGAIN,
        may_cancel=seen.line.status in MAY_BE_CANCELLED,
    )


def _sure(request: Web, seen: MessageSeen, what: str, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "messages/certain.html",
        title="Send it again" if what == "again" else "Cancel this message",
        status=status,
        seen=seen,
        what=what,
        form=form,
        action=f"{MESSAGES}/{seen.line.code}/{what}",
        back=f"{MESSAGES}/{seen.line.code}",
        caption=f"{seen.line.occasion.label}, referral {seen.line.reference.spoken}",
        submit="Send it again" if what == "again" else "Cancel the message",
    )


def tab_of(status: MessageStatus) -> Tab:
    """Give the tab in which a status stands."""
    return next(tab for tab, statuses in IN_TAB.items() if status in statuses)


def _tabs(asked: Asked, counts: Mapping[Tab, int]) -> list[dict[str, object]]:
    return [
        {
            "text": f"{tab.label} ({counts[tab]})",
            "href": asked.address(tab=tab.value),
            "active": tab is asked.search.tab,
        }
        for tab in Tab
    ]


def as_rows(lines: Sequence[MessageLine], instance: WebInstance) -> list[list[str]]:
    """Give the cells of a download, as people read them."""
    zone = instance.casework.zone
    return [
        [
            line.code,
            line.reference.spoken,
            line.occasion.label,
            line.channel.label,
            line.status.label,
            line.problem.label if line.problem else "",
            in_moment(line.at, zone),
        ]
        for line in lines
    ]
