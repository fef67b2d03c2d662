"""Cases: what has been confirmed, by where it stands and by when its time runs out. Each list is audited before it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, func, or_, select, tuple_

from cara.access import Action, FieldGroup, Resource, Subject, decide, permit
from cara.acting import tell
from cara.casework import Instance, ReferralStatus
from cara.casework.listing import SEARCHED, name_in_list, searched_for
from cara.casework.standing import IN_CONFLICT
from cara.casework.states import CONFIRMED
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Pathway, Reference, Word

S = ReferralStatus
PAGE = 50
MOST_DOWNLOADED = 5000

LAST_DAY = func.coalesce(t.Referral.extended_to, t.Referral.deadline_on, t.Referral.entered_on)
"""The day by which a case's time runs out; for what never had a deadline, the day on which it entered."""


class Tab(Word):
    """The lists into which cases fall."""

    DUE = "due", "Due"
    BOOKED = "booked", "Booked"
    UNDER_WAY = "under_way", "Under way"
    TO_REBOOK = "to_rebook", "To rebook"
    POLICE = "police", "With the police"
    COMPLETED = "completed", "Completed"
    CLOSED = "closed", "Closed"


_OF_TAB = {
    Tab.BOOKED: {S.BOOKED, S.PLACE_TO_FOLLOW},
    Tab.UNDER_WAY: {S.ATTENDED_ONE},
    Tab.TO_REBOOK: {S.TO_REBOOK, S.DEFERRED},
    Tab.POLICE: {S.ASK_POLICE, S.RETURNED},
    Tab.COMPLETED: {S.COMPLETED},
    Tab.CLOSED: {S.CLOSED, S.DECLINED, S.WITHDRAWN},
}


def _stands_at(*statuses: ReferralStatus) -> ColumnElement[bool]:
    return t.Referral.status.in_(sorted(status.value for status in statuses))


