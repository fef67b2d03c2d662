"""Other days for one person: move the booking, book again, defer, and extend the time that the caution leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import insert

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, new_key, reason_given, tell
from cara.casework import Instance, ReferralStatus, SomebodyElseChanged, WrongStatus
from cara.casework.expecting import NoLonger
from cara.casework.items import decide_item
from cara.casework.moving import move, note_in_history
from cara.casework.open_places import own_place
from cara.casework.outbox.afterwards import tell_of_no_days, tell_of_other_days
from cara.casework.places import missed_in_words
from cara.casework.referral_rows import ReferralRow, change, find_by_id, find_for
from cara.casework.states import CONFIRMED
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import Deadline, OpenPlace
from cara.vocabulary import Reference
from cara.vocabulary.dates import in_words
from cara.vocabulary.text import Paragraph
from cara.workshops.again import (
    Again,
    RegisterMissing,
    WhatAgain,
    again,
    give_up_place,
    places_again,
    refuse_unrecorded,
    take_place,
    why_none,
)

S = ReferralStatus

MOVABLE = frozenset({S.BOOKED, S.ATTENDED_ONE})
"""Where a booking can be moved to another cohort."""

REBOOKABLE = frozenset({S.TO_REBOOK, S.DEFERRED})
"""Where somebody waits to be booked again."""

DEFERRABLE = frozenset({S.BOOKED, S.PLACE_TO_FOLLOW, S.ATTENDED_ONE, S.TO_REBOOK})
"""Where somebody can be deferred."""

_NAME: TypeAdapter[str] = TypeAdapter(Paragraph)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that somebody can be booked for, and the best places for it."""

    what: WhatAgain
    places: tuple[OpenPlace, ...]
    why_none: tuple[str, ...]
    """What binds and what would free a place, where there is none."""


@dataclass(frozen=True, slots=True)
class Reschedulable:
    """What can be done about one booking, as it stands at this moment."""

    reference: Reference
    status: ReferralStatus
    place: OpenPlace | None
    deadline: Deadline
    extended_to: date | None
    deferred_until: date | None
    missed_means: str
    choices: tuple[Choice, ...]
    not_yet: str | None
    """Why nothing can be moved or deferred now; ``None`` where it can."""
    last_first_day: date
    """The last day on which the person can still begin, or take workshop two where that alone is left."""
    version: int
    """What was seen: whoever then changes the booking says so, and changes nothing that has changed meanwhile."""

    @property
    def longest(self) -> date | None:
        """Give the last day to which the time can be extended; ``None`` where that is not known or is used up."""
        longest = self.deadline.extended
        return longest if longest is not None and longest > self.deadline.binding else None


