"""The facts of a case as rows for people. What nobody recorded says so: it is never the same as "no"."""

from datetime import date

from cara.policy import CaseFacts, EarlierMatter, RestrictedFacts
from cara.vocabulary import Word
from cara.vocabulary.dates import in_words

Row = tuple[str, str]

NOT_RECORDED = "Not recorded"


def facts_in_words(facts: CaseFacts | None) -> list[Row]:
    """Give what the police know of the case, without the victim; nothing where it is not given."""
    if facts is None:
        return []
    return [
        ("Disposal", _word(facts.disposal)),
        ("Age", NOT_RECORDED if facts.age is None else str(facts.age)),
        ("Sex", _word(facts.sex)),
        ("The victim is the person's", _word(facts.relationship)),
        ("Offence", _word(facts.offence)),
        ("Date of the offence", _day(facts.offence_on)),
        ("Evidence judged sufficient", _yes_no(facts.evidence_sufficient)),
        ("Admits the offence", _yes_no(facts.admits_offence)),
        ("Risk grade", _word(facts.risk_grade)),
        ("Risk tool", _tool(facts)),
        ("Risk graded on", _day(facts.risk_graded_on)),
        ("Earlier convictions and cautions", _matters(facts.earlier_matters)),
        ("Orders and bail in force", _several(facts.current_orders)),
        ("Evidence of coercive control", _yes_no(facts.coercive_control)),
        *_settled_at_the_signing(facts),
    ]


def _settled_at_the_signing(facts: CaseFacts) -> list[Row]:
    answers = (facts.authorising_rank, facts.effect_explained, facts.admission_signed)
    if all(answer is None for answer in answers):
        return []
    return [
        ("Caution authorised by", _word(facts.authorising_rank)),
        ("Effect explained", _yes_no(facts.effect_explained)),
        ("Admission signed", _yes_no(facts.admission_signed)),
    ]


def restricted_in_words(restricted: RestrictedFacts | None) -> list[Row]:
    """Give what concerns the victim; nothing where it is not given. The participant is never shown any of it."""
    if restricted is None:
        return []
    return [
        ("Efforts made to get the victim's views", _yes_no(restricted.victim_views_sought)),
        ("The victim's position", _word(restricted.victim_position)),
    ]


def _word(word: Word | None) -> str:
    return word.label if word else NOT_RECORDED


def _yes_no(answer: bool | None) -> str:  # noqa: FBT001 - three-valued
    return NOT_RECORDED if answer is None else "Yes" if answer else "No"


def _day(day: date | None) -> str:
    return in_words(day, weekday=False) if day else NOT_RECORDED


def _tool(facts: CaseFacts) -> str:
    version = f", version {facts.risk_tool_version}" if facts.risk_tool and facts.risk_tool_version else ""
    return _word(facts.risk_tool) + version


def _several(words: tuple[Word, ...] | None) -> str:
    if words is None:
        return NOT_RECORDED
    return "; ".join(word.label for word in words) or "None"


def _matters(matters: tuple[EarlierMatter, ...] | None) -> str:
    if matters is None:
        return NOT_RECORDED
    return "; ".join(_matter(matter) for matter in matters) or "None"


def _matter(matter: EarlierMatter) -> str:
    kind = matter.outcome.label if matter.outcome else "Conviction or caution"
    when = f" of {in_words(matter.on, weekday=False)}" if matter.on else ", date not recorded"
    return f"{kind}{when} (violence: {_yes_no(matter.violence).lower()}, domestic abuse: {_yes_no(matter.domestic_abuse).lower()})"
