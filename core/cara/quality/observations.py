"""Observations of workshops: how well a facilitator met each aim, against the score that the area has agreed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import RowMapping, Select, insert, select
from sqlalchemy.orm import aliased

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance
from cara.policy import WorkshopAim
from cara.quality.agreed import agreed_in
from cara.quality.content import aims_of
from cara.quality.finding import facilitators, find_by_code, sealed, unsealed
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.workshops import NoSuchWorkshop, WorkshopRow, WorkshopStatus, facilitators_of
from cara.workshops.marking import OptionalParagraph
from cara.workshops.rows import find_workshop

LEAST, MOST = 1, 4
TO_CHOOSE_FROM = 30


class ObservationDetails(BaseModel):
    """What an observer enters: a score for each aim that could be seen, strengths, and what to improve."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    facilitator: str
    scores: Mapping[str, Annotated[int, Field(ge=LEAST, le=MOST)]]
    strengths: OptionalParagraph = None
    to_improve: OptionalParagraph = None


@dataclass(frozen=True, slots=True)
class Observed:
    """One observation, as stored. The facilitator and the observer stand by their codes."""

    id: int
    code: str
    workshop: str
    number: int
    day: date
    facilitator: str
    observer: str
    scores: Mapping[str, int]
    agreed: int | None
    """The agreed score when it was recorded, in tenths; none if nothing was agreed."""
    strengths: str | None = field(default=None, repr=False)
    to_improve: str | None = field(default=None, repr=False)

    @property
    def mean(self) -> Fraction:
        """Give the mean score of the aims that were seen."""
        return Fraction(sum(self.scores.values()), len(self.scores))

    @property
    def is_good_enough(self) -> bool | None:
        """Tell whether the mean is at or above the agreed score; nothing where none was agreed."""
        return None if self.agreed is None else self.mean * 10 >= self.agreed


@dataclass(frozen=True, slots=True)
class ToObserve:
    """A workshop that was held, as an observer chooses and scores it."""

    workshop: WorkshopRow
    facilitators: tuple[str, ...]
    aims: tuple[WorkshopAim, ...]


@dataclass(frozen=True, slots=True)
class ObservationSearch:
    """What the list is narrowed to: a facilitator by code."""

    facilitator: str | None = None
    after: int | None = None


_Observer = aliased(t.Account)
_LINES = (
    select(
        t.Observation,
        t.Workshop.code.label("workshop"),
        t.Workshop.number,
        t.Workshop.day,
        t.Account.code.label("facilitator"),
        _Observer.code.label("observer"),
    )
    .join(t.Workshop, t.Workshop.id == t.Observation.workshop_id)
    .join(t.Account, t.Account.id == t.Observation.facilitator_id)
    .join(_Observer, _Observer.id == t.Observation.observer_id)
)
_NEWEST = Order(t.Workshop.day.expression, descending=True)


def list_observations(
    instance: Instance, actor: Subject, search: ObservationSearch, *, now: datetime
) -> Page[Observed]:
    """List observations, the latest workshop first, 50 to a page, without what was written.

    Raises:
        NotAllowed: this person does not see the quality of delivery.
    """
    access = permit(actor, Action.SEE_QUALITY, None, now)

    def work(unit: Unit) -> Page[Observed]:
        rows, following = page_of_rows(unit, _narrowed(search), t.Observation.id, _NEWEST, after=search.after)
        tell(unit, actor, "observations_listed", "observations", now, access)
        return Page(tuple(_observed(unit, rows)), following)

    return instance.database.run(work)


