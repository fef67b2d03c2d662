"""Choosing a place before anything is stored: up to three pairs of days, or why there is none."""

from litestar import Controller, Response, get, post

from cara.access import Action
from cara.casework import Gone, Offers, PlaceSearch, ask_for_place, hold_place, offer_places
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.referrals.asking import Answer, Web, book_of, police_of, use
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
        held = await use(request, hold_place, check.facts, check.restricted, answered.cohort, check.search, now=now)
        if isinstance(held, Gone):
            return places_page(request, held.offers, check.search, PLACES, gone=held, status=409)
        return kept(request, None, f"/bookings/{held.reference}")

    @post("/ask", opt={"action": Action.REFER})
    async def ask(self, request: Web) -> Answer:
        """Ask the area manager for a place where none fits."""
        await read_form(request)
        check = Check.read(request)
        if check is None:
            return see_other(START)
        now = instance_of(request).now()
        reference = await use(request, ask_for_place, check.facts, check.restricted, check.search, now=now)
        return kept(request, None, f"/bookings/{reference}")


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
        districts=[(district.code, district.name) for district in book.area.districts] if book else [],
        names={district.code: district.name for district in book.area.districts} if book else {},
        police=police_of(request),
        base=base,
        back=f"{START}/verdict" if base == PLACES else base.removesuffix("/places"),
        banner=_lost(gone) if gone else None,
    )


def _lost(gone: Gone) -> Banner:
    return Banner(f"That place cannot be held: {'; '.join(gone.why)}. Nothing was stored. Choose again.", None, "Sorry")
