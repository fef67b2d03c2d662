"""What somebody must have seen before deciding about an item of the worklist."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from cara.access import Action, Subject, decide
from cara.acting import tell
from cara.casework.confirming import latest_promise
from cara.casework.duplicates import possible_duplicates
from cara.casework.instance import Instance
from cara.casework.places import Offers, PlaceSearch, find_offers, recorded_search
from cara.casework.problems import SomebodyElseChanged
from cara.casework.referral_rows import ReferralRow, find, find_for
from cara.casework.states import ReferralStatus
from cara.casework.worklist import decide_disposal, worklist_item
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import PoliceRank, Reference


@dataclass(frozen=True, slots=True)
class PlacesLookedFor:
    """What was looked for for a referral, what was found, and how late a place may be promised."""

    search: PlaceSearch
    offers: Offers
    latest_promise: date
    """The last day by which a place can be promised; where it is not after today, none can be."""


def look_for_places(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> PlacesLookedFor:
    """Look for places by what has been recorded, as whoever decides about places.

    Raises:
        NoSuchReferral: there is none about whose place this person decides.
        NotAccepted: sex or relationship are missing, so that no pathway is known.
        AreaUnavailable: the area's rules cannot be read.
    """
    with instance.database.read() as unit:
        row = find_for(unit, actor, Action.DECIDE_PLACE, reference, now)
        search = recorded_search(unit, row)
        offers = find_offers(instance, unit, row.facts, search, now=now, row=row)
        return PlacesLookedFor(search, offers, latest_promise(instance, unit, row, search, now))


def see_possible_duplicates(
    instance: Instance, actor: Subject, reference: str, *, now: datetime
) -> tuple[Reference, ...]:
    """Give the other referrals that may concern the same person and that this person may see, the newest first.

    Raises:
        NoSuchReferral: there is none whose duplicates this person may review.
    """

    def work(unit: Unit) -> tuple[Reference, ...]:
        row = find_for(unit, actor, Action.REVIEW_DUPLICATE, reference, now)
        others = [find(unit, other, actor) for other in possible_duplicates(unit, row)]
        seen = tuple(other.reference for other in others if _may_see(actor, other, now))
        tell(unit, actor, "possible_duplicates_seen", row.reference, now, row.access, others=len(seen))
        return seen

    return instance.database.run(work)


def _may_see(actor: Subject, row: ReferralRow, now: datetime) -> bool:
    return decide(actor, Action.SEE_REFERRAL, row.resource, now).allowed


def decide_disposal_as_seen(
    instance: Instance,
    actor: Subject,
    code: str,
    *,
    seen: int,
    approve: bool,
    rank: PoliceRank,
    reason: str,
    now: datetime,
) -> ReferralStatus:
    """Decide like :func:`decide_disposal`, but only about the decision of the rules that was seen.

    Args:
        seen: the number of that decision. An answer may have been changed since, and other rules fail now.

    Raises:
        SomebodyElseChanged: the rules have decided again; nothing was stored.
        NoSuchItem, NotAccepted, BelowTheFloor: as there.
    """

    def work(unit: Unit) -> ReferralStatus:
        row = find(unit, worklist_item(instance, actor, code, now=now).reference, actor, lock=True)
        latest = unit.scalar(select(func.max(t.Decision.number)).where(t.Decision.referral_id == row.id))
        if latest != seen:
            raise SomebodyElseChanged(row.reference)
        return decide_disposal(instance, actor, code, approve=approve, rank=rank, reason=reason, now=now)

    return instance.database.run(work)
