"""Cancel a cohort's workshops, or record that one was not held, and book everybody again in one action.

Its consequences are seen before. The preview is the action itself, carried out and undone, so that it shows what will
happen and nothing else. It is then carried out only if it comes out the same once more.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import NoReturn

from sqlalchemy import update

from cara.access import Action, Subject, permit
from cara.acting import reason_given, tell
from cara.casework import Instance, PlaceDoesNotFit, ReferralStatus
from cara.casework.expecting import NoLonger
from cara.casework.holding import leave_place
from cara.casework.moving import move, note_in_history
from cara.casework.outbox.afterwards import tell_of_no_days, tell_of_other_days
from cara.casework.referral_rows import ReferralRow, find_by_id
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import OpenPlace, pairs_that_would_fit
from cara.vocabulary import CaraError, Reference
from cara.vocabulary.dates import in_words
from cara.workshops.again import Again, WhatAgain, again, give_up_place, places_again, refuse_unrecorded, take_place
from cara.workshops.members import may_see, members_of, workshops_of
from cara.workshops.rows import NoSuchWorkshop, WorkshopRow, move_cohort, move_workshop
from cara.workshops.states import CohortStatus, WorkshopStatus, WrongStep

S = ReferralStatus

PREVIEWED = "Previewed, and undone"
NOTHING_FREE = "No open cohort fits"
PLACE_WAS_HELD = "Not booked yet: the officer is told that the place is gone"
POLICE_ASKED = "The police decide how it goes on: no place is kept meanwhile"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a cancellation means for one person."""

    reference: Reference
    deadline: date | None
    before: ReferralStatus
    after: ReferralStatus
    place: OpenPlace | None
    """The place that he or she gets; ``None`` for nobody who can be placed."""
    what: WhatAgain | None
    why_none: str | None
    misses_deadline: bool
    """Whether even a cohort opened anew would come too late."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What a cancellation means, those who would run out of time first at the top."""

    cohort: str
    workshops: tuple[WorkshopRow, ...]
    """Those that are cancelled."""
    consequences: tuple[Consequence, ...]
    """Without those whom this person may not see."""
    unseen: int
    digest: str
    """Stands for everything that happens, to those who may not be seen too."""


class SomethingChanged(CaraError):
    """The cancellation would not come out as it was previewed. Nothing was changed; the new preview is here."""

    def __init__(self, cancellation: Cancellation) -> None:
        self.cancellation = cancellation
        super().__init__(
            "Something has changed since you looked at what the cancellation means. Look at it again before you go on."
        )


class _Undone(Exception):
    """Carries a preview out of the transaction that is undone with it."""

    def __init__(self, cancellation: Cancellation) -> None:
        self.cancellation = cancellation


def preview_cancellation(instance: Instance, actor: Subject, cohort: str, *, now: datetime) -> Cancellation:
    """See what it means to cancel what is left of a cohort. Nothing is changed.

    Raises:
        NotAllowed: this person may not cancel workshops.
        NoSuchWorkshop: there is no such cohort.
        WrongStep: it is cancelled or completed, or a workshop has been whose register is not recorded.
        RegisterMissing: somebody is not marked on the register of a workshop that has been.
    """
    return _previewed(instance, actor, cohort, NoLonger.CANCELLED, now)


def preview_not_held(instance: Instance, actor: Subject, cohort: str, *, now: datetime) -> Cancellation:
    """See what it means that a workshop whose day has come was not held. Nothing is changed.

    Raises:
        NotAllowed: this person may not cancel workshops.
        NoSuchWorkshop: there is no such cohort.
        WrongStep: no workshop of it has come without anybody being on its register.
        RegisterMissing: somebody is not marked on the register of another workshop that has been.
    """
    return _previewed(instance, actor, cohort, NoLonger.NOT_HELD, now)


def _previewed(instance: Instance, actor: Subject, cohort: str, why: NoLonger, now: datetime) -> Cancellation:
    """Carry it out, undo it, and tell who has seen what."""
    permit(actor, Action.CANCEL_WORKSHOP, None, now)

    def work(unit: Unit) -> Cancellation:
        try:
            with unit.attempt():
                _undo(_end(instance, unit, actor, cohort, why, PREVIEWED, now))
        except _Undone as undone:
            _tell_of_preview(unit, actor, undone.cancellation, why, now)
            return undone.cancellation

    return instance.database.run(work)


def _undo(found: Cancellation) -> NoReturn:
    raise _Undone(found)


