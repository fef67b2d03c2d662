"""What each action in the audit trail is under the Data Protection Act 2018, section 62: one of six operations, or none.

The map is closed: a word that a use case tells and that is not here fails a test.
"""

from collections.abc import Mapping

from cara.vocabulary import Word


class Operation(Word):
    """The six operations that must be logged (section 62(1)), and a word for what is none of them."""

    COLLECTION = "collection", "Collection"
    ALTERATION = "alteration", "Alteration"
    CONSULTATION = "consultation", "Consultation"
    DISCLOSURE = "disclosure", "Disclosure or transfer"
    COMBINATION = "combination", "Combination"
    ERASURE = "erasure", "Erasure"
    NONE = "none", "None of the six"


_BY_OPERATION: Mapping[Operation, tuple[str, ...]] = {
    Operation.COLLECTION: (
        "attendance_recorded",
        "later_event_reported",
        "caution_recorded",
        "conflict_declared",
        "equality_recorded",
        "needs_recorded",
        "person_recorded",
        "referral_entered",
    ),
    Operation.ALTERATION: (
        "answers_changed",
        "attendance_corrected",
        "booking_confirmed",
        "booking_deferred",
        "booking_made_again",
        "booking_moved",
        "booking_not_confirmed",
        "conflict_ended",
        "deadline_extended",
        "disposal_decided",
        "going_on_decided",
        "hold_ran_out",
        "item_settled",
        "pending_decided",
        "other_day_given",
        "place_asked_for",
        "place_cancelled",
        "place_decided",
        "place_given",
        "place_held",
        "referral_declined",
        "referral_handed_over",
        "referral_taken_back",
        "referral_returned",
        "referral_withdrawn",
        "return_acknowledged",
        "return_decided",
        "referred_to_person",
    ),
    Operation.CONSULTATION: (
        "audit_read",
        "cancellation_previewed",
        "cases_listed",
        "conflicts_seen",
        "decisions_seen",
        "holders_seen",
        "opening_seen",
        "openings_listed",
        "possible_duplicates_seen",
        "register_seen",
        "referral_seen",
        "referrals_listed",
    ),
    Operation.DISCLOSURE: ("audit_downloaded", "cases_downloaded", "letter_printed"),
    Operation.COMBINATION: ("duplicate_reviewed",),
    Operation.ERASURE: (),
    Operation.NONE: (
        "accept_invitation",
        "access_ended",
        "access_given_back",
        "account_added",
        "account_seen",
        "accounts_listed",
        "add_master_key",
        "board_seen",
        "cohort_cancelled",
        "cohort_opened",
        "end_own_sign_in",
        "facilitator_assigned",
        "facilitator_released",
        "glass_broken",
        "invited",
        "invited_again",
        "notice_read",
        "opening_reviewed",
        "passkey_added",
        "passkey_removed",
        "program_added",
        "program_stopped",
        "programs_listed",
        "prove_again",
        "request_answered",
        "retire_master_key",
        "role_changed",
        "sign_in",
        "sign_in_failed",
        "sign_out",
        "stay_signed_in",
        "take_token",
        "venue_opened",
        "workshops_moved",
        "wrap_values_anew",
    ),
}

OPERATIONS: Mapping[str, Operation] = {
    action: operation for operation, actions in _BY_OPERATION.items() for action in actions
}
"""For each action that is told, its operation. What is written about nobody's case is none of the six."""
