"""The area manager says who makes contact, and decides where a person has to: no number and no attempt is shown."""

from litestar import Controller, get, post
from litestar.params import FromPath

from cara.access import Action
from cara.acting import NotAccepted
from cara.victims.deciding import CHOICES, decide_contact, see_to_decide
from cara.victims.states import WrongContact
from cara.victims.workers import assign_worker, contact_workers, see_assignment
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import FieldError, Form, answer
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.victims.answers import DecisionQuestion, WorkerQuestion, problems_in
from cara_web.victims.asking import CALLS, contact_page
from cara_web.visits import instance_of

NOBODY = "nobody"


class ManagingPages(Controller):
    """What the area manager does, below ``/victim-contact/CODE``."""

    path = f"{CALLS}/{{code:str}}"
    include_in_schema = False

    @get("/worker", opt={"action": Action.ASSIGN_WORKER})
    async def ask_worker(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask who makes contact."""
        return await _worker(request, code, Form())

    @post("/worker", opt={"action": Action.ASSIGN_WORKER})
    async def assign(self, request: Web, code: FromPath[str]) -> Answer:
        """Say who makes contact from now on."""
        answered = answer(WorkerQuestion, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _worker(request, code, answered, 422)
        worker = None if answered.worker == NOBODY else answered.worker
        try:
            await use(request, assign_worker, code, worker, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _worker(request, code, problems_in(Form(submitted.fields), refused.problems), 409)
        return see_other(f"{CALLS}?whose=everybody")

    @get("/decision", opt={"action": Action.DECIDE_CONTACT})
    async def ask_decision(self, request: Web, code: FromPath[str]) -> Answer:
        """Show why a person decides, and ask."""
        return await _decision(request, code, Form())

    @post("/decision", opt={"action": Action.DECIDE_CONTACT})
    async def decide(self, request: Web, code: FromPath[str]) -> Answer:
        """Record what is decided."""
        answered = answer(DecisionQuestion, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _decision(request, code, answered, 422)
        now = instance_of(request).now()
        try:
            await use(request, decide_contact, code, answered.after, answered.reason, now=now)
        except WrongContact as refused:
            form = Form(submitted.fields, (FieldError("after", str(refused), "after"),))
            return await _decision(request, code, form, 409)
        return see_other(f"{CALLS}?tab=to_decide&whose=everybody")


async def _worker(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    now = instance_of(request).now()
    seen = await use(request, see_assignment, code, now=now)
    workers = await use(request, contact_workers, now=now)
    return contact_page(
        request,
        "victims/worker.html",
        seen.code,
        status=status,
        seen=seen,
        form=form if form.typed else Form({"worker": (seen.worker or NOBODY,)}, form.errors),
        workers=[*workers.items(), (NOBODY, "Nobody for now")],
        names=workers,
        action=f"{CALLS}/{seen.code}/worker",
        submit="Store it",
        back=f"{CALLS}?whose=everybody",
    )


async def _decision(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    seen = await use(request, see_to_decide, code, now=instance_of(request).now())
    return contact_page(
        request,
        "victims/decision.html",
        seen.code,
        status=status,
        seen=seen,
        form=form,
        choices=[(one.value, one.label) for one in CHOICES],
        action=f"{CALLS}/{seen.code}/decision",
        submit="Record the decision",
        back=f"{CALLS}?tab=to_decide&whose=everybody",
    )
