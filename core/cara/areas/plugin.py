"""The hooks that an area answers, as a typed base class.

An area is one object of a subclass, named in its distribution's entry points::

    [project.entry-points."cara.areas"]
    west_yorkshire = "cara_west_yorkshire:plugin"

The first five hooks must be answered; the others have an answer here that states nothing. Hooks run once, when the
policy book is built, never for a case. Every hook but the first is handed the national floor, so that an area can say
"as the nation" or refuse to start under a floor that it does not know.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from cara.policy import (
    AreaProfile,
    AttendanceRule,
    EligibilityRule,
    Layer,
    MessageRule,
    ReferralSourceRule,
    RiskRule,
    SchedulingRule,
    VictimContactRule,
)


class AreaPlugin(ABC):
    """What one area states. Subclass it, answer the abstract hooks, and name one object in ``cara.areas``."""

    @abstractmethod
    def cara_area(self) -> AreaProfile:
        """Say who the area is: id, name, police force, commissioner, provider, districts."""

    @abstractmethod
    def cara_eligibility_rules(self, floor: Layer) -> Sequence[EligibilityRule]:
        """State who may take part. ``floor`` is the national layer, which the rules may only tighten."""

    @abstractmethod
    def cara_risk_thresholds(self, floor: Layer) -> Sequence[RiskRule]:
        """State the highest risk grade and the accepted tools. At least one rule of kind ``risk_ceiling``."""

    @abstractmethod
    def cara_referral_sources(self, floor: Layer) -> Sequence[ReferralSourceRule]:
        """State who may refer and who books. At least one rule."""

    @abstractmethod
    def cara_scheduling_policy(self, floor: Layer) -> Sequence[SchedulingRule]:
        """State days, gap, cohort size and deadline: at least weekdays, gap, size and deadline."""

    def cara_attendance_policy(self, floor: Layer) -> Sequence[AttendanceRule]:  # noqa: ARG002 - part of the hook
        """State what a missed workshop and a late arrival mean, and what the police are told."""
        return ()

    def cara_victim_contact_policy(self, floor: Layer) -> Sequence[VictimContactRule]:  # noqa: ARG002 - the same
        """State whether and what for the victim is contacted between the workshops."""
        return ()

    def cara_messages(self, floor: Layer) -> Sequence[MessageRule]:  # noqa: ARG002 - the same
        """State by which ways participants are told, and which templates the area words in its own way."""
        return ()
