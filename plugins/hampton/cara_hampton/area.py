"""The hooks of Hampshire, answered from ``hampshire.toml``."""
# ruff: noqa: ARG002 - every hook is handed the national floor; all that this area states stands in its policy file

from collections.abc import Sequence
from functools import cached_property

from cara.areas import AreaPlugin
from cara.policy import (
    AreaProfile,
    AttendanceRule,
    EligibilityRule,
    Layer,
    PolicyFile,
    ReferralSourceRule,
    RiskRule,
    SchedulingRule,
    read_policy,
)


class Hampshire(AreaPlugin):
    """Hampshire: where CARA was first tried, delivered by The Hampton Trust."""

    @cached_property
    def stated(self) -> PolicyFile:
        """Give what the policy file states, read once."""
        return read_policy("cara_hampton", "hampshire.toml")

    def cara_area(self) -> AreaProfile:
        """Say who Hampshire is."""
        return self.stated.profile

    def cara_eligibility_rules(self, floor: Layer) -> Sequence[EligibilityRule]:
        """State who may take part: men, intimate partners, five offences, two years without violence, no orders."""
        return self.stated.eligibility

    def cara_risk_thresholds(self, floor: Layer) -> Sequence[RiskRule]:
        """State the ceiling: not high, until the national floor became stricter."""
        return self.stated.risk

    def cara_referral_sources(self, floor: Layer) -> Sequence[ReferralSourceRule]:
        """State who refers: the police."""
        return self.stated.referral_sources

    def cara_scheduling_policy(self, floor: Layer) -> Sequence[SchedulingRule]:
        """State the Saturdays and their hours, the four to five weeks between, and a pair every five weeks."""
        return self.stated.scheduling

    def cara_attendance_policy(self, floor: Layer) -> Sequence[AttendanceRule]:
        """State that both workshops are repeated, that the late are refused and that attendance alone is told."""
        return self.stated.attendance
