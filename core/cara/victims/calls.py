"""Calls to make: victims by code, those whose workshop two is nearest first. Nobody's name or number is in the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, RowMapping, and_, func, literal, select

from cara.access import Action, Subject, permit
from cara.acting import SYSTEM, tell
from cara.acting.paging import Order, Page, page_of_rows
from cara.casework import Instance, ReferralStatus
from cara.casework.standing import IN_CONFLICT
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.before_a_person import put_all_again
from cara.victims.drafts import drop_drafts_about
from cara.victims.rows import QUERY, found, move, resource_for, safe_contact_of
from cara.victims.safe_times import next_safe_time
from cara.victims.states import OPEN, RESULTS, TO_CALL, ContactStatus
from cara.vocabulary import Reference, Word

NO_DAY = date(9999, 12, 31)
"""After every day: who has no workshop two yet comes last."""

ENDED_WITH = (ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED, ReferralStatus.DECLINED)


class CallTab(Word):
    """A part of the contacts."""

    TO_CALL = "to_call", "To call"
    TO_DECIDE = "to_decide", "A person decides"
    NO_CONTACT = "no_contact", "No safe way"
    RESULTS = "results", "With a result"


IN_TAB: Mapping[CallTab, frozenset[ContactStatus]] = {
    CallTab.TO_CALL: TO_CALL,
    CallTab.TO_DECIDE: frozenset({ContactStatus.TO_DECIDE}),
    CallTab.NO_CONTACT: frozenset({ContactStatus.NO_CONTACT}),
    CallTab.RESULTS: RESULTS,
}
"""Each open state stands in one tab."""


@dataclass(frozen=True, slots=True)
class CallSearch:
    """What the list is narrowed to: a tab, one's own or everybody's, and where the page begins."""

    tab: CallTab = CallTab.TO_CALL
    mine: bool = True
    after: int | None = None


@dataclass(frozen=True, slots=True)
class CallLine:
    """One contact in the list."""

    id: int
    code: Reference
    reference: Reference
    status: ContactStatus
    worker: str | None
    needed_by: date | None
    """The day of workshop two: what is said is to be with the facilitators before."""
    next_at: datetime | None
    """When it is next safe; shown to the victim's own worker alone."""


@dataclass(frozen=True, slots=True)
class Calls:
    """A page of contacts, and how many stand in each tab."""

    page: Page[CallLine]
    counts: Mapping[CallTab, int]


_NOT_ERASED = v.Victim.erased_at.is_(None)
_NEEDED = func.coalesce(t.Cohort.second_day, literal(NO_DAY))
_LINES = (
    QUERY.add_columns(t.Cohort.second_day)
    .outerjoin(t.Membership, and_(t.Membership.referral_id == t.Referral.id, t.Membership.active))
    .outerjoin(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
)


def list_contacts(instance: Instance, actor: Subject, search: CallSearch, *, now: datetime) -> Calls:
    """List contacts by code; the reading is audited.

    Raises:
        NotAllowed: this person may not see them.
    """
    access = permit(actor, Action.LIST_CONTACTS, None, now)

    def work(unit: Unit) -> Calls:
        end_with_referrals(unit, now)
        put_all_again(instance, unit, now)
        statuses = [status.value for status in IN_TAB[search.tab]]
        query = _LINES.where(v.Victim.status.in_(statuses), _NOT_ERASED, ~IN_CONFLICT).params(asks=actor.account)
        if search.mine:
            query = query.where(_mine(actor))
        rows, further = page_of_rows(unit, query, v.Victim.id, Order(_NEEDED), after=search.after)
        lines = tuple(_line(instance, unit, row, actor, now) for row in rows)
        tell(unit, actor, "contacts_listed", "victims", now, access, shown=tuple(str(line.code) for line in lines))
        return Calls(Page(lines, further), _counts(unit, actor, mine=search.mine))

    return instance.database.run(work)


def _mine(actor: Subject) -> ColumnElement[bool]:
    mine = (v.VictimWorker.victim_id == v.Victim.id, v.VictimWorker.account_id == actor.account, v.VictimWorker.active)
    return select(v.VictimWorker.id).where(*mine).correlate(v.Victim).exists()


def _line(instance: Instance, unit: Unit, row: RowMapping, actor: Subject, now: datetime) -> CallLine:
    one = found(unit, row, resource_for(row, actor))
    next_at = None
    if one.worker == actor.code and one.status in TO_CALL:
        safe = safe_contact_of(unit, one.id)
        instructions = safe.said.instructions_for(confirmed=safe.is_confirmed)
        next_at = next_safe_time(instructions, now, instance.zone) if instructions and instructions.confirmed else None
    return CallLine(one.id, one.code, one.reference, one.status, one.worker, row["second_day"], next_at)


def _counts(unit: Unit, actor: Subject, *, mine: bool) -> Mapping[CallTab, int]:
    query = (
        select(v.Victim.status, func.count())
        .join(t.Referral, t.Referral.id == v.Victim.referral_id)
        .where(v.Victim.status.in_([status.value for status in OPEN]), _NOT_ERASED, ~IN_CONFLICT)
        .group_by(v.Victim.status)
    )
    query = query.where(_mine(actor)) if mine else query
    counted = {row[0]: row[1] for row in unit.execute(query, {"asks": actor.account}).all()}
    return {tab: sum(counted.get(status.value, 0) for status in statuses) for tab, statuses in IN_TAB.items()}


def end_with_referrals(unit: Unit, now: datetime) -> int:
    """End every contact whose referral ended without both workshops, and tell how many."""
    ended = t.Referral.status.in_([status.value for status in ENDED_WITH])
    rows = unit.execute(QUERY.where(ended, v.Victim.status != ContactStatus.ENDED.value), {"asks": None}).mappings()
    contacts = [found(unit, row, resource_for(row, None)) for row in rows.all()]
    for one in contacts:
        move(unit, one, ContactStatus.ENDED, by=SYSTEM, at=now)
        drop_drafts_about(unit, one.id)
        tell(unit, None, "contact_ended", one.told_as, now, about=one.reference)
    return len(contacts)
