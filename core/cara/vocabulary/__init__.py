"""The field's own words: enumerations, references, dates and the root of every error."""

from cara.vocabulary.errors import CaraError
from cara.vocabulary.messages import Channel, Occasion, Template, WrittenLanguage
from cara.vocabulary.reference import Reference, ReferenceProblem
from cara.vocabulary.words import (
    CurrentOrder,
    DeadlineAnchor,
    Disposal,
    LateArrival,
    MissedWorkshop,
    Mode,
    OffenceType,
    OrderedWord,
    OutcomeKind,
    Pathway,
    PoliceRank,
    Relationship,
    RiskGrade,
    RiskTool,
    Sex,
    VictimPosition,
    Weekday,
    Word,
)

__all__ = [
    "CaraError",
    "Channel",
    "CurrentOrder",
    "DeadlineAnchor",
    "Disposal",
    "LateArrival",
    "MissedWorkshop",
    "Mode",
    "Occasion",
    "OffenceType",
    "OrderedWord",
    "OutcomeKind",
    "Pathway",
    "PoliceRank",
    "Reference",
    "ReferenceProblem",
    "Relationship",
    "RiskGrade",
    "RiskTool",
    "Sex",
    "Template",
    "VictimPosition",
    "Weekday",
    "Word",
    "WrittenLanguage",
]