def see_reschedulable(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> Reschedulable:
    """See what can be done about a booking: the places that fit, and what time is left.

    Raises:
        NoSuchReferral: there is none whose booking this person may change.
    """

    def work(unit: Unit) -> Reschedulable:
        row = find_for(unit, actor, Action.RESCHEDULE, reference, now)
        if row.status not in CONFIRMED:
            raise WrongStatus(row.reference, row.status, "Rescheduling")
        wanted, own = again(instance, unit, row, now), own_place(unit, row.id, now)
        tell(unit, actor, "referral_seen", row.reference, now, row.access)
        return Reschedulable(
            reference=row.reference,
            status=row.status,
            place=own.place if own else None,
            deadline=wanted.looking.deadline,
            extended_to=row.extended_to,
            deferred_until=row.deferred_until,
            missed_means=missed_in_words(wanted.looking),
            choices=_choices(instance, unit, wanted, now),
            not_yet=_not_yet(unit, row, wanted.today),
            last_first_day=wanted.last_first_day,
            version=row.version,
        )

    return instance.database.run(work)


def _choices(instance: Instance, unit: Unit, wanted: Again, now: datetime) -> tuple[Choice, ...]:
    if wanted.row.status not in MOVABLE | REBOOKABLE:
        return ()
    return tuple(_choice(instance, unit, wanted, what, now) for what in wanted.open_to)


def _choice(instance: Instance, unit: Unit, wanted: Again, what: WhatAgain, now: datetime) -> Choice:
    places = places_again(instance, unit, wanted, what, now)
    bound = not places and what is WhatAgain.BOTH
    return Choice(what, places, why_none(unit, wanted, now) if bound else ())


def _not_yet(unit: Unit, row: ReferralRow, today: date) -> str | None:
    try:
        refuse_unrecorded(unit, row, today)
    except RegisterMissing as missing:
        return str(missing)
    return None


def move_booking(
    instance: Instance,
    actor: Subject,
    reference: str,
    cohort: str,
    *,
    reason: str,
    seen: int | None = None,
    now: datetime,
) -> OpenPlace:
    """Move a booking to another cohort; whoever has attended workshop one takes workshop two there.

    Args:
        seen: the version of the booking that was seen; None for whatever it is now.

    Raises:
        NoSuchReferral: there is none whose booking this person may change.
        SomebodyElseChanged: it is not what was seen any more.
        NotAccepted: no reason is given.
        WrongStatus: it has no booking that could be moved.
        RegisterMissing: the workshop has come and its register is not recorded.
        PlaceDoesNotFit: the cohort is full, closed, of another pathway, or does not fit the person.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> OpenPlace:
        row = _found(unit, actor, reference, MOVABLE, "Moving a booking", seen, now)
        refuse_unrecorded(unit, row, instance.today(now))
        what = WhatAgain.BOTH if row.status is S.BOOKED else WhatAgain.TWO_ALONE
        place = take_place(unit, again(instance, unit, row, now), what, cohort, no_longer=NoLonger.MOVED, now=now)
        move(unit, row, what.status, by=actor.code, at=now, reason=said)
        tell(unit, actor, "booking_moved", row.reference, now, row.access, cohort=cohort, workshops=what.value)
        tell_of_other_days(instance, unit, row, now=now)
        return place

    return instance.database.run(work)


def book_again(
    instance: Instance,
    actor: Subject,
    reference: str,
    cohort: str,
    what: WhatAgain,
    *,
    reason: str,
    seen: int | None = None,
    now: datetime,
) -> OpenPlace:
    """Book somebody again who missed a workshop, was deferred, or lost the place.

    Args:
        what: both workshops; workshop two alone only where workshop one was attended and the referral's own policy
            leaves that open.
        seen: as in :func:`move_booking`.

    Raises:
        NoSuchReferral: there is none whose booking this person may change.
        SomebodyElseChanged: it is not what was seen any more.
        NotAccepted: no reason is given.
        WrongStatus: it does not wait to be booked again.
        PlaceDoesNotFit: the cohort is full, closed, of another pathway, or does not fit the person.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> OpenPlace:
        row = _found(unit, actor, reference, REBOOKABLE, "Booking again", seen, now)
        place = take_place(unit, again(instance, unit, row, now), what, cohort, no_longer=NoLonger.MOVED, now=now)
        decide_item(unit, row, row.status, "booked_again", said, by=actor.account, now=now)
        move(unit, row, what.status, by=actor.code, at=now, reason=said, deferred_until=None)
        tell(unit, actor, "booking_made_again", row.reference, now, row.access, cohort=cohort, workshops=what.value)
        tell_of_other_days(instance, unit, row, now=now)
        return place

    return instance.database.run(work)


def defer(
    instance: Instance,
    actor: Subject,
    reference: str,
    until: date,
    *,
    reason: str,
    seen: int | None = None,
    now: datetime,
) -> None:
    """Defer somebody until a day: the place is given up, and on that day the worklist asks for another.

    Args:
        seen: as in :func:`move_booking`.

    Raises:
        NoSuchReferral: there is none whose booking this person may change.
        SomebodyElseChanged: it is not what was seen any more.
        NotAccepted: no reason is given, or the day leaves no room before the deadline.
        WrongStatus: it stands where it cannot be deferred.
        RegisterMissing: the workshop has come and its register is not recorded.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        row = _found(unit, actor, reference, DEFERRABLE, "Deferring", seen, now)
        refuse_unrecorded(unit, row, instance.today(now))
        last = again(instance, unit, row, now).last_first_day
        if not instance.today(now) < until <= last:
            sentence = f"The day must be after today and no later than {in_words(last)}, or no room is left"
            raise NotAccepted([Problem("until", sentence)])
        give_up_place(unit, row, NoLonger.DEFERRED, now)
        decide_item(unit, row, row.status, "deferred", said, by=actor.account, now=now)
        move(
            unit,
            row,
            S.DEFERRED,
            by=actor.code,
            at=now,
            reason=said,
            due_on=until,
            deferred_until=until,
            place_by=None,
        )
        tell(unit, actor, "booking_deferred", row.reference, now, row.access, until=until.isoformat())
        tell_of_no_days(instance, unit, row, now=now)

    instance.database.run(work)


def extend(
    instance: Instance,
    actor: Subject,
    reference: str,
    until: date,
    *,
    authorised_by: str,
    reason: str,
    seen: int | None = None,
    now: datetime,
) -> None:
    """Record that somebody authorised a longer time for a caution; never beyond what the referral's policy allows.

    Args:
        authorised_by: the name and rank or office of whoever authorised it.
        seen: as in :func:`move_booking`.

    Raises:
        NoSuchReferral: there is none whose booking this person may change.
        SomebodyElseChanged: it is not what was seen any more.
        NotAccepted: reason or authority are missing, or the day is not after the deadline or is beyond the longest.
        WrongStatus: the caution is not signed, or the referral is closed.
    """
    said, authority = _both_given(reason, authorised_by)

    def work(unit: Unit) -> None:
        row = _found(unit, actor, reference, CONFIRMED, "Extending the time", seen, now)
        deadline = again(instance, unit, row, now).looking.deadline
        _refuse_too_long(deadline, until)
        _keep_extension(unit, actor, row, until, said, authority, now)
        change(unit, row, extended_to=until)
        note_in_history(unit, find_by_id(unit, row.id), said, at=now, by=actor.code)
        tell(unit, actor, "deadline_extended", row.reference, now, row.access, until=until.isoformat())

    instance.database.run(work)


def _both_given(reason: str, authorised_by: str) -> tuple[str, str]:
    problems: list[Problem] = []
    said = _or_problem(problems, lambda: reason_given(reason))
    authority = _or_problem(problems, lambda: _authority_given(authorised_by))
    if problems:
        raise NotAccepted(problems)
    return said, authority


def _or_problem(problems: list[Problem], give: Callable[[], str]) -> str:
    try:
        return give()
    except NotAccepted as refused:
        problems += refused.problems
        return ""


def _authority_given(typed: str) -> str:
    try:
        return _NAME.validate_python(typed)
    except ValidationError as error:
        raise NotAccepted([Problem("authorised_by", "Enter who authorised the longer time")]) from error


def _refuse_too_long(deadline: Deadline, until: date) -> None:
    if deadline.extended is None:
        sentence = "How far the time can be extended is not known here: ask the police"
        raise NotAccepted([Problem("until", sentence)])
    if not deadline.binding < until <= deadline.extended:
        first, last = in_words(deadline.binding), in_words(deadline.extended)
        raise NotAccepted([Problem("until", f"The day must be after {first} and no later than {last}")])


def _keep_extension(
    unit: Unit, actor: Subject, row: ReferralRow, until: date, reason: str, authority: str, now: datetime
) -> None:
    key = new_key()
    sealed = {
        "authorised_by": unit.seal(t.Extension.authorised_by, key, authority),
        "reason": unit.seal(t.Extension.reason, key, reason),
    }
    values = {"key": key, "referral_id": row.id, "until": until, "made_at": now, "made_by": actor.account}
    unit.execute(insert(t.Extension).values(**values, **sealed))


def _found(
    unit: Unit,
    actor: Subject,
    reference: str,
    stands_at: frozenset[ReferralStatus],
    wanted: str,
    seen: int | None,
    now: datetime,
) -> ReferralRow:
    row = find_for(unit, actor, Action.RESCHEDULE, reference, now, lock=True)
    if seen is not None and row.version != seen:
        raise SomebodyElseChanged(row.reference)
    if row.status not in stands_at:
        raise WrongStatus(row.reference, row.status, wanted)
    return row
