"""Invented cases: facts that an area's own rules clear, and facts about which they do not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

from cara.access import Subject
from cara.casework import Instance, PlaceSearch
from cara.casework.details import AccessNeed
from cara.decisions import Decision, Verdict, decide
from cara.demo.people import Community, Invention
from cara.demo.places import districts_of
from cara.demo.staff import Staff
from cara.policy import (
    UNKNOWN,
    AuthorisingRank,
    CaseFacts,
    EarlierMatter,
    MinimumAge,
    PermittedDisposals,
    PermittedOffences,
    PermittedRelationships,
    PermittedRiskTools,
    PermittedSexes,
    RestrictedFacts,
    Rule,
    Stage,
    VictimPositionPermitted,
    scheduling_policy,
)
from cara.scheduling import open_days
from cara.vocabulary import (
    CurrentOrder,
    Disposal,
    OffenceType,
    OutcomeKind,
    Pathway,
    PoliceRank,
    Relationship,
    RiskGrade,
    RiskTool,
    Sex,
    VictimPosition,
    Word,
)

W = TypeVar("W", bound=Word)

SHARES = {
    Pathway(Sex.MALE, Relationship.INTIMATE_PARTNER): 62,
    Pathway(Sex.FEMALE, Relationship.INTIMATE_PARTNER): 14,
    Pathway(Sex.MALE, Relationship.FAMILY): 16,
    Pathway(Sex.FEMALE, Relationship.FAMILY): 8,
}
"""How the referrals of a hundred are shared among the pathways."""

COMMON_POSITIONS = (
    VictimPosition.SUPPORTS,
    VictimPosition.AGREES,
    VictimPosition.CONTACTED_NO_SPECIFIC_RISK,
    VictimPosition.WISHES_CONSIDERED,
)
MOST_DAYS_SINCE_OFFENCE = 16
ADULT, OLDEST = 18, 61
LOOKED_AHEAD = timedelta(days=84)


@dataclass(frozen=True, slots=True)
class Case:
    """One case as an officer meets it."""

    officer: Subject
    community: Community
    district: str
    facts: CaseFacts
    restricted: RestrictedFacts
    search: PlaceSearch
    access: tuple[AccessNeed, ...]
    rank: PoliceRank

    def with_facts(self, **changed: object) -> "Case":
        """Give the same case with some facts otherwise."""
        return replace(self, facts=self.facts.model_copy(update=changed))

    def with_impossible(self, days: Iterable[date]) -> "Case":
        """Give the same case with more days on which the person cannot come."""
        return replace(self, search=replace(self.search, impossible=self.search.impossible | frozenset(days)))


class Published:
    """What an area's rules of one day permit, where something is published."""

    def __init__(self, instance: Instance, now: datetime) -> None:
        self._rules = [item.rule for item in instance.book.in_force(instance.today(now))]

    def pathways(self) -> dict[Pathway, int]:
        """Give the pathways that are permitted, each with its share."""
        sexes, relationships = self.permitted(PermittedSexes, Sex), self.permitted(PermittedRelationships, Relationship)
        return {
            pathway: share
            for pathway, share in SHARES.items()
            if pathway.sex in sexes and pathway.relationship in relationships
        }

    def permitted(self, kind: type[Rule], words: Iterable[W]) -> list[W]:
        """Give the words that every stated rule of a kind permits; where nothing is stated, all of them."""
        permitted = [value for value in self._values(kind) if isinstance(value, tuple)]
        return [word for word in words if all(word in value for value in permitted)]

    def authorising_rank(self, drawn: PoliceRank) -> PoliceRank:
        """Give a rank that may authorise the caution: the one that was drawn, or a higher one that is asked for."""
        asked = [value for value in self._values(AuthorisingRank) if isinstance(value, PoliceRank)]
        return max([drawn, *asked])

    def least_age(self) -> int:
        """Give the age from which somebody may take part."""
        return max([ADULT, *(value for value in self._values(MinimumAge) if isinstance(value, int))])

    def _values(self, kind: type[Rule]) -> list[object]:
        rules = [rule for rule in self._rules if isinstance(rule, kind)]
        return [rule.bare_value for rule in rules if rule.bare_value not in (None, UNKNOWN)]


def decision_on(instance: Instance, case: Case, now: datetime) -> Decision:
    """Decide a case by today's rules, as the check before the caution does."""
    today = instance.today(now)
    return decide(instance.book, case.facts, case.restricted, on=today, stage=Stage.CHECK, decided_at=now)


