"""The facts of one case, as rules see them.

A fact that is ``None`` is missing. Missing is never the same as "no": a rule that needs it has no answer and a person
decides. What concerns the victim is a model of its own, so that an area's code cannot even name it.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from cara.policy.model import Day, Frozen, Identifier
from cara.vocabulary import (
    CurrentOrder,
    Disposal,
    OffenceType,
    OutcomeKind,
    PoliceRank,
    Relationship,
    RiskGrade,
    RiskTool,
    Sex,
    VictimPosition,
)
from cara.vocabulary.text import plain_line

Age = Annotated[int, Field(strict=True, ge=0, le=120)]


class EarlierMatter(Frozen):
    """One earlier conviction or caution. What is not known of it is ``None``."""

    outcome: OutcomeKind | None = Field(default=None, description="Conviction or caution.")
    violence: bool | None = Field(default=None, description="Whether it was for violence.")
    domestic_abuse: bool | None = Field(default=None, description="Whether it was for domestic abuse.")
    on: Day | None = Field(default=None, description="The day of the conviction or caution.")


class CaseFacts(Frozen):
    """What the police know of the case, without the victim."""

    referral_source: Identifier | None = Field(default=None, description="The code of the referring organisation.")
    disposal: Disposal | None = Field(default=None, description="How the police dispose of the case.")
    age: Age | None = Field(default=None, description="Completed years on the day of the caution, 0 to 120.")
    sex: Sex | None = None
    relationship: Relationship | None = Field(default=None, description="How participant and victim are related.")
    offence: OffenceType | None = None
    offence_on: Day | None = Field(default=None, description="The day of the offence.")
    evidence_sufficient: bool | None = Field(
        default=None, description="Whether a prosecutor or an authorised person judged the evidence sufficient."
    )
    admits_offence: bool | None = Field(default=None, description="Whether the person admits the offence.")
    risk_grade: RiskGrade | None = Field(default=None, description="The grade the police gave. Never computed here.")
    risk_tool: RiskTool | None = Field(default=None, description="The tool the grade was given with.")
    risk_tool_version: Annotated[str, BeforeValidator(plain_line), StringConstraints(max_length=40)] | None = None
    risk_graded_on: Day | None = None
    earlier_matters: tuple[EarlierMatter, ...] | None = Field(
        default=None, max_length=50, description="Earlier convictions and cautions; empty when there are none."
    )
    current_orders: tuple[CurrentOrder, ...] | None = Field(
        default=None, description="Orders and bail in force; empty when there are none."
    )
    coercive_control: bool | None = Field(default=None, description="Whether there is evidence of coercive control.")
    authorising_rank: PoliceRank | None = Field(default=None, description="Rank of the person who authorised it.")
    effect_explained: bool | None = Field(
        default=None, description="Whether the effect of the caution and of not complying was explained."
    )
    admission_signed: bool | None = Field(
        default=None, description="Whether the admission and the consent to the caution have been signed."
    )


class RestrictedFacts(Frozen):
    """What concerns the victim. Never reaches an area's code, a participant's view or a participant's export."""

    victim_views_sought: bool | None = Field(
        default=None, description="Whether reasonable efforts were made to get the victim's views."
    )
    victim_position: VictimPosition | None = None
