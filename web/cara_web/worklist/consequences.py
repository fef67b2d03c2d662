"""What a decision means, in closed words that the list shows once after it. The address carries a code and nobody's data."""

from collections.abc import Mapping

from cara.casework import PlaceOutcome, ReferralStatus
from cara.workshops import GoingOn, ReturnDecision
from cara_web.layout.page import Banner

WORKLIST = "/worklist"

S = ReferralStatus

APPROVED: Mapping[ReferralStatus, str] = {S.HELD: "approved-held", S.CLEARED: "approved"}
DECLINED = "declined"
PLACE: Mapping[PlaceOutcome, str] = {
    PlaceOutcome.PLACES_OPENED: "places-opened",
    PlaceOutcome.ACCEPTED: "place-promised",
    PlaceOutcome.NO_PLACE: "no-place",
}
PENDING: Mapping[ReferralStatus, str] = {S.CLEARED: "pending-cleared", S.AWAITING_DECISION: "pending-for-a-person"}
GOING_ON: Mapping[GoingOn, str] = {
    GoingOn.COUNTS: "goes-on",
    GoingOn.REPEAT_BOTH: "booked-again",
    GoingOn.REPEAT_MISSED: "booked-again",
    GoingOn.ENDS: "ended",
}
RETURN: Mapping[ReturnDecision, str] = {ReturnDecision.AGAIN: "booked-again", ReturnDecision.ENDS: "ended"}
SEEN, SETTLED = "return-seen", "settled"
SAME_PERSON, DIFFERENT_PEOPLE, GIVEN = "same-person", "different-people", "place-given"

_WORDS: Mapping[str, str] = {
    "approved-held": "Approved. The place stays held, and the officer can confirm it once the caution is signed. "
    "Your decision covers these rules only while they come out as they did.",
    "approved": "Approved. The officer can choose a place now. "
    "Your decision covers these rules only while they come out as they did.",
    "declined": "Declined. The referral is closed and a place that was held is free again. "
    "The officer sees your reason; the police dispose of the case in another way.",
    "places-opened": "The officer can choose a place now, and sees your reason.",
    "place-promised": "Accepted. The officer can confirm once the caution is signed. "
    "The referral then comes back to this list until you give the place that you promised.",
    "no-place": "Closed without a place. The officer sees your reason; the police dispose of the case in another way.",
    "pending-cleared": "The rules have been read and every one of them holds. The officer can choose a place now.",
    "pending-for-a-person": "The rules have been read and do not clear the case. "
    "It is on the worklist of the police supervisors now.",
    "same-person": "Recorded: the same person. Nothing was merged; both referrals stand as they are.",
    "different-people": "Recorded: different people. Both referrals stand as they are.",
    "goes-on": "Recorded: the workshop counts. The place is kept and the case goes on.",
    "booked-again": "Recorded. The area manager has it on the worklist now, and books the person again.",
    "ended": "Recorded. The referral is closed here; what follows for the caution is with the police.",
    "return-seen": "Noted in the history that the police have seen it. It stays on this list until you decide.",
    "settled": "Settled. What was done stands in the history.",
    "place-given": "The place is booked. The officer can print the letter with the days now.",
}


def listed_after(done: str) -> str:
    """Give the address of the worklist that says what a decision means."""
    return f"{WORKLIST}?done={done}"


def consequence(done: str) -> Banner | None:
    """Give the banner for a code; nothing for one that is not known."""
    words = _WORDS.get(done)
    return Banner(words) if words else None
