"""Changing an answer of a referral that exists: it is decided again, and both decisions stay."""

from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cara.access import Action
from cara.casework import NotAccepted, ReferralView, change_answers, see_referral
from cara.policy import EarlierMatter
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.answers import HistoryAnswers, MatterAnswers
from cara_web.referrals.asking import Answer, Web, police_of, use
from cara_web.referrals.check_pages import for_matter
from cara_web.referrals.drafts import MOST_MATTERS
from cara_web.referrals.topics import BY_SLUG, CHOICES, Topic, with_answers
from cara_web.visits import instance_of


class ChangePages(Controller):
    """One topic a page, as in the check."""

    path = "/bookings/{reference:str}/answers"
    include_in_schema = False
    opt = {"action": Action.CHANGE_REFERRAL}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/{slug:str}")
    async def question(self, request: Web, reference: FromPath[str], slug: FromPath[str]) -> Answer:
        """Show the answers of one topic."""
        topic = _topic(slug)
        view = await _view(request, reference)
        return _page(request, view, topic, Form(topic.question.from_facts(*view.answers)))

    @post("/{slug:str}")
    async def change(self, request: Web, reference: FromPath[str], slug: FromPath[str]) -> Answer:
        """Take other answers and decide again."""
        topic = _topic(slug)
        answered = answer(topic.question, await read_form(request))
        view = await _view(request, reference)
        if isinstance(answered, Form):
            return _page(request, view, topic, answered, status=422)
        if isinstance(answered, HistoryAnswers):
            return await _change_history(request, view, answered)
        facts, restricted = with_answers(*view.answers, answered)
        now = instance_of(request).now()
        try:
            await use(request, change_answers, reference, facts, restricted, now=now)
        except NotAccepted as refused:
            return _page(request, view, topic, Form.of(answered).refused(refused.problems), status=422)
        return see_other(f"/bookings/{reference}")


class MatterPages(Controller):
    """Earlier convictions and cautions of a referral that exists."""

    path = "/bookings/{reference:str}/matters"
    include_in_schema = False
    opt = {"action": Action.CHANGE_REFERRAL}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/add")
    async def another_matter(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask for one earlier conviction or caution."""
        return _matter_page(request, await _view(request, reference), Form())

    @post("/add")
    async def add_matter(self, request: Web, reference: FromPath[str]) -> Answer:
        """Add one earlier conviction or caution and decide again."""
        answered = answer(MatterAnswers, await read_form(request))
        view = await _view(request, reference)
        if isinstance(answered, Form):
            return _matter_page(request, view, answered, status=422)
        try:
            await _with_matters(
                request, view, (*(view.answers[0].earlier_matters or ()), answered.matter())[:MOST_MATTERS]
            )
        except NotAccepted as refused:
            return _matter_page(request, view, Form.of(answered).refused(for_matter(refused)), status=422)
        return see_other(f"/bookings/{reference}")


def _topic(slug: str) -> Topic:
    topic = BY_SLUG.get(slug)
    if topic is None:
        raise NotFoundException
    return topic


async def _view(request: Web, reference: str) -> ReferralView:
    now = instance_of(request).now()
    return await use(request, see_referral, reference, now=now, to=Action.CHANGE_REFERRAL)


async def _change_history(request: Web, view: ReferralView, answered: HistoryAnswers) -> Answer:
    if answered.has_history == "yes":
        return see_other(f"/bookings/{view.reference}/matters/add")
    await _with_matters(request, view, () if answered.has_history == "no" else None)
    return see_other(f"/bookings/{view.reference}")


async def _with_matters(request: Web, view: ReferralView, matters: tuple[EarlierMatter, ...] | None) -> None:
    facts, restricted = view.answers
    changed = facts.model_copy(update={"earlier_matters": matters})
    await use(request, change_answers, view.reference, changed, restricted, now=instance_of(request).now())


def _page(request: Web, view: ReferralView, topic: Topic, form: Form, status: int = 200) -> Response[str]:
    return page(
        request,
        f"referrals/check_{topic.slug.replace('-', '_')}.html",
        title=topic.title,
        status=status,
        form=form,
        choices=CHOICES,
        action=f"/bookings/{view.reference}/answers/{topic.slug}",
        back=f"/bookings/{view.reference}",
        caption=f"Change an answer, referral {view.reference.spoken}",
        submit="Change it and decide again",
        police=police_of(request),
    )


def _matter_page(request: Web, view: ReferralView, form: Form, status: int = 200) -> Response[str]:
    return page(
        request,
        "referrals/check_matter.html",
        title="An earlier conviction or caution",
        status=status,
        form=form,
        choices=CHOICES,
        action=f"/bookings/{view.reference}/matters/add",
        back=f"/bookings/{view.reference}",
        caption=f"Change an answer, referral {view.reference.spoken}",
        submit="Add it and decide again",
    )
