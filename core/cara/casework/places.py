"""Finding places: what is free for somebody, at most three at a time, or why nobody can be placed."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem
from cara.casework.checking import refuse_impossible
from cara.casework.details import MOST_IMPOSSIBLE_DAYS, AccessNeed, Needs, check_caution_day
from cara.casework.instance import Instance
from cara.casework.keeping_apart import kept_apart_from
from cara.casework.open_places import all_open, coming, nearest
from cara.casework.personal import read_needs
from cara.casework.referral_rows import ReferralRow, find_for, pathway_of
from cara.policy import UNKNOWN, CaseFacts, PolicyBook, SchedulingPolicy, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import (
    Binding,
    Deadline,
    Offer,
    OpenPlace,
    Wanted,
    deadline_for,
    fits,
    open_days,
    rank,
    why_nobody,
    window,
)
from cara.vocabulary import Pathway

_IMPOSSIBLE = select(t.UnavailableDay.day).where(t.UnavailableDay.referral_id == bindparam("referral"))


@dataclass(frozen=True, slots=True)
class PlaceSearch:
    """What the officer knows about when and where the person can come."""

    district: str | None = None
    impossible: frozenset[date] = frozenset()
    step_free: bool = False
    hearing_loop: bool = False
    caution_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be offered: the best places, or what stands in the way; and what binds them all."""

    pathway: Pathway
    deadline: Deadline
    offers: tuple[Offer, ...]
    bindings: tuple[Binding, ...]
    missed_means: str
    days: tuple[date, ...]
    """The open days between the earliest workshop one and the deadline: those of which somebody can say no to some."""


def offer_places(instance: Instance, actor: Subject, facts: CaseFacts, search: PlaceSearch, *, now: datetime) -> Offers:
    """Offer the best three places for somebody who is eligible, or say why there is none.

    Raises:
        NotAllowed: this person may not see places.
        NotAccepted: a fact or a day is impossible, or sex or relationship are missing, so that no pathway is known.
        AreaUnavailable: the area's rules cannot be read.
    """
    permit(actor, Action.SEE_PLACES, None, now)
    refuse_impossible(facts, instance.today(now))
    with instance.database.read() as unit:
        return find_offers(instance, unit, facts, search, now=now)


def find_offers(
    instance: Instance,
    unit: Unit,
    facts: CaseFacts,
    search: PlaceSearch,
    *,
    now: datetime,
    row: ReferralRow | None = None,
) -> Offers:
    """Find offers inside a transaction; ``row`` is the referral that already exists, with all that it recorded."""
    today = instance.today(now)
    looking = look(instance, unit, facts, search, now=now, row=row)
    policy, wanted = looking.policy, looking.wanted
    deadline = looking.deadline
    first, last = window(policy, wanted, today)
    near = nearest(unit, wanted, first, last, now, row)
    offers = rank(policy, wanted, near, today, coming=coming(unit, wanted, first, last) if near else ())
    bindings = () if offers else why_nobody(policy, wanted, all_open(unit, today, now, row), today)
    return Offers(
        pathway_needed(facts),
        deadline,
        offers,
        bindings,
        missed_in_words(looking),
        open_days(policy, first, deadline.binding),
    )


def offer_places_for(
    instance: Instance, actor: Subject, reference: str, search: PlaceSearch | None, *, now: datetime
) -> Offers:
    """Offer places for a referral that exists, by what has been recorded and what the search adds to it.

    Raises:
        NoSuchReferral: there is none that this person may change.
        NotAccepted: sex or relationship are missing, so that no pathway is known.
    """
    with instance.database.read() as unit:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now)
        return find_offers(instance, unit, row.facts, search or recorded_search(unit, row), now=now, row=row)


@dataclass(frozen=True, slots=True)
class Looking:
    """What a place must satisfy, and the policy by which it is checked."""

    book: PolicyBook
    policy: SchedulingPolicy
    wanted: Wanted

    @property
    def deadline(self) -> Deadline:
        """Count the day by which both workshops must be done."""
        return deadline_for(self.policy, caution_on=self.wanted.caution_on, offence_on=self.wanted.offence_on)

    def misfits(self, place: OpenPlace, today: date) -> tuple[str, ...]:
        """Say in what a place does not fit."""
        return tuple(misfit.sentence for misfit in fits(self.policy, self.wanted, place, today))


def look(
    instance: Instance,
    unit: Unit,
    facts: CaseFacts,
    search: PlaceSearch,
    *,
    now: datetime,
    row: ReferralRow | None = None,
    recorded: PlaceSearch | None = None,
) -> Looking:
    """Put together what a place must satisfy: one check for offers, holds and bookings.

    A referral that exists keeps to the book under which it entered. A caution that is not signed yet counts from today.

    Args:
        recorded: what has been recorded about it, if that has been read already.

    Raises:
        NotAccepted: sex or relationship are missing, or the search cannot be so.
    """
    today = instance.today(now)
    book = instance.book_of(unit, row.book_digest if row else None)
    if row is not None:
        search = _with(recorded or recorded_search(unit, row), search)
    refuse_impossible_search(search, facts, today, caution_recorded=row is not None and row.caution_on is not None)
    wanted = wanted_by(facts, search, today, kept_apart_from(unit, row) if row else frozenset())
    return _looking(book, wanted, today, row)


def look_as_recorded(
    instance: Instance,
    unit: Unit,
    row: ReferralRow,
    recorded: PlaceSearch,
    kept_apart: frozenset[str],
    *,
    now: datetime,
) -> Looking:
    """Put together what a referral's place must satisfy where everything that was recorded has been read already."""
    today = instance.today(now)
    wanted = wanted_by(row.facts, recorded, today, kept_apart)
    return _looking(instance.book_of(unit, row.book_digest), wanted, today, row)


