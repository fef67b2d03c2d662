"""Two areas side by side on one day, written out for people and for programs."""

from collections import Counter
from collections.abc import Iterable

from cara.cli.layout import blocks, heading, labelled, paragraph
from cara.decisions import Comparison, TopicComparison
from cara.policy import Rule, Strictness
from cara.policy.national import OWNER
from cara.vocabulary.dates import in_words

SILENT = "no rule published"


def comparison_page(comparison: Comparison) -> str:
    """Write out every topic: the word for it, and what each area says."""
    first, second = comparison.first.area.name, comparison.second.area.name
    return blocks(
        heading(f"{first} compared with {second} on {in_words(comparison.on)}"),
        paragraph(f"Each word says how {first} stands to {second}. {_summary(comparison)}"),
        *(_topic(topic, first, second) for topic in comparison.topics),
    )


def comparison_as_json(comparison: Comparison) -> dict[str, object]:
    """Give the same for programs."""
    return {
        "first": comparison.first.area.id,
        "second": comparison.second.area.id,
        "on": comparison.on.isoformat(),
        "topics": [
            {
                "kind": topic.kind,
                "topic": topic.topic,
                "strictness": topic.strictness.value,
                "first": [rule.in_words() for rule in topic.first],
                "second": [rule.in_words() for rule in topic.second],
            }
            for topic in comparison.topics
        ],
    }


def _summary(comparison: Comparison) -> str:
    counts = Counter(topic.strictness for topic in comparison.topics)
    return ", ".join(f"{word.label}: {counts[word]}" for word in Strictness) + "."


def _topic(topic: TopicComparison, first: str, second: str) -> str:
    ours, theirs = _says(topic.first), _says(topic.second)
    sayings = [("Both", ours)] if ours == theirs else [(first, ours), (second, theirs)]
    gaps = [paragraph(gap, 1) for gap in (*_gaps(first, topic.first), *_gaps(second, topic.second))]
    return "\n".join((paragraph(f"{topic.topic}: {topic.strictness.label.lower()}"), labelled(sayings, 1), *gaps))


def _says(rules: Iterable[Rule]) -> str:
    return "; ".join(f"{rule.in_words()}{_floor(rule)}" for rule in rules) or SILENT


def _floor(rule: Rule) -> str:
    return " (national floor)" if rule.id.startswith(f"{OWNER}.") else ""


def _gaps(area: str, rules: Iterable[Rule]) -> Iterable[str]:
    for rule in rules:
        yield from (f"Not known in {area}: {unknown}" for unknown in rule.unknowns() if unknown != rule.topic)
