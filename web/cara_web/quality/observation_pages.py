"""Observations: the list, one of them, and recording one at a workshop that was held."""

import re
from collections.abc import Sequence

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import ValidationError

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.quality.content import aims_of
from cara.quality.observations import (
    ObservationDetails,
    ObservationSearch,
    Observed,
    ToObserve,
    download_observations,
    list_observations,
    record_observation,
    see_observation,
    workshop_to_observe,
    workshops_to_observe,
)
from cara.quality.supervision import see_coverage
from cara.vocabulary.dates import in_words
from cara_web.layout.form_body import NotAForm, Submitted, read_form
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.listing import listed
from cara_web.layout.page import page, see_other
from cara_web.layout.sentences import sentence_for
from cara_web.layout.spreadsheet import download
from cara_web.quality.asking import QUALITY, about, tenths
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.staff.asking import done_banner
from cara_web.visits import instance_of
from cara_web.workshops.words import NUMBERS, named

SCORES = {1: "Not yet", 2: "In part", 3: "Well", 4: "Fully"}
COLUMNS = ("Observation", "Workshop", "Day", "Facilitator", "Observer", "Mean score", "Agreed score", "Good enough")
_FIELD = re.compile(r"score-([a-z][a-z0-9_]{0,63})\Z")
_OTHERS = frozenset({"facilitator", "strengths", "to_improve"})


class ObservationPages(Controller):
    """The list at ``/quality``, and what is below ``/quality/observations``."""

    path = QUALITY
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_QUALITY})
    async def listed(
        self,
        request: Web,
        facilitator: FromQuery[str] = "",
        done: FromQuery[str] = "",
        after: FromQuery[int | None] = None,
    ) -> Answer:
        """Show a page of the observations that were asked for."""
        asked, now = listed(QUALITY, facilitator=facilitator), instance_of(request).now()
        search = ObservationSearch(asked.given.get("facilitator"), after)
        coverage = await use(request, see_coverage, now=now)
        return page(
            request,
            "quality/observations.html",
            title="Observations",
            found=await use(request, list_observations, search, now=now),
            asked=asked,
            form=asked.form,
            facilitators=[(one.facilitator, one.facilitator) for one in coverage.lines],
            numbers=NUMBERS,
            tenths=tenths,
            banner=done_banner(done, {"observation": "The observation is recorded."}),
            **about(request, QUALITY),
        )

    @get("/download", opt={"action": Action.EXPORT_QUALITY})
    async def taken_away(self, request: Web, facilitator: FromQuery[str] = "") -> Response[bytes]:
        """Give every observation that was asked for as CSV, without what was written."""
        search = ObservationSearch(listed(QUALITY, facilitator=facilitator).given.get("facilitator"))
        found = await use(request, download_observations, search, now=instance_of(request).now())
        return download(f"observations-{today_of(request).isoformat()}", COLUMNS, as_rows(found))

    @get("/observations/new", opt={"action": Action.CHANGE_QUALITY})
    async def choose(self, request: Web) -> Answer:
        """Show the workshops that were held, to choose one."""
        return page(
            request,
            "quality/observe_choose.html",
            title="Which workshop did you observe?",
            found=await use(request, workshops_to_observe, now=instance_of(request).now()),
            named=named,
            back=QUALITY,
        )

    @get("/observations/new/{workshop:str}", opt={"action": Action.CHANGE_QUALITY})
    async def ask(self, request: Web, workshop: FromPath[str]) -> Answer:
        """Ask what was observed there."""
        return _question(request, await _workshop(request, workshop), Form.empty())

    @post("/observations/new/{workshop:str}", opt={"action": Action.CHANGE_QUALITY})
    async def record(self, request: Web, workshop: FromPath[str]) -> Answer:
        """Record it."""
        details = read_observation(submitted := await read_form(request))
        if isinstance(details, Form):
            return _question(request, await _workshop(request, workshop), details, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            record_observation(instance, actor, workshop, details, now=now)
            return f"{QUALITY}?done=observation"

        try:
            return see_other(await enter_once(request, submitted, "record_observation", enter))
        except NotAccepted as refused:
            form = Form(submitted.fields, idempotency_key=Form.empty().idempotency_key).refused(refused.problems)
            return _question(request, await _workshop(request, workshop), form, 422)

    @get("/observations/{code:str}", opt={"action": Action.SEE_QUALITY})
    async def one(self, request: Web, code: FromPath[str]) -> Answer:
        """Show one observation whole."""
        found = await use(request, see_observation, code, now=instance_of(request).now())
        return page(
            request,
            "quality/observation.html",
            title=f"Observation of {found.facilitator}",
            found=found,
            aims=aims_of(instance_of(request).casework),
            scores=SCORES,
            numbers=NUMBERS,
            tenths=tenths,
            back=QUALITY,
        )


def read_observation(submitted: Submitted) -> ObservationDetails | Form:
    """Read a posted observation, or give the form with what cannot be read of it.

    Raises:
        NotAForm: it has a field that no form of ours has, or one twice.
    """
    scores = {}
    for name in submitted.fields:
        field = _FIELD.match(name)
        if field is None and name not in _OTHERS:
            raise NotAForm(f"it has a field '{name[:40]}' that this page does not have")
        if field and submitted.one(name):
            scores[field[1]] = submitted.one(name)
    given = {name: submitted.one(name) for name in _OTHERS}
    try:
        return ObservationDetails.model_validate({**given, "scores": scores})
    except ValidationError as refused:
        errors = []
        for problem in refused.errors(include_url=False, include_input=False):
            place = [str(part) for part in problem["loc"]]
            name = f"score-{place[-1]}" if place[0] == "scores" else place[0]
            said = (
                "Choose 1 to 4, or not seen" if place[0] == "scores" else sentence_for(problem, name, {}, of_date=False)
            )
            errors.append(FieldError(name, said, name))
        return Form(submitted.fields, tuple(errors), submitted.idempotency_key)


def as_rows(found: Sequence[Observed]) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    judged = {None: "Nothing agreed", True: "Yes", False: "No"}
    return [
        (
            one.code,
            one.workshop,
            in_words(one.day, weekday=False),
            one.facilitator,
            one.observer,
            f"{float(one.mean):.2f}",
            tenths(one.agreed),
            judged[one.is_good_enough],
        )
        for one in found
    ]


async def _workshop(request: Web, code: str) -> ToObserve:
    return await use(request, workshop_to_observe, code, now=instance_of(request).now())


def _question(request: Web, found: ToObserve, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "quality/observe.html",
        title=f"What did you observe? {named(found.workshop)}",
        status=status,
        found=found,
        facilitators=[(code, code) for code in found.facilitators],
        workshop=found.workshop,
        form=form,
        scores=SCORES,
        action=f"{QUALITY}/observations/new/{found.workshop.code}",
        submit="Record the observation",
        back=f"{QUALITY}/observations/new",
    )
