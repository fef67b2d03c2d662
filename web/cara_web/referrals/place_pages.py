"""Choosing a place before anything is stored: up to three pairs of days, or why there is none."""

from litestar import Controller, Response, get, post

from cara.access import Action, Subject
from cara.casework import Gone, Instance, Offers, PlaceSearch, ask_for_place, hold_place, offer_places
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.referrals.asking import Answer, Web, book_of, enter_once, police_of, use
from cara_web.referrals.check_pages import START, kept
from cara_web.referrals.drafts import Check
from cara_web.referrals.place_answers import CohortAnswers, SearchAnswers
from cara_web.visits import instance_of

PLACES = f"{START}/places"


class PlacePages(Controller):
    """From the verdict to a held place."""

    path = PLACES
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_PLACES})
    async def places(self, request: Web) -> Answer:
        """Offer up to three pairs of days."""
        check = Check.read(request)
        if check is None:
            return see_other(START)
        offers = await use(request, offer_places, check.facts, check.search, now=instance_of(request).now())
        return places_page(request, offers, check.search, PLACES)

    @post("/search", opt={"action": Action.SEE_PLACES})
    async def search(self, request: Web) -> Answer:
        """Narrow the places by district, access and impossible days."""
        check = Check.read(request)
        answered = answer(SearchAnswers, await read_form(request))
        if check is None:
            return see_other(START)
        if isinstance(answered, Form):
            offers = await use(request, offer_places, check.facts, check.search, now=instance_of(request).now())
            return places_page(request, offers, check.search, PLACES, form=answered, status=422)
        return kept(request, check.with_search(answered.search()), PLACES)

    @post("/hold", opt={"action": Action.REFER})
    async def hold(self, request: Web) -> Answer:
        """Hold a place; if it has just been taken, show what can be offered instead."""
        check = Check.read(request)
        submitted = await read_form(request)
        answered = answer(CohortAnswers, submitted)
        if check is None or isinstance(answered, Form):
            return see_other(PLACES)
        now = instance_of(request).now()

        def enter(casework: Instance, subject: Subject) -> str:
            held = hold_place(casework, subject, check.facts, check.restricted, answered.cohort, check.search, now=now)
            if isinstance(held, Gone):
                raise _Lost(held)
            return f"/bookings/{held.reference}"

        try:
            return kept(request, None, await enter_once(request, submitted, "hold", enter))
        except _Lost as lost:
            return places_page(request, lost.gone.offers, check.search, PLACES, gone=lost.gone, status=409)

    @post("/ask", opt={"action": Action.REFER})
    async def ask(self, request: Web) -> Answer:
        """Ask the area manager for a place where none fits."""
        submitted = await read_form(request)
        check = Check.read(request)
        if check is None:
            return see_other(START)
        now = instance_of(request).now()

        def enter(casework: Instance, subject: Subject) -> str:
            reference = ask_for_place(casework, subject, check.facts, check.restricted, check.search, now=now)
            return f"/bookings/{reference}"

        return kept(request, None, await enter_once(request, submitted, "ask-for-place", enter))


class _Lost(Exception):
    """The place went to somebody else; nothing is stored, and the key of the form stays free."""

    def __init__(self, gone: Gone) -> None:
        self.gone = gone
        super().__init__()


def places_page(
    request: Web,
    offers: Offers,
    search: PlaceSearch,
    base: str,
    *,
    form: Form | None = None,
    gone: Gone | None = None,
    status: int = 200,
) -> Response[str]:
    """Show offers, or why there is none; also after a place was lost to somebody else."""
    book = book_of(request)
    return page(
        request,
        "referrals/places.html",
        title="Choose a pair of days" if offers.offers else "Nobody can be placed now",
        status=status,
        offers=offers,
        search=search,
        form=form or Form.of(SearchAnswers.of(search)),
        hold_minutes=instance_of(request).settings.hold_minutes,
        districts=[(district.code, district.name) for district in book.area.districts] if book else [],
        names={district.code: district.name for district in book.area.districts} if book else {},
        police=police_of(request),
        base=base,
        back=f"{START}/verdict" if base == PLACES else base.removesuffix("/places"),
        banner=_lost(gone) if gone else None,
    )


def _lost(gone: Gone) -> Banner:
    return Banner(f"That place cannot be held: {'; '.join(gone.why)}. Nothing was stored. Choose again.", None, "Sorry")
