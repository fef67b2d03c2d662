"""Take somebody off the workshops as the area manager: the reason, and where the referral then stands, in one step."""

from collections.abc import Callable, Mapping
from datetime import datetime

from cara.access import Action, Subject
from cara.acting import reason_given, tell
from cara.casework import Instance, ReferralStatus, WrongStatus
from cara.casework.expecting import NoLonger
from cara.casework.moving import move
from cara.casework.outbox.afterwards import tell_of_ending, tell_of_no_days
from cara.casework.outbox.days import days_ended
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.states import BY_POLICE, CONFIRMED, WAYS
from cara.records import Unit
from cara.vocabulary import Word
from cara.workshops.again import give_up_place, refuse_unrecorded
from cara.workshops.with_police import ReturnReason

S = ReferralStatus


class TakenOff(Word):
    """Where a referral stands once somebody is taken off the workshops."""

    RETURNED = "returned", "Returned to the police: they decide how it goes on"
    TO_REBOOK = "to_rebook", "To be booked again: the place is given up now"
    WITHDRAWN = "withdrawn", "Withdrawn: it ends here"

    @property
    def status(self) -> ReferralStatus:
        """Give the referral's status."""
        return ReferralStatus(self.value)


_NO_LONGER = {
    TakenOff.RETURNED: NoLonger.RETURNED,
    TakenOff.TO_REBOOK: NoLonger.MOVED,
    TakenOff.WITHDRAWN: NoLonger.WITHDRAWN,
}


def ways_off(status: ReferralStatus) -> tuple[TakenOff, ...]:
    """Give where somebody can be taken who stands there; nothing before the caution is signed or after the end.

    While the police decide, nobody decides for them: it can only be given back to them.
    """
    if status not in CONFIRMED:
        return ()
    offered = (TakenOff.RETURNED,) if status in BY_POLICE else tuple(TakenOff)
    return tuple(after for after in offered if after.status in WAYS[status])


def take_off(
    instance: Instance,
    actor: Subject,
    reference: str,
    *,
    after: TakenOff,
    why: ReturnReason,
    reason: str,
    now: datetime,
) -> None:
    """Take somebody off the workshops: the place is free at once, and the participant is told.

    Args:
        after: where the referral then stands.
        why: the fact that led to it.

    Raises:
        NoSuchReferral: there is none that this person may take off.
        NotAccepted: no reason is given.
        WrongStatus: it does not stand where that is possible.
        RegisterMissing: the workshop has come and its register is not recorded.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.TAKE_OFF, reference, now, lock=True)
        if after not in ways_off(row.status):
            raise WrongStatus(row.reference, row.status, f"'{after.label}'")
        refuse_unrecorded(unit, row, instance.today(now))
        give_up_place(unit, row, _NO_LONGER[after], now)
        move(unit, row, after.status, by=actor.code, at=now, reason=f"{why.label}. {said}")
        tell(unit, actor, "person_taken_off", row.reference, now, row.access, after=after.value, reason=why.value)
        _TELL[after](instance, unit, row, now=now)

    instance.database.run(work)


def _tell_if_days_ended(instance: Instance, unit: Unit, row: ReferralRow, *, now: datetime) -> None:
    if days_ended(unit, row.id, now):
        tell_of_ending(instance, unit, row, now=now)


_TELL: Mapping[TakenOff, Callable[..., None]] = {
    TakenOff.RETURNED: _tell_if_days_ended,
    TakenOff.TO_REBOOK: tell_of_no_days,
    TakenOff.WITHDRAWN: tell_of_ending,
}
