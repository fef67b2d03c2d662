"""Collecting what is held about a participant. Nothing is opened here that concerns anybody else.

Two referrals that differ in the victim alone give the same: what a rule about the victim decided is left out whole, with
whatever happened because of it before the caution was signed. The worklist is not looked at: the reasons in it since then
stand in the history as well, and those before may tell of the victim.
"""

import json
from collections.abc import Iterator

from sqlalchemy import select

from cara.casework import Instance
from cara.casework.correcting_contact import every_contact
from cara.casework.outbox.rows import MESSAGES, found
from cara.casework.outbox.words import HAS_LEFT
from cara.casework.personal import read_caution, read_equality, read_needs, read_person
from cara.casework.referral_rows import ReferralRow
from cara.casework.states import CONFIRMED, ReferralStatus
from cara.disclosure.copies import FreeText
from cara.disclosure.participants.decided import decisions_of, persons_decisions_of
from cara.disclosure.participants.held import (
    CautionHeld,
    ExtensionHeld,
    MessageHeld,
    NeedsHeld,
    ParticipantHeld,
    SignpostHeld,
    StepHeld,
)
from cara.disclosure.participants.workshops import answers_of, days_of, marks_of
from cara.engagement import Need
from cara.engagement.offers import OfferStatus
from cara.policy import UNKNOWN
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary.dates import in_words

ENDED = "The referral ended"
"""What is said of every end before the caution was signed, whatever it came of."""

_OF_PROVIDER = frozenset({"area_manager", "facilitator", "director"})


def held_about(instance: Instance, unit: Unit, row: ReferralRow) -> ParticipantHeld:
    """Collect what is held about the participant of a referral."""
    book = instance.book_of(unit, row.book_digest)
    person, contacts = read_person(unit, row), every_contact(unit, row)
    provider = "" if book.area.provider == UNKNOWN else book.area.provider
    return ParticipantHeld(
        reference=row.reference.spoken,
        entered_on=row.entered_on,
        police=book.area.police.name,
        provider=provider,
        ask=instance.contact,
        person=person,
        former_contacts=contacts[1:],
        needs=_needs(unit, row),
        facts=row.facts,
        caution=_caution(row),
        steps=tuple(_steps(instance, unit, row)),
        decisions=decisions_of(unit, row),
        decided_by_persons=persons_decisions_of(instance, unit, row),
        days=days_of(unit, row),
        marks=marks_of(unit, row),
        extensions=tuple(_extensions(instance, unit, row)),
        messages=tuple(_messages(instance, unit, row)),
        signposts=tuple(_signposts(instance, unit, row)),
        answers=answers_of(instance, unit, row),
        equality=read_equality(unit, row),
    )


def _needs(unit: Unit, row: ReferralRow) -> NeedsHeld | None:
    needs = read_needs(unit, row)
    if needs is None:
        return None
    wished = json.loads(row.wished) if row.wished else {}
    other = FreeText("needs", "Other needs, as they were entered", needs.other_needs) if needs.other_needs else None
    return NeedsHeld(
        needs.language, needs.interpreter, needs.access, other, needs.unavailable, wished.get("district") or None
    )


def _caution(row: ReferralRow) -> CautionHeld | None:
    caution = read_caution(row)
    if caution is None:
        return None
    return CautionHeld(caution.caution_on, caution.authorising_rank, caution.effect_explained, caution.admission_signed)


def _steps(instance: Instance, unit: Unit, row: ReferralRow) -> Iterator[StepHeld]:
    """Give the steps since the caution was signed. Of everything before, only that it ended there, if it did."""
    query = (
        select(t.StatusChange, t.Account.role)
        .outerjoin(t.Account, t.Account.code == t.StatusChange.by)
        .where(t.StatusChange.referral_id == row.id)
        .order_by(t.StatusChange.id)
    )
    for step in unit.execute(query).mappings().all():
        before = ReferralStatus(step["before"]) if step["before"] else None
        after, on = ReferralStatus(step["after"]), instance.today(step["at"])
        if before in CONFIRMED or after in CONFIRMED:
            about = f"The reason that was given on {in_words(on, weekday=False)}: {after.label.lower()}"
            text = unit.unseal(t.StatusChange.reason, row.reference, step["reason"]) if step["reason"] else None
            reason = FreeText(f"status/{step['id']}", about, text) if text else None
            yield StepHeld(after.label, on, _by(step["role"]), reason)
        elif after in {ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN}:
            yield StepHeld(ENDED, on, "The police", None)


def _by(role: str | None) -> str:
    if role is None:
        return "The service itself"
    return "The provider" if role in _OF_PROVIDER else "The police"


def _extensions(instance: Instance, unit: Unit, row: ReferralRow) -> Iterator[ExtensionHeld]:
    query = select(t.Extension.__table__).where(t.Extension.referral_id == row.id).order_by(t.Extension.id)
    for one in unit.execute(query).mappings().all():
        made_on = instance.today(one["made_at"])
        about = f"Why the time was extended on {in_words(made_on, weekday=False)}"
        text = unit.unseal(t.Extension.reason, one["key"], one["reason"])
        yield ExtensionHeld(one["until"], made_on, FreeText(f"extension/{one['id']}", about, text))


def _messages(instance: Instance, unit: Unit, row: ReferralRow) -> Iterator[MessageHeld]:
    left = [status.value for status in HAS_LEFT]
    query = MESSAGES.where(t.Message.referral_id == row.id, t.Message.status.in_(left)).order_by(t.Message.id)
    for message in (found(one) for one in unit.execute(query).mappings().all()):
        written = message.open(unit)
        if written is None:
            continue
        parts = written.letter.plain if written.letter else written.text
        on = instance.today(message.changed_at)
        yield MessageHeld(message.channel.label, on, written.to, written.subject, parts)


def _signposts(instance: Instance, unit: Unit, row: ReferralRow) -> Iterator[SignpostHeld]:
    query = (
        select(t.Signpost, t.Service.name)
        .join(t.Service, t.Service.id == t.Signpost.service_id)
        .where(t.Signpost.referral_id == row.id)
        .order_by(t.Signpost.id)
    )
    for one in unit.execute(query).mappings().all():
        need, status = Need(one["need"]).label, OfferStatus(one["status"]).label
        yield SignpostHeld(one["name"], need, status, instance.today(one["offered_at"]))
