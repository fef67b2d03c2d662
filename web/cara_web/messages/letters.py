"""Letters to print: taken as one PDF, and marked once they are in the post."""

from litestar import Controller, Response, get, post
from litestar.params import FromQuery
from pydantic import Field

from cara.access import Action
from cara.acting import NotAccepted
from cara.casework.outbox import letters_to_print, mark_printed, print_letters
from cara.messages.typesetting import FILE_NAME_OF_MANY, typeset
from cara_web.instance import in_thread
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.messages.filters import MESSAGES
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of

LETTERS = f"{MESSAGES}/letters"
_DONE = {"printed": "They are marked as printed and posted, and stand among those sent."}


class PrintedAnswers(Question):
    """Which letters have been printed and posted."""

    letters: tuple[str, ...] = Field(default=(), title="the letters", max_length=100)


class LettersPages(Controller):
    """Below ``/messages/letters``."""

    path = LETTERS
    include_in_schema = False
    opt = {"action": Action.PRINT_LETTERS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def waiting(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show the letters whose day has come."""
        return await _waiting(request, Form.empty(), banner=Banner(_DONE[done]) if done in _DONE else None)

    @post("/pdf")
    async def taken(self, request: Web) -> Response[bytes] | Answer:
        """Give every letter that waits as one PDF."""
        await read_form(request)
        try:
            letters = await use(request, print_letters, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _waiting(request, Form.empty().refused(refused.problems), 422)
        return pdf(await in_thread(instance_of(request), typeset, letters), FILE_NAME_OF_MANY)

    @post("/")
    async def printed(self, request: Web) -> Answer:
        """Mark letters as printed and posted."""
        answered = answer(PrintedAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _waiting(request, answered, 422)
        try:
            await use(request, mark_printed, answered.letters, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _waiting(request, Form.empty().refused(refused.problems), 422)
        return see_other(f"{LETTERS}?done=printed")


def pdf(content: bytes, name: str) -> Response[bytes]:
    """Answer with a PDF to take away, under a name that says nothing."""
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _waiting(request: Web, form: Form, status: int = 200, banner: Banner | None = None) -> Answer:
    waiting = await use(request, letters_to_print, now=instance_of(request).now())
    options = [
        (line.code, f"{line.reference.spoken}: {line.occasion.label}", "In a PDF already" if taken else "")
        for line, taken in waiting
    ]
    return page(
        request,
        "messages/letters.html",
        title="Letters to print",
        status=status,
        waiting=waiting,
        options=options,
        form=form,
        banner=banner,
        back=MESSAGES,
    )
