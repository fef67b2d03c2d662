"""What erasing does to each sealed column and each blind index of every table. One that is not here fails a test.

``Erased`` names the part of a referral with which a column goes. What is kept says why it is not about one of the
people of a referral, or why nobody could find it by one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, LargeBinary
from sqlalchemy.orm import InstrumentedAttribute

from cara.casework.details import PersonDetails
from cara.policy import CaseFacts, RestrictedFacts
from cara.records import Base, Sealed
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.records.tables import victims_disclosure as vd
from cara.retention.words import Scope
from cara.victims.briefings import BriefingSaid
from cara.victims.concerns import ConcernSaid
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.victims.feedback import FeedbackSaid
from cara.victims.words import About, SafetyNow, Told, VictimRelationship
from cara.vocabulary import Word
from cara.vocabulary.dates import in_words

Attribute = InstrumentedAttribute[Any]  # Any: each column has its own type
NOBODYS_BIRTH = date(1900, 1, 1)
"""Stands where a day of birth has to stand; it is shown nowhere, since what is erased says so instead."""


class Way(Word):
    """What erasing does to a column."""

    EMPTIED = "emptied", "It is NULL afterwards"
    OVERWRITTEN = "overwritten", "Nothing but when it was erased is sealed in it afterwards"
    SCRAMBLED = "scrambled", "Drawn anew: it equals no index of anything"
    DELETED = "deleted", "Its row goes"


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing one part of a referral does to one column."""

    column: Attribute
    scope: Scope
    way: Way
    says: Callable[[str], str] | None = None
    """What is sealed in it afterwards, for the words that say when it was erased."""


def words_of(day: date) -> str:
    """Say when something was erased, as lists show it."""
    return f"Erased on {in_words(day, weekday=False)}"


def _plain(words: str) -> str:
    return words


def _person(words: str) -> str:
    erased, _, day = words.partition(" ")
    return PersonDetails(
        given_names=erased,
        family_name=day,
        date_of_birth=NOBODYS_BIRTH,
        address="Erased",
        crime_reference="Erased",
    ).model_dump_json()


def _victim(words: str) -> str:
    erased, _, day = words.partition(" ")
    return VictimDetails(
        given_names=erased, family_name=day, relationship=VictimRelationship.OTHER_RELATIVE, told=Told.DOES_NOT_WANT
    ).model_dump_json()


def _concern(words: str) -> str:
    return ConcernSaid(about=About.VICTIM, what=words, danger_now=False).model_dump_json()


def _all(scope: Scope, way: Way, *columns: Attribute) -> Iterator[Erased]:
    yield from (Erased(column, scope, way) for column in columns)


def _over(scope: Scope, says: Callable[[str], str], *columns: Attribute) -> Iterator[Erased]:
    yield from (Erased(column, scope, Way.OVERWRITTEN, says) for column in columns)


_C, _V, _S = Scope.CASE, Scope.VICTIM, Scope.CONCERN

