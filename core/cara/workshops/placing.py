"""What a mark does to the referral and to its place: they always change together."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import bindparam, update

from cara.casework import ReferralStatus
from cara.casework.expecting import NoLonger, no_longer_expected
from cara.casework.items import ItemKind, open_item
from cara.casework.moving import move, note_in_history
from cara.casework.referral_rows import ReferralRow, find_by_id
from cara.policy import SchedulingPolicy
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.vocabulary import Attendance
from cara.workshops.meaning import EXPECTED_AT, status_after
from cara.workshops.rows import ExpectedRow, WorkshopRow

S = ReferralStatus

CORRECTED = "The register was corrected"
NOT_FOLLOWED = "The register was corrected after it had gone on from there: look at what it means"

_PLACE: Mapping[ReferralStatus, str] = {
    S.ATTENDED_ONE: "booked",
    S.ASK_POLICE: "booked",
    S.COMPLETED: "done",
    S.TO_REBOOK: "left",
}
"""What becomes of the place when a referral moves on: while the police are asked it is kept."""

_SETTLE = (
    update(t.Membership)
    .where(t.Membership.id == bindparam("own_id"), t.Membership.status != bindparam("after"))
    .values(status=bindparam("after"), active=bindparam("is_active"))
)


class Followed(Enum):
    """What came of a mark."""

    MOVED = auto()
    NOTHING_TO_DO = auto()
    LEFT_TO_A_PERSON = auto()


def follow_mark(
    unit: Unit,
    workshop: WorkshopRow,
    expected: ExpectedRow,
    policy: SchedulingPolicy,
    mark: Attendance,
    *,
    by: str,
    at: datetime,
) -> Followed:
    """Move a referral on as a mark says, if it stands where the mark before it, or none, had left it.

    A correction that comes after the referral went on from there changes nothing by itself: the area manager is asked.
    """
    row = find_by_id(unit, expected.referral_id, lock=True)
    after = status_after(policy, workshop.number, mark)
    if expected.latest is None:
        if row.status is not EXPECTED_AT[workshop.number]:
            return Followed.NOTHING_TO_DO
        _go_on(unit, row, expected, after, by=by, at=at, correcting=False)
        return Followed.MOVED
    before = status_after(policy, workshop.number, expected.latest.mark)
    if after is before:
        return Followed.NOTHING_TO_DO
    if row.status is before and _corrected(unit, row, expected, after, by=by, at=at):
        return Followed.MOVED
    note_in_history(unit, row, NOT_FOLLOWED, at=at)
    open_item(unit, row, ItemKind.REGISTER_CORRECTED, now=at)
    return Followed.LEFT_TO_A_PERSON


def _corrected(
    unit: Unit, row: ReferralRow, expected: ExpectedRow, after: ReferralStatus, *, by: str, at: datetime
) -> bool:
    """Undo what a wrong mark had done; False where somebody else has the seat meanwhile, or the person another one."""
    try:
        with unit.attempt():
            _go_on(unit, row, expected, after, by=by, at=at, correcting=True)
    except Conflict:
        return False
    return True


def _go_on(
    unit: Unit,
    row: ReferralRow,
    expected: ExpectedRow,
    after: ReferralStatus,
    *,
    by: str,
    at: datetime,
    correcting: bool,
) -> None:
    if after is S.TO_REBOOK:
        no_longer_expected(unit, row, NoLonger.MISSED_ONE, at=at)
    elif correcting and row.status is S.TO_REBOOK:
        _expected_again(unit, expected)
    status = _PLACE[after]
    unit.execute(_SETTLE, {"own_id": expected.membership_id, "after": status, "is_active": status == "booked"})
    move(unit, row, after, by=by, at=at, reason=CORRECTED if correcting else None, correcting=correcting)


def _expected_again(unit: Unit, expected: ExpectedRow) -> None:
    """Expect somebody again at what a wrong mark had ended."""
    unit.execute(
        update(t.ExpectedAttendance)
        .where(
            t.ExpectedAttendance.membership_id == expected.membership_id,
            t.ExpectedAttendance.ended_why == NoLonger.MISSED_ONE.value,
        )
        .values(ended_at=None, ended_why=None)
    )
