"""The rules about who may take part: one kind a topic, each with a value or ``unknown``."""

from collections.abc import Callable, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cara.policy.facts import Age, CaseFacts
from cara.policy.model import UNKNOWN, Frozen, NonEmptySetOf, Sentence, Stated, Unknown
from cara.policy.rule import Rule, Stage
from cara.policy.strictness import (
    Comparison,
    Covering,
    all_of,
    any_of,
    fewer_is_stricter,
    higher_is_stricter,
    more_is_stricter,
)
from cara.policy.wording import listed
from cara.vocabulary import (
    CurrentOrder,
    Disposal,
    OffenceType,
    OutcomeKind,
    PoliceRank,
    Relationship,
    Sex,
    VictimPosition,
    Word,
)


class JudgedRule(Rule):
    """A rule that is judged against the facts of a case, at one stage."""

    stage: ClassVar[Stage | None] = Stage.CHECK


class MinimumAge(JudgedRule):
    """The least age on the day of the caution, in completed years, inclusive."""

    kind: Literal["minimum_age"] = "minimum_age"
    value: Age | Unknown
    topic: ClassVar[str] = "Age"
    compare: ClassVar[Comparison] = staticmethod(higher_is_stricter)

    def _known_in_words(self) -> str:
        return f"The person is {self.value} or over on the day of the caution"


class PermittedSexes(JudgedRule):
    """The sexes for which the area runs workshops."""

    kind: Literal["permitted_sexes"] = "permitted_sexes"
    value: NonEmptySetOf[Sex] | Unknown
    topic: ClassVar[str] = "Sex"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _known_in_words(self) -> str:
        return f"The person's sex is {listed(self.value, 'or', lower=True)}"


class PermittedRelationships(JudgedRule):
    """The relationships for which the area runs workshops."""

    kind: Literal["permitted_relationships"] = "permitted_relationships"
    value: NonEmptySetOf[Relationship] | Unknown
    topic: ClassVar[str] = "Relationship"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _known_in_words(self) -> str:
        return f"The victim is the person's {listed(self.value, 'or', lower=True)}"


class PermittedDisposals(JudgedRule):
    """The disposals that can carry CARA as a condition."""

    kind: Literal["permitted_disposals"] = "permitted_disposals"
    value: NonEmptySetOf[Disposal] | Unknown
    topic: ClassVar[str] = "Disposal"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _known_in_words(self) -> str:
        return f"The case is disposed of by {listed(self.value, 'or', lower=True)}"


class PermittedOffences(JudgedRule):
    """The offences for which the area accepts a referral."""

    kind: Literal["permitted_offences"] = "permitted_offences"
    value: NonEmptySetOf[OffenceType] | Unknown
    topic: ClassVar[str] = "Offence"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _known_in_words(self) -> str:
        return f"The offence is {listed(self.value, 'or', lower=True)}"


class EarlierMatterClass(Word):
    """Which earlier matters a look-back counts."""

    ANY = "any", "any offence"
    VIOLENCE = "violence", "violence"
    DOMESTIC_ABUSE = "domestic_abuse", "domestic abuse"


Months = Annotated[int, Field(strict=True, ge=1, le=1200)]


class LookBack(Stated):
    """No earlier matter of a class within a window that ends on the day of the caution.

    A window of months includes its first day: a matter exactly that many months old counts.
    """

    offence_class: EarlierMatterClass
    window: Months | Literal["ever"] | Unknown
    counts: NonEmptySetOf[OutcomeKind]

    def covers(self, other: "LookBack") -> bool | None:
        """Tell whether this look-back excludes everybody whom the other excludes; ``None`` when not known."""
        wide_enough = self.offence_class in {EarlierMatterClass.ANY, other.offence_class}
        if not wide_enough or not set(other.counts) <= set(self.counts):
            return False
        if UNKNOWN in (self.window, other.window):
            return None
        return _months(self.window) >= _months(other.window)

    def in_words(self) -> str:
        """Say the look-back in plain words."""
        match self.window:
            case "unknown":
                span = "ever or within a period that is not known here"
            case "ever":
                span = "ever"
            case months:
                span = f"in the {months} months before the caution"
        return f"no {listed(self.counts, 'or', lower=True)} for {self.offence_class.label} {span}"


def _months(window: int | str) -> float:
    return float("inf") if isinstance(window, str) else window


def _compare_look_backs(first: Sequence[LookBack], second: Sequence[LookBack]) -> Covering:
    return Covering(first=_all_covered(first, second), second=_all_covered(second, first))


def _all_covered(by: Sequence[LookBack], these: Sequence[LookBack]) -> bool | None:
    one_by_one = [look_back.model_copy(update={"counts": (kind,)}) for look_back in these for kind in look_back.counts]
    return all_of(any_of(candidate.covers(look_back) for candidate in by) for look_back in one_by_one)


