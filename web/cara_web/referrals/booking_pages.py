"""A referral that exists: the list, its task list, places, check your answers, confirm, and withdraw."""

from collections.abc import Sequence

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action, decide
from cara.acting import Problem
from cara.casework import (
    Gone,
    NotAccepted,
    NotConfirmed,
    PlaceDoesNotFit,
    PlaceSearch,
    ReferralPage,
    ReferralStatus,
    ReferralView,
    Search,
    ask_for_place_for,
    confirm_booking,
    hold_another_place,
    list_referrals,
    offer_places_for,
    refer_on,
    see_referral,
    withdraw,
)
from cara.casework.outbox import ToldLine, told_of
from cara.casework.states import CONFIRMED
from cara.victims.entering import how_many_victims
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.layout.searching import ENDED, Searches
from cara_web.referrals.asking import Answer, Web, police_of, subject_of, use
from cara_web.referrals.attendance import attendance_rows
from cara_web.referrals.contact_pages import CONTACT_CORRECTED
from cara_web.referrals.place_answers import CohortAnswers, SearchAnswers
from cara_web.referrals.place_pages import places_page
from cara_web.referrals.record_answers import ReasonQuestion
from cara_web.referrals.tasks import summary_rows, tasks
from cara_web.visits import instance_of

SEARCHES = Searches("searches", "/bookings", {"status": frozenset(status.value for status in ReferralStatus)})
STATUSES = [(status.value, status.label) for status in ReferralStatus]