ERASED: tuple[Erased, ...] = (
    *_over(_C, _person, t.Person.details),
    *_all(_C, Way.EMPTIED, t.Person.needs, t.Person.pnc_index),
    *_all(_C, Way.SCRAMBLED, t.Person.name_index, t.Person.name_birth_index),
    *_over(_C, lambda _: CaseFacts().model_dump_json(), t.Referral.facts),
    *_over(_C, lambda _: RestrictedFacts().model_dump_json(), t.Referral.restricted_facts),
    *_all(_C, Way.EMPTIED, t.Referral.wished, t.Referral.caution, t.Referral.caution_index),
    *_all(_C, Way.EMPTIED, t.StatusChange.reason, t.WorklistItem.reason, t.Decision.body, t.Message.content),
    *_over(_C, _plain, t.DecisionOverride.reason, t.Extension.authorised_by, t.Extension.reason),
    *_all(_C, Way.DELETED, t.KeepApart.name, t.KeepApart.name_index, t.EqualityAnswers.answers, t.RecordVersion.body),
    *_all(_C, Way.EMPTIED, t.AttendanceMark.reason, t.AttendanceMark.behaviour),
    *_over(_C, _plain, t.BrokenGlass.reason, t.DeclaredConflict.words),
    *_all(_C, Way.EMPTIED, t.BrokenGlass.note, t.SampledCase.reason, t.SampledCase.findings),
    *_all(_C, Way.SCRAMBLED, t.DeclaredConflict.name_birth_index),
    *_all(_C, Way.EMPTIED, t.IdempotencyKey.body),
    *_all(_C, Way.EMPTIED, t.AccessRequestStep.note),
    *_over(_C, _plain, t.AccessReading.redacted),
    *_all(_V, Way.EMPTIED, vd.VictimRequestStep.note),
    *_over(_V, _plain, vd.VictimReading.redacted),
    *_over(_V, _victim, v.Victim.details, v.VictimVersion.details),
    *_all(_V, Way.EMPTIED, v.Victim.name_birth_index, v.VictimChange.reason, v.ContactAttempt.note),
    *_over(_V, lambda _: SafeContactSaid().model_dump_json(), v.SafeContact.said),
    *_over(_V, lambda _: FeedbackSaid(safety=SafetyNow.NOT_SAID).model_dump_json(), v.VictimFeedback.said),
    *_over(_V, lambda _: BriefingSaid().model_dump_json(), v.Briefing.said),
    *_all(_V, Way.EMPTIED, v.BriefingChange.reason),
    *_all(_V, Way.DELETED, v.VictimDraft.body),
    *_over(_S, _concern, v.Concern.what),
    *_all(_S, Way.EMPTIED, v.ConcernStep.note),
    *(
        one
        for scope in Scope
        for one in _all(
            scope,
            Way.EMPTIED,
            t.LegalHold.reason,
            t.LegalHold.lifted_reason,
            t.RetentionReview.reason,
            t.Erasure.reason,
        )
    ),
)
"""Each column that goes, by the part with which it goes; the reasons of retention itself go with whichever part."""

_OF_STAFF = "about a member of staff or how one signs in"
_OF_PARTNERS = "about a partner, kept and erased on the partner's own pages"
_OF_DELIVERY = "about the delivery of a workshop, and no name belongs in it"
_A_HASH = "the hash of a secret or of an address that no participant or victim has"

KEPT: Mapping[str, str] = {
    "account.display_name": _OF_STAFF,
    "account.federated_index": _OF_STAFF,
    "passkey.label": _OF_STAFF,
    "passkey.credential_id": _OF_STAFF,
    "passkey.public_key": _OF_STAFF,
    "passphrase.hashed": _OF_STAFF,
    "passphrase.totp_secret": _OF_STAFF,
    "saved_view.name": "somebody's own name for a list; what was searched for is not in it",
    "wording_approval.translator": "about whoever translated a wording",
    "partner_organisation.note": _OF_PARTNERS,
    "partner_contact.details": _OF_PARTNERS,
    "engagement.topic": _OF_PARTNERS,
    "next_step.what": _OF_PARTNERS,
    "service.details": _OF_PARTNERS,
    "cohort_change.reason": _OF_DELIVERY,
    "workshop_change.reason": _OF_DELIVERY,
    "workshop_checklist.note": _OF_DELIVERY,
    "observation.strengths": _OF_DELIVERY,
    "observation.to_improve": _OF_DELIVERY,
    "supervision_session.topics": _OF_DELIVERY,
    "complaint.said": "belongs to no case: nobody could find it by one; the form asks to leave names out",
    "complaint.answer": "belongs to no case, as the complaint itself",
    "try_tally.tally_index": _A_HASH,
    "used_ceremony.key_sha256": _A_HASH,
    "used_assertion.jti_sha256": _A_HASH,
    "invitation.code_sha256": _A_HASH,
    "sign_in.token_sha256": _A_HASH,
    "api_token.token_sha256": _A_HASH,
}
"""Each column that stays whatever is erased, with the reason."""


def name_of(column: Attribute | Column[Any]) -> str:  # Any: as above
    """Name a column with its table."""
    stored = column.property.columns[0] if isinstance(column, InstrumentedAttribute) else column
    return f"{stored.table.name}.{stored.name}"


def columns_to_list() -> frozenset[str]:
    """Name every column of every table that seals something or finds something by a hash."""
    tables = Base.metadata.sorted_tables
    return frozenset(
        name_of(column) for table in tables for column in table.columns if isinstance(column.type, Sealed | LargeBinary)
    )
