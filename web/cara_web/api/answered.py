"""What programs are answered: one closed model for each answer, made from what casework gives."""

from datetime import date, datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cara.access import FieldGroup
from cara.casework import (
    AttendanceFact,
    DecisionSeen,
    Held,
    KeptDecision,
    NeedsSeen,
    Offers,
    PersonSeen,
    ReferralLine,
    ReferralStatus,
    ReferralView,
    Standing,
)
from cara.casework.details import CautionDetails
from cara.decisions import Decision, RuleResult, Verdict
from cara.policy import CaseFacts, RestrictedFacts, Stage
from cara.scheduling import Binding, Constraint, Deadline, Offer, OpenPlace
from cara.vocabulary import Attendance, Pathway


class Answered(BaseModel):
    """A closed answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PathwayAnswered(Answered):
    """The pathway of a cohort: sex and relationship."""

    code: str
    label: str

    @classmethod
    def of(cls, pathway: Pathway) -> Self:
        return cls(code=pathway.code, label=pathway.label)


class DecisionAnswered(Answered):
    """One decision of the rules, rule by rule. It advises: the police own the disposal."""

    area: str
    stage: Stage
    on: date = Field(description="The day whose rules were used.")
    decided_at: AwareDatetime
    book_digest: str = Field(description="The digest of the rules that were used.")
    engine_version: str
    verdict: Verdict
    rules: tuple[RuleResult, ...]
    withheld: int = Field(description="How many rules about the victim are not shown, since only the police see them.")
    facts: CaseFacts | None = Field(description="The facts that were decided; absent where the request held them.")
    restricted_facts: RestrictedFacts | None = Field(description="What concerned the victim: for the police alone.")

    @classmethod
    def own(cls, decision: Decision) -> Self:
        """Give a decision to whoever has just sent what it decides."""
        return cls.of(DecisionSeen.of(decision, frozenset(FieldGroup)), with_facts=False)

    @classmethod
    def of(cls, decision: DecisionSeen, *, with_facts: bool = True) -> Self:
        """Give a decision as far as it may be seen."""
        return cls(
            area=decision.area,
            stage=decision.stage,
            on=decision.on,
            decided_at=decision.decided_at,
            book_digest=decision.book_digest,
            engine_version=decision.engine_version,
            verdict=decision.verdict,
            rules=decision.results,
            withheld=decision.withheld,
            facts=decision.facts if with_facts else None,
            restricted_facts=decision.restricted_facts if with_facts else None,
        )


class VenueAnswered(Answered):
    """Where the workshops are."""

    code: str
    name: str
    district: str
    travel: str
    step_free: bool
    hearing_loop: bool


class PlaceAnswered(Answered):
    """A cohort with a free seat, or the referral's own."""

    cohort: str
    venue: VenueAnswered
    first_day: date
    second_day: date

    @classmethod
    def of(cls, place: OpenPlace) -> Self:
        venue = VenueAnswered(
            code=place.venue_code,
            name=place.venue_name,
            district=place.district,
            travel=place.travel,
            step_free=place.step_free,
            hearing_loop=place.hearing_loop,
        )
        return cls(cohort=place.cohort, venue=venue, first_day=place.first_day, second_day=place.second_day)


class OfferAnswered(Answered):
    """A place that fits now. It is not held: somebody else may take it meanwhile."""

    place: PlaceAnswered
    why: tuple[str, ...]
    if_first_missed: str
    if_second_missed: str

    @classmethod
    def of(cls, offer: Offer) -> Self:
        first, second = offer.if_missed
        return cls(
            place=PlaceAnswered.of(offer.place),
            why=offer.why,
            if_first_missed=first.in_words,
            if_second_missed=second.in_words,
        )


class BindingAnswered(Answered):
    """A constraint that keeps the person from every place."""

    constraint: Constraint
    excludes: int
    frees: int
    together_with: tuple[Constraint, ...]
    in_words: str

    @classmethod
    def of(cls, binding: Binding) -> Self:
        return cls(
            constraint=binding.constraint,
            excludes=binding.excludes,
            frees=binding.frees,
            together_with=binding.together_with,
            in_words=binding.in_words,
        )


class DeadlineAnswered(Answered):
    """The day by which both workshops must be done, inclusive."""

    on: date
    in_words: str
    counted_from_caution_on: date
    offence_needed: bool = Field(description="Whether the day of the offence may decide but is missing.")

    @classmethod
    def of(cls, deadline: Deadline) -> Self:
        return cls(
            on=deadline.binding,
            in_words=deadline.in_words,
            counted_from_caution_on=deadline.caution_on,
            offence_needed=deadline.offence_needed,
        )


class OffersAnswered(Answered):
    """Up to three places, or what stands in the way of every one."""

    at: AwareDatetime = Field(description="The moment at which the places were free.")
    pathway: PathwayAnswered
    deadline: DeadlineAnswered
    offers: tuple[OfferAnswered, ...]
    bindings: tuple[BindingAnswered, ...]
    missed_means: str = Field(description="What a missed workshop means in this area.")

    @classmethod
    def of(cls, offers: Offers, at: datetime) -> Self:
        return cls(
            at=at,
            pathway=PathwayAnswered.of(offers.pathway),
            deadline=DeadlineAnswered.of(offers.deadline),
            offers=tuple(map(OfferAnswered.of, offers.offers)),
            bindings=tuple(map(BindingAnswered.of, offers.bindings)),
            missed_means=offers.missed_means,
        )


