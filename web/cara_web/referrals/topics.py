"""The pages of the check, in their order: what can rule somebody out comes first, what nobody's rule needs is not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cara.policy import CaseFacts, PolicyBook, RestrictedFacts
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
from cara_web.referrals.answers import (
    AdmissionAnswers,
    AgeAnswers,
    CheckQuestion,
    CoerciveControlAnswers,
    DisposalAnswers,
    GroupAnswers,
    HistoryAnswers,
    OffenceAnswers,
    OrdersAnswers,
    RiskAnswers,
    VictimAnswers,
    VictimPositionAnswers,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the check: its address, its heading, what it asks, and the kinds of rule that need it."""

    slug: str
    title: str
    question: type[CheckQuestion]
    kinds: frozenset[str] = frozenset()
    """Empty for what is asked in every area, since no place can be found without it."""


TOPICS: tuple[Topic, ...] = (
    Topic("disposal", "How will the case be disposed of?", DisposalAnswers),
    Topic("age", "How old is the person?", AgeAnswers),
    Topic("admission", "Admission and evidence", AdmissionAnswers),
    Topic("risk", "How did the police grade the risk?", RiskAnswers),
    Topic("history", "Earlier convictions and cautions", HistoryAnswers, frozenset({"earlier_matters_excluded"})),
    Topic("orders", "Orders and bail in force", OrdersAnswers, frozenset({"current_orders_excluded"})),
    Topic("offence", "The offence", OffenceAnswers),
    Topic("group", "Which workshops would the person go to?", GroupAnswers),
    Topic("coercive-control", "Coercive control", CoerciveControlAnswers, frozenset({"coercive_control_excluded"})),
    Topic("victim", "The victim's views", VictimAnswers),
    Topic("victim-position", "The victim's position", VictimPositionAnswers, frozenset({"victim_position_permitted"})),
)

CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    word.__name__: tuple((str(each.value), each.label) for each in word)
    for word in (
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
}
"""What can be chosen, in the field's own words."""

BY_SLUG: Mapping[str, Topic] = {topic.slug: topic for topic in TOPICS}


def topics_asked(book: PolicyBook | None, on: date) -> tuple[Topic, ...]:
    """Give the topics that the rules of a day need; all of them while the rules cannot be read."""
    if book is None:
        return TOPICS
    kinds = {item.rule.kind for item in book.in_force(on)}
    return tuple(topic for topic in TOPICS if not topic.kinds or topic.kinds & kinds)


def with_answers(
    facts: CaseFacts, restricted: RestrictedFacts, answered: CheckQuestion
) -> tuple[CaseFacts, RestrictedFacts]:
    """Put a page's answers among the facts."""
    return (
        facts.model_copy(update=dict(answered.facts())),
        restricted.model_copy(update=dict(answered.restricted())),
    )
