"""Referrals as a whole: listing, and what must be done once - entering, going on, confirming, withdrawing."""

from contextlib import suppress
from datetime import datetime

from litestar import Controller, get, post
from litestar.params import FromPath

from cara.access import Action, Subject
from cara.casework import (
    Gone,
    Held,
    Instance,
    NotAccepted,
    NotConfirmed,
    ReferralStatus,
    Search,
    ask_for_place,
    ask_for_place_for,
    confirm_booking,
    hold_another_place,
    hold_place,
    list_referrals,
    offer_places_for,
    refer_on,
    refer_to_person,
    see_standing,
    withdraw,
)
from cara.vocabulary import Reference
from cara_web.api.answered import (
    ConfirmationAnswered,
    DecisionAnswered,
    LineAnswered,
    ListAnswered,
    OffersAnswered,
    StandingAnswered,
)
from cara_web.api.doing import REFERRALS, Answer, Done, answer, ask, ask_once
from cara_web.api.operations import Operation, says
from cara_web.api.problem import hold_ran_out, not_confirmed, place_gone
from cara_web.api.requests import read_body, read_query
from cara_web.api.sent import (
    HoldSent,
    ListAsked,
    NextHold,
    NextPerson,
    NextPlace,
    NextSent,
    Nothing,
    PersonAsked,
    PlaceAsked,
    ReferralSent,
    WithdrawalSent,
)
from cara_web.problems import Refusal
from cara_web.visits import PageRequest, instance_of

LIST = Operation("listReferrals", {200: ListAnswered}, query=ListAsked)
ENTER = Operation(
    "enterReferral", {201: StandingAnswered}, takes=ReferralSent, example="referral", once=True, refuses=(503,)
)
GO_ON = Operation("goOn", {200: StandingAnswered}, takes=NextSent, example="next", once=True, refuses=(503,))
CONFIRM = Operation(
    "confirmBooking", {200: ConfirmationAnswered}, takes=Nothing, example="nothing", once=True, refuses=(503,)
)
WITHDRAW = Operation("withdrawReferral", {200: StandingAnswered}, takes=WithdrawalSent, example="withdrawal", once=True)


class Entering(Controller):
    """The list of referrals, and requests that are done once for each Idempotency-Key."""

    path = REFERRALS

    @post("/", opt=says(Action.REFER, ENTER))
    async def enter(self, request: PageRequest) -> Answer:
        """Enter a referral: hold a place, put it before a person, or ask the area manager for a place."""
        sent = (await read_body(request, ReferralSent)).root
        now = instance_of(request).now()

        def work(instance: Instance, actor: Subject) -> Done:
            return Done(201, _entered(instance, actor, sent, now))

        return await ask_once(request, "POST /api/v1/referrals", sent, work)

    @get("/", opt=says(Action.LIST_REFERRALS, LIST))
    async def listed(self, request: PageRequest) -> Answer:
        """List referrals, the newest first."""
        asked = read_query(request, ListAsked)
        search = Search(status=asked.status, before=asked.before)
        found = await ask(request, None, list_referrals, search, now=instance_of(request).now(), limit=asked.limit)
        lines = tuple(map(LineAnswered.of, found.lines))
        return answer(ListAnswered(referrals=lines, next_before=found.next_before))

    @post("/{reference:str}/next", opt=says(Action.CHANGE_REFERRAL, GO_ON), status_code=200)
    async def go_on(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Go on with a referral: hold a place or another one, put it before a person, or ask for a place."""
        sent = (await read_body(request, NextSent)).root
        now = instance_of(request).now()

        def work(instance: Instance, actor: Subject) -> Done:
            return Done(200, _gone_on(instance, actor, reference, sent, now))

        return await ask_once(request, "POST /api/v1/referrals/{}/next", sent, work)

    @post("/{reference:str}/confirmation", opt=says(Action.CONFIRM_BOOKING, CONFIRM), status_code=200)
    async def confirm(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Confirm the booking once the caution is signed."""
        sent = await read_body(request, Nothing)
        now = instance_of(request).now()

        def work(instance: Instance, actor: Subject) -> Done:
            return _confirmed(instance, actor, reference, now)

        try:
            return await ask_once(request, "POST /api/v1/referrals/{}/confirmation", sent, work)
        except Refusal as refused:
            if refused.more.get("referral_status") != ReferralStatus.RELEASED:
                raise
            raise hold_ran_out(await ask(request, None, _offers, reference, now)) from refused

    @post("/{reference:str}/withdrawal", opt=says(Action.WITHDRAW_REFERRAL, WITHDRAW), status_code=200)
    async def withdraw(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Withdraw a referral: its place is free at once, its history stays."""
        sent = await read_body(request, WithdrawalSent)
        now = instance_of(request).now()

        def work(instance: Instance, actor: Subject) -> Done:
            withdraw(instance, actor, reference, sent.reason, now=now)
            return Done(200, _standing(instance, actor, reference, now))

        return await ask_once(request, "POST /api/v1/referrals/{}/withdrawal", sent, work)


def _entered(
    instance: Instance, actor: Subject, sent: HoldSent | PersonAsked | PlaceAsked, now: datetime
) -> StandingAnswered:
    facts, restricted = sent.facts, sent.restricted_facts
    match sent:
        case HoldSent():
            held = hold_place(instance, actor, facts, restricted, sent.cohort, sent.search.search(), now=now)
            return _held(held, now)
        case PersonAsked():
            reference = refer_to_person(instance, actor, facts, restricted, now=now)
        case PlaceAsked():
            reference = ask_for_place(instance, actor, facts, restricted, sent.search.search(), now=now)
    return _standing(instance, actor, reference, now)


def _gone_on(
    instance: Instance, actor: Subject, reference: str, sent: NextHold | NextPerson | NextPlace, now: datetime
) -> StandingAnswered:
    match sent:
        case NextHold():
            search = sent.search.search() if sent.search else None
            return _held(hold_another_place(instance, actor, reference, sent.cohort, search, now=now), now)
        case NextPerson():
            refer_on(instance, actor, reference, now=now)
        case NextPlace():
            ask_for_place_for(instance, actor, reference, now=now)
    return _standing(instance, actor, reference, now)


def _held(held: Held | Gone, now: datetime) -> StandingAnswered:
    if isinstance(held, Gone):
        raise place_gone(held, now)
    return StandingAnswered.held(held)


def _standing(instance: Instance, actor: Subject, reference: str, now: datetime) -> StandingAnswered:
    return StandingAnswered.of(see_standing(instance, actor, reference, now=now))


def _confirmed(instance: Instance, actor: Subject, reference: str, now: datetime) -> Done:
    confirmed = confirm_booking(instance, actor, reference, now=now)
    if isinstance(confirmed, NotConfirmed):
        return Done(409, not_confirmed(confirmed))
    decision = DecisionAnswered.own(confirmed.decision)
    code = Reference.parse(reference)
    return Done(200, ConfirmationAnswered(reference=code, status=confirmed.status, decision=decision))


def _offers(instance: Instance, actor: Subject, reference: str, now: datetime) -> OffersAnswered | None:
    with suppress(NotAccepted):
        return OffersAnswered.of(offer_places_for(instance, actor, reference, None, now=now), now)
    return None
