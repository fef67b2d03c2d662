"""What the pages about retention share: addresses, what was just done, and finding a record with the part of an address."""

from collections.abc import Mapping

from cara.casework import NoSuchReferral
from cara.retention.problems import NotUnderWay
from cara.retention.reviewing import ErasureSeen, RecordSeen, see_retention
from cara.retention.words import Scope
from cara_web.layout.listing import chosen
from cara_web.referrals.asking import Web, use
from cara_web.visits import instance_of

RETENTION = "/retention"
DONE: Mapping[str, str] = {
    "kept": "It is kept until that day. Then it is due for review again.",
    "held": "The hold stands: nothing of this record is erased. An erasure that was under way is stopped.",
    "lifted": "The hold is lifted. An erasure that it stopped has to be asked for again.",
    "requested": "The erasure is asked for. Another person has to approve it; nothing is erased before.",
    "approved": "The erasure is approved. It is carried out 72 hours from now, unless somebody stops it.",
    "stopped": "The erasure is stopped: nothing was erased.",
}
"""What was done, in closed words: the address carries a code."""


def address_of(record: RecordSeen, *path: str) -> str:
    """Give the address of a record's page, or of a question about it."""
    return "/".join((RETENTION, record.reference, *path))


async def record_of(request: Web, reference: str) -> RecordSeen:
    """See a record; audited.

    Raises:
        NoSuchReferral: there is none for this person.
    """
    return await use(request, see_retention, reference, now=instance_of(request).now())


def scope_of(record: RecordSeen | str, typed: str) -> Scope:
    """Give the part that an address names.

    Raises:
        NoSuchReferral: there is no such part.
    """
    found = chosen(Scope, typed)
    if found is None:
        raise NoSuchReferral(record if isinstance(record, str) else record.reference)
    return found


def erasure_of(record: RecordSeen, code: str, *, to_approve: bool) -> ErasureSeen:
    """Give the erasure that an address names, if this person may decide about it now.

    Raises:
        NotUnderWay: there is none.
    """
    for one in record.erasures:
        if one.code == code and (one.may_approve if to_approve else one.may_stop):
            return one
    raise NotUnderWay(code)