def download_observations(
    instance: Instance, actor: Subject, search: ObservationSearch, *, now: datetime
) -> tuple[Observed, ...]:
    """Give every observation that a search finds, to take it away, without what was written.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_QUALITY, None, now)

    def work(unit: Unit) -> tuple[Observed, ...]:
        rows, _ = page_of_rows(unit, _narrowed(search), t.Observation.id, _NEWEST, most=MOST_DOWNLOADED)
        tell(unit, actor, "observations_downloaded", "observations", now, access)
        return tuple(_observed(unit, rows))

    return instance.database.run(work)


def see_observation(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Observed:
    """See one observation whole.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person does not see the quality of delivery, or there is none.
    """
    access = permit(actor, Action.SEE_QUALITY, None, now)

    def work(unit: Unit) -> Observed:
        row = find_by_code(unit, _LINES, t.Observation.code, code)
        tell(unit, actor, "observation_seen", row["code"], now, access)
        (found,) = _observed(unit, [row], whole=True)
        return found

    return instance.database.run(work)


def workshops_to_observe(instance: Instance, actor: Subject, *, now: datetime) -> tuple[ToObserve, ...]:
    """Give the workshops that were held lately, the latest first, with who ran them.

    Raises:
        NotAllowed: this person records no observations.
    """
    permit(actor, Action.CHANGE_QUALITY, None, now)
    query = select(t.Workshop.code).where(t.Workshop.status == WorkshopStatus.HELD.value)
    latest = query.order_by(t.Workshop.day.desc(), t.Workshop.code).limit(TO_CHOOSE_FROM)
    with instance.database.read() as unit:
        return tuple(_to_observe(instance, unit, code) for code in unit.execute(latest).scalars().all())


def workshop_to_observe(instance: Instance, actor: Subject, code: str, *, now: datetime) -> ToObserve:
    """Give one workshop that was held, with who ran it.

    Raises:
        NotAllowed: this person records no observations.
        NoSuchWorkshop: there is none, or it was not held.
    """
    permit(actor, Action.CHANGE_QUALITY, None, now)
    with instance.database.read() as unit:
        return _to_observe(instance, unit, code)


def record_observation(
    instance: Instance, actor: Subject, workshop: str, details: ObservationDetails, *, now: datetime
) -> str:
    """Record an observation, and give its code. It is not changed afterwards.

    Raises:
        NotAllowed: this person records no observations.
        NoSuchWorkshop: there is none, or it was not held.
        NotAccepted: no aim is scored, an aim is not known, the facilitator did not run it or was observed already.
    """
    access = permit(actor, Action.CHANGE_QUALITY, None, now)

    def work(unit: Unit) -> str:
        found = _to_observe(instance, unit, workshop)
        if problems := list(_problems(found, details)):
            raise NotAccepted(problems)
        code = str(instance.draw_reference())
        _store(unit, actor, found, details, code, now)
        told = {"observation": code, "facilitator": details.facilitator}
        tell(unit, actor, "observation_recorded", f"workshop:{found.workshop.code}", now, access, **told)
        return code

    try:
        return instance.database.run(work)
    except Conflict as conflict:
        sentence = "You have recorded an observation of this facilitator at this workshop already"
        raise NotAccepted([Problem("facilitator", sentence)]) from conflict


def _problems(found: ToObserve, details: ObservationDetails) -> Iterator[Problem]:
    if details.facilitator not in found.facilitators:
        yield Problem("facilitator", "Select which of the facilitators of this workshop you observed")
    if not details.scores:
        yield Problem(f"score-{found.aims[0].code}", "Score at least one aim")
    for code in sorted(set(details.scores) - {aim.code for aim in found.aims}):
        yield Problem(f"score-{code}", f"There is no aim '{code}' here: open the form again")


def _store(unit: Unit, actor: Subject, found: ToObserve, details: ObservationDetails, code: str, now: datetime) -> None:
    values = {
        "code": code,
        "workshop_id": found.workshop.id,
        "facilitator_id": facilitators(unit)[details.facilitator].id,
        "observer_id": actor.account,
        "agreed": agreed_in(unit).score_tenths,
        "strengths": sealed(unit, t.Observation.strengths, code, details.strengths),
        "to_improve": sealed(unit, t.Observation.to_improve, code, details.to_improve),
    }
    stored = unit.execute(
        insert(t.Observation).values(**values, recorded_at=now).returning(t.Observation.id)
    ).scalar_one()
    rows = [{"observation_id": stored, "aim": aim, "score": score} for aim, score in sorted(details.scores.items())]
    unit.execute(insert(t.ObservationScore), rows)


def _to_observe(instance: Instance, unit: Unit, code: str) -> ToObserve:
    row = find_workshop(unit, code)
    if row.status is not WorkshopStatus.HELD:
        raise NoSuchWorkshop(code)
    return ToObserve(row, tuple(one.code for one in facilitators_of(unit, row)), aims_of(instance))


def _narrowed(search: ObservationSearch) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    return _LINES.where(t.Account.code == search.facilitator) if search.facilitator else _LINES


def _observed(unit: Unit, rows: Any, *, whole: bool = False) -> Iterator[Observed]:  # Any: rows of the columns above
    ids = [row["id"] for row in rows]
    scores: dict[int, dict[str, int]] = {}
    query = select(t.ObservationScore.observation_id, t.ObservationScore.aim, t.ObservationScore.score)
    for observation, aim, score in unit.execute(query.where(t.ObservationScore.observation_id.in_(ids))):
        scores.setdefault(observation, {})[aim] = score
    for row in rows:
        found = Observed(**_plain(row), scores=scores.get(row["id"], {}))
        yield replace(found, **_written(unit, row)) if whole else found


def _plain(row: RowMapping) -> dict[str, Any]:  # Any: each field has its own type
    names = ("id", "code", "workshop", "number", "day", "facilitator", "observer", "agreed")
    return {name: row[name] for name in names}


def _written(unit: Unit, row: RowMapping) -> dict[str, Any]:  # Any: as above
    columns = {"strengths": t.Observation.strengths, "to_improve": t.Observation.to_improve}
    return {name: unsealed(unit, column, row["code"], row[name]) for name, column in columns.items()}
