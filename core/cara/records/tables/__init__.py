"""The tables of one area's instance."""

from cara.records.tables.accounts import Account, ApiClient, SignIn
from cara.records.tables.decisions import Decision, DecisionOverride
from cara.records.tables.keeping import AuditEntry, AuditHead, IdempotencyKey
from cara.records.tables.referrals import (
    CAUTION_ALREADY_REFERRED,
    ITEM_ALREADY_OPEN,
    EqualityAnswers,
    KeepApart,
    Person,
    PolicyBook,
    Referral,
    StatusChange,
    UnavailableDay,
    WorklistItem,
)
from cara.records.tables.workshops import (
    PERSON_HAS_PLACE,
    REFERRAL_HAS_PLACE,
    SEAT_TAKEN,
    Cohort,
    Membership,
    Venue,
)

__all__ = [
    "CAUTION_ALREADY_REFERRED",
    "ITEM_ALREADY_OPEN",
    "PERSON_HAS_PLACE",
    "REFERRAL_HAS_PLACE",
    "SEAT_TAKEN",
    "Account",
    "ApiClient",
    "AuditEntry",
    "AuditHead",
    "Cohort",
    "Decision",
    "DecisionOverride",
    "EqualityAnswers",
    "IdempotencyKey",
    "KeepApart",
    "Membership",
    "Person",
    "PolicyBook",
    "Referral",
    "SignIn",
    "StatusChange",
    "UnavailableDay",
    "Venue",
    "WorklistItem",
]