class StandingAnswered(Answered):
    """Where a referral stands after what was asked."""

    reference: str
    status: ReferralStatus
    held_until: AwareDatetime | None = Field(description="When the place is free for others unless it is confirmed.")
    place: PlaceAnswered | None

    @classmethod
    def held(cls, held: Held) -> Self:
        return cls(
            reference=held.reference,
            status=ReferralStatus.HELD,
            held_until=held.until,
            place=PlaceAnswered.of(held.place),
        )

    @classmethod
    def of(cls, view: ReferralView | Standing) -> Self:
        place = PlaceAnswered.of(view.place) if view.place else None
        return cls(reference=view.reference, status=view.status, held_until=view.held_until, place=place)


class ConfirmationAnswered(Answered):
    """The booking stands."""

    reference: str
    status: ReferralStatus
    decision: DecisionAnswered


class VictimAnswered(Answered):
    """A victim is entered."""

    reference: str
    victim: str = Field(description="The code by which everybody names the victim.")


class StepAnswered(Answered):
    """One step of a referral's history."""

    status: ReferralStatus
    at: AwareDatetime
    by: str
    reason: str | None = Field(description="Null where none was given, or where it is for the police alone.")


class AttendanceAnswered(Answered):
    """What was recorded of one workshop, the last correction alone. What it means for the caution the police decide."""

    number: int = Field(description="1 or 2.")
    day: date
    mark: Attendance
    minutes: int | None = Field(description="How late, or how long before the end.")
    reason: str | None = Field(description="The reason that the person gave.")

    @classmethod
    def of(cls, fact: AttendanceFact) -> Self:
        return cls(number=fact.number, day=fact.day, mark=fact.mark, minutes=fact.minutes, reason=fact.reason)


class ReferralAnswered(StandingAnswered):
    """One referral as far as whoever asks may see it: what is not for them is null."""

    entered_on: date
    entered_at: AwareDatetime
    pathway: PathwayAnswered | None
    facts: CaseFacts | None
    restricted_facts: RestrictedFacts | None = Field(description="What concerns the victim: for the police alone.")
    person: PersonSeen | None
    needs: NeedsSeen | None
    caution: CautionDetails | None
    misfits: tuple[str, ...] = Field(description="In what the place no longer fits what was recorded.")
    deadline: DeadlineAnswered | None
    place_by: date | None = Field(description="The day by which a place has been promised.")
    decision: DecisionAnswered | None = Field(description="The last decision of the rules.")
    uncovered: tuple[str, ...] = Field(description="The rules that are not met and about which nobody has decided.")
    possible_duplicates: int
    attended: tuple[AttendanceAnswered, ...] = Field(description="Who came, workshop by workshop; facts alone.")
    history: tuple[StepAnswered, ...]

    @classmethod
    def seen(cls, view: ReferralView) -> Self:
        """Give a referral as far as it may be seen."""
        return cls(
            **dict(StandingAnswered.of(view)),
            entered_on=view.entered_on,
            entered_at=view.entered_at,
            pathway=PathwayAnswered.of(view.pathway) if view.pathway else None,
            facts=view.facts,
            restricted_facts=view.restricted,
            person=view.person,
            needs=view.needs,
            caution=view.caution,
            misfits=view.misfits,
            deadline=DeadlineAnswered.of(view.deadline) if view.deadline else None,
            place_by=view.place_by,
            decision=DecisionAnswered.of(view.decision, with_facts=False) if view.decision else None,
            uncovered=tuple(result.rule_id for result in view.uncovered),
            possible_duplicates=view.duplicates,
            attended=tuple(map(AttendanceAnswered.of, view.attended)),
            history=tuple(StepAnswered(status=s.status, at=s.at, by=s.by, reason=s.reason) for s in view.history),
        )


class LineAnswered(Answered):
    """One line of a list."""

    reference: str
    status: ReferralStatus
    name: str | None
    pathway: PathwayAnswered | None
    entered_on: date
    held_until: AwareDatetime | None
    first_day: date | None
    second_day: date | None
    venue: str | None
    place_by: date | None

    @classmethod
    def of(cls, line: ReferralLine) -> Self:
        return cls(
            reference=line.reference,
            status=line.status,
            name=line.name,
            pathway=PathwayAnswered.of(line.pathway) if line.pathway else None,
            entered_on=line.entered_on,
            held_until=line.held_until,
            first_day=line.first_day,
            second_day=line.second_day,
            venue=line.venue,
            place_by=line.place_by,
        )


class ListAnswered(Answered):
    """Referrals, the newest first."""

    referrals: tuple[LineAnswered, ...]
    next_before: int | None = Field(description="Ask with before=this for the next page; null on the last.")


class PersonsDecisionAnswered(Answered):
    """What an authorised person decided about a decision of the rules."""

    rules: tuple[str, ...]
    by: str
    rank: str | None
    reason: str | None = Field(description="Null where it is for the police alone.")
    at: AwareDatetime


class KeptAnswered(Answered):
    """One stored decision, and what people decided about it."""

    number: int
    decided_at: AwareDatetime
    verdict: str
    decision: DecisionAnswered | None = Field(description="Null where its facts have been erased.")
    persons: tuple[PersonsDecisionAnswered, ...]

    @classmethod
    def of(cls, kept: KeptDecision) -> Self:
        return cls(
            number=kept.number,
            decided_at=kept.decided_at,
            verdict=kept.verdict,
            decision=DecisionAnswered.of(kept.decision) if kept.decision else None,
            persons=tuple(
                PersonsDecisionAnswered(rules=p.rules, by=p.by, rank=p.rank, reason=p.reason, at=p.at)
                for p in kept.persons
            ),
        )


class DecisionsAnswered(Answered):
    """Every decision about a referral, the newest first."""

    reference: str
    decisions: tuple[KeptAnswered, ...]
