"""Every kind of rule, as closed unions: what each hook may return and what a book may hold."""

from typing import Annotated, get_args

from pydantic import Field

from cara.policy.attendance import LateArrivalMeans, MissedWorkshopMeans, ToldToPolice
from cara.policy.eligibility import (
    Admission,
    AuthorisingRank,
    CodeRule,
    CoerciveControlExcluded,
    CurrentOrdersExcluded,
    EarlierMattersExcluded,
    EffectExplained,
    EvidenceSufficient,
    MinimumAge,
    PermittedDisposals,
    PermittedOffences,
    PermittedRelationships,
    PermittedSexes,
    SignedAdmission,
    VictimPositionPermitted,
    VictimViewsSought,
)
from cara.policy.messages import MessageChannels, MessageTemplates
from cara.policy.risk import PermittedRiskTools, ReferralSources, RiskCeiling
from cara.policy.rule import Rule
from cara.policy.scheduling import (
    ClosedDays,
    CohortShares,
    CohortSize,
    Deadline,
    DeadlineRunsFrom,
    FacilitatorsPerWorkshop,
    Modes,
    Notice,
    PairRhythm,
    PermittedWeekdays,
    SessionTimes,
    WorkshopGap,
)
from cara.policy.victim_contact import ContactBetweenWorkshops

_Eligibility = (
    MinimumAge
    | PermittedSexes
    | PermittedRelationships
    | PermittedDisposals
    | PermittedOffences
    | EarlierMattersExcluded
    | CurrentOrdersExcluded
    | CoerciveControlExcluded
    | EvidenceSufficient
    | Admission
    | SignedAdmission
    | EffectExplained
    | AuthorisingRank
    | VictimViewsSought
    | VictimPositionPermitted
    | CodeRule
)
_Risk = RiskCeiling | PermittedRiskTools
_Scheduling = (
    PermittedWeekdays
    | WorkshopGap
    | CohortSize
    | CohortShares
    | FacilitatorsPerWorkshop
    | Deadline
    | DeadlineRunsFrom
    | Notice
    | PairRhythm
    | ClosedDays
    | SessionTimes
    | Modes
)
_Attendance = MissedWorkshopMeans | LateArrivalMeans | ToldToPolice
_Messages = MessageChannels | MessageTemplates

EligibilityRule = Annotated[_Eligibility, Field(discriminator="kind")]
RiskRule = Annotated[_Risk, Field(discriminator="kind")]
ReferralSourceRule = ReferralSources
SchedulingRule = Annotated[_Scheduling, Field(discriminator="kind")]
AttendanceRule = Annotated[_Attendance, Field(discriminator="kind")]
VictimContactRule = ContactBetweenWorkshops
MessageRule = Annotated[_Messages, Field(discriminator="kind")]

AnyRule = Annotated[
    _Eligibility | _Risk | ReferralSources | _Scheduling | _Attendance | ContactBetweenWorkshops | _Messages,
    Field(discriminator="kind"),
]

KINDS: tuple[type[Rule], ...] = get_args(get_args(AnyRule)[0])
"""Every kind, in the order in which rules are shown."""


def kind_of(rule_class: type[Rule]) -> str:
    """Give the name of a kind as policy files write it."""
    return str(rule_class.model_fields["kind"].default)


def place_of(rule: Rule) -> int:
    """Give the place of a rule's kind in the order in which rules are shown (0 first)."""
    return KINDS.index(type(rule))
