"""What goes between provider and police once somebody is booked: returns, what is asked of the police, what they report.

The provider gives facts and the police decide. What is told about a workshop is who came and the reason given; how
somebody was there is told only where the area's policy says so.
"""

from datetime import datetime

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, reason_given, tell
from cara.casework import Instance, ItemKind, ReferralStatus, WrongStatus
from cara.casework.attended import last_workshop_recorded
from cara.casework.expecting import NoLonger
from cara.casework.holding import leave_place
from cara.casework.items import open_item
from cara.casework.moving import move, note_in_history
from cara.casework.outbox.afterwards import tell_of_completing, tell_of_ending, tell_of_no_days
from cara.casework.outbox.days import days_ended
from cara.casework.redeciding import has_place
from cara.casework.referral_rows import ReferralRow, find_by_id, find_for
from cara.casework.states import CONFIRMED
from cara.casework.worklist import close_item, find_item
from cara.records import Unit
from cara.vocabulary import RiskGrade, Word
from cara.workshops.again import give_up_place

S = ReferralStatus

PLACE_GONE = "The workshop two that was booked has been cancelled meanwhile"

ACKNOWLEDGED = "The police have seen the return"


class GoingOn(Word):
    """What the police decide after a workshop for which the area has published no rule."""

    COUNTS = "counts", "The workshop counts: the case goes on"
    REPEAT_BOTH = "repeat_both", "Both workshops are taken again"
    REPEAT_MISSED = "repeat_missed", "The missed workshop is taken again"
    ENDS = "ends", "It ends here: the police deal with the caution"


class ReturnDecision(Word):
    """What the police decide about a referral that came back to them."""

    AGAIN = "again", "The person is booked again"
    ENDS = "ends", "It ends here: the police deal with the caution"


class ReturnReason(Word):
    """Why a referral goes back to the police: facts, and no judgement of them."""

    DID_NOT_COME = "did_not_come", "Did not come to a workshop"
    LEFT = "left", "Left a workshop before its end"
    SENT_HOME = "sent_home", "Was sent home from a workshop"
    NO_TIME_LEFT = "no_time_left", "No pair of workshops is left before the deadline"
    OWN_WISH = "own_wish", "Says that he or she will not come"


class LaterEvent(Word):
    """What the police report after the booking. The words are closed: nothing about the victim can be written into it."""

    NEW_ARREST = "new_arrest", "A new arrest"
    RISK_RAISED = "risk_raised", "A higher risk grade"
    OTHER_ORDER = "other_order", "A new order or restriction"


def return_to_police(
    instance: Instance, actor: Subject, reference: str, *, why: ReturnReason, reason: str, now: datetime
) -> None:
    """Return a referral to the police as the area manager: its place is free, and the police have it on their worklist.

    Raises:
        NoSuchReferral: there is none that this person may return.
        NotAccepted: no reason is given.
        WrongStatus: it does not stand where it could be returned.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.RETURN_TO_POLICE, reference, now, lock=True)
        give_up_place(unit, row, NoLonger.RETURNED, now)
        move(unit, row, S.RETURNED, by=actor.code, at=now, reason=f"{why.label}. {said}")
        tell(unit, actor, "referral_returned", row.reference, now, row.access, reason=why.value)
        if days_ended(unit, row.id, now):
            tell_of_ending(instance, unit, row, now=now)

    instance.database.run(work)


def decide_going_on(
    instance: Instance, actor: Subject, code: str, *, outcome: GoingOn, reason: str, now: datetime
) -> ReferralStatus:
    """Decide, for the police, how it goes on after a workshop.

    Raises:
        NoSuchItem: it does not wait for this person, or has been decided.
        NotAccepted: no reason is given, or only workshop two would be repeated of somebody who missed workshop one.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> ReferralStatus:
        item, row = find_item(unit, actor, code, now, ItemKind.ASK_POLICE)
        access = permit(actor, Action.DECIDE_RETURN, row.resource, now)
        last = last_workshop_recorded(unit, row)
        if outcome is GoingOn.REPEAT_MISSED and last == 1:
            sentence = "Workshop one was missed, and workshop two follows it: both are taken again"
            raise NotAccepted([Problem("outcome", sentence)])
        close_item(unit, actor, item, outcome.value, said, now)
        after = _after(outcome, last)
        _settle(unit, row, after, now)
        move(unit, row, after, by=actor.code, at=now, reason=said)
        if after is S.ATTENDED_ONE and not has_place(unit, row):
            after = S.TO_REBOOK
            move(unit, find_by_id(unit, row.id), after, by=actor.code, at=now, reason=PLACE_GONE)
        tell(unit, actor, "going_on_decided", row.reference, now, access, outcome=outcome.value)
        _tell_participant(instance, unit, row, after, now)
        return after

    return instance.database.run(work)


