# ruff: noqa: PT028 - testshire_book makes an area and is no test
"""Testshire, an invented area for every test: standard risk, Saturdays, 28 days, cohorts of 12, 112 days.

``testshire_book()`` gives its policy book; ``testshire_book(stated(RiskCeiling, value="unknown"))`` gives the same book
with one rule changed. Rules of the same kind take the place of Testshire's own, and ``without`` leaves a kind out.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeVar, get_args

from cara.areas import AreaPlugin, Areas, Candidate, from_plugins
from cara.policy import (
    AreaProfile,
    AttendanceRule,
    CaseFacts,
    ClosedDates,
    ClosedDays,
    CohortShares,
    CohortSize,
    ContactBetweenWorkshops,
    CurrentOrdersExcluded,
    Deadline,
    DeadlineRunsFrom,
    District,
    EarlierMatterClass,
    EarlierMattersExcluded,
    EligibilityRule,
    FacilitatorsPerWorkshop,
    Gap,
    LateArrivalMeans,
    Layer,
    Limit,
    LookBack,
    MessageRule,
    MinimumAge,
    MissedWorkshopMeans,
    Notice,
    Organisation,
    PairRhythm,
    PermittedDisposals,
    PermittedRelationships,
    PermittedSexes,
    PermittedWeekdays,
    PolicyBook,
    ReferralSourceRule,
    ReferralSources,
    RestrictedFacts,
    RiskCeiling,
    RiskRule,
    Rule,
    SchedulingRule,
    SessionHours,
    SessionTimes,
    Shared,
    Size,
    Source,
    Told,
    ToldToPolice,
    VictimContactRule,
    WorkshopGap,
)
from cara.policy.kinds import kind_of
from cara.vocabulary import (
    CurrentOrder,
    DeadlineAnchor,
    Disposal,
    LateArrival,
    MissedWorkshop,
    OffenceType,
    OutcomeKind,
    PoliceRank,
    Relationship,
    RiskGrade,
    RiskTool,
    Sex,
    VictimPosition,
    Weekday,
)

R = TypeVar("R", bound=Rule)

SOURCE = Source(title="Testshire's policy, invented for tests", paragraph="1", retrieved=date(2026, 11, 23))
ON = date(2026, 11, 23)
"""A Monday on which every rule of Testshire is in force."""


def stated(kind: type[R], *, area: str = "testshire", **fields: Any) -> R:  # Any: each kind declares its own fields
    """Make a rule of an area, with the id ``area.kind`` and a source unless given."""
    return kind.model_validate({"id": f"{area}.{kind_of(kind)}", "source": SOURCE, **fields})


def _eligibility(area: str) -> tuple[Rule, ...]:
    look_back = LookBack(offence_class=EarlierMatterClass.VIOLENCE, window=24, counts=tuple(OutcomeKind))
    return (
        stated(MinimumAge, area=area, value=18),
        stated(PermittedSexes, area=area, value=tuple(Sex)),
        stated(PermittedRelationships, area=area, value=tuple(Relationship)),
        stated(PermittedDisposals, area=area, value=(Disposal.CONDITIONAL_CAUTION,)),
        stated(EarlierMattersExcluded, area=area, value=(look_back,)),
        stated(CurrentOrdersExcluded, area=area, value=(CurrentOrder.COMMUNITY_ORDER,)),
    )


def _scheduling(area: str) -> tuple[Rule, ...]:
    return (
        stated(PermittedWeekdays, area=area, value=(Weekday.SATURDAY,)),
        stated(WorkshopGap, area=area, value=Gap(least=28, most=28)),
        stated(CohortSize, area=area, value=Size(least=1, most=12)),
        stated(CohortShares, area=area, value=tuple(Shared)),
        stated(FacilitatorsPerWorkshop, area=area, value=2),
        stated(Deadline, area=area, value=Limit(days=112, extended_days=140)),
        stated(DeadlineRunsFrom, area=area, value=DeadlineAnchor.CAUTION),
        stated(Notice, area=area, value=14),
        stated(PairRhythm, area=area, value=7),
        stated(ClosedDays, area=area, value=ClosedDates(subdivision="ENG")),
        stated(SessionTimes, area=area, value=SessionHours.model_validate({"begins": "10:00", "ends": "15:00"})),
    )


def _others(area: str) -> tuple[Rule, ...]:
    police = Organisation(code="testshire_police", name="Testshire Police")
    return (
        stated(RiskCeiling, area=area, value=RiskGrade.STANDARD),
        stated(ReferralSources, area=area, value=(police,), books_directly=True),
        stated(MissedWorkshopMeans, area=area, value=MissedWorkshop.REPEAT_BOTH),
        stated(LateArrivalMeans, area=area, value=LateArrival.REFUSED_ENTRY),
        stated(ToldToPolice, area=area, value=Told.ATTENDANCE_ONLY),
        stated(ContactBetweenWorkshops, area=area, value="The victim is contacted between the two workshops"),
    )


def rules_of_testshire(
    *changes: Rule, area: str = "testshire", without: Collection[type[Rule]] = ()
) -> tuple[Rule, ...]:
    """Give Testshire's rules, with changes in place of the rules of the same kinds."""
    gone = {*without, *(type(change) for change in changes)}
    own = (*_eligibility(area), *_others(area), *_scheduling(area))
    return (*(rule for rule in own if type(rule) not in gone), *changes)


