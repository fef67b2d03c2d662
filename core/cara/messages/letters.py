"""A letter as parts, from which a page, a PDF and a plain text are made: the same words in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from babel.dates import format_date

from cara.messages.interpreters import interpreter_line
from cara.messages.participant import Appointment, Meeting, ParticipantView
from cara.messages.wording import Wording
from cara.vocabulary import LateArrival, MissedWorkshop, Occasion, Template, WrittenLanguage
from cara.vocabulary.dates import in_words

_T = Template

WITH_DAYS = frozenset({Occasion.BOOKED, Occasion.MOVED})
WITH_ONE_DAY = frozenset({Occasion.REMINDER_WEEK, Occasion.REMINDER_DAY})
COMING = WITH_DAYS | WITH_ONE_DAY | {Occasion.PLACE_TO_FOLLOW}
"""The occasions on which somebody is told to come, and so what lateness and absence mean."""

Kind = Literal["paragraph", "heading", "day", "item", "interpreter"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter: what it is, its words, and what stands behind them in plain weight."""

    kind: Kind
    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter."""

    language: WrittenLanguage
    name: str
    address: tuple[str, ...]
    date: str
    reference: str
    heading: str
    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        """Give everything that it says, one part a line."""
        said = (f"{part.text} {part.more}".strip() for part in self.parts)
        return "\n".join([self.name, *self.address, self.date, self.reference, self.heading, *said])


def letter_of(view: ParticipantView, occasion: Occasion, number: int | None, wording: Wording) -> Letter:
    """Write the letter of an occasion; ``number`` says which appointment it is about, where it is about one.

    Raises:
        WordingProblem: a template cannot be used.
    """
    return Letter(
        language=wording.language,
        name=view.name,
        address=tuple(view.address.splitlines()),
        date=day_of(view.written_on, wording.language, weekday=False),
        reference=wording.say(_T.REFERENCE, reference=view.reference),
        heading=wording.say(_T.heading(occasion)),
        parts=tuple(_parts(view, occasion, number, wording)),
    )


def _parts(view: ParticipantView, occasion: Occasion, number: int | None, wording: Wording) -> Iterator[Part]:
    yield Part("paragraph", wording.say(_T.opening(occasion), **filled_in(view, number, wording)))
    wanted = appointments_about(view, None if occasion in WITH_DAYS else number)
    if occasion in WITH_DAYS | WITH_ONE_DAY:
        yield from (_day(appointment, wording) for appointment in wanted)
        if view.meeting is not None:
            yield from _where(view.meeting, wording)
    if occasion in COMING:
        yield from _if_late(view, wording)
        yield Part("heading", wording.say(_T.NEEDS))
        yield Part("paragraph", wording.say(_T.NEEDS_ASK))
    if view.ask:
        yield Part("paragraph", wording.say(_T.CONTACT, contact=view.ask))
    if view.provider:
        yield Part("paragraph", wording.say(_T.RUN_BY, provider=view.provider))
    line = interpreter_line(view.language) if view.language != wording.language.value else ""
    if line:
        yield Part("interpreter", line)


def _day(appointment: Appointment, wording: Wording) -> Part:
    return Part("day", day_of(appointment.day, wording.language), hours_of(appointment, wording))


def _where(meeting: Meeting, wording: Wording) -> Iterator[Part]:
    yield Part("heading", wording.say(_T.WHERE))
    address = (wording.isolated(line) for line in (meeting.name, *meeting.address.splitlines()))
    yield Part("paragraph", "\n".join(address))
    yield Part("paragraph", wording.isolated(meeting.travel))
    steps = wording.say(_T.STEP_FREE if meeting.step_free else _T.NOT_STEP_FREE)
    loop = f" {wording.say(_T.HEARING_LOOP)}" if meeting.hearing_loop else ""
    yield Part("paragraph", steps + loop)


_LATE = {
    LateArrival.REFUSED_ENTRY: _T.LATE_REFUSED,
    LateArrival.ADMITTED: _T.LATE_ADMITTED,
    LateArrival.FACILITATORS_DECIDE: _T.LATE_DECIDED,
}
_MISSED = {
    MissedWorkshop.REPEAT_BOTH: _T.MISSED_BOTH,
    MissedWorkshop.REPEAT_MISSED: _T.MISSED_ONE,
    MissedWorkshop.POLICE_DECIDE: _T.MISSED_DECIDED,
}


def _if_late(view: ParticipantView, wording: Wording) -> Iterator[Part]:
    ask = wording.say(_T.ASK_POLICE, police=view.police)
    late = wording.say(_LATE[view.late]) if view.late else ask
    missed = wording.say(_MISSED[view.missed]) if view.missed else ask
    yield Part("heading", wording.say(_T.IF_LATE))
    yield Part("paragraph", wording.say(_T.TELL_US, police=view.police))
    yield Part("item", wording.say(_T.LATE_MEANS, means=late))
    yield Part("item", wording.say(_T.MISSED_MEANS, means=missed))


def filled_in(view: ParticipantView, number: int | None, wording: Wording) -> dict[str, str]:
    """Give everything that a template may have filled in about somebody's appointments."""
    about = appointments_about(view, number)
    days = [with_hours(appointment, wording) for appointment in view.appointments]
    return {
        "police": view.police,
        "by": day_of(view.place_by, wording.language) if view.place_by else "",
        "days": "; ".join(days),
        "day": with_hours(about[0], wording) if about else "",
    }


def appointments_about(view: ParticipantView, number: int | None) -> tuple[Appointment, ...]:
    """Give the appointment of a number, or all of them."""
    return tuple(one for one in view.appointments if number is None or one.number == number)


def with_hours(appointment: Appointment, wording: Wording) -> str:
    """Write a day and, where they are published, its hours."""
    day = day_of(appointment.day, wording.language)
    return f"{day}, {hours_of(appointment, wording)}" if appointment.begins and appointment.ends else day


def hours_of(appointment: Appointment, wording: Wording) -> str:
    """Write the hours of a day, or that they will be told."""
    if appointment.begins is None or appointment.ends is None:
        return wording.say(_T.HOURS_TO_FOLLOW)
    return wording.say(_T.HOURS, begins=_hour(appointment.begins), ends=_hour(appointment.ends))


def _hour(hour: time) -> str:
    return hour.strftime("%H:%M")


def day_of(day: date, language: WrittenLanguage, *, weekday: bool = True) -> str:
    """Write a day as people read it in a language."""
    if language is WrittenLanguage.ENGLISH:
        return in_words(day, weekday=weekday)
    return format_date(day, "EEEE, d MMMM y" if weekday else "d MMMM y", locale=language.value)
