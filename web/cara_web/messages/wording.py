"""The wording of messages: looked at before anything is sent, and translations approved by a named translator."""

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.acting import NotAccepted, Problem
from cara.casework.outbox import NoSuchLanguage, WordingSeen, approve_translation, let_wording_go, see_wordings
from cara.vocabulary import WrittenLanguage
from cara.vocabulary.text import Line
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.messages.filters import MESSAGES
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of

WORDING = f"{MESSAGES}/wording"
RIGHT_TO_LEFT = frozenset({WrittenLanguage.URDU})
_DONE = {
    "gone": "The wording goes as it stands. Messages that waited for it are on their way.",
    "approved": "The translation goes as it stands, from the next message on.",
}


class LookedAt(Question):
    """Which wording was looked at, by its digest."""

    digest: str = Field(title="the wording", max_length=64)


class ApprovalAnswers(Question):
    """Who approved which translation."""

    digest: str = Field(title="the wording", max_length=64)
    translator: Line | None = Field(default=None, title="the translator's name")


class WordingPages(Controller):
    """Below ``/messages/wording``."""

    path = WORDING
    include_in_schema = False
    opt = {"action": Action.SEE_WORDING}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def languages(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show which languages may be sent."""
        wordings = await use(request, see_wordings, now=instance_of(request).now())
        banner = Banner(_DONE[done]) if done in _DONE else None
        return page(
            request, "messages/languages.html", title="Wording", wordings=wordings, banner=banner, back=MESSAGES
        )

    @get("/{language:str}")
    async def language(self, request: Web, language: FromPath[str]) -> Answer:
        """Show every text of a language beside the English, and what messages look like."""
        return await _language(request, language, Form.empty())

    @post("/{language:str}", opt={"action": Action.APPROVE_WORDING})
    async def approve(self, request: Web, language: FromPath[str]) -> Answer:
        """Let English go, or approve a translation."""
        submitted = await read_form(request)
        chosen = _known(language)
        english = chosen is WrittenLanguage.ENGLISH
        answered = answer(LookedAt, submitted) if english else answer(ApprovalAnswers, submitted)
        if isinstance(answered, Form):
            return await _language(request, language, answered, 422)
        try:
            return await _approve(request, chosen, answered)
        except NotAccepted as refused:
            return await _language(request, language, Form.of(answered).refused(refused.problems), 422)


async def _approve(request: Web, language: WrittenLanguage, answered: LookedAt | ApprovalAnswers) -> Answer:
    now = instance_of(request).now()
    if isinstance(answered, LookedAt):
        await use(request, let_wording_go, answered.digest, now=now)
        return see_other(f"{WORDING}?done=gone")
    if answered.translator is None:
        raise NotAccepted([Problem("translator", "Enter the translator's name")])
    await use(request, approve_translation, language, answered.digest, answered.translator, now=now)
    return see_other(f"{WORDING}?done=approved")


def _known(language: str) -> WrittenLanguage:
    if language not in set(WrittenLanguage):
        raise NoSuchLanguage
    return WrittenLanguage(language)


async def _language(request: Web, language: str, form: Form, status: int = 200) -> Answer:
    chosen = _known(language)
    wordings: dict[WrittenLanguage, WordingSeen] = {
        seen.language: seen for seen in await use(request, see_wordings, now=instance_of(request).now())
    }
    return page(
        request,
        "messages/language.html",
        title=f"Wording: {chosen.label}",
        status=status,
        seen=wordings[chosen],
        english=dict(wordings[WrittenLanguage.ENGLISH].texts),
        rtl=chosen in RIGHT_TO_LEFT,
        form=form,
        back=WORDING,
    )
