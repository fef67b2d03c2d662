"""Any value of any kind of rule, any facts, any accepted book of an area."""

from collections.abc import Mapping
from datetime import date, time
from enum import Enum

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.areas_for_tests import ON, Testshire, rules_of_testshire, stated

from cara.policy import (
    UNKNOWN,
    Admission,
    AuthorisingRank,
    CaseFacts,
    ClosedDates,
    ClosedDays,
    CodeRule,
    CoerciveControlExcluded,
    CohortShares,
    CohortSize,
    ContactBetweenWorkshops,
    CurrentOrdersExcluded,
    Deadline,
    DeadlineRunsFrom,
    EarlierMatter,
    EarlierMatterClass,
    EarlierMattersExcluded,
    EffectExplained,
    EvidenceSufficient,
    FacilitatorsPerWorkshop,
    Gap,
    JudgedRule,
    LateArrivalMeans,
    Layer,
    Limit,
    LookBack,
    MessageChannels,
    MessageTemplates,
    MinimumAge,
    MissedWorkshopMeans,
    Modes,
    Notice,
    Organisation,
    PairRhythm,
    PermittedDisposals,
    PermittedOffences,
    PermittedRelationships,
    PermittedRiskTools,
    PermittedSexes,
    PermittedWeekdays,
    PolicyBook,
    Provenance,
    ReferralSources,
    RestrictedFacts,
    RiskCeiling,
    Rule,
    SessionHours,
    SessionTimes,
    Shared,
    SignedAdmission,
    Size,
    TemplateText,
    Told,
    ToldToPolice,
    VictimPositionPermitted,
    VictimViewsSought,
    WorkshopGap,
    national_floor,
)
from cara.policy.kinds import KINDS
from cara.vocabulary import (
    Channel,
    CurrentOrder,
    DeadlineAnchor,
    Disposal,
    LateArrival,
    MissedWorkshop,
    Mode,
    OffenceType,
    OutcomeKind,
    PoliceRank,
    Relationship,
    RiskGrade,
    RiskTool,
    Sex,
    Template,
    VictimPosition,
    Weekday,
)
from cara.vocabulary.dates import add_months

DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))
SOURCES = ("testshire_police", "otherland_police", "probation")
UNKNOWN_TOO = st.just(UNKNOWN)


def some_of(words: type[Enum]) -> SearchStrategy[tuple[object, ...]]:
    return st.sets(st.sampled_from(words), min_size=1).map(tuple)


def in_order(low: int, high: int) -> SearchStrategy[list[int]]:
    return st.lists(st.integers(low, high), min_size=2, max_size=2).map(sorted)


windows = st.one_of(st.integers(1, 60), st.just("ever"), UNKNOWN_TOO)
look_backs = st.builds(
    LookBack, offence_class=st.sampled_from(EarlierMatterClass), window=windows, counts=some_of(OutcomeKind)
)
organisations = st.sampled_from(SOURCES).map(lambda code: Organisation(code=code, name=code.title()))
gaps = in_order(1, 60).map(lambda ends: Gap(least=ends[0], most=ends[1]))
sizes = st.tuples(in_order(1, 20), st.booleans()).map(
    lambda drawn: Size(least=drawn[0][0] if drawn[1] else UNKNOWN, most=drawn[0][1])
)
limits = st.tuples(in_order(1, 200), st.booleans()).map(
    lambda drawn: Limit(days=drawn[0][0], extended_days=drawn[0][1] if drawn[1] else UNKNOWN)
)
closed = st.builds(
    ClosedDates,
    subdivision=st.sampled_from(["ENG", "SCT", None]),
    public_holidays=st.booleans(),
    own=st.lists(DAYS, max_size=3).map(tuple),
)
hours = st.integers(0, 22).map(lambda hour: SessionHours(begins=time(hour), ends=time(hour + 1)))

KNOWN: Mapping[type[Rule], SearchStrategy[object]] = {
    MinimumAge: st.integers(0, 120),
    PermittedSexes: some_of(Sex),
    PermittedRelationships: some_of(Relationship),
    PermittedDisposals: some_of(Disposal),
    PermittedOffences: some_of(OffenceType),
    EarlierMattersExcluded: st.lists(look_backs, min_size=1, max_size=3).map(tuple),
    CurrentOrdersExcluded: some_of(CurrentOrder),
    CoerciveControlExcluded: st.just(value=True),
    AuthorisingRank: st.sampled_from(PoliceRank),
    VictimPositionPermitted: some_of(VictimPosition),
    RiskCeiling: st.sampled_from(RiskGrade),
    PermittedRiskTools: some_of(RiskTool),
    ReferralSources: st.sets(organisations, min_size=1).map(tuple),
    PermittedWeekdays: some_of(Weekday),
    WorkshopGap: gaps,
    CohortSize: sizes,
    CohortShares: some_of(Shared),
    FacilitatorsPerWorkshop: st.integers(1, 9),
    Deadline: limits,
    DeadlineRunsFrom: st.sampled_from(DeadlineAnchor),
    Notice: st.integers(0, 60),
    PairRhythm: st.integers(1, 60),
    ClosedDays: closed,
    SessionTimes: hours,
    Modes: some_of(Mode),
    MissedWorkshopMeans: st.sampled_from(MissedWorkshop),
    LateArrivalMeans: st.sampled_from(LateArrival),
    ToldToPolice: st.sampled_from(Told),
    ContactBetweenWorkshops: st.sampled_from(["The victim is rung", "The victim is written to"]),
    MessageChannels: st.lists(st.sampled_from(Channel), min_size=1, unique=True).map(tuple),
    MessageTemplates: st.sampled_from([Template.EMAIL_GREETING, Template.WHERE]).map(
        lambda template: (TemplateText(template=template, text="Good day"),)
    ),
}
WITHOUT_VALUE = (EvidenceSufficient, Admission, SignedAdmission, EffectExplained, VictimViewsSought, CodeRule)
JUDGED_KINDS = tuple(kind for kind in KINDS if issubclass(kind, JudgedRule) and kind is not CodeRule)


