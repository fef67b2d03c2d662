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
        "contact_added",
        "equality_recorded",
        "needs_recorded",
        "person_recorded",
        "referral_entered",
        "signpost_offered",
    ),
    Operation.ALTERATION: (
        "answers_changed",
        "attendance_corrected",
        "booking_confirmed",
        "booking_not_confirmed",
        "conflict_ended",
        "contact_changed",
        "disposal_decided",
        "going_on_decided",
        "hold_ran_out",
        "item_settled",
        "message_cancelled",
        "message_held",
        "message_let_go",
        "message_outcome_noted",
        "message_postponed",
        "messages_made",
        "letters_printed",
        "pending_decided",
        "place_asked_for",
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
        "signpost_moved",
    ),
    Operation.CONSULTATION: (
        "audit_read",
        "awareness_seen",
        "conflicts_seen",
        "decisions_seen",
        "engagements_listed",
        "holders_seen",
        "message_seen",
        "receipt_asked",
        "opening_seen",
        "openings_listed",
        "partner_seen",
        "possible_duplicates_seen",
        "register_seen",
        "referral_seen",
        "referrals_listed",
        "signposts_listed",
        "signposts_seen",
        "steps_listed",
    ),
    Operation.DISCLOSURE: (
        "audit_downloaded",
        "engagements_downloaded",
        "letter_printed",
        "letters_taken",
        "message_sending",
        "messages_downloaded",
        "partners_downloaded",
        "register_printed",
        "signposts_downloaded",
        "steps_downloaded",
    ),
    Operation.COMBINATION: ("duplicate_reviewed",),
    Operation.ERASURE: ("contact_erased",),
    Operation.NONE: (
        "accept_invitation",
        "access_confirmed",
        "access_ended",
        "access_given_back",
        "access_refused",
        "account_added",
        "account_seen",
        "accounts_listed",
        "add_master_key",
        "cohort_opened",
        "community_added",
        "community_changed",
        "end_own_sign_in",
        "facilitator_assigned",
        "facilitator_released",
        "engagement_changed",
        "engagement_recorded",
        "glass_broken",
        "invited",
        "invited_again",
        "notice_read",
        "opening_reviewed",
        "partner_added",
        "partner_changed",
        "partner_closed",
        "partner_opened_again",
        "partners_listed",
        "passkey_added",
        "passkey_removed",
        "periods_set",
        "program_added",
        "program_stopped",
        "programs_listed",
        "prove_again",
        "request_answered",
        "retire_master_key",
        "role_changed",
        "service_added",
        "service_changed",
        "service_closed",
        "service_opened_again",
        "services_downloaded",
        "sign_in",
        "sign_in_failed",
        "sign_out",
        "stay_signed_in",
        "step_added",
        "step_changed",
        "step_done",
        "take_token",
        "to_confirm_listed",
        "translation_approved",
        "venue_opened",
        "wording_let_go",
        "wrap_values_anew",
    ),
}

OPERATIONS: Mapping[str, Operation] = {
    action: operation for operation, actions in _BY_OPERATION.items() for action in actions
}
"""For each action that is told, its operation. What is written about nobody's case is none of the six."""
