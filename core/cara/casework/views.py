"""What leaves of a referral: each part with the group of fields it belongs to, and nothing of a group that is not given.

The groups come from the decision about access. What is not given is ``None``, and was not opened for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self, TypeVar

from cara.access import FieldGroup
from cara.casework.attended import AttendanceFact
from cara.casework.details import (
    AccessNeed,
    CautionDetails,
    Details,
    EqualityAnswers,
    KeepApart,
    Language,
    Needs,
    PersonDetails,
)
from cara.casework.places import PlaceSearch
from cara.casework.problems import NoSuchReferral
from cara.casework.states import ReferralStatus
from cara.decisions import Decision, RuleResult, Verdict
from cara.policy import CaseFacts, Outcome, RestrictedFacts, Stage
from cara.scheduling import Deadline, OpenPlace
from cara.vocabulary import Pathway, Reference

G = FieldGroup
Fields = frozenset[FieldGroup]

WHY_IT_FITS_NOT = frozenset({G.PLACE, G.NEEDS, G.KEEP_APART, G.CAUTION, G.FACTS})
"""All that can be read from the sentences about a place that no longer fits."""

T = TypeVar("T")


def given(fields: Fields, group: FieldGroup, opening: Callable[[], T]) -> T | None:
    """Open a part if its group is given."""
    return opening() if group in fields else None


class PersonSeen(Details):
    """Who the participant is. How to write or ring is absent where it is not given."""

    given_names: str
    family_name: str
    date_of_birth: date
    phone: str | None
    email: str | None
    address: str | None
    pnc_id: str | None
    crime_reference: str

    @classmethod
    def of(cls, person: PersonDetails, fields: Fields) -> Self:
        """Give a person as far as he or she may be seen."""
        contact = G.CONTACT in fields
        return cls(
            given_names=person.given_names,
            family_name=person.family_name,
            date_of_birth=person.date_of_birth,
            phone=person.phone if contact else None,
            email=person.email if contact else None,
            address=person.address if contact else None,
            pnc_id=person.pnc_id,
            crime_reference=person.crime_reference,
        )


class NeedsSeen(Details):
    """What the participant needs. With whom he or she is kept apart is absent where it is not given."""

    language: Language
    interpreter: bool
    access: tuple[AccessNeed, ...]
    other_needs: str | None
    unavailable: tuple[date, ...]
    keep_apart: tuple[KeepApart, ...] | None

    @classmethod
    def of(cls, needs: Needs, fields: Fields) -> Self:
        """Give needs as far as they may be seen."""
        return cls(
            language=needs.language,
            interpreter=needs.interpreter,
            access=needs.access,
            other_needs=needs.other_needs,
            unavailable=needs.unavailable,
            keep_apart=given(fields, G.KEEP_APART, lambda: needs.keep_apart),
        )


def search_seen(search: PlaceSearch, fields: Fields) -> PlaceSearch:
    """Give what a place must satisfy, without the day of a caution that is not given."""
    if G.CAUTION in fields:
        return search
    return PlaceSearch(search.district, search.impossible, search.step_free, search.hearing_loop)


def results_seen(results: Iterable[RuleResult], fields: Fields) -> tuple[RuleResult, ...]:
    """Give how rules came out, without those about the victim where that is not given."""
    return tuple(result for result in results if G.RESTRICTED in fields or not result.restricted)


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """A decision of the rules as far as it may be seen. The verdict stays, whatever of its reasons is withheld."""

    area: str
    stage: Stage
    on: date
    decided_at: datetime
    book_digest: str
    engine_version: str
    verdict: Verdict
    results: tuple[RuleResult, ...]
    withheld: int
    """How many rules about the victim are not given."""
    facts: CaseFacts | None
    restricted_facts: RestrictedFacts | None

    @classmethod
    def of(cls, decision: Decision, fields: Fields) -> Self:
        """Give a decision as far as it may be seen."""
        results = results_seen(decision.results, fields)
        return cls(
            area=decision.area,
            stage=decision.stage,
            on=decision.on,
            decided_at=decision.decided_at,
            book_digest=decision.book_digest,
            engine_version=decision.engine_version,
            verdict=decision.verdict,
            results=results,
            withheld=len(decision.results) - len(results),
            facts=given(fields, G.FACTS, lambda: decision.facts),
            restricted_facts=given(fields, G.RESTRICTED, lambda: decision.restricted_facts),
        )

    def results_with(self, outcome: Outcome) -> tuple[RuleResult, ...]:
        """Give the results that came out one way, in the order in which rules are shown."""
        return tuple(result for result in self.results if result.outcome is outcome)


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One step of a referral's history."""

    status: ReferralStatus
    at: datetime
    by: str
    reason: str | None
    withheld: bool = False
    """Whether a reason was given that is for the police alone."""


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral as far as somebody may see it: what is not given is ``None``, as is what is not recorded."""

    fields: Fields
    """What is given."""
    open_until: datetime | None
    """When an opening in an emergency ends; ``None`` where it is seen in the course of work."""
    reference: Reference
    status: ReferralStatus
    entered_on: date
    entered_at: datetime
    deadline: Deadline | None
    place_by: date | None
    history: tuple[StatusLine, ...]
    pathway: Pathway | None
    place: OpenPlace | None
    held_until: datetime | None
    misfits: tuple[str, ...]
    facts: CaseFacts | None
    restricted: RestrictedFacts | None
    person: PersonSeen | None
    needs: NeedsSeen | None
    search: PlaceSearch | None
    equality: EqualityAnswers | None
    caution: CautionDetails | None
    caution_on: date | None
    decision: DecisionSeen | None
    uncovered: tuple[RuleResult, ...]
    attended: tuple[AttendanceFact, ...]
    erased_at: datetime | None
    """When what it said was erased."""
    duplicates: int
    """How many other referrals may concern the same person: a fact of the case."""

    def shows(self, group: FieldGroup) -> bool:
        """Tell whether a group of fields is given."""
        return group in self.fields

    @property
    def impossible(self) -> frozenset[date]:
        """Give the days on which the person cannot come."""
        return self.search.impossible if self.search else frozenset()

    @property
    def answers(self) -> tuple[CaseFacts, RestrictedFacts]:
        """Give all the answers that were decided, for whoever changes them.

        Raises:
            NoSuchReferral: they are not given.
        """
        if self.facts is None or self.restricted is None:
            raise NoSuchReferral(self.reference)
        return self.facts, self.restricted
