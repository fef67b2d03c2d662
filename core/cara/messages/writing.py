"""Writing a message: by which ways somebody can be told, in which language, and what is said.

All of it comes from a :class:`ParticipantView`, which has no field about the victim, and from the area's policy.
"""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cara.messages.interpreters import interpreter_line
from cara.messages.letters import Letter, Part, filled_in, letter_of
from cara.messages.participant import Contact, Meeting, ParticipantView
from cara.messages.wording import Wording, wording_in
from cara.policy import TemplateText
from cara.policy.neutral import telling_words
from cara.vocabulary import Channel, Occasion, Template, WrittenLanguage

_T = Template

USUAL_CHANNELS = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
"""In which order the ways are tried where the area has published none."""

AS_LETTER_TOO = frozenset({Occasion.COMPLETED})
"""The occasions on which a letter is written besides: something to keep."""

_MOBILE = re.compile(r"(?:\+?44|0)7[0-9]{9}\Z")


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it goes: to whom, and what it says. A letter has parts, the others a text."""

    channel: Channel
    language: WrittenLanguage
    to: str
    subject: str
    text: str
    letter: Letter | None = None
    calendar: str = ""

    def as_json(self) -> str:
        """Write it as it is stored, sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, stored: str) -> "Written":
        """Read it as it was stored."""
        read: dict[str, Any] = json.loads(stored)  # Any: JSON
        letter = read.pop("letter")
        return cls(
            channel=Channel(read.pop("channel")),
            language=WrittenLanguage(read.pop("language")),
            letter=_letter(letter) if letter else None,
            **read,
        )


def _letter(read: dict[str, Any]) -> Letter:  # Any: JSON
    parts = tuple(Part(**part) for part in read.pop("parts"))
    address, language = tuple(read.pop("address")), WrittenLanguage(read.pop("language"))
    return Letter(language=language, address=address, parts=parts, **read)


def as_mobile(phone: str | None) -> str | None:
    """Give a number as text messages are sent to it, or nothing if none can be: ``+447700900982``."""
    digits = re.sub(r"[ ()\-]", "", phone or "")
    return f"+44{digits[-10:]}" if _MOBILE.match(digits) else None


def channels_for(contact: Contact, occasion: Occasion, order: Sequence[Channel]) -> tuple[Channel, ...]:
    """Give the ways by which somebody is told: the first of the area's that is possible, and for some a letter too.

    Only the participant's own number and address decide it.
    """
    possible = {
        Channel.SMS: as_mobile(contact.phone) is not None,
        Channel.EMAIL: bool(contact.email),
        Channel.LETTER: True,
    }
    first = next((channel for channel in order if possible[channel]), Channel.LETTER)
    return (first, Channel.LETTER) if occasion in AS_LETTER_TOO and first is not Channel.LETTER else (first,)


def goes_to(contact: Contact, channel: Channel) -> str:
    """Give where a text message or an email goes; nothing where somebody cannot be told by it."""
    return (as_mobile(contact.phone) if channel is Channel.SMS else contact.email) or ""


def language_for(view: ParticipantView, own: Collection[TemplateText], approved: Collection[str]) -> Wording:
    """Give the wording in somebody's language if all of it is approved as it stands, or else in English.

    Args:
        view: whose language.
        own: the area's own texts.
        approved: the digests of the wordings that a translator has approved.
    """
    wanted = next((language for language in WrittenLanguage if language.value == view.language), None)
    if wanted is not None and wanted is not WrittenLanguage.ENGLISH:
        wording = wording_in(wanted, own)
        if wording.is_whole and wording.digest in approved:
            return wording
    return wording_in(WrittenLanguage.ENGLISH, own)


def write(view: ParticipantView, occasion: Occasion, number: int | None, channel: Channel, wording: Wording) -> Written:
    """Write one message.

    Raises:
        WordingProblem: a template cannot be used.
    """
    if channel is Channel.LETTER:
        letter = letter_of(view, occasion, number, wording)
        return Written(channel, wording.language, "", "", letter.plain, letter)
    short = short_text(view, occasion, number, wording)
    if channel is Channel.SMS:
        return Written(channel, wording.language, goes_to(view.contact, channel), "", short)
    return Written(
        channel,
        wording.language,
        goes_to(view.contact, channel),
        wording.say(_T.EMAIL_SUBJECT),
        "\n\n".join([wording.say(_T.EMAIL_GREETING), short, wording.say(_T.EMAIL_NOT_READ)]),
    )


def short_text(view: ParticipantView, occasion: Occasion, number: int | None, wording: Wording) -> str:
    """Write what is read whole before anything is opened: neutral in every word, the place's own included."""
    filled = {**filled_in(view, number, wording), "place": _neutral_place(view.meeting)}
    said = [wording.say(_T.short(occasion), **filled)]
    neutral = view.ask and not telling_words(view.ask)
    said.append(wording.say(_T.SHORT_CONTACT, contact=view.ask) if neutral else wording.say(_T.SHORT_NO_CONTACT))
    if view.language != wording.language.value:
        said.append(interpreter_line(view.language))
    return " ".join(part for part in said if part)


def _neutral_place(meeting: Meeting | None) -> str:
    return ", ".join(neutral_lines(meeting)) or "-"


def neutral_lines(meeting: Meeting | None) -> tuple[str, ...]:
    """Give the name and address of a place without the lines that would tell something, as "Police station" would."""
    lines = (meeting.name, *meeting.address.splitlines()) if meeting else ()
    return tuple(line for line in lines if not telling_words(line))
