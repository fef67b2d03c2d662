"""Awareness sessions for police teams, with the referrals of the team's district in the months before and after.

They stand beside each other and no more: many things change in the same months, and nothing here says what a session did.
Referrals are counted by the district of whoever entered them; a team without a district is of the whole force.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.acting.paging import Order, Page, page_of_rows
from cara.casework import Instance
from cara.engagement.words import EngagementKind
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary.dates import add_months

MONTHS_AROUND = 3
SESSIONS_A_PAGE = 10


class Month(NamedTuple):
    """A month, how many referrals were entered in it, and whether it is over."""

    first: date
    referrals: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Session:
    """One awareness session, and the referrals in its month, the three before and the three after, as far as begun."""

    id: int
    organisation: str
    organisation_name: str
    district: str | None
    held_on: date
    topic: str = field(repr=False)
    attended: int | None
    months: tuple[Month, ...]


def see_awareness(
    instance: Instance, actor: Subject, *, district: str | None = None, after: int | None = None, now: datetime
) -> Page[Session]:
    """See the awareness sessions, the latest first, each beside counts of referrals.

    Raises:
        NotAllowed: this person does not see partners.
        AreaUnavailable: the area's police force cannot be read.
    """
    access = permit(actor, Action.SEE_PARTNERS, None, now)
    force, today = instance.book.area.police.code, instance.today(now)
    order = Order(t.Engagement.held_on.expression, descending=True)
    query = _SESSIONS if district is None else _SESSIONS.where(t.PartnerOrganisation.district == district)

    def work(unit: Unit) -> Page[Session]:
        rows, following = page_of_rows(unit, query, t.Engagement.id, order, after=after, most=SESSIONS_A_PAGE)
        found = tuple(
            Session(
                id=row["id"],
                organisation=row["organisation"],
                organisation_name=row["organisation_name"],
                district=row["district"],
                held_on=row["held_on"],
                topic=unit.unseal(t.Engagement.topic, row["code"], row["topic"]),
                attended=row["attended"],
                months=_months(unit, force, row["district"], row["held_on"], today),
            )
            for row in rows
        )
        tell(unit, actor, "awareness_seen", "engagements", now, access)
        return Page(found, following)

    return instance.database.run(work)


_SESSIONS = (
    select(
        t.Engagement.id,
        t.Engagement.code,
        t.Engagement.held_on,
        t.Engagement.topic,
        t.Engagement.attended,
        t.PartnerOrganisation.code.label("organisation"),
        t.PartnerOrganisation.name.label("organisation_name"),
        t.PartnerOrganisation.district,
    )
    .join(t.PartnerOrganisation, t.PartnerOrganisation.id == t.Engagement.organisation_id)
    .where(t.Engagement.kind == EngagementKind.AWARENESS_SESSION.value)
)


def _months(unit: Unit, force: str, district: str | None, held_on: date, today: date) -> tuple[Month, ...]:
    middle = held_on.replace(day=1)
    begun = [add_months(middle, by) for by in range(-MONTHS_AROUND, MONTHS_AROUND + 1)]
    counted = _counted(unit, force, district, begun[0], add_months(begun[-1], 1))
    return tuple(
        Month(first, counted[first], is_over=add_months(first, 1) <= today) for first in begun if first <= today
    )


def _counted(unit: Unit, force: str, district: str | None, since: date, until: date) -> Counter[date]:
    query = (
        select(t.Referral.entered_on, func.count().label("entered"))
        .join(t.Account, t.Account.id == t.Referral.entered_by)
        .where(t.Referral.source == force, t.Referral.entered_on >= since, t.Referral.entered_on < until)
        .group_by(t.Referral.entered_on)
    )
    if district is not None:
        query = query.where(t.Account.district == district)
    counted: Counter[date] = Counter()
    for row in unit.execute(query).all():
        counted[row.entered_on.replace(day=1)] += row.entered
    return counted
