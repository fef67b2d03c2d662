"""Reading referrals: lists, one referral whole, and every decision about it. Each reading is audited before it is shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, select

from cara.access import Action, Role, Subject, permit
from cara.acting import tell
from cara.acting.names import name_index
from cara.casework.confirming import misfits_of
from cara.casework.deciding import latest, uncovered
from cara.casework.details import CautionDetails, EqualityAnswers, Needs, PersonDetails
from cara.casework.duplicates import possible_duplicates
from cara.casework.holding import release_expired_holds
from cara.casework.instance import Instance
from cara.casework.open_places import own_place
from cara.casework.personal import read_caution, read_equality, read_needs, read_person
from cara.casework.places import PlaceSearch, recorded_with
from cara.casework.referral_rows import ReferralRow, find_for, find_head_for
from cara.casework.standing import ENTERED_OR_HANDED_OVER, IN_CONFLICT
from cara.casework.states import ReferralStatus
from cara.decisions import Decision, RuleResult
from cara.policy import CaseFacts, RestrictedFacts, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import Deadline, OpenPlace, deadline_for
from cara.vocabulary import Pathway, Reference, ReferenceProblem

PAGE = 50

MOST_LINES = 200
LAST_ID = 2**31 - 1

HOLDING = frozenset({ReferralStatus.HELD, ReferralStatus.AWAITING_DECISION})


class ReferralLine(NamedTuple):
    """One line of a list of referrals."""

    id: int
    reference: Reference
    status: ReferralStatus
    name: str | None
    pathway: Pathway | None
    entered_on: date
    held_until: datetime | None
    first_day: date | None
    second_day: date | None
    venue: str | None
    place_by: date | None


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """Up to 50 referrals, the newest first, and where the next page begins."""

    lines: tuple[ReferralLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a list is narrowed to: a status, or the whole reference or full name of somebody."""

    text: str = ""
    status: ReferralStatus | None = None
    before: int | None = None


def list_referrals(
    instance: Instance, actor: Subject, search: Search, *, now: datetime, limit: int = PAGE
) -> ReferralPage:
    """List the referrals that this person may see.

    Args:
        search: a name is found by its first and last word (accents, case and hyphens apart), never by a part of one.
        limit: at most so many lines, 1 to 200.

    Raises:
        NotAllowed: this person may not list referrals.
    """
    permit(actor, Action.LIST_REFERRALS, None, now)
    most = max(1, min(limit, MOST_LINES))

    def work(unit: Unit) -> ReferralPage:
        release_expired_holds(instance, now=now)
        narrowed = _narrowed(unit, actor, search)
        rows = unit.execute(_listing(frozenset(narrowed)), {**narrowed, "most": most + 1}).all()
        lines = tuple(_line(unit, *row) for row in rows[:most])
        tell(unit, actor, "referrals_listed", "referrals", now, shown=tuple(str(line.reference) for line in lines))
        return ReferralPage(lines, lines[-1].id if len(rows) > most else None)

    return instance.database.run(work)


