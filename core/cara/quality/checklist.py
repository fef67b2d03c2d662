"""The content checklist: what a workshop covered of its aims. One for both facilitators; corrections are added to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import bindparam, insert, select

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, new_key, tell
from cara.casework import Instance
from cara.policy import WorkshopAim
from cara.quality.content import aims_of
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.vocabulary import CaraError, Word
from cara.vocabulary.dates import in_words
from cara.workshops import WorkshopRow, WorkshopStatus, WrongStep
from cara.workshops.marking import OptionalParagraph
from cara.workshops.rows import find_workshop_for


class Coverage(Word):
    """How far a workshop covered one of the aims."""

    COVERED = "covered", "Covered"
    PARTLY = "partly", "Partly"
    NOT_COVERED = "not_covered", "Not covered"


def _none_if_blank(typed: object) -> object:
    return None if isinstance(typed, str) and not typed.strip() else typed


class ChecklistEntry(BaseModel):
    """What somebody enters about a workshop: every aim, and a note about the workshop itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    aims: Mapping[str, Coverage]
    note: OptionalParagraph = None
    seen: Annotated[str | None, StringConstraints(max_length=64), BeforeValidator(_none_if_blank)] = Field(
        default=None, description="The key of the version that was on the page; none for the first."
    )


@dataclass(frozen=True, slots=True)
class Ticked:
    """One version of a checklist, as somebody stored it."""

    id: int
    key: str
    aims: Mapping[str, Coverage]
    note: str | None = field(repr=False)
    by: str
    at: datetime

    def says_the_same(self, entry: ChecklistEntry) -> bool:
        """Tell whether an entry says what this version says."""
        return (dict(self.aims), self.note) == (dict(entry.aims), entry.note)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist of one workshop: the version that counts, and those before it, the earliest first."""

    workshop: WorkshopRow
    aims: tuple[WorkshopAim, ...]
    latest: Ticked | None
    earlier: tuple[Ticked, ...]
    not_yet: str | None
    """Why nothing can be stored now; ``None`` where it can."""


class SomebodyElseTicked(CaraError):
    """Somebody else stored another version meanwhile. Nothing was stored: both versions are here."""

    def __init__(self, checklist: Checklist, entry: ChecklistEntry) -> None:
        self.checklist, self.entry = checklist, entry
        super().__init__("Somebody else stored this checklist otherwise. Look at both versions and send what is right.")


def see_checklist(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Checklist:
    """See what a workshop covered.

    Raises:
        NoSuchWorkshop: there is none whose checklist this person may see now.
        AreaUnavailable: the area's plugin cannot say what the aims are.
    """

    def work(unit: Unit) -> Checklist:
        workshop = find_workshop_for(instance, unit, actor, Action.SEE_CHECKLIST, code, now)
        tell(unit, actor, "checklist_seen", f"workshop:{workshop.code}", now)
        return _checklist(instance, unit, workshop, now)

    return instance.database.run(work)


def record_checklist(
    instance: Instance, actor: Subject, code: str, entry: ChecklistEntry, *, now: datetime
) -> Checklist:
    """Store what a workshop covered; what differs from what stands corrects it, and what stood is kept.

    An entry that says only what its sender had before his or her eyes changes nothing.

    Raises:
        NoSuchWorkshop: there is none whose checklist this person may write now.
        NotAccepted: an aim is missing or unknown; everything at once.
        WrongStep: the workshop has not come yet, or was cancelled.
        SomebodyElseTicked: somebody stored another version since it was opened.
        AreaUnavailable: the area's plugin cannot say what the aims are.
    """

    def work(unit: Unit) -> Checklist:
        workshop = find_workshop_for(instance, unit, actor, Action.RECORD_CHECKLIST, code, now, lock=True)
        found = _checklist(instance, unit, workshop, now)
        if found.not_yet is not None:
            raise WrongStep(workshop.code, workshop.status, found.not_yet)
        refuse_incomplete(found.aims, entry)
        if _is_old(found, entry):
            return found
        if entry.seen != (found.latest.key if found.latest else None):
            raise SomebodyElseTicked(found, entry)
        _store(unit, actor, found, entry, now)
        corrected = found.latest is not None
        tell(
            unit,
            actor,
            "checklist_corrected" if corrected else "checklist_recorded",
            f"workshop:{workshop.code}",
            now,
        )
        return _checklist(instance, unit, workshop, now)

    try:
        return instance.database.run(work)
    except Conflict:  # two sent at once, on two processes: the second finds what the first stored
        return instance.database.run(work)


def refuse_incomplete(aims: Sequence[WorkshopAim], entry: ChecklistEntry) -> None:
    """Refuse an entry that leaves out an aim or names one that there is not, all at once.

    Raises:
        NotAccepted: naming each aim.
    """
    problems = list(_problems(aims, entry))
    if problems:
        raise NotAccepted(problems)


def _problems(aims: Sequence[WorkshopAim], entry: ChecklistEntry) -> Iterator[Problem]:
    for number, aim in enumerate(aims, 1):
        if aim.code not in entry.aims:
            yield Problem(f"aim-{aim.code}", f"Aim {number}: choose whether it was covered")
    for code in sorted(set(entry.aims) - {aim.code for aim in aims}):
        yield Problem("aims", f"There is no aim '{code[:64]}' here: open the checklist again")


def _is_old(found: Checklist, entry: ChecklistEntry) -> bool:
    """Tell whether what was entered is what is stored, or is what its sender saw and did not touch."""
    seen = [one for one in found.earlier if one.key == entry.seen]
    return any(one.says_the_same(entry) for one in [*seen, *([found.latest] if found.latest else [])])


def _store(unit: Unit, actor: Subject, found: Checklist, entry: ChecklistEntry, now: datetime) -> None:
    key = new_key()
    stored = unit.execute(
        insert(t.WorkshopChecklist)
        .values(
            key=key,
            workshop_id=found.workshop.id,
            corrects_id=found.latest.id if found.latest else None,
            note=unit.seal(t.WorkshopChecklist.note, key, entry.note) if entry.note else None,
            recorded_by=actor.account,
            recorded_at=now,
        )
        .returning(t.WorkshopChecklist.id)
    ).scalar_one()
    rows = [{"checklist_id": stored, "aim": aim, "covered": said.value} for aim, said in sorted(entry.aims.items())]
    unit.execute(insert(t.ChecklistAim), rows)


_VERSIONS = (
    select(t.WorkshopChecklist, t.Account.code.label("by"))
    .join(t.Account, t.Account.id == t.WorkshopChecklist.recorded_by)
    .where(t.WorkshopChecklist.workshop_id == bindparam("workshop"))
    .order_by(t.WorkshopChecklist.id)
)
_AIMS = (
    select(t.ChecklistAim.checklist_id, t.ChecklistAim.aim, t.ChecklistAim.covered)
    .join(t.WorkshopChecklist, t.WorkshopChecklist.id == t.ChecklistAim.checklist_id)
    .where(t.WorkshopChecklist.workshop_id == bindparam("workshop"))
)


def _checklist(instance: Instance, unit: Unit, workshop: WorkshopRow, now: datetime) -> Checklist:
    versions = tuple(_versions(unit, workshop))
    return Checklist(
        workshop=workshop,
        aims=aims_of(instance),
        latest=versions[-1] if versions else None,
        earlier=versions[:-1],
        not_yet=not_yet(workshop, instance.today(now), "Saying what was covered"),
    )


def _versions(unit: Unit, workshop: WorkshopRow) -> Iterator[Ticked]:
    aims: dict[int, dict[str, Coverage]] = {}
    for checklist, aim, covered in unit.execute(_AIMS, {"workshop": workshop.id}):
        aims.setdefault(checklist, {})[aim] = Coverage(covered)
    for row in unit.execute(_VERSIONS, {"workshop": workshop.id}).mappings():
        note = unit.unseal(t.WorkshopChecklist.note, row["key"], row["note"]) if row["note"] is not None else None
        yield Ticked(row["id"], row["key"], aims.get(row["id"], {}), note, row["by"], row["recorded_at"])


def not_yet(workshop: WorkshopRow, today: date, wanted: str) -> str | None:
    """Say why something cannot be said of a workshop on a day: it was cancelled, or has not come; else nothing."""
    if workshop.status is WorkshopStatus.CANCELLED:
        return f"{wanted} at a cancelled workshop"
    return f"{wanted} before {in_words(workshop.day)}" if today < workshop.day else None
