"""What the pages of both sides ask, and how a copy is answered with."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from litestar import Response
from pydantic import BeforeValidator, Field, StringConstraints

from cara.access import Subject
from cara.casework import Instance
from cara.casework.details import none_if_blank
from cara.disclosure.copies import Copy
from cara.disclosure.kept import NewRequest
from cara.disclosure.packing import FILE_NAME, packed
from cara.disclosure.texts import TextDecided, TextSeen
from cara.disclosure.words import IdentityChecked, RefusedWhy, TextAnswer
from cara.vocabulary.text import plain_lines
from cara_web.instance import in_thread
from cara_web.layout.forms import Form, Options, Question
from cara_web.referrals.asking import Web
from cara_web.visits import instance_of
from cara_web.worklist.disposal import Reason

ANSWERS = [(one.value, one.label) for one in TextAnswer]
DONE: Mapping[str, str] = {
    "recorded": "The request is recorded. It is due one month after the day on which it came.",
    "asker": "It is noted how it was made sure who asks.",
    "read": "The decision about this text is kept.",
    "prepared": "The copy waits for a second person, who looks through all of it.",
    "confirmed": "The copy is confirmed. It can be downloaded and given.",
    "returned": "The copy is returned to whoever put it together.",
    "again": "The copy is open again. It has to be put before a second person again.",
    "given": "It is noted that the copy was given.",
    "refused": "It is noted that no copy is given.",
}
"""What was just done, by what stands in the address."""

Redacted = Annotated[
    str | None, StringConstraints(max_length=4000), BeforeValidator(plain_lines), BeforeValidator(none_if_blank)
]


class RequestQuestion(Question):
    """A request as it came."""

    received_on: date = Field(title="the day on which it came")
    identity: IdentityChecked | None = Field(default=None, title="how it was made sure who asks")

    @property
    def new(self) -> NewRequest:
        """Give it as the use case takes it."""
        return NewRequest(self.received_on, self.identity)


class AskerQuestion(Question):
    """How it was made sure who asks."""

    identity: IdentityChecked = Field(title="how it was made sure who asks")


class TextQuestion(Question):
    """What becomes of one text."""

    place: str
    digest: str
    answer: TextAnswer = Field(title="what becomes of this text")
    redacted: Redacted = Field(default=None, title="the text with passages taken out")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"answer": {"*": "Select what becomes of this text"}}

    @property
    def decided(self) -> TextDecided:
        """Give it as the use case takes it."""
        return TextDecided(self.place, self.digest, self.answer, self.redacted)


class SeenQuestion(Question):
    """Which copy was looked through, and that all of it was."""

    seen: str
    whole: Literal["yes"] = Field(title="that you have read all of it")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "whole": {"*": "Confirm that you have read all of it, and that nobody else is in it"}
    }


class ReturnQuestion(Question):
    """Why a copy is returned."""

    reason: Reason


class RefuseQuestion(Question):
    """Why no copy is given."""

    why: RefusedWhy = Field(title="why no copy is given")
    reason: Reason


class GivenQuestion(Question):
    """How a copy was given; each side asks its own questions about it."""

    ways: ClassVar[Options]
    recipients: ClassVar[Options] = ()
    """To whom it can be given, where that is asked at all."""

    @abstractmethod
    def note(self, instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
        """Note about a request that its copy was given.

        Raises:
            NoSuchRequest, WrongRequest: there is none for this person, or it was not confirmed.
            NotAccepted: what is said about the giving cannot be.
        """


async def taken_away(request: Web, copy: Copy) -> Response[bytes]:
    """Answer with a copy to take away, under a name that says nothing; it is not kept by browsers."""
    content = await in_thread(instance_of(request), packed, copy)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(content, media_type="application/zip", headers=headers)


def form_of_text(seen: TextSeen) -> Form:
    """Begin the form about a text with what was decided about it, and the text itself where passages are taken out."""
    reading = seen.reading
    redacted = reading.redacted if reading and reading.redacted else seen.text.text
    chosen = {"answer": (reading.answer.value,)} if reading else {}
    return Form({**chosen, "redacted": (redacted,)}, idempotency_key=Form.empty().idempotency_key)


def next_unread(texts: Sequence[TextSeen]) -> int | None:
    """Give the number of the first text about which nothing is decided as it stands, from 1; nothing when all are read."""
    return next((number for number, seen in enumerate(texts, 1) if seen.reading is None), None)


def numbered(texts: Sequence[TextSeen], number: int) -> TextSeen | None:
    """Give a text by its number in the list, from 1."""
    return texts[number - 1] if 1 <= number <= len(texts) else None