class EarlierMattersExcluded(JudgedRule):
    """What earlier convictions and cautions exclude a person, and how far back they count."""

    kind: Literal["earlier_matters_excluded"] = "earlier_matters_excluded"
    value: Annotated[tuple[LookBack, ...], Field(min_length=1)] | Unknown
    topic: ClassVar[str] = "Earlier convictions and cautions"
    compare: ClassVar[Comparison] = staticmethod(_compare_look_backs)

    def _known_in_words(self) -> str:
        look_backs = [look_back for look_back in self.value if isinstance(look_back, LookBack)]
        return f"The person has {'; and '.join(look_back.in_words() for look_back in look_backs)}"

    def unknowns(self) -> tuple[str, ...]:
        """Name the whole topic, or the look-back windows that nobody has published."""
        if self.value == UNKNOWN:
            return (self.topic,)
        windows = [look_back.window for look_back in self.value if isinstance(look_back, LookBack)]
        return ("How far back earlier convictions and cautions count",) if UNKNOWN in windows else ()


class CurrentOrdersExcluded(JudgedRule):
    """The orders and bail that exclude a person while they are in force."""

    kind: Literal["current_orders_excluded"] = "current_orders_excluded"
    value: NonEmptySetOf[CurrentOrder] | Unknown
    topic: ClassVar[str] = "Orders and bail in force"
    compare: ClassVar[Comparison] = staticmethod(more_is_stricter)

    def _known_in_words(self) -> str:
        return f"The person is not under {listed(self.value, 'or', lower=True)}"


class CoerciveControlExcluded(JudgedRule):
    """No evidence of coercive control."""

    kind: Literal["coercive_control_excluded"] = "coercive_control_excluded"
    value: Literal[True] | Unknown = True
    topic: ClassVar[str] = "Coercive control"

    def _known_in_words(self) -> str:
        return "There is no evidence of coercive control"


class EvidenceSufficient(JudgedRule):
    """The evidence has been judged sufficient by a prosecutor or an authorised person."""

    kind: Literal["evidence_sufficient"] = "evidence_sufficient"
    topic: ClassVar[str] = "Evidence"

    def _known_in_words(self) -> str:
        return "A prosecutor or an authorised person has judged the evidence sufficient to charge"


class Admission(JudgedRule):
    """The person admits the offence."""

    kind: Literal["admission"] = "admission"
    topic: ClassVar[str] = "Admission"

    def _known_in_words(self) -> str:
        return "The person admits the offence"


class SignedAdmission(JudgedRule):
    """The admission, the consent and the conditions stand in a document that the person has signed."""

    kind: Literal["signed_admission"] = "signed_admission"
    topic: ClassVar[str] = "Signed admission"
    stage: ClassVar[Stage | None] = Stage.CONFIRM

    def _known_in_words(self) -> str:
        return "The person has signed the admission and the conditions"


class EffectExplained(JudgedRule):
    """The effect of the caution, and of not complying with it, has been explained to the person."""

    kind: Literal["effect_explained"] = "effect_explained"
    topic: ClassVar[str] = "Effect explained"
    stage: ClassVar[Stage | None] = Stage.CONFIRM

    def _known_in_words(self) -> str:
        return "The effect of the caution, and of not keeping to it, has been explained to the person"


class AuthorisingRank(JudgedRule):
    """The least rank of the person who authorises the caution, inclusive."""

    kind: Literal["authorising_rank"] = "authorising_rank"
    value: PoliceRank | Unknown
    topic: ClassVar[str] = "Who authorises the caution"
    compare: ClassVar[Comparison] = staticmethod(higher_is_stricter)
    stage: ClassVar[Stage | None] = Stage.CONFIRM

    def _known_in_words(self) -> str:
        return f"Whoever authorises the caution is at least: {listed([self.value], 'or', lower=True)}"


class VictimViewsSought(JudgedRule):
    """Reasonable efforts have been made to get the victim's views."""

    kind: Literal["victim_views_sought"] = "victim_views_sought"
    topic: ClassVar[str] = "The victim's views"
    restricted: ClassVar[bool] = True

    def _known_in_words(self) -> str:
        return "Reasonable efforts have been made to get the victim's views"


class VictimPositionPermitted(JudgedRule):
    """The victim's positions on a caution with which the area accepts a referral."""

    kind: Literal["victim_position_permitted"] = "victim_position_permitted"
    value: NonEmptySetOf[VictimPosition] | Unknown
    topic: ClassVar[str] = "The victim's position"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)
    restricted: ClassVar[bool] = True

    def _known_in_words(self) -> str:
        return f"The victim's position is: {listed(self.value, 'or', lower=True)}"


class Outcome(Word):
    """How one rule came out for one case."""

    HOLDS = "holds", "Holds"
    FAILS = "fails", "Fails"
    UNKNOWN = "unknown", "Not known"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class Finding(Frozen):
    """The outcome of one rule and the reason for it, in one plain sentence."""

    outcome: Outcome
    reason: Sentence


class CodeRule(JudgedRule):
    """The escape hatch: a rule that no kind above can say, judged by a function of the area's own.

    The function is pure and synchronous and sees the facts without the victim. If it raises, or gives anything but a
    :class:`Finding`, the outcome is ``unknown`` and a person decides. ``distribution``, ``version`` and
    ``source_sha256`` are filled in when the book is built, so that a decision can say which code it was made by.
    """

    kind: Literal["code"] = "code"
    says: Sentence = Field(description="The rule in one plain sentence.")
    judge: Callable[[CaseFacts], Finding] | None = Field(default=None, exclude=True, repr=False)
    distribution: str | None = None
    version: str | None = None
    source_sha256: str | None = None
    topic: ClassVar[str] = "A rule of the area's own"
    several: ClassVar[bool] = True

    def _known_in_words(self) -> str:
        return self.says