_LINES = (
    select(
        t.Referral.id,
        t.Referral.reference,
        t.Referral.status,
        t.Referral.pathway,
        t.Referral.entered_on,
        t.Referral.place_by,
        t.Person.key.label("person_key"),
        t.Person.details,
        t.Membership.held_until,
        t.Cohort.first_day,
        t.Cohort.second_day,
        t.Venue.name.label("venue"),
    )
    .outerjoin(t.Person, t.Person.id == t.Referral.person_id)
    .outerjoin(t.Membership, and_(t.Membership.referral_id == t.Referral.id, t.Membership.active))
    .outerjoin(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
    .outerjoin(t.Venue, t.Venue.id == t.Cohort.venue_id)
)


_NARROWING: Mapping[str, ColumnElement[bool]] = {
    "organisation": t.Referral.source == bindparam("organisation"),
    "own": ENTERED_OR_HANDED_OVER,
    "status": t.Referral.status == bindparam("status"),
    "before": t.Referral.id < bindparam("before"),
    "reference": t.Referral.reference == bindparam("reference"),
    "name": t.Person.name_index == bindparam("name"),
}


@cache
def _listing(narrowed: frozenset[str]) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    conditions = [_NARROWING[name] for name in sorted(narrowed & _NARROWING.keys())]
    return (
        _LINES.where(~IN_CONFLICT, *conditions).order_by(t.Referral.id.desc()).limit(bindparam("most", type_=Integer()))
    )


def _narrowed(unit: Unit, actor: Subject, search: Search) -> dict[str, object]:
    """Give what the list is narrowed by: what this person may see, and what was looked for."""
    narrowed: dict[str, object] = {"asks": actor.account}
    match actor.role:
        case Role.AREA_MANAGER:
            pass
        case Role.POLICE_SUPERVISOR:
            narrowed["organisation"] = actor.organisation
        case _:
            narrowed |= {"organisation": actor.organisation, "own": True}
    if search.status is not None:
        narrowed["status"] = search.status.value
    if search.before is not None:
        narrowed["before"] = min(search.before, LAST_ID)
    return narrowed | (_named(unit, search.text) if search.text.strip() else {})


def _named(unit: Unit, text: str) -> dict[str, object]:
    try:
        return {"reference": str(Reference.parse(text))}
    except ReferenceProblem:
        return {"name": name_index(unit, text)}


def _line(
    unit: Unit,
    id_: int,
    reference: str,
    status: str,
    pathway: str | None,
    entered_on: date,
    place_by: date | None,
    person_key: str,
    details: bytes | None,
    held_until: datetime | None,
    first_day: date | None,
    second_day: date | None,
    venue: str | None,
) -> ReferralLine:
    """Give one line of the columns above, in their order."""
    return ReferralLine(
        id=id_,
        reference=Reference(reference),
        status=ReferralStatus(status),
        name=_name(unit, person_key, details),
        pathway=Pathway.from_code(pathway) if pathway else None,
        entered_on=entered_on,
        held_until=held_until,
        first_day=first_day,
        second_day=second_day,
        venue=venue,
        place_by=place_by,
    )


def _name(unit: Unit, person_key: str, details: bytes | None) -> str | None:
    if details is None:
        return None
    said = from_json(unit.unseal(t.Person.details, person_key, details))
    return f"{said['given_names']} {said['family_name']}"


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One step of a referral's history."""

    status: ReferralStatus
    at: datetime
    by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral whole, as the police and the area manager see it."""

    reference: Reference
    status: ReferralStatus
    entered_on: date
    entered_at: datetime
    facts: CaseFacts
    restricted: RestrictedFacts
    pathway: Pathway | None
    person: PersonDetails | None
    needs: Needs | None
    equality: EqualityAnswers | None
    caution: CautionDetails | None
    caution_on: date | None
    search: PlaceSearch
    impossible: frozenset[date]
    place: OpenPlace | None
    held_until: datetime | None
    misfits: tuple[str, ...]
    deadline: Deadline | None
    place_by: date | None
    decision: Decision | None
    uncovered: tuple[RuleResult, ...]
    duplicates: int
    history: tuple[StatusLine, ...]


def see_referral(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> ReferralView:
    """Open one referral.

    Raises:
        NoSuchReferral: there is none that this person may see.
    """
    release_expired_holds(instance, now=now)

    def work(unit: Unit) -> ReferralView:
        row = find_for(unit, actor, Action.SEE_REFERRAL, reference, now)
        tell(unit, actor, "referral_seen", row.reference, now, row.access)
        return _view(instance, unit, row, now)

    return instance.database.run(work)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a referral stands, and its place: as much as whoever has just changed it is told."""

    reference: Reference
    status: ReferralStatus
    held_until: datetime | None
    place: OpenPlace | None


def see_standing(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> Standing:
    """See where a referral stands that was just changed, holds that ran out having been released before.

    Raises:
        NoSuchReferral: there is none that this person may see.
    """

    def work(unit: Unit) -> Standing:
        head = find_head_for(unit, actor, Action.SEE_REFERRAL, reference, now)
        tell(unit, actor, "referral_seen", head.reference, now, head.access)
        own = own_place(unit, head.id, now)
        return Standing(head.reference, head.status, own.held_until if own else None, own.place if own else None)

    return instance.database.run(work)


def _view(instance: Instance, unit: Unit, row: ReferralRow, now: datetime) -> ReferralView:
    needs, own, decided = read_needs(unit, row), own_place(unit, row.id, now), latest(unit, row)
    recorded = recorded_with(unit, row, needs)
    return ReferralView(
        reference=row.reference,
        status=row.status,
        entered_on=row.entered_on,
        entered_at=row.entered_at,
        facts=row.facts,
        restricted=row.restricted,
        pathway=row.pathway,
        person=read_person(unit, row),
        needs=needs,
        equality=read_equality(unit, row),
        caution=read_caution(row),
        caution_on=row.caution_on,
        search=recorded,
        impossible=recorded.impossible,
        place=own.place if own else None,
        held_until=own.held_until if own else None,
        misfits=misfits_of(instance, unit, row, own, recorded, now) if own and row.status in HOLDING else (),
        deadline=_deadline(instance, unit, row, now),
        place_by=row.place_by,
        decision=decided[1] if decided else None,
        uncovered=uncovered(unit, row, decided[1]) if decided else (),
        duplicates=len(possible_duplicates(unit, row)),
        history=_history(unit, row),
    )


def _deadline(instance: Instance, unit: Unit, row: ReferralRow, now: datetime) -> Deadline | None:
    """Count the deadline; while the caution is not signed it counts from today, as offers do."""
    if row.book_digest is None:
        return None
    policy = scheduling_policy(instance.stored_book(unit, row.book_digest), row.on)
    return deadline_for(policy, caution_on=row.caution_on or instance.today(now), offence_on=row.facts.offence_on)


def _history(unit: Unit, row: ReferralRow) -> tuple[StatusLine, ...]:
    changes = unit.execute(
        select(t.StatusChange.after, t.StatusChange.at, t.StatusChange.by, t.StatusChange.reason)
        .where(t.StatusChange.referral_id == row.id)
        .order_by(t.StatusChange.id)
    ).all()
    return tuple(
        StatusLine(
            status=ReferralStatus(change.after),
            at=change.at,
            by=change.by,
            reason=unit.unseal(t.StatusChange.reason, row.reference, change.reason) if change.reason else None,
        )
        for change in changes
    )


@dataclass(frozen=True, slots=True)
class PersonsDecision:
    """What an authorised person decided about a decision of the rules."""

    rules: tuple[str, ...]
    by: str
    rank: str | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """One stored decision; its body is absent when the facts have been erased."""

    number: int
    decided_at: datetime
    verdict: str
    decision: Decision | None
    persons: tuple[PersonsDecision, ...]


def see_decisions(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> tuple[KeptDecision, ...]:
    """Give every decision about a referral, the newest first.

    Raises:
        NoSuchReferral: there is none whose decisions this person may see.
    """

    def work(unit: Unit) -> tuple[KeptDecision, ...]:
        row = find_for(unit, actor, Action.SEE_DECISIONS, reference, now)
        tell(unit, actor, "decisions_seen", row.reference, now, row.access)
        query = select(t.Decision).where(t.Decision.referral_id == row.id).order_by(t.Decision.number.desc())
        return tuple(_kept(unit, row, found) for found in unit.execute(query).mappings().all())

    return instance.database.run(work)


def _kept(unit: Unit, row: ReferralRow, found: Any) -> KeptDecision:  # Any: SQLAlchemy's row mapping
    number, sealed = found["number"], found["body"]
    body = unit.unseal(t.Decision.body, f"{row.reference}:{number}", sealed) if sealed else None
    return KeptDecision(
        number=number,
        decided_at=found["decided_at"],
        verdict=found["verdict"],
        decision=Decision.model_validate_json(body) if body else None,
        persons=_persons(unit, row, found["id"]),
    )


def _persons(unit: Unit, row: ReferralRow, decision_id: int) -> tuple[PersonsDecision, ...]:
    query = (
        select(t.DecisionOverride, t.Account.code.label("by_code"))
        .join(t.Account, t.Account.id == t.DecisionOverride.by)
        .where(t.DecisionOverride.decision_id == decision_id)
        .order_by(t.DecisionOverride.id)
    )
    return tuple(
        PersonsDecision(
            rules=tuple(json.loads(found["rules"])),
            by=found["by_code"],
            rank=found["rank"],
            reason=unit.unseal(t.DecisionOverride.reason, row.reference, found["reason"]),
            at=found["at"],
        )
        for found in unit.execute(query).mappings().all()
    )
