"""When a period begins for each part of a referral, and what is due: as the records say it, in one look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, false, func, not_, or_, select

from cara.casework import Instance
from cara.casework.states import ENDS
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.retention.periods import latest_beginning, period_end
from cara.retention.words import UNDER_WAY, Scope
from cara.settings import RetentionSchedule
from cara.victims.words import ConcernStatus

IN_AN_END = t.Referral.status.in_([status.value for status in sorted(ENDS)])


def _of_referral(query: Any) -> ScalarSelect[datetime]:  # Any: a query of one moment
    found: ScalarSelect[datetime] = query.correlate(t.Referral).scalar_subquery()
    return found


def _of_victims(moment: Any, table: Any) -> ScalarSelect[datetime]:  # Any: a column and its table
    return _of_referral(
        select(func.max(moment))
        .join(v.Victim, v.Victim.id == table.victim_id)
        .where(v.Victim.referral_id == t.Referral.id)
    )


ENDED_AT = _of_referral(
    select(func.max(t.StatusChange.at)).where(
        t.StatusChange.referral_id == t.Referral.id, t.StatusChange.after.in_([one.value for one in sorted(ENDS)])
    )
)
"""When the case ended: its last step into a state in which a referral has ended."""

_RAISED_AT = _of_referral(select(func.max(v.Concern.raised_at)).where(v.Concern.referral_id == t.Referral.id))
_LATER: Mapping[Scope, Mapping[str, ScalarSelect[datetime]]] = {
    Scope.CASE: {},
    Scope.VICTIM: {
        "entered": _of_referral(select(func.max(v.Victim.entered_at)).where(v.Victim.referral_id == t.Referral.id)),
        "attempted": _of_victims(v.ContactAttempt.at, v.ContactAttempt),
        "said": _of_victims(v.VictimFeedback.at, v.VictimFeedback),
        "raised": _RAISED_AT,
    },
    Scope.CONCERN: {
        "raised": _RAISED_AT,
        "stepped": _of_referral(
            select(func.max(v.ConcernStep.at))
            .join(v.Concern, v.Concern.id == v.ConcernStep.concern_id)
            .where(v.Concern.referral_id == t.Referral.id)
        ),
    },
}
"""What lets a part's period begin later than the end of the case."""

THERE: Mapping[Scope, ColumnElement[bool]] = {
    Scope.CASE: t.Referral.erased_at.is_(None),
    Scope.VICTIM: exists().where(v.Victim.referral_id == t.Referral.id, v.Victim.erased_at.is_(None)),
    Scope.CONCERN: exists().where(v.Concern.referral_id == t.Referral.id, v.Concern.erased_at.is_(None)),
}
"""Whether there is anything of a part that is not erased."""

_ERASED: Mapping[Scope, ColumnElement[bool]] = {
    Scope.CASE: t.Referral.erased_at.is_not(None),
    Scope.VICTIM: exists().where(v.Victim.referral_id == t.Referral.id, v.Victim.erased_at.is_not(None)),
    Scope.CONCERN: exists().where(v.Concern.referral_id == t.Referral.id, v.Concern.erased_at.is_not(None)),
}

OPEN_CONCERN: ColumnElement[bool] = exists().where(
    v.Concern.referral_id == t.Referral.id, v.Concern.status != ConcernStatus.CLOSED.value
)
HELD: ColumnElement[bool] = exists().where(t.LegalHold.referral_id == t.Referral.id, t.LegalHold.lifted_at.is_(None))
"""Whether a hold stands on a referral."""


def being_erased(scope: Scope | None = None) -> ColumnElement[bool]:
    """Give the condition that an erasure of a part, or of any, is under way."""
    which = (t.Erasure.scope == scope.value,) if scope else ()
    return exists().where(t.Erasure.referral_id == t.Referral.id, t.Erasure.status.in_(UNDER_WAY), *which)


def _is_due(instance: Instance, scope: Scope, schedule: RetentionSchedule, today: date) -> ColumnElement[bool]:
    """Give the condition that a part is due for review: its period is over, and nobody has decided to keep it longer."""
    cut = _after(instance, latest_beginning(today, scope.months(schedule)))
    kept = exists().where(
        t.RetentionReview.referral_id == t.Referral.id,
        t.RetentionReview.scope == scope.value,
        t.RetentionReview.keep_until > today,
    )
    later = (or_(moment.is_(None), moment < cut) for moment in _LATER[scope].values())
    finished = (not_(OPEN_CONCERN),) if scope is Scope.CONCERN else ()
    return and_(
        IN_AN_END, cut > ENDED_AT, *later, *finished, THERE[scope], not_(HELD), not_(being_erased(scope)), not_(kept)
    )


def due_for_review(instance: Instance, today: date) -> ColumnElement[bool]:
    """Give the condition that any part of a referral is due for review; without a schedule nothing is."""
    schedule = instance.retention.schedule
    return or_(false(), *(_is_due(instance, scope, schedule, today) for scope in Scope if schedule))


def _after(instance: Instance, day: date) -> datetime:
    """Give the moment at which a day is over in the instance's zone."""
    return datetime.combine(day + timedelta(days=1), time(), instance.zone)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a referral: whether it is there, when its period began, and when that is over."""

    scope: Scope
    there: bool
    erased: bool
    """Whether anything of it was there and is erased."""
    began_on: date | None
    """None while the case has not ended."""
    due_on: date | None
    """None while there is no schedule, or the case has not ended."""
    finished: bool
    """Whether nothing of it is open any more."""

    def is_over(self, today: date) -> bool:
        """Tell whether its period is over."""
        return self.due_on is not None and self.due_on <= today


PART_COLUMNS: tuple[ColumnElement[Any], ...] = (  # Any: moments and conditions
    ENDED_AT.label("ended_at"),
    IN_AN_END.label("in_an_end"),
    OPEN_CONCERN.label("open_concern"),
    *(condition.label(f"there_{scope.value}") for scope, condition in THERE.items()),
    *(condition.label(f"erased_{scope.value}") for scope, condition in _ERASED.items()),
    *(moment.label(f"{scope.value}_{name}") for scope, moments in _LATER.items() for name, moment in moments.items()),
)
"""The columns from which :func:`parts_of` are made."""


def parts_of(instance: Instance, row: Any) -> tuple[Part, ...]:  # Any: a row mapping with the columns above
    """Give the parts of a referral."""
    return tuple(_part(instance, row, scope) for scope in Scope)


def _part(instance: Instance, row: Any, scope: Scope) -> Part:  # Any: as above
    schedule = instance.retention.schedule
    began = None
    if row["in_an_end"] and row["ended_at"] is not None:
        moments = [row["ended_at"], *(row[f"{scope.value}_{name}"] for name in _LATER[scope])]
        began = instance.today(max(moment for moment in moments if moment is not None))
    return Part(
        scope=scope,
        there=bool(row[f"there_{scope.value}"]),
        erased=bool(row[f"erased_{scope.value}"]),
        began_on=began,
        due_on=period_end(began, scope.months(schedule)) if began and schedule else None,
        finished=began is not None and not (scope is Scope.CONCERN and row["open_concern"]),
    )


def part_of(instance: Instance, unit: Unit, referral: int, scope: Scope) -> Part:
    """Give one part of a referral as it stands now."""
    row = unit.execute(select(*PART_COLUMNS).select_from(t.Referral).where(t.Referral.id == referral)).mappings().one()
    return _part(instance, row, scope)


__all__ = ["ENDED_AT", "HELD", "Part", "being_erased", "due_for_review", "part_of", "parts_of"]