def _after(outcome: GoingOn, last: int) -> ReferralStatus:
    match outcome:
        case GoingOn.COUNTS:
            return S.ATTENDED_ONE if last == 1 else S.COMPLETED
        case GoingOn.ENDS:
            return S.CLOSED
        case GoingOn.REPEAT_BOTH | GoingOn.REPEAT_MISSED:
            return S.TO_REBOOK


def _settle(unit: Unit, row: ReferralRow, after: ReferralStatus, now: datetime) -> None:
    if after is S.COMPLETED:
        leave_place(unit, row, "done")
    elif after in {S.TO_REBOOK, S.CLOSED}:
        give_up_place(unit, row, NoLonger.MISSED_ONE if after is S.TO_REBOOK else NoLonger.RETURNED, now)


def _tell_participant(instance: Instance, unit: Unit, row: ReferralRow, after: ReferralStatus, now: datetime) -> None:
    match after:
        case S.COMPLETED:
            tell_of_completing(instance, unit, row, now=now)
        case S.CLOSED:
            tell_of_ending(instance, unit, row, now=now)
        case S.TO_REBOOK:
            tell_of_no_days(instance, unit, row, now=now)
        case _:
            pass


def acknowledge_return(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Say, for the police, that a return has been seen; it waits on for their decision.

    Raises:
        NoSuchItem: it does not wait for this person, or has been decided.
    """

    def work(unit: Unit) -> None:
        _, row = find_item(unit, actor, code, now, ItemKind.RETURNED)
        access = permit(actor, Action.DECIDE_RETURN, row.resource, now)
        note_in_history(unit, row, ACKNOWLEDGED, at=now, by=actor.code)
        tell(unit, actor, "return_acknowledged", row.reference, now, access)

    instance.database.run(work)


def decide_return(
    instance: Instance, actor: Subject, code: str, *, outcome: ReturnDecision, reason: str, now: datetime
) -> ReferralStatus:
    """Record what the police have decided about a referral that was returned.

    Raises:
        NoSuchItem: it does not wait for this person, or has been decided.
        NotAccepted: no reason is given.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> ReferralStatus:
        item, row = find_item(unit, actor, code, now, ItemKind.RETURNED)
        access = permit(actor, Action.DECIDE_RETURN, row.resource, now)
        close_item(unit, actor, item, outcome.value, said, now)
        after = S.TO_REBOOK if outcome is ReturnDecision.AGAIN else S.CLOSED
        move(unit, row, after, by=actor.code, at=now, reason=said)
        tell(unit, actor, "return_decided", row.reference, now, access, outcome=outcome.value)
        _tell_participant(instance, unit, row, after, now)
        return after

    return instance.database.run(work)


def report_later_event(
    instance: Instance,
    actor: Subject,
    reference: str,
    *,
    event: LaterEvent,
    risk_grade: RiskGrade | None = None,
    now: datetime,
) -> None:
    """Report, for the police, what has happened since the booking: the area manager has it on the worklist at once.

    Raises:
        NoSuchReferral: there is none about which this person may report.
        NotAccepted: a higher grade is reported without the grade, or a grade with anything else.
        WrongStatus: it is not booked, or has ended.
    """
    if (event is LaterEvent.RISK_RAISED) != (risk_grade is not None):
        sentence = "Select the grade" if risk_grade is None else "A grade belongs to a higher risk grade alone"
        raise NotAccepted([Problem("risk_grade", sentence)])

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.REPORT_AFTER_BOOKING, reference, now, lock=True)
        if row.status not in CONFIRMED:
            raise WrongStatus(row.reference, row.status, "Reporting what has happened since the booking")
        grade = f": {risk_grade.label.lower()}" if risk_grade else ""
        note_in_history(unit, row, f"The police report: {event.label.lower()}{grade}", at=now, by=actor.code)
        open_item(unit, row, ItemKind.REPORTED, now=now)
        detail = {"event": event.value, "risk_grade": risk_grade.value if risk_grade else None}
        tell(unit, actor, "later_event_reported", row.reference, now, row.access, **detail)

    instance.database.run(work)


def settle_item(instance: Instance, actor: Subject, code: str, *, reason: str, now: datetime) -> None:
    """Say, as the area manager, what was done about a report of the police or a register that was corrected late.

    Raises:
        NoSuchItem: it does not wait for this person, or has been settled.
        NotAccepted: no reason is given.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        item, row = find_item(unit, actor, code, now, ItemKind.REPORTED, ItemKind.REGISTER_CORRECTED)
        permit(actor, Action.RESCHEDULE, row.resource, now)
        close_item(unit, actor, item, "settled", said, now)
        note_in_history(unit, row, said, at=now, by=actor.code)
        tell(unit, actor, "item_settled", row.reference, now, kind=item.kind.value)

    instance.database.run(work)
