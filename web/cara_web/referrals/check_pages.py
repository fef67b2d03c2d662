"""The pages of the check: one topic a page, what can rule somebody out first, nothing about the person stored."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from cara.access import Action, Subject
from cara.areas import AreaUnavailable
from cara.casework import Instance, NotAccepted, Problem, check_eligibility, refer_to_person
from cara.decisions import Decision
from cara.policy import CaseFacts, Outcome, RestrictedFacts
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.answers import HistoryAnswers, MatterAnswers
from cara_web.referrals.asking import Answer, Web, book_of, enter_once, police_of, subject_of, today_of, use
from cara_web.referrals.drafts import MOST_MATTERS, Check
from cara_web.referrals.topics import BY_SLUG, CHOICES, Topic, topics_asked
from cara_web.visits import instance_of

START = "/bookings/new"


def asked(request: Web) -> tuple[Topic, ...]:
    """Give the topics that are asked today."""
    return topics_asked(book_of(request), today_of(request))


async def decided(request: Web, facts: CaseFacts, restricted: RestrictedFacts) -> Decision | None:
    """Decide the case as far as it has been answered; nothing while the rules cannot be read."""
    try:
        return await use(request, check_eligibility, facts, restricted, now=instance_of(request).now())
    except AreaUnavailable:
        return None


class CheckPages(Controller):
    """From the start page to the verdict."""

    path = START
    include_in_schema = False
    opt = {"action": Action.CHECK_ELIGIBILITY}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def start(self, request: Web) -> Answer:
        """Say what is needed, and offer to go on with a check that has been begun."""
        check = Check.read(request)
        return page(
            request,
            "referrals/start.html",
            title="Book a place on CARA",
            begun=check is not None and bool(check.answered),
            go_on=_next_address(request, check) if check else None,
            topics=asked(request),
            police=police_of(request),
            form=Form(),
        )

    @post("/begin")
    async def begin(self, request: Web) -> Answer:
        """Begin anew, whatever was kept before."""
        await read_form(request)
        check = Check.begun_by(subject_of(request).organisation)
        return kept(request, check, f"{START}/{asked(request)[0].slug}")

    @get("/verdict")
    async def verdict(self, request: Web) -> Answer:
        """Show how every rule came out."""
        check = Check.read(request)
        if check is None:
            return see_other(START)
        unanswered = _unanswered(request, check)
        decision = await decided(request, check.facts, check.restricted)
        if unanswered and not _fails(decision):
            return see_other(f"{START}/{unanswered[0].slug}")
        return page(
            request,
            "referrals/verdict.html",
            title=_headline(decision),
            decision=decision,
            unanswered=unanswered,
            topics=asked(request),
            answered=check.answered,
            form=Form.empty(),
            back=f"{START}/{asked(request)[-1].slug}",
        )

    @post("/refer")
    async def refer(self, request: Web) -> Answer:
        """Refer the case to a person; its answers are stored from here on."""
        submitted = await read_form(request)
        check = Check.read(request)
        if check is None:
            return see_other(START)
        now = instance_of(request).now()

        def enter(casework: Instance, subject: Subject) -> str:
            return f"/bookings/{refer_to_person(casework, subject, check.facts, check.restricted, now=now)}"

        return kept(request, None, await enter_once(request, submitted, "refer", enter))

    @get("/matters/add")
    async def another_matter(self, request: Web) -> Answer:
        """Ask for one earlier conviction or caution."""
        return _matter_page(request, Form())

    @post("/matters/add")
    async def add_matter(self, request: Web) -> Answer:
        """Add one earlier conviction or caution."""
        check = Check.read(request)
        answered = answer(MatterAnswers, await read_form(request))
        if check is None:
            return see_other(START)
        if isinstance(answered, Form):
            return _matter_page(request, answered, status=422)
        matters = (*(check.facts.earlier_matters or ()), answered.matter())[:MOST_MATTERS]
        try:
            await decided(request, check.with_matters(matters).facts, check.restricted)
        except NotAccepted as refused:
            form = Form.of(answered).refused(for_matter(refused))
            return _matter_page(request, form, status=422)
        return kept(request, check.with_matters(matters), f"{START}/matters")

    @get("/matters")
    async def matters(self, request: Web) -> Answer:
        """List the earlier matters entered so far."""
        check = Check.read(request)
        if check is None or not check.facts.earlier_matters:
            return see_other(f"{START}/history")
        return page(
            request,
            "referrals/matters.html",
            title="Earlier convictions and cautions",
            matters=check.facts.earlier_matters,
            full=len(check.facts.earlier_matters) >= MOST_MATTERS,
            back=f"{START}/history",
            go_on=_next_address(request, check),
        )

    @post("/matters/{place:int}/remove")
    async def remove_matter(self, request: Web, place: FromPath[int]) -> Answer:
        """Remove one earlier matter."""
        await read_form(request)
        check = Check.read(request)
        if check is None:
            return see_other(START)
        left = tuple(matter for at, matter in enumerate(check.facts.earlier_matters or ()) if at != place)
        return kept(request, check.with_matters(left or None), f"{START}/matters" if left else f"{START}/history")

    @get("/{slug:str}")
    async def question(self, request: Web, slug: FromPath[str]) -> Answer:
        """Ask one topic."""
        check = Check.read(request)
        topic = BY_SLUG.get(slug)
        if check is None or topic is None:
            return see_other(START)
        typed = topic.question.from_facts(check.facts, check.restricted) if slug in check.answered else {}
        return _question_page(request, topic, Form(typed))

    @post("/{slug:str}")
    async def answer_question(self, request: Web, slug: FromPath[str]) -> Answer:
        """Take the answers of one topic and go on to the next, or to the verdict once a rule fails."""
        check = Check.read(request)
        topic = BY_SLUG.get(slug)
        answered = answer(topic.question, await read_form(request)) if topic else None
        if check is None or topic is None or answered is None:
            return see_other(START)
        if isinstance(answered, Form):
            return _question_page(request, topic, answered, status=422)
        if isinstance(answered, HistoryAnswers):
            return _after_history(request, check, answered)
        again = check.with_topic(topic, answered)
        try:
            decision = await decided(request, again.facts, again.restricted)
        except NotAccepted as refused:
            return _question_page(request, topic, Form.of(answered).refused(refused.problems), status=422)
        going = f"{START}/verdict" if _fails(decision) else _next_address(request, again)
        return kept(request, again, going)


def _after_history(request: Web, check: Check, answered: HistoryAnswers) -> Answer:
    if answered.has_history == "yes":
        listed = check.facts.earlier_matters
        return kept(request, check.with_matters(listed), f"{START}/matters" if listed else f"{START}/matters/add")
    again = check.without_history(known=answered.has_history == "no")
    return kept(request, again, _next_address(request, again))


def for_matter(refused: NotAccepted) -> list[Problem]:
    """Give the problems of one earlier matter as its own page names the fields."""
    return [Problem(problem.field.rpartition(".")[2], problem.sentence) for problem in refused.problems]


def _question_page(request: Web, topic: Topic, form: Form, status: int = 200) -> Response[str]:
    topics = asked(request)
    place = topics.index(topic) if topic in topics else 0
    return page(
        request,
        f"referrals/check_{topic.slug.replace('-', '_')}.html",
        title=topic.title,
        status=status,
        form=form,
        choices=CHOICES,
        action=f"{START}/{topic.slug}",
        back=f"{START}/{topics[place - 1].slug}" if place else START,
        caption=f"Check, page {place + 1} of {len(topics)}",
        police=police_of(request),
    )


def _matter_page(request: Web, form: Form, status: int = 200) -> Response[str]:
    return page(
        request,
        "referrals/check_matter.html",
        title="An earlier conviction or caution",
        status=status,
        form=form,
        choices=CHOICES,
        action=f"{START}/matters/add",
        back=f"{START}/history",
        caption="Earlier convictions and cautions",
    )


def _unanswered(request: Web, check: Check) -> tuple[Topic, ...]:
    return tuple(topic for topic in asked(request) if topic.slug not in check.answered)


def _next_address(request: Web, check: Check) -> str:
    unanswered = _unanswered(request, check)
    return f"{START}/{unanswered[0].slug}" if unanswered else f"{START}/verdict"


def _fails(decision: Decision | None) -> bool:
    return decision is not None and bool(decision.results_with(Outcome.FAILS))


def _headline(decision: Decision | None) -> str:
    return decision.verdict.label if decision else "The rules cannot be read now"


def kept(request: Web, check: Check | None, going: str) -> Redirect:
    """Go on, with the check kept in the browser; without one, the browser forgets it."""
    answered = see_other(going)
    answered.set_cookie(check.keep(request) if check else Check.forget(request))
    return answered
