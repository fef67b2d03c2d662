"""A participant's request, from the day it comes until the copy is given: each step by whoever may, and audited."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, reason_given, tell
from cara.casework import Instance
from cara.casework.referral_rows import find_for
from cara.disclosure import kept
from cara.disclosure.copies import Copy, resolved
from cara.disclosure.kept import NewRequest, RequestRow, Step
from cara.disclosure.participants.finding import SHELF, FoundRequest, copy_for, find_request, listed
from cara.disclosure.texts import TextDecided, TextSeen
from cara.disclosure.words import (
    IdentityChecked,
    RefusedWhy,
    RequestStatus,
    StepKind,
    WrongRequest,
    check_way,
)
from cara.records import Unit
from cara.vocabulary import Reference, Word

S = RequestStatus
T = TypeVar("T")


class ParticipantsWay(Word):
    """How a participant's copy is given."""

    IN_PERSON = "in_person", "Handed over in person"
    POST = "post", "By post, to the address that is recorded"
    EMAIL = "email", "By email, encrypted, to the address that is recorded"


class GivenTo(Word):
    """To whom a participant's copy is given."""

    ASKER = "asker", "To the participant"
    REPRESENTATIVE = "representative", "To a representative, whose written authority was seen"


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """One request as far as it can be seen without reading what is held."""

    row: RequestRow
    reference: Reference
    steps: tuple[Step, ...]


def list_requests(instance: Instance, actor: Subject, *, now: datetime) -> tuple[FoundRequest, ...]:
    """List the requests of participants, what is due first, first.

    Raises:
        NotAllowed: this person sees none.
    """
    access = permit(actor, Action.SEE_COPIES, None, now)

    def work(unit: Unit) -> tuple[FoundRequest, ...]:
        found = listed(unit, actor)
        tell(unit, actor, "copies_listed", "copies", now, access, shown=tuple(str(one.reference) for one in found))
        return found

    return instance.database.run(work)


def request_copy(instance: Instance, actor: Subject, reference: str, new: NewRequest, *, now: datetime) -> str:
    """Record that the participant of a referral asks for a copy, and give the request's code.

    Raises:
        NoSuchReferral: there is none whose participant's copy this person may put together.
        NotAccepted: the day has not come.
    """

    def work(unit: Unit) -> str:
        row = find_for(unit, actor, Action.PREPARE_COPY, reference, now)
        code = kept.record(unit, SHELF, row.id, new, actor, instance.today(now), now)
        tell(unit, actor, "copy_requested", row.reference, now, row.access, copy=code)
        return code

    return instance.database.run(work)


def see_request(instance: Instance, actor: Subject, code: str, *, now: datetime) -> RequestSeen:
    """See how far a request is; nothing of what is held is in it.

    Raises:
        NoSuchRequest: there is none that this person may see.
    """

    def work(unit: Unit) -> RequestSeen:
        found = find_request(unit, actor, Action.SEE_COPIES, code, now)
        tell(unit, actor, "copy_seen", found.reference, now, found.access, copy=found.row.code)
        return RequestSeen(found.row, found.reference, kept.steps_of(unit, SHELF, found.row.id))

    return instance.database.run(work)


def check_asker(instance: Instance, actor: Subject, code: str, how: IdentityChecked, *, now: datetime) -> None:
    """Note how it was made sure that it is the participant who asks.

    Raises:
        NoSuchRequest, WrongRequest: there is none for this person, or it is not being read any more.
    """

    def work(unit: Unit, found: FoundRequest) -> None:
        kept.check_identity(unit, SHELF, found.row, how, actor, now)
        tell(unit, actor, "copy_asker_checked", found.reference, now, found.access, copy=found.row.code)

    _change(instance, actor, Action.PREPARE_COPY, code, now, work)


def see_texts(instance: Instance, actor: Subject, code: str, *, now: datetime) -> tuple[TextSeen, ...]:
    """Read every text in somebody's own words that would be in the copy.

    Raises:
        NoSuchRequest: there is none whose copy this person may put together.
        WrongRequest: it is not being read any more.
    """

    def work(unit: Unit) -> tuple[TextSeen, ...]:
        found = find_request(unit, actor, Action.PREPARE_COPY, code, now)
        if found.row.status is not S.RECEIVED:
            raise WrongRequest(found.row.code, found.row.status)
        tell(unit, actor, "copy_texts_seen", found.reference, now, found.access, copy=found.row.code)
        readings = kept.readings_of(unit, SHELF, found.row.id)
        return tuple(
            TextSeen(text, one if (one := readings.get(text.place)) and one.is_of(text) else None)
            for text in copy_for(instance, unit, found, now).texts
        )

    return instance.database.run(work)


