"""What a mark on the register means for the booking, as the area's policy says; for the caution the police alone decide.

The policy is the one under which the referral entered. What it does not say is never guessed: then the police are asked.
"""

from collections.abc import Mapping

from cara.casework.states import ReferralStatus
from cara.policy import UNKNOWN, SchedulingPolicy
from cara.vocabulary import Attendance, LateArrival, MissedWorkshop, Word

A, S = Attendance, ReferralStatus

_CLOSED: Mapping[str, Attendance] = {LateArrival.REFUSED_ENTRY: A.LATE, LateArrival.ADMITTED: A.LATE_REFUSED}

EXPECTED_AT = {1: S.BOOKED, 2: S.ATTENDED_ONE}
"""Where a referral stands before its workshop one and its workshop two."""


class Reading(Word):
    """How a mark is read."""

    ATTENDED = "attended", "Attended"
    MISSED = "missed", "Missed"
    NOT_SETTLED = "not_settled", "Not settled: the police decide"


def marks_permitted(policy: SchedulingPolicy) -> tuple[Attendance, ...]:
    """Give the marks that the area's rule about late arrivals leaves, in the order in which they are shown.

    Where everybody late is refused entry nobody is let in late, and where everybody is admitted nobody is refused.
    """
    closed = _CLOSED.get(policy.late)
    return tuple(mark for mark in Attendance if mark is not closed)


def reading_of(policy: SchedulingPolicy, mark: Attendance) -> Reading:
    """Read one mark.

    Somebody who left early or was sent home is no case that any area has published a rule for, so it is not settled.
    """
    match mark:
        case A.HERE:
            return Reading.ATTENDED
        case A.ABSENT:
            return Reading.MISSED
        case A.LATE | A.LATE_REFUSED:
            if policy.late == UNKNOWN:
                return Reading.NOT_SETTLED
            return Reading.ATTENDED if mark is A.LATE else Reading.MISSED
        case A.LEFT_EARLY | A.SENT_HOME:
            return Reading.NOT_SETTLED


def status_after(policy: SchedulingPolicy, number: int, mark: Attendance) -> ReferralStatus:
    """Tell where a referral goes from a mark at workshop one or two.

    A missed workshop is booked again where the area's policy says what is repeated; where it is unknown, or the police
    decide case by case, they are asked.
    """
    match reading_of(policy, mark):
        case Reading.ATTENDED:
            return S.ATTENDED_ONE if number == 1 else S.COMPLETED
        case Reading.MISSED if policy.missed in {MissedWorkshop.REPEAT_BOTH, MissedWorkshop.REPEAT_MISSED}:
            return S.TO_REBOOK
        case _:
            return S.ASK_POLICE
