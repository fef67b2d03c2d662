"""Signposts: a service offered to a participant, accepted or declined, reached or not. The loop's open ends are a list.

A signpost is about the participant alone and has no free text, so that nothing about anybody else can stand in it. The
area manager works with all of them; a facilitator with those of the own cohorts, from a week before workshop one to a
week after workshop two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, false, insert, select, update

from cara.access import Access, Action, FieldGroup, NotAllowed, Resource, Role, Subject, Window, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance, NoSuchReferral, ReferralStatus
from cara.casework.standing import IN_CONFLICT, STANDING, resource_of
from cara.casework.states import ANSWERABLE
from cara.engagement.directory import find_service
from cara.engagement.finding import find_by_code
from cara.engagement.offers import OPEN, WAYS, OfferStatus
from cara.engagement.problems import NoSuchService, NoSuchSignpost, SignpostElsewhere
from cara.engagement.words import FOR_VICTIMS_ALONE, Need
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.vocabulary import Pathway, Reference, ReferenceProblem, Word
from cara.workshops.rows import with_cohorts

AROUND = timedelta(days=7)
"""How long before workshop one and after workshop two a facilitator works with a cohort's signposts."""

NOT_SIGNPOSTED = ANSWERABLE | {ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN}
"""Where a referral stands while its person is no participant: not yet, or not any more."""


S = OfferStatus


class SignpostOrder(Word):
    """By what the list of signposts is sorted."""

    LONGEST = "longest", "Waiting longest"
    LATEST = "latest", "Latest first"


@dataclass(frozen=True, slots=True)
class SignpostSearch:
    """What the list is narrowed to; without a status it shows the open ends."""

    status: OfferStatus | None = None
    need: Need | None = None
    order: SignpostOrder = SignpostOrder.LONGEST
    after: int | None = None


@dataclass(frozen=True, slots=True)
class SignpostLine:
    """One signpost: of which referral, to which service, and how far it has come. Nobody's name is in it."""

    id: int
    code: str
    reference: Reference
    pathway: Pathway | None
    cohort: str | None
    service: str
    service_name: str
    need: Need
    status: OfferStatus
    offered_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class SignpostStep:
    """One step of a signpost: what it became, when, and who said so, by the account's code."""

    status: OfferStatus
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Signposted:
    """One signpost with its steps, the first one first."""

    line: SignpostLine
    steps: tuple[SignpostStep, ...]


@dataclass(frozen=True, slots=True)
class SignpostsOf:
    """All signposts of one referral, the newest first."""

    reference: Reference
    signposts: tuple[Signposted, ...]