def rules(kind: type[Rule], *, unknown_too: bool = True) -> SearchStrategy[Rule]:
    """Any rule of one kind, also one whose value nobody published."""
    if kind is CodeRule:
        return st.sampled_from(["One thing", "Another"]).map(lambda says: stated(kind, says=says))
    if kind not in KNOWN:
        return st.just(stated(kind))
    known = KNOWN[kind]
    values = (known | UNKNOWN_TOO) if unknown_too else known
    extra = {"books_directly": st.sampled_from([True, False, UNKNOWN])} if kind is ReferralSources else {}
    return st.fixed_dictionaries({"value": values, **extra}).map(lambda fields: stated(kind, **fields))


PROFILE = Testshire().cara_area()
PROVENANCE = Provenance(plugin="testshire", distribution="cara-testshire", version="1.0")


def _or_missing(values: SearchStrategy[object]) -> SearchStrategy[object]:
    return st.none() | values


earlier_matters = st.builds(
    EarlierMatter,
    outcome=_or_missing(st.sampled_from(OutcomeKind)),
    violence=_or_missing(st.booleans()),
    domestic_abuse=_or_missing(st.booleans()),
    on=_or_missing(DAYS),
)
FACTS: Mapping[str, SearchStrategy[object]] = {
    "referral_source": st.sampled_from(SOURCES),
    "disposal": st.sampled_from(Disposal),
    "age": st.integers(0, 120),
    "sex": st.sampled_from(Sex),
    "relationship": st.sampled_from(Relationship),
    "offence": st.sampled_from(OffenceType),
    "offence_on": DAYS,
    "evidence_sufficient": st.booleans(),
    "admits_offence": st.booleans(),
    "risk_grade": st.sampled_from(RiskGrade),
    "risk_tool": st.sampled_from(RiskTool),
    "risk_tool_version": st.just("2009"),
    "risk_graded_on": DAYS,
    "earlier_matters": st.lists(earlier_matters, max_size=3).map(tuple),
    "current_orders": st.sets(st.sampled_from(CurrentOrder)).map(tuple),
    "coercive_control": st.booleans(),
    "authorising_rank": st.sampled_from(PoliceRank),
    "effect_explained": st.booleans(),
    "admission_signed": st.booleans(),
}
facts = st.fixed_dictionaries({name: _or_missing(values) for name, values in FACTS.items()}).map(
    CaseFacts.model_validate
)
restricted_facts = st.builds(
    RestrictedFacts,
    victim_views_sought=_or_missing(st.booleans()),
    victim_position=_or_missing(st.sampled_from(VictimPosition)),
)


def keeps_the_floor(rule: Rule) -> bool:
    return not any(rule.kind == floor.kind and rule.loosens(floor) for floor in national_floor().rules)


@st.composite
def books(draw: st.DrawFn, *, unknown_too: bool = True) -> PolicyBook:
    """Any accepted book: some of Testshire's rules with any other value that keeps the floor."""
    changed = draw(st.sets(st.sampled_from(sorted(KNOWN, key=lambda kind: kind.__name__)), max_size=6))
    ordered = sorted(changed, key=lambda kind: kind.__name__)
    changes = [draw(rules(kind, unknown_too=unknown_too).filter(keeps_the_floor)) for kind in ordered]
    own = Layer.of("testshire", PROVENANCE, rules_of_testshire(*changes))
    return PolicyBook.of(PROFILE, national_floor(), own)


LOOK_BACKS = [
    LookBack(offence_class=offence_class, window=window, counts=counts)
    for offence_class in EarlierMatterClass
    for window in (12, 24, "ever")
    for counts in (tuple(OutcomeKind), (OutcomeKind.CAUTION,), (OutcomeKind.CONVICTION,))
]
MATTERS = [
    EarlierMatter(outcome=outcome, violence=violence, domestic_abuse=domestic_abuse, on=add_months(ON, -months))
    for outcome in OutcomeKind
    for violence in (True, False)
    for domestic_abuse in (True, False)
    for months in (6, 18, 30)
]
