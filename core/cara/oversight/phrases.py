"""Every action and every reason of the audit trail in words, as they stand after somebody's name."""

from collections.abc import Mapping

from cara.access import Relation

PHRASES: Mapping[str, str] = {
    "accept_invitation": "accepted an invitation",
    "access_ended": "took access away from {account}",
    "access_given_back": "gave access back to {account}",
    "account_added": "added the account of {account}",
    "accounts_listed": "saw the list of accounts",
    "answers_changed": "changed the answers of {record}",
    "audit_downloaded": "downloaded the audit trail",
    "audit_read": "read the audit trail",
    "booking_confirmed": "confirmed the booking of {record}",
    "booking_not_confirmed": "tried to confirm {record}, which the rules did not clear",
    "caution_recorded": "entered the caution of {record}",
    "cohort_opened": "opened cohort {thing}",
    "decisions_seen": "saw the decisions about {record}",
    "disposal_decided": "decided about {record} for the police",
    "duplicate_reviewed": "reviewed whether {record} is a duplicate",
    "end_own_sign_in": "ended own sign-ins",
    "equality_recorded": "entered the equality answers of {record}",
    "glass_broken": "opened {record} in an emergency",
    "hold_ran_out": "set the held place of {record} free, its time being over",
    "holders_seen": "saw who has {record}",
    "invited": "invited {account}",
    "invited_again": "invited {account} again",
    "letter_printed": "printed a letter or calendar file of {record}",
    "needs_recorded": "entered the needs of {record}",
    "notice_read": "marked a notice as read",
    "opening_reviewed": "reviewed the opening of {record} in an emergency",
    "opening_seen": "saw the opening of {record} in an emergency",
    "openings_listed": "saw the list of openings in an emergency",
    "passkey_added": "added a passkey",
    "passkey_removed": "removed a passkey",
    "pending_decided": "had the rules decide {record}",
    "person_recorded": "entered the person of {record}",
    "place_asked_for": "asked for a place for {record}",
    "place_decided": "decided about a place for {record}",
    "place_given": "gave {record} the promised place",
    "place_held": "held a place for {record}",
    "possible_duplicates_seen": "compared {record} with possible duplicates",
    "program_added": "let program {thing} call",
    "program_stopped": "stopped program {thing}",
    "prove_again": "proved again who it is",
    "referral_declined": "declined {record}",
    "referral_entered": "entered {record}",
    "referral_handed_over": "handed {record} over to a colleague",
    "referral_seen": "saw {record}",
    "referral_taken_back": "took {record} back from a colleague",
    "referral_withdrawn": "withdrew {record}",
    "referrals_listed": "saw a list of referrals",
    "referred_to_person": "referred {record} to a person who decides",
    "request_answered": "had a request answered ({thing})",
    "role_changed": "changed the role of {account}",
    "sign_in": "signed in",
    "sign_in_failed": "refused a sign-in of {account}",
    "sign_out": "signed out",
    "stay_signed_in": "stayed signed in",
    "take_token": "gave program {thing} a token",
    "venue_opened": "opened venue {thing}",
}
"""For each action of :data:`cara.acting.operations.OPERATIONS`, what somebody did."""

ENTERED, HANDED = "as the officer who entered it", "as an officer to whom it was handed"
IN_AN_EMERGENCY = "after opening it in an emergency"

REASONS: Mapping[str, str] = {
    Relation.OWN.value: ENTERED,
    Relation.OWN_FORCE.value: "as somebody of the force that entered it",
    Relation.OWN_COHORT.value: "as a facilitator of its cohort",
    Relation.NOT_OWN_ACT.value: "as somebody who did not do it",
    Relation.ANY.value: "as the role allows for every record",
    "broken_glass": IN_AN_EMERGENCY,
    "open": "as everybody may",
}
"""For each code of :class:`cara.access.Access` that allows something, why it was allowed."""
