"""Which referrals stand how in the demonstration, as the area manager's own list says."""

from collections.abc import Iterable
from datetime import datetime

from cara.casework import Instance, ReferralStatus, Search, list_referrals
from cara.demo.staff import Staff
from cara.vocabulary import Reference

MOST = 200


def standing(instance: Instance, staff: Staff, statuses: Iterable[ReferralStatus], at: datetime) -> list[Reference]:
    """Give the referrals that stand in any of these states, at most 200 of each."""
    found = [
        list_referrals(instance, staff.manager, Search(status=status), now=at, limit=MOST).lines for status in statuses
    ]
    return [line.reference for lines in found for line in lines]
