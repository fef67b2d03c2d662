"""The pages on which an officer records person, needs, equality answers and caution for a referral that exists."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from pydantic import BaseModel

from cara.access import Action
from cara.casework import (
    NotAccepted,
    PlaceSearch,
    ReferralView,
    offer_places_for,
    record_caution,
    record_equality,
    record_needs,
    record_person,
    see_referral,
)
from cara.casework.details import AccessNeed, Ethnicity, Language, YesNoNotSaid
from cara.vocabulary import PoliceRank
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.referrals.record_answers import (
    CautionQuestion,
    EqualityQuestion,
    NeedsQuestion,
    PersonQuestion,
)
from cara_web.visits import instance_of

TITLES = {
    "person": "The person",
    "needs": "What the person needs",
    "equality": "Equality questions",
    "caution": "The caution",
}
MOST_DAYS = 40

Q = TypeVar("Q", bound=Question)


class RecordPages(Controller):
    """Person, needs, equality answers, caution."""

    path = "/bookings/{reference:str}"
    include_in_schema = False
    opt = {"action": Action.CHANGE_REFERRAL}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/person")
    async def person(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask who the person is."""
        view = await _view(request, reference)
        return _question(request, view, "person", Form.of(view.person))

    @post("/person")
    async def record_person(self, request: Web, reference: FromPath[str]) -> Answer:
        """Record who the person is."""

        async def store(answered: PersonQuestion) -> None:
            await use(request, record_person, reference, answered.details(), now=instance_of(request).now())

        return await _stored(request, reference, "person", PersonQuestion, store)

    @get("/needs")
    async def needs(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask what the person needs."""
        view = await _view(request, reference)
        given: BaseModel | None = NeedsQuestion.of(view.needs) if view.needs else None
        form = Form.of(given) if given else Form(_wished(view))
        return await _needs_page(request, view, form)

    @post("/needs")
    async def record_needs(self, request: Web, reference: FromPath[str]) -> Answer:
        """Record what the person needs."""

        async def store(answered: NeedsQuestion) -> None:
            await use(request, record_needs, reference, answered.needs(), now=instance_of(request).now())

        return await _stored(request, reference, "needs", NeedsQuestion, store)

    @get("/equality")
    async def equality(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask the optional equality questions."""
        view = await _view(request, reference)
        return _question(request, view, "equality", Form.of(view.equality))

    @post("/equality")
    async def record_equality(self, request: Web, reference: FromPath[str]) -> Answer:
        """Record the optional equality answers."""

        async def store(answered: EqualityQuestion) -> None:
            await use(request, record_equality, reference, answered.details(), now=instance_of(request).now())

        return await _stored(request, reference, "equality", EqualityQuestion, store)

    @get("/caution")
    async def caution(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask who gave and authorised the caution, and what has been signed."""
        view = await _view(request, reference)
        return _question(request, view, "caution", Form.of(view.caution))

    @post("/caution")
    async def record_caution(self, request: Web, reference: FromPath[str]) -> Answer:
        """Record the caution."""

        async def store(answered: CautionQuestion) -> None:
            await use(request, record_caution, reference, answered.details(), now=instance_of(request).now())

        return await _stored(request, reference, "caution", CautionQuestion, store)


async def _view(request: Web, reference: str) -> ReferralView:
    now = instance_of(request).now()
    return await use(request, see_referral, reference, now=now, to=Action.CHANGE_REFERRAL)


async def _stored(
    request: Web, reference: str, slug: str, question: type[Q], store: Callable[[Q], Awaitable[None]]
) -> Answer:
    answered = answer(question, await read_form(request))
    if not isinstance(answered, Form):
        try:
            await store(answered)
            return see_other(f"/bookings/{reference}")
        except NotAccepted as refused:
            answered = Form.of(answered).refused(refused.problems)
    view = await _view(request, reference)
    if slug == "needs":
        return await _needs_page(request, view, answered, status=422)
    return _question(request, view, slug, answered, status=422)


def _wished(view: ReferralView) -> dict[str, tuple[str, ...]]:
    """Give what was said while looking for a place, so that it is not asked again."""
    search = view.search or PlaceSearch()
    access = {AccessNeed.STEP_FREE: search.step_free, AccessNeed.HEARING_LOOP: search.hearing_loop}
    return {
        "impossible": tuple(sorted(day.isoformat() for day in view.impossible)),
        "access": tuple(need.value for need, wished in access.items() if wished),
    }


async def _needs_page(request: Web, view: ReferralView, form: Form, status: int = 200) -> Response[str]:
    days = []
    if view.decision is not None and view.pathway is not None:
        offers = await use(request, offer_places_for, view.reference, None, now=instance_of(request).now())
        days = list(offers.days[:MOST_DAYS])
    return _question(request, view, "needs", form, status=status, days=days)


def _question(
    request: Web, view: ReferralView, slug: str, form: Form, status: int = 200, **more: object
) -> Response[str]:
    return page(
        request,
        f"referrals/record_{slug}.html",
        title=TITLES[slug],
        status=status,
        form=form,
        action=f"/bookings/{view.reference}/{slug}",
        back=f"/bookings/{view.reference}",
        caption=f"Referral {view.reference.spoken}",
        submit="Save and go on",
        view=view,
        today=today_of(request),
        languages=Language,
        access_needs=AccessNeed,
        ethnicities=Ethnicity,
        yes_no_not_said=YesNoNotSaid,
        ranks=PoliceRank,
        **more,
    )
