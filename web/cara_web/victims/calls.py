"""Calls to make: the list by codes, for the workers and for the area manager."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action, Role
from cara.acting import NotAccepted
from cara.victims.calls import CallSearch, CallTab, list_contacts
from cara.victims.checking import list_checks
from cara.victims.workers import contact_workers, take_contact
from cara.vocabulary import Reference
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, subject_of, today_of, use
from cara_web.victims.asking import CALLS, victim_page
from cara_web.visits import instance_of

MINE, EVERYBODY = "mine", "everybody"


class CallPages(Controller):
    """The address ``/victim-contact``."""

    path = CALLS
    include_in_schema = False

    @get("/", opt={"action": Action.LIST_CONTACTS})
    async def listed(
        self,
        request: Web,
        tab: FromQuery[str] = "",
        whose: FromQuery[str] = "",
        after: FromQuery[int | None] = None,
    ) -> Answer:
        """Show the contacts of one tab, those whose workshop two is nearest first."""
        return await _list(request, tab, whose, after)

    @post("/{code:str}/take", opt={"action": Action.TAKE_CONTACT})
    async def take(self, request: Web, code: FromPath[str]) -> Answer:
        """Take a contact on."""
        try:
            await use(request, take_contact, code, now=instance_of(request).now())
        except NotAccepted as refused:
            errors = tuple(FieldError("worker", one.sentence, "contacts") for one in refused.problems)
            return await _list(request, "", EVERYBODY, None, errors, status=409)
        return see_other(f"{CALLS}/{Reference.parse(code)}")


async def _list(
    request: Web,
    tab: str,
    whose: str,
    after: int | None,
    errors: tuple[FieldError, ...] = (),
    *,
    status: int = 200,
) -> Answer:
    now, actor = instance_of(request).now(), subject_of(request)
    is_worker = actor.role is Role.VICTIM_CONTACT_WORKER
    mine = is_worker and whose != EVERYBODY
    chosen = CallTab(tab) if tab in set(CallTab) else CallTab.TO_CALL
    found = await use(request, list_contacts, CallSearch(chosen, mine=mine, after=after), now=now)
    kept = {"tab": chosen.value, "whose": MINE if mine else EVERYBODY}
    return victim_page(
        request,
        "victims/calls.html",
        title="Calls to make" if is_worker else "Victim contact",
        status=status,
        found=found,
        tab=chosen,
        tabs=[_tab(one, found.counts[one], kept, chosen) for one in CallTab],
        whose=[_whose(kept, MINE, "Mine", mine), _whose(kept, EVERYBODY, "Everybody's", not mine)],
        is_worker=is_worker,
        mine=mine,
        me=actor.code,
        workers=await use(request, contact_workers, now=now),
        checks=len(await use(request, list_checks, now=now)),
        today=today_of(request),
        now=now,
        form=Form(errors=errors),
        next=_address({**kept, "after": str(found.page.next_after)}) if found.page.next_after else None,
    )


def _tab(one: CallTab, count: int, kept: dict[str, str], chosen: CallTab) -> dict[str, Any]:  # Any: a component's item
    return {
        "text": f"{one.label} ({count})",
        "href": _address({**kept, "tab": one.value}),
        "active": one is chosen,
    }


def _whose(kept: dict[str, str], value: str, text: str, here: bool) -> dict[str, Any]:  # noqa: FBT001 # Any: as above
    return {"text": text, "href": _address({**kept, "whose": value}), "here": here}


def _address(kept: dict[str, str]) -> str:
    return f"{CALLS}?{urlencode(kept)}"
