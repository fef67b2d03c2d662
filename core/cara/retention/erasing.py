"""Overwriting one part of a referral, by the registry: what was sealed is gone, and the skeleton of dates and codes stays.

All of it happens in the transaction of whoever calls. Doing it again changes nothing that could be told apart.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from cara.records import Unit
from cara.records import tables as t
from cara.records.idempotency import forget_answers
from cara.records.tables import victims as v
from cara.records.tables import victims_disclosure as vd
from cara.retention.registry import ERASED, Erased, Way, words_of
from cara.retention.words import Scope

_INDEX_BYTES = 32


@dataclass(frozen=True, slots=True)
class Target:
    """Whose records they are: the referral, its person, and the victims and concerns that were there by then."""

    referral: int
    reference: str
    person: int
    birth: bytes
    victims: Sequence[int]
    concerns: Sequence[int]


_NOBODY = 0
Rows = Callable[[Target], ColumnElement[bool]]


def _of_case(table: Any) -> Rows:  # Any: each table with a referral_id
    return lambda of: table.referral_id == of.referral


def _of_victim(table: Any) -> Rows:  # Any: each table with a victim_id
    return lambda of: table.victim_id.in_(of.victims)


def _last_of_name(of: Target) -> ColumnElement[bool]:
    """Tell a conflict declared by a name and birth that nobody has any more whose case is not erased."""
    person, referral = aliased(t.Person), aliased(t.Referral)
    other = (
        select(person.id)
        .join(referral, referral.person_id == person.id)
        .where(
            person.name_birth_index == of.birth,
            person.id != of.person,
            referral.erased_at.is_(None),
        )
    )
    return and_(t.DeclaredConflict.name_birth_index == of.birth, ~exists(other))


def _marks(of: Target) -> ColumnElement[bool]:
    expected = (
        select(t.ExpectedAttendance.id)
        .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
        .where(t.Membership.referral_id == of.referral)
    )
    return t.AttendanceMark.expected_id.in_(expected)


def _places(of: Target) -> ColumnElement[bool]:
    places = select(t.Membership.id).where(t.Membership.referral_id == of.referral)
    return v.Briefing.membership_id.in_(places)


def _of_request(table: Any, request: Any, whose: Rows) -> Rows:  # Any: as above
    return lambda of: table.request_id.in_(select(request.id).where(whose(of)))


_ASKED, _VICTIM_ASKED = _of_case(t.AccessRequest), _of_victim(vd.VictimRequest)


def _redacted(table: Any, request: Any, whose: Rows) -> Rows:  # Any: as above
    of_request = _of_request(table, request, whose)
    return lambda of: and_(of_request(of), table.redacted.is_not(None))


_ROWS: Mapping[str, Rows] = {
    "access_request_step": _of_request(t.AccessRequestStep, t.AccessRequest, _ASKED),
    "access_reading": _redacted(t.AccessReading, t.AccessRequest, _ASKED),
    "victim_request_step": _of_request(vd.VictimRequestStep, vd.VictimRequest, _VICTIM_ASKED),
    "victim_reading": _redacted(vd.VictimReading, vd.VictimRequest, _VICTIM_ASKED),
    "person": lambda of: t.Person.id == of.person,
    "referral": lambda of: t.Referral.id == of.referral,
    "status_change": _of_case(t.StatusChange),
    "worklist_item": _of_case(t.WorklistItem),
    "decision": _of_case(t.Decision),
    "decision_override": lambda of: t.DecisionOverride.decision_id.in_(
        select(t.Decision.id).where(t.Decision.referral_id == of.referral)
    ),
    "message": _of_case(t.Message),
    "extension": _of_case(t.Extension),
    "keep_apart": _of_case(t.KeepApart),
    "unavailable_day": _of_case(t.UnavailableDay),
    "equality_answers": _of_case(t.EqualityAnswers),
    "record_version": lambda of: and_(t.RecordVersion.kind == "person_contact", t.RecordVersion.code == of.reference),
    "attendance_mark": _marks,
    "broken_glass": _of_case(t.BrokenGlass),
    "sampled_case": _of_case(t.SampledCase),
    "declared_conflict": lambda of: or_(t.DeclaredConflict.referral_id == of.referral, _last_of_name(of)),
    "victim": lambda of: v.Victim.id.in_(of.victims),
    "victim_version": _of_victim(v.VictimVersion),
    "victim_change": _of_victim(v.VictimChange),
    "contact_attempt": _of_victim(v.ContactAttempt),
    "safe_contact": _of_victim(v.SafeContact),
    "victim_feedback": _of_victim(v.VictimFeedback),
    "victim_draft": _of_victim(v.VictimDraft),
    "briefing": _places,
    "briefing_change": lambda of: v.BriefingChange.briefing_id.in_(select(v.Briefing.id).where(_places(of))),
    "concern": lambda of: v.Concern.id.in_(of.concerns),
    "concern_step": lambda of: v.ConcernStep.concern_id.in_(of.concerns),
    "legal_hold": _of_case(t.LegalHold),
    "retention_review": _of_case(t.RetentionReview),
    "erasure": _of_case(t.Erasure),
}
"""Which rows of a table belong to a referral. Answers to programs are found by what they say, not by a column."""

_BY_PART: Mapping[str, Callable[[Scope], ColumnElement[bool]]] = {
    "retention_review": lambda scope: t.RetentionReview.scope == scope.value,
    "erasure": lambda scope: t.Erasure.scope == scope.value,
}
"""Of which rows the part they are about decides."""


def fates_of(scope: Scope) -> Mapping[Table, Sequence[Erased]]:
    """Give what erasing a part does, table by table."""
    fates: dict[Table, list[Erased]] = defaultdict(list)
    for one in ERASED:
        if one.scope is scope:
            fates[one.column.property.columns[0].table].append(one)
    return fates


def tables_of(scope: Scope) -> tuple[str, ...]:
    """Name the tables that erasing a part changes, for whoever cleans up behind it."""
    more = ("unavailable_day",) if scope is Scope.CASE else ()
    return tuple(sorted({table.name for table in fates_of(scope)} | {*more}))


def erase(unit: Unit, referral: int, scope: Scope, until: datetime, now: datetime, today_words: str) -> None:
    """Overwrite one part of a referral.

    Args:
        unit: the transaction; whoever calls has locked the referral.
        referral: its row.
        scope: which part.
        until: of victims and concerns those that were there by then.
        now: the moment that is noted.
        today_words: what :func:`~cara.retention.registry.words_of` says of the day.
    """
    target = _target(unit, referral, scope, until)
    for table, fates in fates_of(scope).items():
        if table.name == t.IdempotencyKey.__tablename__:
            _forget_answers_about(unit, target.reference, now)
        elif any(fate.way is Way.DELETED for fate in fates):
            unit.execute(delete(table).where(_ROWS[table.name](target)))
        else:
            _overwrite(unit, table, fates, scope, target, today_words)
    _note(unit, scope, target, now)


def _target(unit: Unit, referral: int, scope: Scope, until: datetime) -> Target:
    query = (
        select(t.Referral.reference, t.Referral.person_id, t.Person.name_birth_index)
        .outerjoin(t.Person, t.Person.id == t.Referral.person_id)
        .where(t.Referral.id == referral)
    )
    row = unit.execute(query).one()
    victims = select(v.Victim.id).where(v.Victim.referral_id == referral, v.Victim.entered_at <= until)
    concerns = select(v.Concern.id).where(v.Concern.referral_id == referral, v.Concern.raised_at <= until)
    return Target(
        referral,
        row.reference,
        row.person_id or _NOBODY,
        row.name_birth_index or b"",
        unit.execute(victims).scalars().all() if scope is Scope.VICTIM else (),
        unit.execute(concerns).scalars().all() if scope is Scope.CONCERN else (),
    )


def _overwrite(unit: Unit, table: Table, fates: Sequence[Erased], scope: Scope, target: Target, words: str) -> None:
    condition = _ROWS[table.name](target)
    if table.name in _BY_PART:
        condition = and_(condition, _BY_PART[table.name](scope))
    known_by = _known_by(table)
    columns = [*table.primary_key.columns, *([known_by] if known_by is not None else []), *_indexes(table, fates)]
    for row in unit.execute(select(*columns).where(condition)).mappings().all():
        key = str(row[known_by.name]) if known_by is not None else target.reference
        same = [column == row[column.name] for column in table.primary_key.columns]
        values = {_column(fate): _after(unit, fate, row, key, words) for fate in fates}
        unit.execute(update(table).where(*same).values(values))


def _after(unit: Unit, fate: Erased, row: Any, key: str, words: str) -> bytes | None:  # Any: a row mapping
    match fate.way:
        case Way.OVERWRITTEN:
            assert fate.says is not None
            return unit.seal(fate.column, key, fate.says(words))
        case Way.SCRAMBLED if row[_column(fate)] is not None:
            return secrets.token_bytes(_INDEX_BYTES)
    return None


def _column(fate: Erased) -> str:
    name: str = fate.column.property.columns[0].name
    return name


def _indexes(table: Table, fates: Sequence[Erased]) -> Iterable[Any]:  # Any: columns of any type
    return (table.c[_column(fate)] for fate in fates if fate.way is Way.SCRAMBLED)


def _known_by(table: Table) -> Any:  # Any: as above
    """Give the column with what a row's sealed values are bound to; without one they are bound to the reference."""
    return table.c.get("key", table.c.get("code"))