def _tell_of_preview(unit: Unit, actor: Subject, found: Cancellation, why: NoLonger, now: datetime) -> None:
    cohort, shown = f"cohort:{found.cohort}", tuple(str(one.reference) for one in found.consequences)
    if why is NoLonger.NOT_HELD:
        tell(unit, actor, "not_held_previewed", cohort, now, shown=shown)
    else:
        tell(unit, actor, "cancellation_previewed", cohort, now, shown=shown)


def cancel_cohort(
    instance: Instance, actor: Subject, cohort: str, *, seen: str, reason: str, now: datetime
) -> Cancellation:
    """Cancel what is left of a cohort and book everybody again, exactly as previewed.

    Whoever cannot be placed is put on the worklist; a place that is only held goes back to its officer.

    Args:
        seen: the digest of the preview.

    Raises:
        NotAllowed: this person may not cancel workshops.
        NoSuchWorkshop: there is no such cohort.
        NotAccepted: no reason is given.
        WrongStep: it is cancelled or completed, or a workshop has been whose register is not recorded.
        RegisterMissing: somebody is not marked on the register of a workshop that has been.
        SomethingChanged: it would not come out as previewed any more.
    """
    return _carried_out(instance, actor, cohort, NoLonger.CANCELLED, seen, reason, now)


def record_not_held(
    instance: Instance, actor: Subject, cohort: str, *, seen: str, reason: str, now: datetime
) -> Cancellation:
    """Record that a workshop whose day has come was not held, and book everybody again, exactly as previewed.

    What has come with nobody on its register is recorded as not held, what is still to come is cancelled, and what was
    recorded stays as it is.

    Args:
        seen: the digest of the preview.

    Raises:
        NotAllowed: this person may not cancel workshops.
        NoSuchWorkshop: there is no such cohort.
        NotAccepted: no reason is given.
        WrongStep: no workshop of it has come without anybody being on its register.
        RegisterMissing: somebody is not marked on the register of another workshop that has been.
        SomethingChanged: it would not come out as previewed any more.
    """
    return _carried_out(instance, actor, cohort, NoLonger.NOT_HELD, seen, reason, now)


def _carried_out(
    instance: Instance, actor: Subject, cohort: str, why: NoLonger, seen: str, reason: str, now: datetime
) -> Cancellation:
    permit(actor, Action.CANCEL_WORKSHOP, None, now)
    said = reason_given(reason)

    def work(unit: Unit) -> Cancellation:
        found = _end(instance, unit, actor, cohort, why, said, now)
        if found.digest != seen:
            raise SomethingChanged(found)
        return found

    return instance.database.run(work)


def _end(
    instance: Instance, unit: Unit, actor: Subject, cohort: str, why: NoLonger, reason: str, now: datetime
) -> Cancellation:
    workshops, today = workshops_of(unit, cohort, lock=True), instance.today(now)
    ending = (_not_held if why is NoLonger.NOT_HELD else _to_cancel)(workshops, cohort, today)
    members = sorted(members_of(unit, workshops[0].cohort_id, actor), key=_runs_out)
    for row in members:
        refuse_unrecorded(unit, row, today, {workshop.code for workshop in ending})
    for workshop in ending:
        was_to_be = why is NoLonger.NOT_HELD and workshop.day <= today
        after = WorkshopStatus.NOT_HELD if was_to_be else WorkshopStatus.CANCELLED
        move_workshop(unit, workshop, after, by=actor.code, at=now, reason=reason)
        _release_facilitators(unit, workshop, now)
    if workshops[0].cohort_status is not CohortStatus.COMPLETED:
        move_cohort(unit, workshops[0], CohortStatus.CANCELLED, by=actor.code, at=now, reason=reason)
    if why is NoLonger.NOT_HELD:
        tell(unit, actor, "workshop_not_held", f"cohort:{cohort}", now, people=len(members))
    else:
        tell(unit, actor, "cohort_cancelled", f"cohort:{cohort}", now, people=len(members))
    everybody = tuple((row, _handle(instance, unit, actor, row, why, reason, now)) for row in members)
    shown = tuple(what for row, what in everybody if may_see(actor, row, now))
    digest = _digest(cohort, ending, tuple(what for _, what in everybody))
    return Cancellation(cohort, ending, shown, len(everybody) - len(shown), digest)


def _not_held(workshops: tuple[WorkshopRow, ...], cohort: str, today: date) -> tuple[WorkshopRow, ...]:
    """Give what ends because a workshop was not held: it, and what was planned to follow it."""
    if not workshops:
        raise NoSuchWorkshop(cohort)
    planned = tuple(workshop for workshop in workshops if workshop.status is WorkshopStatus.PLANNED)
    if not any(workshop.day <= today for workshop in planned):
        last = (planned or workshops)[0]
        raise WrongStep(last.code, last.status, "Recording that a workshop was not held")
    return planned


