"""What the officer answers before anything is stored: one frozen model for each page, one topic a page."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import Field

from cara.policy import CaseFacts, EarlierMatter, RestrictedFacts
from cara.vocabulary import (
    CurrentOrder,
    Disposal,
    OffenceType,
    OutcomeKind,
    Relationship,
    RiskGrade,
    RiskTool,
    Sex,
    VictimPosition,
)
from cara_web.layout.forms import Question

NotKnown = Literal["not_known"]
YesNo = Literal["yes", "no", "not_known"]


_TRUTH: Mapping[str, bool | None] = {"yes": True, "no": False, "not_known": None}


W = TypeVar("W", bound=Enum)


def _known(value: W | str) -> W | None:
    return None if isinstance(value, str) and value == "not_known" else value  # type: ignore[return-value]  # the only plain text is "not_known"


class CheckQuestion(Question):
    """Answers about the case, turned into facts. "Not known" leaves a fact missing: never a pass."""

    def facts(self) -> Mapping[str, object]:
        """Give the facts that these answers state."""
        return {}

    def restricted(self) -> Mapping[str, object]:
        """Give what these answers state about the victim."""
        return {}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003 - each page reads its own
        """Give what was typed for facts that stand already, so that a page can be changed."""
        return {}


class DisposalAnswers(CheckQuestion):
    disposal: Disposal | NotKnown = Field(title="how the case is disposed of", union_mode="left_to_right")

    def facts(self) -> Mapping[str, object]:
        return {"disposal": _known(self.disposal)}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {"disposal": (_typed(facts.disposal),)}


class AgeAnswers(CheckQuestion):
    age: Annotated[int, Field(ge=10, le=120)] = Field(title="the person's age in years")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "age": {
            "greater_than_equal": "The person's age must be 10 or more",
            "less_than_equal": "The person's age must be 120 or less",
        }
    }

    def facts(self) -> Mapping[str, object]:
        return {"age": self.age}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {"age": ("" if facts.age is None else str(facts.age),)}


class AdmissionAnswers(CheckQuestion):
    admits_offence: YesNo = Field(title="whether the person admits the offence")
    evidence_sufficient: YesNo = Field(title="whether the evidence has been judged sufficient")

    def facts(self) -> Mapping[str, object]:
        return {
            "admits_offence": _TRUTH[self.admits_offence],
            "evidence_sufficient": _TRUTH[self.evidence_sufficient],
        }

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {
            "admits_offence": (_typed(facts.admits_offence),),
            "evidence_sufficient": (_typed(facts.evidence_sufficient),),
        }


class RiskAnswers(CheckQuestion):
    risk_grade: RiskGrade | NotKnown = Field(title="the risk grade", union_mode="left_to_right")
    risk_tool: RiskTool | NotKnown = Field(title="the tool with which the risk was graded", union_mode="left_to_right")
    risk_graded_on: date | None = Field(default=None, title="the date of the risk grade")

    def facts(self) -> Mapping[str, object]:
        return {
            "risk_grade": _known(self.risk_grade),
            "risk_tool": _known(self.risk_tool),
            "risk_graded_on": self.risk_graded_on,
        }

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {
            "risk_grade": (_typed(facts.risk_grade),),
            "risk_tool": (_typed(facts.risk_tool),),
            **_typed_date("risk_graded_on", facts.risk_graded_on),
        }


class OffenceAnswers(CheckQuestion):
    offence: OffenceType | NotKnown = Field(title="the offence", union_mode="left_to_right")
    offence_on: date = Field(title="the date of the offence")

    def facts(self) -> Mapping[str, object]:
        return {"offence": _known(self.offence), "offence_on": self.offence_on}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {"offence": (_typed(facts.offence),), **_typed_date("offence_on", facts.offence_on)}


class GroupAnswers(CheckQuestion):
    sex: Sex = Field(title="the person's sex")
    relationship: Relationship = Field(title="how the person and the victim are related")

    def facts(self) -> Mapping[str, object]:
        return {"sex": self.sex, "relationship": self.relationship}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {"sex": (_typed(facts.sex),), "relationship": (_typed(facts.relationship),)}


class HistoryAnswers(CheckQuestion):
    has_history: YesNo = Field(title="whether there are earlier convictions or cautions")

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        matters = facts.earlier_matters
        return {"has_history": ("not_known" if matters is None else "yes" if matters else "no",)}


class MatterAnswers(CheckQuestion):
    """One earlier conviction or caution."""

    outcome: OutcomeKind | NotKnown = Field(
        title="whether it was a conviction or a caution", union_mode="left_to_right"
    )
    violence: YesNo = Field(title="whether it was for violence")
    domestic_abuse: YesNo = Field(title="whether it was for domestic abuse")
    on: date | None = Field(default=None, title="the date of the conviction or caution")

    def matter(self) -> EarlierMatter:
        """Give the matter that these answers describe."""
        return EarlierMatter(
            outcome=_known(self.outcome),
            violence=_TRUTH[self.violence],
            domestic_abuse=_TRUTH[self.domestic_abuse],
            on=self.on,
        )


class OrdersAnswers(CheckQuestion):
    current_orders: tuple[CurrentOrder | Literal["none", "not_known"], ...] = Field(
        title="the orders that the person is under, or 'none of these'", min_length=1, max_length=4
    )

    def facts(self) -> Mapping[str, object]:
        if "not_known" in self.current_orders:
            return {"current_orders": None}
        return {"current_orders": tuple(order for order in self.current_orders if isinstance(order, CurrentOrder))}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        orders = facts.current_orders
        if orders is None:
            return {"current_orders": ("not_known",)}
        return {"current_orders": tuple(order.value for order in orders) or ("none",)}


class CoerciveControlAnswers(CheckQuestion):
    coercive_control: YesNo = Field(title="whether there is evidence of coercive control")

    def facts(self) -> Mapping[str, object]:
        return {"coercive_control": _TRUTH[self.coercive_control]}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {"coercive_control": (_typed(facts.coercive_control),)}


class VictimAnswers(CheckQuestion):
    victim_views_sought: YesNo = Field(title="whether the victim's views have been sought")

    def restricted(self) -> Mapping[str, object]:
        return {"victim_views_sought": _TRUTH[self.victim_views_sought]}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {"victim_views_sought": (_typed(restricted.victim_views_sought),)}


class VictimPositionAnswers(CheckQuestion):
    victim_position: VictimPosition = Field(title="the victim's position")

    def restricted(self) -> Mapping[str, object]:
        return {"victim_position": self.victim_position}

    @classmethod
    def from_facts(cls, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, tuple[str, ...]]:  # noqa: ARG003
        return {"victim_position": (_typed(restricted.victim_position),)}


def _typed(value: object) -> str:
    match value:
        case None:
            return "not_known"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case _:
            return str(value)


def _typed_date(name: str, day: date | None) -> dict[str, tuple[str, ...]]:
    if day is None:
        return {}
    return {f"{name}-day": (str(day.day),), f"{name}-month": (str(day.month),), f"{name}-year": (str(day.year),)}
