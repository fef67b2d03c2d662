"""The waiting list: who has no place, those with the fewest ways left first, and giving a place from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from cara.access import Action, FieldGroup, Subject, decide, permit
from cara.acting import tell
from cara.casework import Instance, ReferralStatus, SomebodyElseChanged, WrongStatus, give_place
from cara.casework.listing import name_in_list
from cara.casework.places import recorded_wish
from cara.casework.referral_rows import ReferralRow, find_by_status, find_for
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Pathway, Reference
from cara.workshops.again import WhatAgain
from cara.workshops.rescheduling import REBOOKABLE, book_again
from cara.workshops.ways import Ways, ways_of

S = ReferralStatus

PAGE = 50

WAITING = frozenset({S.ACCEPTED, S.PLACE_TO_FOLLOW, S.DEFERRED, S.TO_REBOOK})
"""Where somebody has been accepted and has no place."""

GIVEN = "A place was given from the waiting list"

Key = tuple[int, date, int]

# Built once: building a statement takes longer than running it.
_NAMES = select(t.Person.id, t.Person.key, t.Person.details).where(t.Person.id.in_(bindparam("people", expanding=True)))


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Somebody without a place, as far as he or she may be seen, and the ways that are left."""

    key: Key
    """By what the list is sorted: the ways left, the last day to begin, the referral."""
    reference: Reference
    status: ReferralStatus
    name: str | None
    pathway: Pathway | None
    district: str | None
    """Where the person would like to go."""
    deferred_until: date | None
    place_by: date | None
    version: int
    ways: Ways

    @property
    def may_be_given(self) -> bool:
        """Tell whether a place can be given now: a caution that is not signed yet is the officer's to confirm."""
        return self.status is not S.ACCEPTED and self.ways.best is not None


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the waiting list, how many stand in it and with how many no way is left, and where the next begins."""

    lines: tuple[WaitingLine, ...]
    count: int
    without_a_way: int
    next_after: Key | None


@dataclass(frozen=True, slots=True)
class WaitingSearch:
    """What the waiting list is narrowed to; ``after`` is the key of the last line of the page before."""

    district: str | None = None
    after: Key | None = None


def list_waiting(
    instance: Instance, actor: Subject, search: WaitingSearch, *, now: datetime, whole: bool = False
) -> WaitingPage:
    """List who waits for a place: those with the fewest ways left first, then those who must begin soonest.

    Args:
        whole: the list as it is downloaded, which needs that the person has just proved who it is; else one page.

    Raises:
        NotAllowed: this person may not list cases, or not download them now.
    """
    permit(actor, Action.EXPORT_CASES if whole else Action.LIST_CASES, None, now)

    def work(unit: Unit) -> WaitingPage:
        waiting = waiting_rows(instance, unit, actor, now=now)
        found = [one for one in waiting if search.district is None or recorded_wish(one[0]) == search.district]
        beyond = [one for one in found if search.after is None or key_of(*one) > search.after]
        shown = beyond if whole else beyond[:PAGE]
        lines = _lines(unit, actor, shown, now)
        references = tuple(str(line.reference) for line in lines)
        tell(unit, actor, "waiting_downloaded" if whole else "waiting_listed", "waiting", now, shown=references)
        following = lines[-1].key if len(beyond) > len(lines) else None
        return WaitingPage(lines, len(found), sum(not ways.count for _, ways in found), following)

    return instance.database.run(work)


def waiting_rows(
    instance: Instance, unit: Unit, actor: Subject, *, now: datetime
) -> tuple[tuple[ReferralRow, Ways], ...]:
    """Give everybody without a place whom this person may see, with the ways left, in the order of the list."""
    rows = [
        row
        for row in find_by_status(unit, WAITING, actor)
        if decide(actor, Action.LIST_CASES, row.resource, now).allowed
    ]
    ways = ways_of(instance, unit, rows, now=now)
    return tuple(sorted(((row, ways[row.id]) for row in rows), key=lambda one: key_of(*one)))


def key_of(row: ReferralRow, ways: Ways) -> Key:
    """Give by what the list is sorted."""
    return ways.count, ways.runs_out_on, row.id


def _lines(
    unit: Unit, actor: Subject, shown: Sequence[tuple[ReferralRow, Ways]], now: datetime
) -> tuple[WaitingLine, ...]:
    people = sorted({row.person_id for row, _ in shown if row.person_id is not None})
    found = unit.execute(_NAMES, {"people": people}).all() if people else ()
    names = {person: name_in_list(unit, key, details) for person, key, details in found}
    return tuple(_line(actor, row, ways, names.get(row.person_id or 0), now) for row, ways in shown)


def _line(actor: Subject, row: ReferralRow, ways: Ways, name: str | None, now: datetime) -> WaitingLine:
    fields = decide(actor, Action.LIST_CASES, row.resource, now).fields
    place = FieldGroup.PLACE in fields
    return WaitingLine(
        key=key_of(row, ways),
        reference=row.reference,
        status=row.status,
        name=name if FieldGroup.IDENTITY in fields else None,
        pathway=row.pathway if place else None,
        district=recorded_wish(row) if place else None,
        deferred_until=row.deferred_until,
        place_by=row.place_by,
        version=row.version,
        ways=ways,
    )


def give_from_waiting(
    instance: Instance, actor: Subject, reference: str, cohort: str, what: WhatAgain, *, seen: int, now: datetime
) -> None:
    """Give somebody of the waiting list a place, by the way that fits where he or she stands.

    Args:
        seen: the version of the booking that was seen.

    Raises:
        NoSuchReferral: there is none whose booking this person may change.
        SomebodyElseChanged: it is not what was seen any more.
        WrongStatus: it does not wait for a place that the area manager gives.
        PlaceDoesNotFit: the cohort is full, closed, of another pathway, or does not fit the person.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.RESCHEDULE, reference, now, lock=True)
        if row.version != seen:
            raise SomebodyElseChanged(row.reference)
        if row.status is S.PLACE_TO_FOLLOW:
            give_place(instance, actor, reference, cohort, now=now)
        elif row.status in REBOOKABLE:
            book_again(instance, actor, reference, cohort, what, reason=GIVEN, seen=seen, now=now)
        else:
            raise WrongStatus(row.reference, row.status, "Giving a place from the waiting list")

    instance.database.run(work)