def _to_cancel(workshops: tuple[WorkshopRow, ...], cohort: str, today: date) -> tuple[WorkshopRow, ...]:
    if not workshops:
        raise NoSuchWorkshop(cohort)
    for workshop in workshops:
        if workshop.status is WorkshopStatus.PLANNED and workshop.day < today:
            wanted = f"Cancelling before the register of {in_words(workshop.day)} is recorded"
            raise WrongStep(workshop.code, workshop.status, wanted)
    planned = tuple(workshop for workshop in workshops if workshop.status is WorkshopStatus.PLANNED)
    if not planned:
        raise WrongStep(cohort, workshops[0].cohort_status, "Cancelling")
    return planned


def _runs_out(row: ReferralRow) -> tuple[date, str]:
    return (row.extended_to or row.deadline_on or date.max, str(row.reference))


def _release_facilitators(unit: Unit, workshop: WorkshopRow, now: datetime) -> None:
    unit.execute(
        update(t.WorkshopFacilitator)
        .where(t.WorkshopFacilitator.workshop_id == workshop.id, t.WorkshopFacilitator.active)
        .values(active=False, ended_at=now)
    )


def _handle(
    instance: Instance, unit: Unit, actor: Subject, row: ReferralRow, why: NoLonger, reason: str, now: datetime
) -> Consequence:
    match row.status:
        case S.BOOKED | S.ATTENDED_ONE:
            found = _book_elsewhere(instance, unit, actor, row, why, reason, now)
        case S.HELD:
            leave_place(unit, row, "released")
            move(unit, row, S.RELEASED, by=actor.code, at=now, reason=reason)
            found = _without(row, S.RELEASED, PLACE_WAS_HELD)
        case _:
            give_up_place(unit, row, why, now)
            note_in_history(unit, row, reason, at=now, by=actor.code)
            tell_of_no_days(instance, unit, row, now=now)
            found = _without(row, row.status, POLICE_ASKED if row.status is S.ASK_POLICE else PLACE_WAS_HELD)
    tell(unit, actor, "place_cancelled", row.reference, now, after=found.after.value)
    return found


def _without(row: ReferralRow, after: ReferralStatus, why: str, *, misses_deadline: bool = False) -> Consequence:
    deadline = row.extended_to or row.deadline_on
    return Consequence(row.reference, deadline, row.status, after, None, None, why, misses_deadline)


def _book_elsewhere(
    instance: Instance, unit: Unit, actor: Subject, row: ReferralRow, why: NoLonger, reason: str, now: datetime
) -> Consequence:
    wanted = again(instance, unit, row, now)
    for what in wanted.open_to:
        for place in places_again(instance, unit, wanted, what, now):
            try:
                take_place(unit, wanted, what, place.cohort, no_longer=why, now=now)
            except PlaceDoesNotFit:  # somebody else took the seat meanwhile
                continue
            move(unit, row, what.status, by=actor.code, at=now, reason=reason)
            tell_of_other_days(instance, unit, row, now=now)
            deadline = wanted.looking.deadline.binding
            return Consequence(
                row.reference, deadline, row.status, what.status, place, what, None, misses_deadline=False
            )
    give_up_place(unit, row, why, now)
    move(unit, row, S.TO_REBOOK, by=actor.code, at=now, reason=reason)
    tell_of_no_days(instance, unit, row, now=now)
    return _without(row, S.TO_REBOOK, NOTHING_FREE, misses_deadline=_too_late(unit, wanted))


def _too_late(unit: Unit, wanted: Again) -> bool:
    """Tell whether no pair of days is left before the deadline, were a cohort opened at once."""
    looking = wanted.looking
    again_from = replace(wanted, row=find_by_id(unit, wanted.row.id))
    if WhatAgain.TWO_ALONE in again_from.open_to and again_from.last_first_day == looking.deadline.binding:
        return looking.deadline.binding <= wanted.today
    return not pairs_that_would_fit(looking.policy, looking.wanted, wanted.today)


def _digest(cohort: str, cancelled: tuple[WorkshopRow, ...], everybody: tuple[Consequence, ...]) -> str:
    said = [
        cohort,
        *(f"{row.code} {row.day}" for row in cancelled),
        *(
            f"{one.reference} {one.before} {one.after} {one.place.cohort if one.place else '-'} {one.what}"
            f" {one.place.pair if one.place else '-'} {one.deadline} {one.misses_deadline}"
            for one in everybody
        ),
    ]
    return sha256(json.dumps(said).encode()).hexdigest()[:32]