def _forget_answers_about(unit: Unit, reference: str, now: datetime) -> None:
    """Take away every kept answer that names the referral; those a day old go whatever they say, as they should."""
    forget_answers(unit, now)
    k = t.IdempotencyKey
    kept = unit.execute(select(k.client, k.operation, k.key, k.body).where(k.body.is_not(None))).all()
    for client, operation, key, body in kept:
        if body is not None and reference in unit.unseal(k.body, f"{client}:{operation}:{key}", body):
            same = (k.client == client, k.operation == operation, k.key == key)
            unit.execute(update(k).where(*same).values(status=None, body=None))


def _note(unit: Unit, scope: Scope, target: Target, now: datetime) -> None:
    match scope:
        case Scope.CASE:
            unit.execute(delete(t.UnavailableDay).where(t.UnavailableDay.referral_id == target.referral))
            noted = {"erased_at": now, "version": t.Referral.version + 1}
            unit.execute(update(t.Referral).where(t.Referral.id == target.referral).values(noted))
        case Scope.VICTIM:
            gone = v.Victim.id.in_(target.victims)
            unit.execute(update(v.Victim).where(gone).values(erased_at=now, version=v.Victim.version + 1))
        case Scope.CONCERN:
            gone = v.Concern.id.in_(target.concerns)
            unit.execute(update(v.Concern).where(gone).values(erased_at=now, version=v.Concern.version + 1))


__all__ = ["erase", "fates_of", "tables_of", "words_of"]
