"""The wording of messages as the area manager sees it, and lets it go: English once looked at, others once translated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, new_key, tell
from cara.casework.instance import Instance
from cara.casework.outbox.deciding import let_go
from cara.casework.outbox.rows import MESSAGES, found
from cara.casework.outbox.telling import own_texts
from cara.casework.outbox.words import MessageStatus, WhyNot
from cara.messages import Appointment, Contact, Meeting, ParticipantView
from cara.messages.wording import Wording, WordingProblem, wording_in
from cara.messages.writing import write
from cara.policy import UNKNOWN
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import CaraError, Channel, Occasion, Template, WrittenLanguage
from cara.vocabulary.text import Line


class NoSuchLanguage(CaraError):
    """There is no wording in such a language."""

    def __init__(self) -> None:
        super().__init__("There is no wording in this language. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Approved:
    """Who let a wording go, and when; the translator, where it is a translation."""

    by: str
    at: datetime
    translator: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as an invented person would get it."""

    occasion: Occasion
    channel: Channel
    text: str


@dataclass(frozen=True, slots=True)
class WordingSeen:
    """The wording of one language: every text, examples, and whether it may be sent as it stands."""

    language: WrittenLanguage
    digest: str
    is_whole: bool
    texts: tuple[tuple[Template, str], ...]
    previews: tuple[Preview, ...]
    approved: Approved | None


def see_wordings(instance: Instance, actor: Subject, *, now: datetime) -> tuple[WordingSeen, ...]:
    """See the wording of every language.

    Raises:
        NotAllowed: this person may not.
        AreaUnavailable: the area's own wording cannot be read.
    """
    permit(actor, Action.SEE_WORDING, None, now)
    with instance.database.read() as unit:
        return tuple(_seen(instance, unit, language, now) for language in WrittenLanguage)


def _seen(instance: Instance, unit: Unit, language: WrittenLanguage, now: datetime) -> WordingSeen:
    wording = wording_now(instance, language, now)
    texts = tuple((template, wording.texts.get(template, "")) for template in Template)
    previews = tuple(_previews(instance, wording, now))
    return WordingSeen(language, wording.digest, wording.is_whole, texts, previews, approval_of(unit, wording))


def wording_now(instance: Instance, language: WrittenLanguage, now: datetime) -> Wording:
    """Give the wording of a language as it stands, the area's own texts included.

    Raises:
        AreaUnavailable: they cannot be read.
    """
    return wording_in(language, own_texts(instance, instance.book, now))


def approval_of(unit: Unit, wording: Wording) -> Approved | None:
    """Give who let a wording go exactly as it stands, if somebody has."""
    approvals = t.WordingApproval
    query = (
        select(approvals.key, approvals.translator, approvals.approved_at, t.Account.code)
        .join(t.Account, t.Account.id == approvals.approved_by)
        .where(approvals.language == wording.language.value, approvals.digest == wording.digest)
        .order_by(approvals.id.desc())
        .limit(1)
    )
    row = unit.execute(query).one_or_none()
    if row is None:
        return None
    sealed = row.translator
    translator = unit.unseal(approvals.translator, row.key, sealed) if sealed else None
    return Approved(row.code, row.approved_at, translator)


def let_wording_go(instance: Instance, actor: Subject, digest: str, *, now: datetime) -> int:
    """Say that the English wording has been looked at as it stands, and tell how many messages that waited for it go.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NotAccepted: it has been changed since it was looked at.
    """
    access = permit(actor, Action.APPROVE_WORDING, None, now)
    wording = _unchanged(instance, WrittenLanguage.ENGLISH, digest, now)

    def work(unit: Unit) -> int:
        _approve(unit, actor, wording, None, now)
        tell(unit, actor, "wording_let_go", wording.language.value, now, access, digest=digest)
        return _let_held_go(instance, unit, actor, now)

    return instance.database.run(work)


def approve_translation(
    instance: Instance, actor: Subject, language: WrittenLanguage, digest: str, translator: Line, *, now: datetime
) -> None:
    """Say that a named translator has approved a translation as it stands. From now on it is sent.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NotAccepted: it is not whole, or has been changed since it was looked at.
    """
    access = permit(actor, Action.APPROVE_WORDING, None, now)
    wording = _unchanged(instance, language, digest, now)
    if not wording.is_whole:
        raise NotAccepted([Problem("translator", "A text is missing: it cannot be sent before the catalogue is whole")])

    def work(unit: Unit) -> None:
        _approve(unit, actor, wording, translator, now)
        tell(unit, actor, "translation_approved", language.value, now, access, digest=digest)

    instance.database.run(work)


def _unchanged(instance: Instance, language: WrittenLanguage, digest: str, now: datetime) -> Wording:
    wording = wording_now(instance, language, now)
    if wording.digest != digest:
        raise NotAccepted([Problem("digest", "The wording has been changed since you looked at it: look at it again")])
    return wording


def _approve(unit: Unit, actor: Subject, wording: Wording, translator: str | None, now: datetime) -> None:
    key = new_key()
    values = {
        "key": key,
        "language": wording.language.value,
        "digest": wording.digest,
        "translator": unit.seal(t.WordingApproval.translator, key, translator) if translator else None,
        "approved_by": actor.account,
        "approved_at": now,
    }
    unit.execute(insert(t.WordingApproval).values(**values))


def _let_held_go(instance: Instance, unit: Unit, actor: Subject, now: datetime) -> int:
    waiting = MESSAGES.where(
        t.Message.status == MessageStatus.HELD.value, t.Message.problem == WhyNot.NOT_LOOKED_AT.value
    )
    gone = 0
    for row in [found(one) for one in unit.execute(waiting).mappings().all()]:
        try:
            with unit.attempt():
                let_go(instance, unit, row, by=actor.code, now=now)
        except NotAccepted:
            continue  # it stays held, for a person to look at
        gone += 1
    return gone


def example_view(instance: Instance, language: str, today: date) -> ParticipantView:
    """Give an invented person with two appointments, to show what a message looks like."""
    area = instance.book.area
    first = today + timedelta(days=14)
    days = (first, first + timedelta(days=28))
    return ParticipantView(
        reference="7KQ4-M2XH",
        name="Robin Example",
        address="1 Example Road\nExampleton",
        language=language,
        written_on=today,
        police=area.police.name,
        provider="" if area.provider == UNKNOWN else area.provider,
        appointments=tuple(Appointment(place, day, time(10), time(15)) for place, day in enumerate(days, start=1)),
        meeting=Meeting("The Hall", "2 Example Street\nExampleton", "Bus 1 stops in front.", True, True),  # noqa: FBT003
        place_by=first,
        missed=None,
        late=None,
        contact=Contact("07700 900123", "robin@example.org"),
        ask=instance.contact,
    )


def _previews(instance: Instance, wording: Wording, now: datetime) -> Iterator[Preview]:
    view = example_view(instance, wording.language.value, instance.today(now))
    for channel in Channel:
        for occasion in Occasion:
            try:
                yield Preview(occasion, channel, write(view, occasion, 1, channel, wording).text)
            except WordingProblem as problem:
                yield Preview(occasion, channel, str(problem))