def _looking(book: PolicyBook, wanted: Wanted, today: date, row: ReferralRow | None) -> Looking:
    policy = scheduling_policy(book, row.on if row else today)
    return Looking(book, _extended(policy, wanted, row.extended_to) if row and row.extended_to else policy, wanted)


def _extended(policy: SchedulingPolicy, wanted: Wanted, extended_to: date) -> SchedulingPolicy:
    """Give the policy with the days that an authorised extension leaves this one person."""
    more = extended_to - deadline_for(policy, caution_on=wanted.caution_on, offence_on=wanted.offence_on).binding
    return replace(policy, limit=policy.limit.model_copy(update={"days": policy.limit.days + more.days}))


def look_for(instance: Instance, unit: Unit, row: ReferralRow, recorded: PlaceSearch, now: datetime) -> Looking:
    """Put together what a referral's place must satisfy from what has been recorded."""
    search = PlaceSearch(district=recorded.district)
    return look(instance, unit, row.facts, search, now=now, row=row, recorded=recorded)


def refuse_impossible_search(
    search: PlaceSearch, facts: CaseFacts, today: date, *, caution_recorded: bool = False
) -> None:
    """Refuse a search that cannot be so, everything at once.

    Args:
        caution_recorded: whether the caution's day was checked when it was recorded, which may be months ago.

    Raises:
        NotAccepted: naming each field.
    """
    problems = []
    if search.caution_on is not None and not caution_recorded:
        problem = check_caution_day(search.caution_on, facts.offence_on, today)
        problems += [Problem("caution_on", f"Date of the caution {problem}")] if problem else []
    if len(search.impossible) > MOST_IMPOSSIBLE_DAYS:
        problems.append(Problem("impossible", f"Give at most {MOST_IMPOSSIBLE_DAYS} days that are impossible"))
    if problems:
        raise NotAccepted(problems)


def recorded_search(unit: Unit, row: ReferralRow) -> PlaceSearch:
    """Put together what a place must satisfy from what has been recorded."""
    return recorded_with(unit, row, read_needs(unit, row))


def recorded_with(unit: Unit, row: ReferralRow, needs: Needs | None) -> PlaceSearch:
    """Put together what a place must satisfy when the needs have been read already."""
    return recorded_so(row, needs, impossible_days(unit, row))


def recorded_so(row: ReferralRow, needs: Needs | None, impossible: frozenset[date]) -> PlaceSearch:
    """Put together what a place must satisfy when needs and impossible days have been read already."""
    wished = json.loads(row.wished) if row.wished else {}
    access = needs.access if needs else wished.get("access", ())
    return PlaceSearch(
        district=wished.get("district"),
        impossible=impossible,
        step_free=AccessNeed.STEP_FREE in access,
        hearing_loop=AccessNeed.HEARING_LOOP in access,
        caution_on=row.caution_on,
    )


def recorded_wish(row: ReferralRow) -> str | None:
    """Give the district in which the person would like to go, if one was named."""
    district: str | None = json.loads(row.wished).get("district") if row.wished else None
    return district


def keep_wishes(unit: Unit, row: ReferralRow, search: PlaceSearch) -> None:
    """Keep where the person would like to go and what the venue must have, until his or her needs are recorded."""
    needed = {AccessNeed.STEP_FREE: search.step_free, AccessNeed.HEARING_LOOP: search.hearing_loop}
    access = [need.value for need, is_needed in needed.items() if is_needed]
    if not access and search.district is None:
        return
    wished = unit.seal(t.Referral.wished, row.reference, json.dumps({"district": search.district, "access": access}))
    unit.execute(update(t.Referral).where(t.Referral.id == row.id).values(wished=wished))


def _with(recorded: PlaceSearch, search: PlaceSearch) -> PlaceSearch:
    return PlaceSearch(
        district=search.district,
        impossible=recorded.impossible | search.impossible,
        step_free=recorded.step_free or search.step_free,
        hearing_loop=recorded.hearing_loop or search.hearing_loop,
        caution_on=recorded.caution_on or search.caution_on,
    )


def impossible_days(unit: Unit, row: ReferralRow) -> frozenset[date]:
    """Give the days on which the person cannot come."""
    return frozenset(unit.execute(_IMPOSSIBLE, {"referral": row.id}).scalars())


def pathway_needed(facts: CaseFacts) -> Pathway:
    """Give the pathway.

    Raises:
        NotAccepted: sex or relationship are missing.
    """
    pathway = pathway_of(facts)
    if pathway is None:
        missing = [name for name in ("sex", "relationship") if getattr(facts, name) is None]
        raise NotAccepted(Problem(name, f"Enter the {name} before looking for a place") for name in missing)
    return pathway


def wanted_by(facts: CaseFacts, search: PlaceSearch, today: date, kept_apart: frozenset[str]) -> Wanted:
    """Put together what a place must satisfy. A caution that is not signed yet counts from today."""
    return Wanted(
        pathway=pathway_needed(facts).code,
        caution_on=search.caution_on or today,
        offence_on=facts.offence_on,
        district=search.district,
        impossible=search.impossible,
        step_free=search.step_free,
        hearing_loop=search.hearing_loop,
        kept_apart=kept_apart,
    )


def missed_in_words(looking: Looking) -> str:
    """Say what a missed workshop means here, or whom to ask."""
    if looking.policy.missed == UNKNOWN:
        return f"Unknown here: ask {looking.book.area.police.name}"
    return looking.policy.missed.label