def decide_text(instance: Instance, actor: Subject, code: str, decided: TextDecided, *, now: datetime) -> None:
    """Decide what becomes of one text, having read it.

    Raises:
        NoSuchRequest, WrongRequest: there is none for this person, or it is not being read any more.
        NotAccepted: there is no such text, it has changed since, or a redaction says what the text does not.
    """

    def work(unit: Unit, found: FoundRequest) -> None:
        texts = {text.place: text for text in copy_for(instance, unit, found, now).texts}
        if decided.place not in texts:
            raise NotAccepted([Problem("answer", "This text is not held any more: open the list of texts again")])
        kept.read_text(unit, SHELF, found.row, texts[decided.place], decided.reading, actor, now)
        said = {"copy": found.row.code, "text": decided.place, "answer": decided.answer.value}
        tell(unit, actor, "copy_text_read", found.reference, now, found.access, **said)

    _change(instance, actor, Action.PREPARE_COPY, code, now, work)


def prepare_copy(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Put the copy together and before a second person.

    Raises:
        NoSuchRequest, WrongRequest: there is none for this person, or it is not being read any more.
        CopyNotReady: it is not sure yet who asks, or a text was not read as it stands.
    """

    def work(unit: Unit, found: FoundRequest) -> None:
        kept.prepare(unit, SHELF, found.row, copy_for(instance, unit, found, now), actor, now)
        tell(unit, actor, "copy_prepared", found.reference, now, found.access, copy=found.row.code)

    _change(instance, actor, Action.PREPARE_COPY, code, now, work)


def look_through(instance: Instance, actor: Subject, code: str, *, now: datetime) -> tuple[RequestRow, Copy]:
    """See a copy whole, as it would leave, as the second person.

    Raises:
        NoSuchRequest: there is none that this person may confirm; nobody confirms what he or she read or put together.
        WrongRequest: it does not wait for a second person.
        CopyNotReady: something has changed since it was put together.
    """

    def work(unit: Unit) -> tuple[RequestRow, Copy]:
        found = find_request(unit, actor, Action.CONFIRM_COPY, code, now)
        check_way(found.row.code, found.row.status, S.CONFIRMED)
        tell(unit, actor, "copy_looked_through", found.reference, now, found.access, copy=found.row.code)
        return found.row, _unchanged(instance, unit, found, now)

    return instance.database.run(work)


def _unchanged(instance: Instance, unit: Unit, found: FoundRequest, now: datetime) -> Copy:
    copy, readings = copy_for(instance, unit, found, now), kept.readings_of(unit, SHELF, found.row.id)
    kept.check_unchanged(copy, readings, found.row)
    return resolved(copy, readings)


def confirm_copy(instance: Instance, actor: Subject, code: str, seen: str, *, now: datetime) -> None:
    """Confirm a copy as the second person: from now on it can be given.

    Args:
        seen: the digest of the copy that was looked through.

    Raises:
        NoSuchRequest, WrongRequest, CopyNotReady: as for looking through it.
    """

    def work(unit: Unit, found: FoundRequest) -> None:
        kept.confirm(unit, SHELF, found.row, copy_for(instance, unit, found, now), seen, actor, now)
        tell(unit, actor, "copy_confirmed", found.reference, now, found.access, copy=found.row.code)

    _change(instance, actor, Action.CONFIRM_COPY, code, now, work)


def return_copy(instance: Instance, actor: Subject, code: str, reason: str, *, now: datetime) -> None:
    """Return a copy to whoever put it together, with what to change.

    Raises:
        NoSuchRequest, WrongRequest: there is none that this person may return, or it does not wait.
        NotAccepted: no reason is given.
    """
    said = reason_given(reason)

    def work(unit: Unit, found: FoundRequest) -> None:
        if found.row.status is not S.PREPARED:
            raise WrongRequest(found.row.code, found.row.status)
        kept.open_again(unit, SHELF, found.row, StepKind.RETURNED, said, actor, now)
        tell(unit, actor, "copy_returned", found.reference, now, found.access, copy=found.row.code)

    _change(instance, actor, Action.CONFIRM_COPY, code, now, work)


def open_copy_again(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Let a copy be read and put together anew, as where something has changed since.

    Raises:
        NoSuchRequest, WrongRequest: there is none for this person, or it was given or refused.
    """

    def work(unit: Unit, found: FoundRequest) -> None:
        kept.open_again(unit, SHELF, found.row, StepKind.REOPENED, None, actor, now)
        tell(unit, actor, "copy_opened_again", found.reference, now, found.access, copy=found.row.code)

    _change(instance, actor, Action.PREPARE_COPY, code, now, work)


def take_copy(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Copy:
    """Take a confirmed copy away in order to give it. That it leaves is audited before anything of it does.

    Raises:
        NoSuchRequest, ProofNeeded: there is none for this person, or he or she has to prove again who it is.
        WrongRequest: it was not confirmed, or was given.
        CopyNotReady: something has changed since it was confirmed.
    """

    def work(unit: Unit, found: FoundRequest) -> Copy:
        if found.row.status is not S.CONFIRMED:
            raise WrongRequest(found.row.code, found.row.status)
        copy = _unchanged(instance, unit, found, now)
        kept.note(unit, SHELF, found.row.id, StepKind.TAKEN, actor, now)
        tell(unit, actor, "copy_taken", found.reference, now, found.access, copy=found.row.code)
        return copy

    return _change(instance, actor, Action.EXPORT_COPY, code, now, work)


@dataclass(frozen=True, slots=True)
class Giving:
    """How, when and to whom a copy was given."""

    how: ParticipantsWay
    on: date
    to: GivenTo
    named: str | None = field(default=None, repr=False)
    """The representative, where it is given to one."""


def give_copy(instance: Instance, actor: Subject, code: str, giving: Giving, *, now: datetime) -> None:
    """Note that a copy was given.

    Raises:
        NoSuchRequest, WrongRequest: there is none for this person, or it was not confirmed.
        NotAccepted: nobody has downloaded it, the day cannot be, or a representative is not named.
    """

    def work(unit: Unit, found: FoundRequest) -> None:
        _refuse_giving(instance, unit, found, giving, now)
        to = giving.named if giving.to is GivenTo.REPRESENTATIVE else giving.to.label
        kept.give(unit, SHELF, found.row, giving.how.value, giving.on, to, actor, now)
        said = {"copy": found.row.code, "how": giving.how.value, "to": giving.to.value}
        tell(unit, actor, "copy_given", found.reference, now, found.access, **said)

    _change(instance, actor, Action.PREPARE_COPY, code, now, work)


def _refuse_giving(instance: Instance, unit: Unit, found: FoundRequest, giving: Giving, now: datetime) -> None:
    check_way(found.row.code, found.row.status, S.GIVEN)
    taken = kept.taken_by(unit, SHELF, found.row.id)
    problems = []
    if not taken:
        problems.append(Problem("how", "Download the copy first: nobody has, since it was confirmed"))
    elif not instance.today(taken[-1].at) <= giving.on <= instance.today(now):
        problems.append(Problem("on", "The day must be today or earlier, and not before the copy was downloaded"))
    if giving.to is GivenTo.REPRESENTATIVE and not giving.named:
        problems.append(Problem("named", "Enter the representative's name"))
    if problems:
        raise NotAccepted(problems)


def refuse_copy(instance: Instance, actor: Subject, code: str, why: RefusedWhy, reason: str, *, now: datetime) -> None:
    """Note that a request is not answered with a copy, and what the person was told.

    Raises:
        NoSuchRequest, WrongRequest: there is none for this person, or it was given or refused already.
        NotAccepted: no reason is given.
    """
    said = reason_given(reason)

    def work(unit: Unit, found: FoundRequest) -> None:
        kept.refuse(unit, SHELF, found.row, why, said, actor, now)
        tell(unit, actor, "copy_refused", found.reference, now, found.access, copy=found.row.code, because=why.value)

    _change(instance, actor, Action.PREPARE_COPY, code, now, work)


def _change(
    instance: Instance,
    actor: Subject,
    action: Action,
    code: str,
    now: datetime,
    work: Callable[[Unit, FoundRequest], T],
) -> T:
    return instance.database.run(lambda unit: work(unit, find_request(unit, actor, action, code, now, lock=True)))