_REFERRAL = (
    select(
        t.Referral.id,
        t.Referral.reference,
        t.Referral.status,
        t.Referral.source,
        t.Account.code.label("entered_by_code"),
        t.Cohort.code.label("cohort"),
        t.Cohort.first_day,
        t.Cohort.second_day,
        *STANDING,
    )
    .join(t.Account, t.Account.id == t.Referral.entered_by)
    .outerjoin(t.Membership, and_(t.Membership.referral_id == t.Referral.id, t.Membership.active))
    .outerjoin(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
)
_LINES = (
    select(
        t.Signpost.id,
        t.Signpost.code,
        t.Referral.reference,
        t.Referral.pathway,
        t.Cohort.code.label("cohort"),
        t.Service.code.label("service"),
        t.Service.name.label("service_name"),
        t.Signpost.need,
        t.Signpost.status,
        t.Signpost.offered_at,
        t.Signpost.changed_at,
    )
    .join(t.Referral, t.Referral.id == t.Signpost.referral_id)
    .join(t.Service, t.Service.id == t.Signpost.service_id)
    .outerjoin(t.Membership, and_(t.Membership.referral_id == t.Referral.id, t.Membership.active))
    .outerjoin(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
)
_ORDERS: Mapping[SignpostOrder, Order] = {
    SignpostOrder.LONGEST: Order(t.Signpost.changed_at.expression),
    SignpostOrder.LATEST: Order(t.Signpost.changed_at.expression, descending=True),
}


def open_to_facilitators(instance: Instance, first_day: date, second_day: date) -> Window:
    """Give when a cohort's signposts are open to its facilitators: whole days of the instance's zone."""
    begins = datetime.combine(first_day - AROUND, time.min, instance.zone)
    return Window(begins, datetime.combine(second_day + AROUND + timedelta(days=1), time.min, instance.zone))


def _resource(instance: Instance, row: RowMapping, actor: Subject) -> Resource:
    resource = resource_of(row, actor)
    if row["cohort"] is None:
        return resource
    window = open_to_facilitators(instance, row["first_day"], row["second_day"])
    return replace(resource, cohort=row["cohort"], cohort_open=window)


def list_signposts(instance: Instance, actor: Subject, search: SignpostSearch, *, now: datetime) -> Page[SignpostLine]:
    """List signposts that this person may see, 50 to a page; without a status, the open ends.

    Raises:
        NotAllowed: this person sees no signposts.
    """
    permit(actor, Action.SEE_SIGNPOSTS, None, now)

    def work(unit: Unit) -> Page[SignpostLine]:
        query = _narrowed(instance, with_cohorts(unit, actor), search, now)
        rows, following = page_of_rows(unit, query, t.Signpost.id, _ORDERS[search.order], after=search.after)
        lines = tuple(_line(row) for row in rows)
        tell(unit, actor, "signposts_listed", "signposts", now, shown=_shown(lines))
        return Page(lines, following)

    return instance.database.run(work)


def download_signposts(
    instance: Instance, actor: Subject, search: SignpostSearch, *, now: datetime
) -> tuple[SignpostLine, ...]:
    """Give every signpost that a search finds, to take it away.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_SIGNPOSTS, None, now)

    def work(unit: Unit) -> tuple[SignpostLine, ...]:
        query, order = _narrowed(instance, with_cohorts(unit, actor), search, now), _ORDERS[search.order]
        rows, _ = page_of_rows(unit, query, t.Signpost.id, order, most=MOST_DOWNLOADED)
        lines = tuple(_line(row) for row in rows)
        tell(unit, actor, "signposts_downloaded", "signposts", now, access, shown=_shown(lines))
        return lines

    return instance.database.run(work)


def _shown(lines: Iterable[SignpostLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(line.reference) for line in lines))


def _narrowed(
    instance: Instance, actor: Subject, search: SignpostSearch, now: datetime
) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    by_status = t.Signpost.is_open if search.status is None else t.Signpost.status == search.status.value
    conditions: list[ColumnElement[bool]] = [by_status.expression, ~IN_CONFLICT, _within_reach(instance, actor, now)]
    if search.need is not None:
        conditions.append(t.Signpost.need == search.need.value)
    return _LINES.where(*conditions).params(asks=actor.account)


def _within_reach(instance: Instance, actor: Subject, now: datetime) -> ColumnElement[bool]:
    """Say of a list what the decision about access says of one: all to a manager, open own cohorts to a facilitator."""
    today = instance.today(now)
    match actor.role:
        case Role.AREA_MANAGER:
            return t.Signpost.id.is_not(None)
        case Role.FACILITATOR:
            own = t.Cohort.code.in_(sorted(actor.cohorts))
            return and_(own, t.Cohort.first_day <= today + AROUND, t.Cohort.second_day >= today - AROUND)
    return false()


def _line(row: RowMapping) -> SignpostLine:
    said = {
        **row,
        "reference": Reference(row["reference"]),
        "pathway": Pathway.from_code(row["pathway"]) if row["pathway"] else None,
        "need": Need(row["need"]),
        "status": OfferStatus(row["status"]),
    }
    return SignpostLine(**said)


def see_signposts(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> SignpostsOf:
    """See the signposts of one referral.

    Raises:
        NotAllowed: this person sees no signposts.
        NoSuchReferral: there is none whose signposts this person may see.
    """
    permit(actor, Action.SEE_SIGNPOSTS, None, now)

    def work(unit: Unit) -> SignpostsOf:
        row, access = _referral_for(instance, unit, actor, Action.SEE_SIGNPOSTS, reference, now)
        found = Reference(row["reference"])
        tell(unit, actor, "signposts_seen", found, now, access)
        query = _LINES.where(t.Signpost.referral_id == row["id"]).order_by(t.Signpost.id.desc())
        lines = [_line(one) for one in unit.execute(query).mappings().all()]
        return SignpostsOf(found, tuple(Signposted(line, _steps(unit, line.id)) for line in lines))

    return instance.database.run(work)


def _steps(unit: Unit, signpost: int) -> tuple[SignpostStep, ...]:
    query = (
        select(t.SignpostStep.after, t.SignpostStep.at, t.Account.code)
        .join(t.Account, t.Account.id == t.SignpostStep.by)
        .where(t.SignpostStep.signpost_id == signpost)
        .order_by(t.SignpostStep.id)
    )
    return tuple(SignpostStep(OfferStatus(row.after), row.at, row.code) for row in unit.execute(query).all())


def offer_signpost(
    instance: Instance, actor: Subject, reference: str, service: str, need: Need, *, now: datetime
) -> str:
    """Offer a service to the participant of a referral, and give the signpost's code.

    Raises:
        NotAllowed: this person offers none.
        NotAccepted: there is no such participant for this person, no such service for this, or it is offered already.
    """
    permit(actor, Action.OFFER_SIGNPOST, None, now)

    def work(unit: Unit) -> str:
        row, access, number = _offer(instance, unit, actor, reference, service, need, now)
        code = str(instance.draw_reference())
        values = {"code": code, "referral_id": row["id"], "service_id": number, "need": need.value}
        states = {"status": S.OFFERED.value, "is_open": True, "offered_at": now, "changed_at": now}
        try:
            with unit.attempt():
                added = insert(t.Signpost).values(**values, **states).returning(t.Signpost.id)
                signpost = unit.execute(added).scalar_one()
        except Conflict as conflict:
            sentence = "This service is offered to this participant already: record what came of that"
            raise NotAccepted([Problem("service", sentence)]) from conflict
        _note(unit, signpost, None, S.OFFERED, actor, now)
        tell(unit, actor, "signpost_offered", row["reference"], now, access, signpost=code)
        return code

    return instance.database.run(work)


def _offer(
    instance: Instance, unit: Unit, actor: Subject, reference: str, service: str, need: Need, now: datetime
) -> tuple[RowMapping, Access, int]:
    problems, found = [], None
    try:
        found = _referral_for(instance, unit, actor, Action.OFFER_SIGNPOST, reference, now)
    except NoSuchReferral:
        problems.append(Problem("reference", "No participant that you work with has this reference: check it"))
    if found and ReferralStatus(found[0]["status"]) in NOT_SIGNPOSTED:
        problems.append(Problem("reference", "This person is not booked: only participants are signposted"))
    number = _service_for(unit, service, need, problems)
    if problems or found is None or number is None:
        raise NotAccepted(problems)
    return found[0], found[1], number


def _service_for(unit: Unit, service: str, need: Need, problems: list[Problem]) -> int | None:
    try:
        found = find_service(unit, service)
    except NoSuchService:
        problems.append(Problem("service", "Select a service from the directory"))
        return None
    if not found.active:
        problems.append(Problem("service", "This service was taken out of the directory: select another"))
    if need not in found.details.needs or need in FOR_VICTIMS_ALONE:
        problems.append(Problem("need", "This service is for something else: select what it is for"))
    return found.id


def move_signpost(instance: Instance, actor: Subject, code: str, after: OfferStatus, *, now: datetime) -> Reference:
    """Record what came of a signpost, and give the referral's reference.

    Raises:
        NotAllowed: this person works with none.
        NoSuchSignpost: there is none that this person may work with.
        SignpostElsewhere: it cannot go that way from where it stands.
    """
    permit(actor, Action.OFFER_SIGNPOST, None, now)

    def work(unit: Unit) -> Reference:
        query = select(t.Signpost.id, t.Signpost.status, t.Signpost.referral_id, t.Signpost.code).with_for_update()
        found = find_by_code(unit, query, t.Signpost.code, code, NoSuchSignpost)
        reference = unit.scalar(select(t.Referral.reference).where(t.Referral.id == found["referral_id"])) or ""
        try:
            row, access = _referral_for(instance, unit, actor, Action.OFFER_SIGNPOST, reference, now)
        except NoSuchReferral as refused:
            raise NoSuchSignpost(code) from refused
        before = OfferStatus(found["status"])
        if after not in WAYS[before]:
            raise SignpostElsewhere(before.label, after.label)
        changed = {"status": after.value, "is_open": after in OPEN, "changed_at": now}
        unit.execute(update(t.Signpost).where(t.Signpost.id == found["id"]).values(**changed))
        _note(unit, found["id"], before, after, actor, now)
        tell(unit, actor, "signpost_moved", row["reference"], now, access, signpost=found["code"], to=after.value)
        return Reference(row["reference"])

    return instance.database.run(work)


def _note(
    unit: Unit, signpost: int, before: OfferStatus | None, after: OfferStatus, actor: Subject, now: datetime
) -> None:
    step = {"signpost_id": signpost, "before": before.value if before else None, "after": after.value}
    unit.execute(insert(t.SignpostStep).values(**step, at=now, by=actor.account))


def _referral_for(
    instance: Instance, unit: Unit, actor: Subject, action: Action, reference: str, now: datetime
) -> tuple[RowMapping, Access]:
    """Find a referral for somebody who may do this with its signposts: not there and not allowed look alike."""
    try:
        wanted = str(Reference.parse(reference))
    except ReferenceProblem:
        raise NoSuchReferral(reference) from None
    query = _REFERRAL.where(t.Referral.reference == wanted)
    row = unit.execute(query, {"asks": actor.account}).mappings().one_or_none()
    if row is None:
        raise NoSuchReferral(reference)
    try:
        asks = with_cohorts(unit, actor)
        access = permit(asks, action, _resource(instance, row, asks), now)
    except NotAllowed as refused:
        raise NoSuchReferral(reference) from refused
    if not access.fields >= {FieldGroup.PROGRESS, FieldGroup.PLACE}:
        raise NoSuchReferral(reference)
    return row, access
