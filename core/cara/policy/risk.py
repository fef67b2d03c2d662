"""The rules about risk and about who may refer."""

from typing import ClassVar, Literal

from cara.policy.eligibility import JudgedRule
from cara.policy.model import NonEmptySetOf, Organisation, Unknown
from cara.policy.rule import Rule
from cara.policy.strictness import (
    Comparison,
    Covering,
    alike_or_not,
    fewer_is_stricter,
    lower_is_stricter,
    together,
    unless_unknown,
)
from cara.policy.wording import listed
from cara.vocabulary import RiskGrade, RiskTool


class RiskCeiling(JudgedRule):
    """The highest grade that may be referred, inclusive."""

    kind: Literal["risk_ceiling"] = "risk_ceiling"
    value: RiskGrade | Unknown
    topic: ClassVar[str] = "Risk grade"
    compare: ClassVar[Comparison] = staticmethod(lower_is_stricter)

    def _known_in_words(self) -> str:
        grades = [grade for grade in RiskGrade if isinstance(self.value, RiskGrade) and grade <= self.value]
        return f"The risk grade is {listed(grades, 'or', lower=True)}"


class PermittedRiskTools(JudgedRule):
    """The tools with which the grade may have been given."""

    kind: Literal["permitted_risk_tools"] = "permitted_risk_tools"
    value: NonEmptySetOf[RiskTool] | Unknown
    topic: ClassVar[str] = "Risk tool"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _known_in_words(self) -> str:
        return f"The risk was graded with {listed(self.value, 'or', lower=True)}"


class ReferralSources(JudgedRule):
    """The organisations that may refer, and whether they book the place themselves."""

    kind: Literal["referral_sources"] = "referral_sources"
    value: NonEmptySetOf[Organisation] | Unknown
    books_directly: bool | Unknown = "unknown"
    topic: ClassVar[str] = "Who may refer"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _covering(self, other: Rule) -> Covering:
        covering = super()._covering(other)
        if not isinstance(other, ReferralSources):
            return covering
        return together(covering, unless_unknown(alike_or_not, self.books_directly, other.books_directly))

    def _known_in_words(self) -> str:
        names = [source.name for source in self.value if isinstance(source, Organisation)]
        booked = ", booking the place directly" if self.books_directly is True else ""
        return f"The referral comes from {' or '.join(names)}{booked}"