def _in_tab(tab: Tab) -> ColumnElement[bool]:
    if tab is not Tab.DUE:
        return _stands_at(*_OF_TAB[tab])
    today = bindparam("today", type_=Date())
    return or_(
        _stands_at(S.TO_REBOOK),
        and_(_stands_at(S.DEFERRED), t.Referral.deferred_until <= today),
        and_(_stands_at(S.PLACE_TO_FOLLOW), t.Referral.place_by <= today),
        and_(_stands_at(*CONFIRMED), today > LAST_DAY),
    )


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What a list of cases is narrowed to."""

    tab: Tab = Tab.DUE
    district: str | None = None
    """Of the venue where the case has its place."""
    pathway: Pathway | None = None
    after: tuple[date, int] | None = None
    """The key of the last line of the page before."""
    text: str = ""
    """The whole reference or full name of somebody; the counts of the lists then say in which it is."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list, as far as it may be seen."""

    key: tuple[date, int]
    reference: Reference
    status: ReferralStatus
    name: str | None
    pathway: Pathway | None
    deadline: date | None
    first_day: date | None
    second_day: date | None
    venue: str | None
    district: str | None
    deferred_until: date | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases, those whose time runs out first at the top; how many each list has; where the next page begins."""

    lines: tuple[CaseLine, ...]
    counts: dict[Tab, int]
    next_after: tuple[date, int] | None


def list_cases(
    instance: Instance, actor: Subject, search: CaseSearch, *, now: datetime, whole: bool = False
) -> CasePage:
    """List cases by the day on which their time runs out.

    Args:
        whole: the list as it is downloaded, which needs that the person has just proved who it is; else one page.

    Raises:
        NotAllowed: this person may not list cases, or not download them now.
    """
    permit(actor, Action.EXPORT_CASES if whole else Action.LIST_CASES, None, now)
    most = MOST_DOWNLOADED if whole else PAGE

    def work(unit: Unit) -> CasePage:
        given = _given(instance, actor, search, now)
        given |= searched_for(unit, search.text) if search.text.strip() else {}
        rows = unit.execute(_listing(search, given), {**given, "most": most + 1}).mappings().all()
        lines = tuple(_line(unit, actor, row, now) for row in rows[:most])
        shown = tuple(str(line.reference) for line in lines)
        tell(unit, actor, "cases_downloaded" if whole else "cases_listed", "cases", now, shown=shown)
        return CasePage(lines, _counts(unit, search, given), lines[-1].key if len(rows) > most else None)

    return instance.database.run(work)


_LINES = (
    select(
        t.Referral.id,
        t.Referral.reference,
        t.Referral.status,
        t.Referral.source,
        t.Referral.pathway,
        t.Referral.deadline_on,
        t.Referral.extended_to,
        t.Referral.deferred_until,
        LAST_DAY.label("last_day"),
        t.Account.code.label("entered_by_code"),
        t.Person.key.label("person_key"),
        t.Person.details,
        t.Cohort.first_day,
        t.Cohort.second_day,
        t.Venue.name.label("venue"),
        t.Venue.district,
    )
    .join(t.Account, t.Account.id == t.Referral.entered_by)
    .outerjoin(t.Person, t.Person.id == t.Referral.person_id)
    .outerjoin(t.Membership, and_(t.Membership.referral_id == t.Referral.id, t.Membership.active))
    .outerjoin(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
    .outerjoin(t.Venue, t.Venue.id == t.Cohort.venue_id)
    .where(~IN_CONFLICT)
)


def _narrowed(search: CaseSearch, given: Mapping[str, object]) -> list[ColumnElement[bool]]:
    narrowed = [condition for name, condition in SEARCHED.items() if name in given]
    if search.district is not None:
        narrowed.append(t.Venue.district == bindparam("district"))
    if search.pathway is not None:
        narrowed.append(t.Referral.pathway == bindparam("pathway"))
    return narrowed


def _listing(search: CaseSearch, given: Mapping[str, object]) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    query = _LINES.where(_in_tab(search.tab), *_narrowed(search, given))
    if search.after is not None:
        key = tuple_(bindparam("after_day", type_=Date()), bindparam("after_id", type_=Integer()))
        query = query.where(tuple_(LAST_DAY, t.Referral.id) > key)
    return query.order_by(LAST_DAY, t.Referral.id).limit(bindparam("most", type_=Integer()))


def _counts(unit: Unit, search: CaseSearch, given: dict[str, object]) -> dict[Tab, int]:
    counted = [func.count().filter(_in_tab(tab)).label(tab.value) for tab in Tab]
    query = _LINES.where(*_narrowed(search, given)).with_only_columns(*counted, maintain_column_froms=True)
    row = unit.execute(query, given).mappings().one()
    return {tab: int(row[tab.value]) for tab in Tab}


def _given(instance: Instance, actor: Subject, search: CaseSearch, now: datetime) -> dict[str, object]:
    given: dict[str, object] = {"asks": actor.account, "today": instance.today(now)}
    if search.district is not None:
        given["district"] = search.district
    if search.pathway is not None:
        given["pathway"] = search.pathway.code
    if search.after is not None:
        given["after_day"], given["after_id"] = search.after
    return given


def _line(unit: Unit, actor: Subject, row: Any, now: datetime) -> CaseLine:  # Any: a row of the columns above
    resource = Resource(entered_by=row["entered_by_code"], organisation=row["source"])
    fields = decide(actor, Action.LIST_CASES, resource, now).fields
    place, identity = FieldGroup.PLACE in fields, FieldGroup.IDENTITY in fields
    return CaseLine(
        key=(row["last_day"], row["id"]),
        reference=Reference(row["reference"]),
        status=ReferralStatus(row["status"]),
        name=name_in_list(unit, row["person_key"], row["details"]) if identity else None,
        pathway=Pathway.from_code(row["pathway"]) if place and row["pathway"] else None,
        deadline=row["extended_to"] or row["deadline_on"],
        first_day=row["first_day"] if place else None,
        second_day=row["second_day"] if place else None,
        venue=row["venue"] if place else None,
        district=row["district"] if place else None,
        deferred_until=row["deferred_until"],
    )