class BookingPages(Controller):
    """From the held place to the confirmed booking."""

    path = "/bookings"
    include_in_schema = False

    @get("/", opt={"action": Action.LIST_REFERRALS})
    async def listed(
        self, request: Web, find: FromQuery[str] = "", status: FromQuery[str] = "", before: FromQuery[int | None] = None
    ) -> Answer:
        """List referrals, the newest first; of a search that has ended nothing."""
        chosen = ReferralStatus(status) if status in set(ReferralStatus) else None
        typed = SEARCHES.typed(request, find)
        search = Search(text=typed or "", status=chosen, before=before)
        form = Form({"q": (search.text,), "status": (status,)})
        if typed is None:
            ended = form.refused([Problem("q", ENDED)])
            return _list_page(request, ReferralPage((), None), search, ended, status=410)
        found = await use(request, list_referrals, search, now=instance_of(request).now())
        further = SEARCHES.address({"before": found.next_before, "find": find, "status": chosen})
        return _list_page(request, found, search, form, further=further)

    @post("/", opt={"action": Action.LIST_REFERRALS})
    async def find(self, request: Web) -> Answer:
        """Take a search, and go to what it finds."""
        return await SEARCHES.take(request)

    @get("/{reference:str}", opt={"action": Action.SEE_REFERRAL})
    async def referral(self, request: Web, reference: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show where a referral stands and what to do next."""
        view = await _view(request, reference, Action.SEE_REFERRAL)
        told = await use(request, told_of, reference, now=instance_of(request).now())
        banner = Banner(CONTACT_CORRECTED) if done == "contact" else None
        return _referral_page(request, view, told, await _victims(request, view), banner)

    @get("/{reference:str}/check-answers", opt={"action": Action.CONFIRM_BOOKING})
    async def check_answers(self, request: Web, reference: FromPath[str]) -> Answer:
        """Show every answer before the booking is confirmed."""
        view = await _view(request, reference, Action.CONFIRM_BOOKING)
        return _answers_page(request, view, Form.empty())

    @post("/{reference:str}/confirm", opt={"action": Action.CONFIRM_BOOKING})
    async def confirm(self, request: Web, reference: FromPath[str]) -> Answer:
        """Confirm the booking once the caution is signed."""
        await read_form(request)
        try:
            confirmed = await use(request, confirm_booking, reference, now=instance_of(request).now())
        except (NotAccepted, PlaceDoesNotFit) as refused:
            view = await _view(request, reference, Action.CONFIRM_BOOKING)
            return _answers_page(request, view, Form.empty().refused(_problems(refused)), status=422)
        if isinstance(confirmed, NotConfirmed):
            view = await _view(request, reference, Action.CONFIRM_BOOKING)
            return _answers_page(request, view, Form.empty(), refused=confirmed, status=422)
        return see_other(f"/bookings/{reference}")

    @post("/{reference:str}/refer-on", opt={"action": Action.CHANGE_REFERRAL})
    async def refer_on(self, request: Web, reference: FromPath[str]) -> Answer:
        """Put the case before an authorised person; the place stays held for its hour."""
        await read_form(request)
        await use(request, refer_on, reference, now=instance_of(request).now())
        return see_other(f"/bookings/{reference}")

    @get("/{reference:str}/places", opt={"action": Action.CHANGE_REFERRAL})
    async def places(self, request: Web, reference: FromPath[str]) -> Answer:
        """Offer places for a referral that exists."""
        return await _places(request, reference, None)

    @post("/{reference:str}/places/search", opt={"action": Action.CHANGE_REFERRAL})
    async def search(self, request: Web, reference: FromPath[str]) -> Answer:
        """Narrow the places."""
        answered = answer(SearchAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _places(request, reference, None, form=answered)
        return await _places(request, reference, answered)

    @post("/{reference:str}/places/hold", opt={"action": Action.CHANGE_REFERRAL})
    async def hold(self, request: Web, reference: FromPath[str]) -> Answer:
        """Hold another place for a referral that exists."""
        answered = answer(CohortAnswers, await read_form(request))
        if isinstance(answered, Form):
            return see_other(f"/bookings/{reference}/places")
        now = instance_of(request).now()
        held = await use(request, hold_another_place, reference, answered.cohort, None, now=now)
        if isinstance(held, Gone):
            return places_page(request, held.offers, held.search, _base(reference), gone=held, status=409)
        return see_other(f"/bookings/{reference}")

    @post("/{reference:str}/places/ask", opt={"action": Action.CHANGE_REFERRAL})
    async def ask(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask the area manager for a place."""
        await read_form(request)
        await use(request, ask_for_place_for, reference, now=instance_of(request).now())
        return see_other(f"/bookings/{reference}")

    @get("/{reference:str}/withdraw", opt={"action": Action.WITHDRAW_REFERRAL})
    async def ask_withdrawal(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask whether the referral is to be withdrawn, and why."""
        view = await _view(request, reference, Action.WITHDRAW_REFERRAL)
        return _withdraw_page(request, view, Form.empty())

    @post("/{reference:str}/withdraw", opt={"action": Action.WITHDRAW_REFERRAL})
    async def withdraw(self, request: Web, reference: FromPath[str]) -> Answer:
        """Withdraw the referral; its place is free at once."""
        answered = answer(ReasonQuestion, await read_form(request))
        if isinstance(answered, Form):
            view = await _view(request, reference, Action.WITHDRAW_REFERRAL)
            return _withdraw_page(request, view, answered, status=422)
        await use(request, withdraw, reference, answered.reason, now=instance_of(request).now())
        return see_other(f"/bookings/{reference}")


def _list_page(
    request: Web, found: ReferralPage, search: Search, form: Form, *, further: str = "", status: int = 200
) -> Response[str]:
    return page(
        request,
        "referrals/list.html",
        title="Referrals" if subject_of(request).role.value != "police_officer" else "My referrals",
        status=status,
        found=found,
        further=further if found.next_before else None,
        search=search,
        statuses=STATUSES,
        form=form,
        now=instance_of(request).now(),
    )


async def _view(request: Web, reference: str, to: Action) -> ReferralView:
    return await use(request, see_referral, reference, now=instance_of(request).now(), to=to)


def _base(reference: str) -> str:
    return f"/bookings/{reference}/places"


async def _places(
    request: Web, reference: str, answered: SearchAnswers | None, form: Form | None = None
) -> Response[str]:
    now = instance_of(request).now()
    view = await _view(request, reference, Action.CHANGE_REFERRAL)
    search = answered.search(view.caution_on) if answered else view.search or PlaceSearch()
    offers = await use(request, offer_places_for, reference, search, now=now)
    return places_page(request, offers, search, _base(reference), form=form, status=422 if form else 200)


def _problems(refused: NotAccepted | PlaceDoesNotFit) -> list[Problem]:
    if isinstance(refused, NotAccepted):
        return list(refused.problems)
    return [Problem("place", f"{reason}. Choose another place") for reason in refused.why]


async def _victims(request: Web, view: ReferralView) -> int | None:
    """Count the victims entered for a confirmed referral, for those who may say who they are."""
    allowed = decide(subject_of(request), Action.ENTER_VICTIM, None, instance_of(request).now()).allowed
    if not allowed or view.status not in CONFIRMED or view.open_until:
        return None
    return await use(request, how_many_victims, view.reference, now=instance_of(request).now())


def _referral_page(
    request: Web, view: ReferralView, told: Sequence[ToldLine], victims: int | None, banner: Banner | None
) -> Response[str]:
    return page(
        request,
        "referrals/referral.html",
        title=view.status.label,
        view=view,
        tasks=tasks(view),
        told=told,
        rows=summary_rows(view),
        attended=attendance_rows(view.attended),
        confirmed=view.status in CONFIRMED,
        victims=victims,
        police=police_of(request),
        role=subject_of(request).role.value,
        form=Form.empty(),
        banner=banner,
        back="/bookings",
    )


def _answers_page(
    request: Web, view: ReferralView, form: Form, refused: NotConfirmed | None = None, status: int = 200
) -> Response[str]:
    return page(
        request,
        "referrals/check_answers.html",
        title="Check your answers",
        status=status,
        view=view,
        rows=summary_rows(view),
        tasks=tasks(view),
        refused=refused,
        form=form,
        back=f"/bookings/{view.reference}",
    )


def _withdraw_page(request: Web, view: ReferralView, form: Form, status: int = 200) -> Response[str]:
    return page(
        request,
        "referrals/withdraw.html",
        title="Withdraw this referral",
        status=status,
        form=form,
        action=f"/bookings/{view.reference}/withdraw",
        back=f"/bookings/{view.reference}",
        caption=f"Referral {view.reference.spoken}",
        submit="Withdraw it",
        view=view,
    )
