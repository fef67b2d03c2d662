"""Collecting what is held about a victim, and nothing of the participant's: no reference, day, cohort or name."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from cara.casework import Instance
from cara.disclosure.copies import FreeText
from cara.disclosure.victims.held import (
    AttemptHeld,
    ConcernHeld,
    DetailsHeld,
    FeedbackHeld,
    OnwardHeld,
    SafeContactHeld,
    StepHeld,
    VictimHeld,
)
from cara.engagement import Need
from cara.engagement.offers import OfferStatus
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.concerns import ConcernSaid
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.victims.feedback import FeedbackSaid, feedback_of
from cara.victims.rows import VictimRow, victims_of
from cara.victims.states import ContactStatus
from cara.victims.words import About, ConcernStatus, ContactWay, Done, Outcome
from cara.vocabulary.dates import in_words

SOMETHING_ELSE = "Something else was arranged"
"""What is said of a step that was taken on the participant's side."""


def held_about(instance: Instance, unit: Unit, row: VictimRow) -> VictimHeld:
    """Collect what is held about a victim."""
    entered_at = unit.scalar(select(v.Victim.entered_at).where(v.Victim.id == row.id))
    assert entered_at is not None
    return VictimHeld(
        code=row.code.spoken,
        entered_on=instance.today(entered_at),
        ask=instance.contact,
        details=tuple(_details(instance, unit, row)),
        safe_contacts=tuple(_safe_contacts(instance, unit, row)),
        steps=tuple(_steps(instance, unit, row)),
        attempts=tuple(_attempts(instance, unit, row)),
        feedback=tuple(_feedback(instance, unit, row)),
        onward=tuple(_onward(instance, unit, row)),
        concerns=tuple(_concerns(instance, unit, row)),
    )


def _text(place: str, about: str, on: date, said: str | None) -> FreeText | None:
    return FreeText(place, f"{about}, {in_words(on, weekday=False)}", said) if said else None


def _rows(unit: Unit, table: Any, row: VictimRow) -> list[Mapping[Any, Any]]:  # Any: one of the victims' tables
    return list(unit.execute(select(table).where(table.victim_id == row.id).order_by(table.id)).mappings().all())


def _details(instance: Instance, unit: Unit, row: VictimRow) -> Iterator[DetailsHeld]:
    children = "What is said about children"
    today = row.details
    given = FreeText("children", children, today.children) if today.children else None
    yield DetailsHeld(today, given, None)
    for one in reversed(_rows(unit, v.VictimVersion, row)):
        said = VictimDetails.model_validate_json(unit.unseal(v.VictimVersion.details, one["key"], one["details"]))
        until = instance.today(one["replaced_at"])
        yield DetailsHeld(said, _text(f"children/{one['id']}", f"{children}, until", until, said.children), until)


def _safe_contacts(instance: Instance, unit: Unit, row: VictimRow) -> Iterator[SafeContactHeld]:
    for one in reversed(_rows(unit, v.SafeContact, row)):
        said = SafeContactSaid.model_validate_json(unit.unseal(v.SafeContact.said, one["key"], one["said"]))
        since = instance.today(one["entered_at"])
        yield SafeContactHeld(
            said, _text(f"instructions/{one['id']}", "What else to mind, as said", since, said.instructions), since
        )


def _steps(instance: Instance, unit: Unit, row: VictimRow) -> Iterator[StepHeld]:
    for one in _rows(unit, v.VictimChange, row):
        on = instance.today(one["at"])
        said = unit.unseal(v.VictimChange.reason, one["key"], one["reason"]) if one["reason"] else None
        note = _text(f"step/{one['id']}", "Why the contact went on so", on, said)
        yield StepHeld(ContactStatus(one["after"]).label, on, note)


def _attempts(instance: Instance, unit: Unit, row: VictimRow) -> Iterator[AttemptHeld]:
    for one in _rows(unit, v.ContactAttempt, row):
        on = instance.today(one["at"])
        said = unit.unseal(v.ContactAttempt.note, one["key"], one["note"]) if one["note"] else None
        note = _text(f"attempt/{one['id']}", "A note on an attempt", on, said)
        yield AttemptHeld(ContactWay(one["way"]).label, Outcome(one["outcome"]).label, on, note)


def _feedback(instance: Instance, unit: Unit, row: VictimRow) -> Iterator[FeedbackHeld]:
    for one in reversed(feedback_of(unit, row.id)):
        on = instance.today(one.at)
        texts = tuple(
            (key, label, FreeText(f"feedback/{one.number}/{key}", f"{label}, {in_words(on, weekday=False)}", said))
            for key, label, said in _said(one.said)
        )
        yield FeedbackHeld(on, one.said.safety.label, texts)


def _said(said: FeedbackSaid) -> Iterator[tuple[str, str, str]]:
    named = {
        "better": ("What is better", said.better),
        "worse": ("What is worse", said.worse),
        "needs": ("What help is wanted", said.needs),
        "children": ("The children", said.children),
        "never": ("What must never be raised", said.never),
    }
    yield from ((key, label, text) for key, (label, text) in named.items() if text)
    for number, line in enumerate(said.may_raise, 1):
        yield f"may_raise_{number}", "What may be raised, and how", f"{line.what}\n{line.how}"


def _onward(instance: Instance, unit: Unit, row: VictimRow) -> Iterator[OnwardHeld]:
    query = (
        select(v.OnwardReferral, t.Service.name)
        .join(t.Service, t.Service.id == v.OnwardReferral.service_id)
        .where(v.OnwardReferral.victim_id == row.id)
        .order_by(v.OnwardReferral.id)
    )
    for one in unit.execute(query).mappings().all():
        need, status = Need(one["need"]).label, OfferStatus(one["status"]).label
        yield OnwardHeld(one["name"], need, status, instance.today(one["offered_at"]))


def _concerns(instance: Instance, unit: Unit, row: VictimRow) -> Iterator[ConcernHeld]:
    """Give the concerns for this victim: those raised about the one victim of a referral without naming one as well."""
    hers = v.Concern.victim_id == row.id
    if len(victims_of(unit, row.referral_id)) == 1:
        hers = or_(hers, and_(v.Concern.victim_id.is_(None), v.Concern.referral_id == row.referral_id))
    query = select(v.Concern.__table__).where(hers, v.Concern.about == About.VICTIM.value).order_by(v.Concern.id)
    for one in unit.execute(query).mappings().all():
        said = ConcernSaid.model_validate_json(unit.unseal(v.Concern.what, one["key"], one["what"]))
        on = instance.today(one["raised_at"])
        what = FreeText(f"concern/{one['id']}", f"A concern of {in_words(on, weekday=False)}", said.what)
        steps = tuple(_concern_steps(instance, unit, one["id"]))
        yield ConcernHeld(on, ConcernStatus(one["status"]).label, what, steps)


def _concern_steps(instance: Instance, unit: Unit, concern: int) -> Iterator[StepHeld]:
    query = select(v.ConcernStep.__table__).where(v.ConcernStep.concern_id == concern).order_by(v.ConcernStep.id)
    for one in unit.execute(query).mappings().all():
        on = instance.today(one["at"])
        said = unit.unseal(v.ConcernStep.note, one["key"], one["note"]) if one["note"] else None
        note = _text(f"concern_step/{one['id']}", "What was done about a concern", on, said)
        yield StepHeld(_what(one), on, note)


def _what(step: Mapping[Any, Any]) -> str:  # Any: a row of the steps
    if step["outcome"] is None:
        return ConcernStatus(step["after"]).label
    done = Done(step["outcome"])
    return SOMETHING_ELSE if done is Done.PLACE_HELD else done.label
