"""What the participant is told because of a mark on the register: to make contact, or thanks; never the mark itself."""

from datetime import datetime

from cara.casework import Instance, ReferralStatus
from cara.casework.outbox.afterwards import (
    keep_reminders_right,
    take_back,
    tell_of_completing,
    tell_of_missing,
)
from cara.casework.referral_rows import find_by_id
from cara.policy import SchedulingPolicy
from cara.records import Unit
from cara.vocabulary import Attendance, Occasion
from cara.workshops.meaning import Reading, reading_of
from cara.workshops.placing import Followed
from cara.workshops.rows import ExpectedRow, WorkshopRow

S = ReferralStatus


def tell_of_mark(
    instance: Instance,
    unit: Unit,
    workshop: WorkshopRow,
    expected: ExpectedRow,
    policy: SchedulingPolicy,
    mark: Attendance,
    followed: Followed,
    *,
    now: datetime,
) -> None:
    """Tell the participant what a mark asks for, and cancel what has not gone of what a wrong mark had told.

    What the area has no rule for tells nothing: the police decide first. Where a correction changes nothing by itself,
    nothing new is told: the area manager is asked.
    """
    row = find_by_id(unit, expected.referral_id)
    was = reading_of(policy, expected.latest.mark) if expected.latest else None
    reads = reading_of(policy, mark)
    if was is Reading.MISSED and reads is not Reading.MISSED:
        take_back(unit, row, {Occasion.MISSED}, now=now, number=workshop.number)
    if was is not None and row.status is not S.COMPLETED:
        take_back(unit, row, {Occasion.COMPLETED}, now=now)
    if followed is Followed.LEFT_TO_A_PERSON:
        return
    if reads is Reading.MISSED and was is not Reading.MISSED:
        tell_of_missing(instance, unit, row, number=workshop.number, day=workshop.day, now=now)
    if followed is Followed.MOVED:
        if row.status is S.COMPLETED:
            tell_of_completing(instance, unit, row, now=now)
        elif was is not None or row.status is S.TO_REBOOK:
            keep_reminders_right(instance, unit, row, now=now)