class Testshire(AreaPlugin):
    """An invented area. Subclass it and override one hook to make a hostile one."""

    __test__ = False

    def __init__(self, *changes: Rule, area: str = "testshire", without: Collection[type[Rule]] = ()) -> None:
        self.area = area
        self.rules = rules_of_testshire(*changes, area=area, without=without)

    def _of(self, union: object) -> Any:  # Any: the rules that this hook may return
        kinds = get_args(get_args(union)[0]) if get_args(union) else (union,)
        return [rule for rule in self.rules if type(rule) in kinds]

    def cara_area(self) -> AreaProfile:
        return AreaProfile(
            id=self.area,
            name=self.area.replace("_", " ").title(),
            police=Organisation(code="testshire_police", name="Testshire Police"),
            commissioner="Testshire's commissioner",
            provider="Testshire's provider",
            districts=(District(code="north", name="North"), District(code="south", name="South")),
            source=SOURCE,
        )

    def cara_eligibility_rules(self, floor: Layer) -> Sequence[EligibilityRule]:
        return self._of(EligibilityRule)

    def cara_risk_thresholds(self, floor: Layer) -> Sequence[RiskRule]:
        return self._of(RiskRule)

    def cara_referral_sources(self, floor: Layer) -> Sequence[ReferralSourceRule]:
        return self._of(ReferralSourceRule)

    def cara_scheduling_policy(self, floor: Layer) -> Sequence[SchedulingRule]:
        return self._of(SchedulingRule)

    def cara_attendance_policy(self, floor: Layer) -> Sequence[AttendanceRule]:
        return self._of(AttendanceRule)

    def cara_victim_contact_policy(self, floor: Layer) -> Sequence[VictimContactRule]:
        return self._of(VictimContactRule)

    def cara_messages(self, floor: Layer) -> Sequence[MessageRule]:
        return self._of(MessageRule)


def candidate(plugin: object, name: str = "testshire", *, version: str | None = "1.0") -> Candidate:
    """Give a plugin as discovery finds it, in a distribution of its own."""
    return Candidate(name, f"cara-{name.replace('_', '-')}", version, plugin=plugin)


def areas_of(*plugins: Testshire) -> Areas:
    """Check the plugins and build their books, as an instance does when it starts."""
    return from_plugins(candidate(plugin, plugin.area) for plugin in plugins)


def testshire_book(
    *changes: Rule, area: str = "testshire", without: Collection[type[Rule]] = (), version: str = "1.0"
) -> PolicyBook:
    """Give Testshire's book, with changes; raises ``AreaUnavailable`` with the reason if it is refused."""
    plugin = Testshire(*changes, area=area, without=without)
    return from_plugins([candidate(plugin, area, version=version)]).book(area)


testshire_book.__test__ = False


def eligible_facts(**changes: Any) -> CaseFacts:  # Any: each fact has its own type
    """Give the facts of an invented case that every rule of Testshire and of the nation accepts."""
    facts = {
        "referral_source": "testshire_police",
        "disposal": Disposal.CONDITIONAL_CAUTION,
        "age": 34,
        "sex": Sex.MALE,
        "relationship": Relationship.INTIMATE_PARTNER,
        "offence": OffenceType.COMMON_ASSAULT_OR_BATTERY,
        "offence_on": date(2026, 11, 20),
        "evidence_sufficient": True,
        "admits_offence": True,
        "risk_grade": RiskGrade.STANDARD,
        "risk_tool": RiskTool.DASH,
        "earlier_matters": (),
        "current_orders": (),
        "coercive_control": False,
        "authorising_rank": PoliceRank.SERGEANT,
        "effect_explained": True,
        "admission_signed": True,
    }
    return CaseFacts.model_validate({**facts, **changes})


def eligible_restricted(**changes: Any) -> RestrictedFacts:  # Any: as above
    """Give what concerns the victim of that case."""
    facts = {"victim_views_sought": True, "victim_position": VictimPosition.AGREES}
    return RestrictedFacts.model_validate({**facts, **changes})
