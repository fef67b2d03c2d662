"""The hooks of West Yorkshire, answered from ``policy.toml``."""
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
    VictimContactRule,
    read_policy,
)


class WestYorkshire(AreaPlugin):
    """West Yorkshire: commissioned by the Mayor, delivered by Restorative Solutions with The Hampton Trust."""

    @cached_property
    def stated(self) -> PolicyFile:
        """Give what the policy file states, read once."""
        return read_policy("cara_west_yorkshire", "policy.toml")

    def cara_area(self) -> AreaProfile:
        """Say who West Yorkshire is."""
        return self.stated.profile

    def cara_eligibility_rules(self, floor: Layer) -> Sequence[EligibilityRule]:
        """State who may take part: a first conditional caution by West Yorkshire Police, either sex and relationship."""
        return self.stated.eligibility

    def cara_risk_thresholds(self, floor: Layer) -> Sequence[RiskRule]:
        """State the ceiling: standard risk, below the nation's of 2020."""
        return self.stated.risk

    def cara_referral_sources(self, floor: Layer) -> Sequence[ReferralSourceRule]:
        """State who refers: West Yorkshire Police alone, booking directly."""
        return self.stated.referral_sources

    def cara_scheduling_policy(self, floor: Layer) -> Sequence[SchedulingRule]:
        """State the Saturdays, the four weeks between, the cohort of up to twelve and the sixteen weeks."""
        return self.stated.scheduling

    def cara_attendance_policy(self, floor: Layer) -> Sequence[AttendanceRule]:
        """State what is not published: what a missed workshop and a late arrival mean, and what the police are told."""
        return self.stated.attendance

    def cara_victim_contact_policy(self, floor: Layer) -> Sequence[VictimContactRule]:
        """State that the victim is contacted between the two workshops."""
        return self.stated.victim_contact
