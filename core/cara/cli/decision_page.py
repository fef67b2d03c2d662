"""A decision written out for the person who asked for it."""

from collections.abc import Iterable

from cara.cli.book_page import SHORT_DIGEST, source_in_words, stated_by
from cara.cli.layout import blocks, heading, labelled, paragraph
from cara.decisions import Decision, RuleResult, Verdict
from cara.policy import Outcome, PolicyBook
from cara.vocabulary.dates import in_words

MEANS = {
    Verdict.ELIGIBLE: "Every rule that applies at this stage holds.",
    Verdict.NOT_ELIGIBLE: "At least one rule fails.",
    Verdict.NEEDS_A_PERSON: "No rule fails, but at least one has no answer: an authorised person decides.",
}
ADVISORY = "This advises: the police own the disposal."
ABOUT_THE_VICTIM = "About the victim: never show this to the participant"


def decision_page(book: PolicyBook, decision: Decision) -> str:
    """Write out the verdict and then every rule, those that stand in the way first."""
    order = (Outcome.FAILS, Outcome.UNKNOWN, Outcome.HOLDS, Outcome.NOT_APPLICABLE)
    return blocks(
        heading(f"Verdict: {decision.verdict.label}"),
        paragraph(f"{MEANS[decision.verdict]} {ADVISORY}"),
        labelled(_about(book, decision)),
        *(_group(book, outcome, decision.results_with(outcome)) for outcome in order),
    )


def _about(book: PolicyBook, decision: Decision) -> Iterable[tuple[str, str]]:
    provenance = book.own_layer.provenance
    yield "Area", f"{book.area.name} ({decision.area})"
    yield "Rules of", in_words(decision.on)
    yield "Stage", decision.stage.label
    yield "Decided", f"{in_words(decision.decided_at.date())}, {decision.decided_at:%H:%M %Z}"
    yield "Plugin", f"{provenance.distribution} {provenance.version}"
    yield "Book", f"{decision.book_digest[:SHORT_DIGEST]} (cara-core {decision.engine_version})"


def _group(book: PolicyBook, outcome: Outcome, results: tuple[RuleResult, ...]) -> str:
    if not results:
        return ""
    return blocks(heading(f"{outcome.label} ({len(results)})"), *(_result(book, result) for result in results))


def _result(book: PolicyBook, result: RuleResult) -> str:
    return f"{paragraph(f'{result.topic}: {result.reason}')}\n{labelled(_grounds(book, result), 1)}"


def _grounds(book: PolicyBook, result: RuleResult) -> Iterable[tuple[str, str]]:
    stated = result.provenance
    yield "Rule", result.says
    yield "Source", source_in_words(result.source)
    if result.note and result.outcome in {Outcome.FAILS, Outcome.UNKNOWN}:
        yield "Note", result.note
    owner = stated_by(book, result.owner)
    yield "Stated", f"{owner}: {result.rule_id}, {stated.distribution} {stated.version}"
    if result.restricted:
        yield "Limit", ABOUT_THE_VICTIM