@dataclass(frozen=True, slots=True)
class Docket:
    """Draws cases for the officers of an area."""

    instance: Instance
    staff: Staff
    invention: Invention
    rng: Random

    def clear(self, now: datetime, pathway: Pathway | None = None) -> Case:
        """Draw a case against which no published rule of the area speaks."""
        rng, today, published = self.rng, self.instance.today(now), Published(self.instance, now)
        shares = published.pathways()
        drawn = pathway or rng.choices(list(shares), list(shares.values()))[0]
        code, name = rng.choice(districts_of(self.instance))
        access = self._access()
        return Case(
            officer=rng.choice(self.staff.officers),
            community=self.invention.community(),
            district=name,
            facts=self._facts(published, drawn, today),
            restricted=self._restricted(published),
            search=PlaceSearch(
                district=code,
                impossible=self._impossible(today),
                step_free=AccessNeed.STEP_FREE in access,
                hearing_loop=AccessNeed.HEARING_LOOP in access,
            ),
            access=access,
            rank=published.authorising_rank(rng.choice((PoliceRank.SERGEANT, PoliceRank.INSPECTOR))),
        )

    def for_a_person(self, now: datetime) -> Case:
        """Draw a case that no national rule stands against, but about which the area's rules want a person."""
        case = self.clear(now)
        for troubled in self._troubled(case, now):
            decision = decision_on(self.instance, troubled, now)
            if decision.verdict is not Verdict.ELIGIBLE and decision.keeps_the_floor:
                return troubled
        return case

    def above_the_ceiling(self, now: datetime) -> Case:
        """Draw a case of a risk that the nation does not let through."""
        return self.clear(now).with_facts(risk_grade=RiskGrade.MEDIUM)

    def _facts(self, published: Published, pathway: Pathway, today: date) -> CaseFacts:
        rng = self.rng
        offence_on = today - timedelta(days=min(rng.randrange(MOST_DAYS_SINCE_OFFENCE), rng.randrange(30)))
        return CaseFacts(
            referral_source=self.instance.book.area.police.code,
            disposal=published.permitted(PermittedDisposals, Disposal)[0],
            age=self._age(published.least_age()),
            sex=pathway.sex,
            relationship=pathway.relationship,
            offence=rng.choice(published.permitted(PermittedOffences, OffenceType)),
            offence_on=offence_on,
            evidence_sufficient=True,
            admits_offence=True,
            risk_grade=RiskGrade.STANDARD,
            risk_tool=published.permitted(PermittedRiskTools, RiskTool)[0],
            risk_graded_on=min(today, offence_on + timedelta(days=rng.randrange(2))),
            earlier_matters=(),
            current_orders=(),
            coercive_control=False,
        )

    def _age(self, least: int) -> int:
        return min(self.rng.randrange(least, OLDEST), self.rng.randrange(least, OLDEST))

    def _restricted(self, published: Published) -> RestrictedFacts:
        common, every = (
            published.permitted(VictimPositionPermitted, words) for words in (COMMON_POSITIONS, VictimPosition)
        )
        return RestrictedFacts(victim_views_sought=True, victim_position=self.rng.choice(common or every))

    def _access(self) -> tuple[AccessNeed, ...]:
        step_free = (AccessNeed.STEP_FREE,) if self.invention.happens(5) else ()
        return step_free + ((AccessNeed.HEARING_LOOP,) if self.invention.happens(3) else ())

    def _impossible(self, today: date) -> frozenset[date]:
        if not self.invention.happens(25):
            return frozenset()
        days = open_days(scheduling_policy(self.instance.book, today), today, today + LOOKED_AHEAD)
        return frozenset(self.rng.sample(days, min(len(days), self.rng.randrange(1, 4))))

    def _troubled(self, case: Case, now: datetime) -> list[Case]:
        """Give ways in which an area's rules may not clear a case, in a drawn order; that of its history comes first."""
        when = self.instance.today(now) - timedelta(days=self.rng.randrange(90, 600))
        matter = EarlierMatter(
            outcome=self.rng.choice(tuple(OutcomeKind)),
            violence=True,
            domestic_abuse=self.invention.happens(40),
            on=when if self.invention.happens(80) else None,
        )
        objects = RestrictedFacts(victim_views_sought=True, victim_position=VictimPosition.OBJECTS)
        others = [
            case.with_facts(current_orders=(CurrentOrder.COMMUNITY_ORDER,)),
            case.with_facts(coercive_control=None),
            replace(case, restricted=objects),
        ]
        return [case.with_facts(earlier_matters=(matter,)), *self.rng.sample(others, len(others))]
