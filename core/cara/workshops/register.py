"""The register of a workshop: whom to call in, and who came. Marks are facts; corrections are added beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert

from cara.access import Access, Action, FieldGroup, Subject, decide, permit
from cara.acting import new_key, tell
from cara.areas import AreaUnavailable
from cara.casework import Instance, NeedsSeen
from cara.casework.personal import read_needs, read_person
from cara.casework.referral_rows import find_by_id, refuse_erased
from cara.casework.views import given
from cara.policy import PolicyProblem, SchedulingPolicy, scheduling_policy
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.vocabulary import Attendance, CaraError
from cara.vocabulary.dates import in_words
from cara.workshops.marking import Marked, refuse_impossible
from cara.workshops.meaning import marks_permitted
from cara.workshops.placing import follow_mark
from cara.workshops.rows import (
    ExpectedRow,
    MarkRow,
    WorkshopRow,
    expected_at,
    find_workshop,
    find_workshop_for,
    marks_at,
    move_cohort,
    move_workshop,
    own_workshops,
    with_cohorts,
)
from cara.workshops.states import CohortStatus, WorkshopStatus, WrongStep
from cara.workshops.telling import tell_of_mark

G = FieldGroup
W = WorkshopStatus


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One seat of a register, as far as it may be seen; without a name where a conflict was declared."""

    seat: int
    name: str | None
    needs: NeedsSeen | None
    latest: MarkRow | None
    earlier: tuple[MarkRow, ...]
    """The marks that were corrected, the earliest first."""


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one workshop."""

    workshop: WorkshopRow
    lines: tuple[RegisterLine, ...]
    permitted: tuple[Attendance, ...]
    not_yet: str | None
    """Why nothing can be recorded now; ``None`` where it can."""


class SomebodyElseMarked(CaraError):
    """Somebody else has marked seats meanwhile, otherwise. Nothing was stored: both versions are here."""

    def __init__(self, register: Register, entries: Sequence[Marked], seats: frozenset[int]) -> None:
        self.register, self.entries, self.seats = register, tuple(entries), seats
        listed = ", ".join(str(seat) for seat in sorted(seats))
        super().__init__(
            f"Somebody else has marked seat {listed} otherwise. Look at both and mark again what is right."
        )


def list_own_workshops(instance: Instance, actor: Subject, *, now: datetime) -> tuple[WorkshopRow, ...]:
    """List the workshops that this facilitator runs, those that are open to him or her now and those to come.

    Raises:
        NotAllowed: this person runs no workshops.
    """
    with instance.database.read() as unit:
        asks = with_cohorts(unit, actor)
        permit(asks, Action.LIST_OWN_WORKSHOPS, None, now)
        return tuple(row for row in own_workshops(unit, actor) if now < row.open_to_facilitators(instance).ends)


def see_register(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Register:
    """See who is expected at a workshop and what has been recorded.

    Raises:
        NoSuchWorkshop: there is none whose register this person may see now.
    """

    def work(unit: Unit) -> Register:
        workshop = find_workshop_for(instance, unit, actor, Action.SEE_REGISTER, code, now)
        tell(unit, actor, "register_seen", f"workshop:{workshop.code}", now)
        return _register(instance, unit, actor, workshop, now)

    return instance.database.run(work)


def print_register(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Register:
    """See a register in order to take it away on paper: told as a disclosure.

    Raises:
        NoSuchWorkshop: there is none whose register this person may see now.
    """

    def work(unit: Unit) -> Register:
        workshop = find_workshop_for(instance, unit, actor, Action.SEE_REGISTER, code, now)
        tell(unit, actor, "register_printed", f"workshop:{workshop.code}", now)
        return _register(instance, unit, actor, workshop, now)

    return instance.database.run(work)


def record_register(
    instance: Instance, actor: Subject, code: str, entries: Sequence[Marked], *, now: datetime
) -> Register:
    """Record who came; sent twice it is one register, and what differs from what stands corrects it.

    Every seat that is named is recorded, or none; a seat that says only what its sender had before his or her eyes is
    left alone, whatever somebody else has recorded since. Each mark moves its referral on as the area's policy says.

    Raises:
        NoSuchWorkshop: there is none whose register this person may write now.
        NotAccepted: a mark cannot be so; everything at once.
        WrongStep: the workshop has not come yet, or was cancelled.
        SomebodyElseMarked: somebody has marked one of the seats otherwise since it was opened.
        ErasedAlready: what one of them said has been erased, and his or her mark would be another.
    """

    def work(unit: Unit) -> Register:
        workshop = find_workshop_for(instance, unit, actor, Action.RECORD_ATTENDANCE, code, now, lock=True)
        _refuse_early(instance, workshop, now)
        asks = with_cohorts(unit, actor)
        lines = {line.seat: line for line in _may_mark(instance, unit, asks, workshop, now)}
        refuse_impossible(entries, frozenset(lines), _permitted(instance, workshop))
        marks = marks_at(unit, workshop)
        changes = [entry for entry in entries if not _is_old(marks.get(lines[entry.seat].id, []), entry)]
        unseen = frozenset(entry.seat for entry in changes if not _is_seen(lines[entry.seat].latest, entry))
        if unseen:
            raise SomebodyElseMarked(_register(instance, unit, actor, workshop, now), entries, unseen)
        for entry in changes:
            _record(instance, unit, actor, workshop, lines[entry.seat], entry, now)
        if not changes:
            tell(unit, actor, "register_seen", f"workshop:{workshop.code}", now)
        _note_held(unit, actor, workshop, now)
        return _register(instance, unit, actor, find_workshop(unit, code), now)

    try:
        return instance.database.run(work)
    except Conflict:  # two sent at once, on two processes: the second finds what the first recorded
        return instance.database.run(work)


def _refuse_early(instance: Instance, workshop: WorkshopRow, now: datetime) -> None:
    why = _not_yet(workshop, instance.today(now))
    if why is not None:
        raise WrongStep(workshop.code, workshop.status, why)


def _not_yet(workshop: WorkshopRow, today: date) -> str | None:
    if workshop.status is W.CANCELLED:
        return "Recording who came to a cancelled workshop"
    if workshop.status is W.NOT_HELD:
        return "Recording who came to a workshop that was not held"
    if today < workshop.day:
        return f"Recording who came before {in_words(workshop.day)}"
    return None


def _is_old(marks: Sequence[MarkRow], entry: Marked) -> bool:
    """Tell whether what was entered is what is recorded, or is what its sender saw recorded and did not touch."""
    known = [mark for mark in marks if mark.key == entry.seen] + list(marks[-1:])
    return any(entry.says_the_same(mark.mark, mark.minutes, mark.reason, mark.behaviour) for mark in known)


def _is_seen(latest: MarkRow | None, entry: Marked) -> bool:
    """Tell whether whoever entered it had what is recorded before his or her eyes."""
    return entry.seen == (latest.key if latest else None)


def _may_mark(
    instance: Instance, unit: Unit, asks: Subject, workshop: WorkshopRow, now: datetime
) -> tuple[ExpectedRow, ...]:
    window = workshop.open_to_facilitators(instance)
    expected = expected_at(unit, workshop, asks, window)
    return tuple(row for row in expected if decide(asks, Action.RECORD_ATTENDANCE, row.resource, now).allowed)


def _policy(instance: Instance, unit: Unit, expected: ExpectedRow) -> SchedulingPolicy:
    """Give the policy under which a referral entered: what a mark means for it does not change with the rules."""
    row = find_by_id(unit, expected.referral_id)
    return scheduling_policy(instance.book_of(unit, row.book_digest), row.on)


def _permitted(instance: Instance, workshop: WorkshopRow) -> tuple[Attendance, ...]:
    """Give the marks that the rule in force on the workshop's day leaves; all while the rules cannot be read.

    Who came is a fact that can be recorded whatever the state of the area's plugin.
    """
    try:
        return marks_permitted(scheduling_policy(instance.book, workshop.day))
    except (AreaUnavailable, PolicyProblem):
        return tuple(Attendance)


def _record(
    instance: Instance,
    unit: Unit,
    actor: Subject,
    workshop: WorkshopRow,
    expected: ExpectedRow,
    entry: Marked,
    now: datetime,
) -> None:
    key, latest = new_key(), expected.latest
    refuse_erased(find_by_id(unit, expected.referral_id))
    unit.execute(
        insert(t.AttendanceMark).values(
            key=key,
            expected_id=expected.id,
            corrects_id=latest.id if latest else None,
            mark=entry.mark.value,
            minutes=entry.minutes,
            reason=unit.seal(t.AttendanceMark.reason, key, entry.reason) if entry.reason else None,
            behaviour=unit.seal(t.AttendanceMark.behaviour, key, entry.behaviour) if entry.behaviour else None,
            recorded_by=actor.account,
            recorded_at=now,
        )
    )
    policy = _policy(instance, unit, expected)
    followed = follow_mark(unit, workshop, expected, policy, entry.mark, by=actor.code, at=now)
    tell_of_mark(instance, unit, workshop, expected, policy, entry.mark, followed, now=now)
    tell(
        unit,
        actor,
        "attendance_corrected" if latest else "attendance_recorded",
        expected.reference,
        now,
        workshop=workshop.code,
        mark=entry.mark.value,
        then=followed.name.lower(),
    )


def _note_held(unit: Unit, actor: Subject, workshop: WorkshopRow, now: datetime) -> None:
    """Note that a workshop was held once somebody is on its register; its cohort closes, and completes after the second."""
    if workshop.status is W.HELD:
        return
    move_workshop(unit, workshop, W.HELD, by=actor.code, at=now)
    after = CohortStatus.CLOSED if workshop.number == 1 else CohortStatus.COMPLETED
    if workshop.cohort_status is not after:
        move_cohort(unit, workshop, after, by=actor.code, at=now)


def _register(instance: Instance, unit: Unit, actor: Subject, workshop: WorkshopRow, now: datetime) -> Register:
    asks, window = with_cohorts(unit, actor), workshop.open_to_facilitators(instance)
    expected, marks = expected_at(unit, workshop, asks, window), marks_at(unit, workshop)
    return Register(
        workshop=workshop,
        lines=tuple(_line(unit, row, marks.get(row.id, []), _access(asks, row, now)) for row in expected),
        permitted=_permitted(instance, workshop),
        not_yet=_not_yet(workshop, instance.today(now)),
    )


def _access(asks: Subject, row: ExpectedRow, now: datetime) -> Access:
    return decide(asks, Action.SEE_REGISTER, row.resource, now)


def _line(unit: Unit, row: ExpectedRow, marks: Sequence[MarkRow], access: Access) -> RegisterLine:
    fields = access.fields
    referral = find_by_id(unit, row.referral_id)
    person = given(fields, G.IN_THE_ROOM, lambda: read_person(unit, referral))
    needs = given(fields, G.IN_THE_ROOM, lambda: read_needs(unit, referral))
    seen = given(fields, G.ATTENDANCE, lambda: tuple(marks)) or ()
    return RegisterLine(
        seat=row.seat,
        name=f"{person.given_names} {person.family_name}" if person else None,
        needs=NeedsSeen.of(needs, fields) if needs else None,
        latest=seen[-1] if seen else None,
        earlier=seen[:-1],
    )
