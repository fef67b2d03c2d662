"""Two areas side by side: what each says about a topic, how the first stands to the second, and all of it counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cara.decisions import Comparison, TopicComparison
from cara.policy import Rule, Strictness
from cara_web.areas.rulebook import is_national

SILENT = "No rule is published"

ORDER = (
    Strictness.STRICTER,
    Strictness.LOOSER,
    Strictness.DIFFERS_IN_KIND,
    Strictness.UNKNOWN,
    Strictness.SAME,
)
"""Where areas differ stands first."""

_COUNTED: Mapping[Strictness, tuple[str, str]] = {
    Strictness.SAME: ("topic is the same", "topics are the same"),
    Strictness.STRICTER: ("is stricter in {first}", "are stricter in {first}"),
    Strictness.LOOSER: ("is looser in {first}", "are looser in {first}"),
    Strictness.DIFFERS_IN_KIND: ("differs in kind", "differ in kind"),
    Strictness.UNKNOWN: ("cannot be compared", "cannot be compared"),
}

_MEANS: Mapping[Strictness, str] = {
    Strictness.SAME: "The same in both",
    Strictness.STRICTER: "{first} is stricter than {second}",
    Strictness.LOOSER: "{first} is looser than {second}",
    Strictness.DIFFERS_IN_KIND: "Neither is the stricter: they differ in kind",
    Strictness.UNKNOWN: "Cannot be compared: one of them is not known",
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What one area says about a topic, and what of it is not known."""

    text: str
    national: bool
    not_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedTopic:
    """One topic in both areas."""

    topic: str
    strictness: Strictness
    first: Saying
    second: Saying


@dataclass(frozen=True, slots=True)
class Alike:
    """The topics that compare in the same way."""

    strictness: Strictness
    heading: str
    topics: tuple[ComparedTopic, ...]


def topics_of(comparison: Comparison) -> tuple[ComparedTopic, ...]:
    """Give every topic, in the order in which rules are shown."""
    return tuple(
        ComparedTopic(topic.topic, topic.strictness, _saying(topic, topic.first), _saying(topic, topic.second))
        for topic in comparison.topics
    )


def alike(comparison: Comparison) -> tuple[Alike, ...]:
    """Put together the topics that compare in the same way, where the areas differ first."""
    topics, first, second = topics_of(comparison), comparison.first.area.name, comparison.second.area.name
    found = (
        (word, _MEANS[word].format(first=first, second=second), tuple(t for t in topics if t.strictness is word))
        for word in ORDER
    )
    return tuple(Alike(word, heading, these) for word, heading, these in found if these)


def finding(comparison: Comparison) -> str:
    """Count the topics in one sentence: what somebody should know who reads nothing else."""
    counts = Counter(topic.strictness for topic in comparison.topics)
    words = (Strictness.SAME, *(word for word in ORDER if word is not Strictness.SAME and counts[word]))
    return ", ".join(_counted(word, counts[word], comparison.first.area.name) for word in words)


def as_rows(comparison: Comparison) -> Iterable[list[str]]:
    """Give the comparison as rows of a table to take away."""
    for topic in topics_of(comparison):
        yield [
            topic.topic,
            topic.strictness.label,
            topic.first.text,
            "; ".join(topic.first.not_known),
            topic.second.text,
            "; ".join(topic.second.not_known),
        ]


def columns_of(comparison: Comparison) -> list[str]:
    """Name the columns of that table."""
    first, second = comparison.first.area.name, comparison.second.area.name
    return [
        "Topic",
        f"{first} compared with {second}",
        f"{first} says",
        f"Not known in {first}",
        f"{second} says",
        f"Not known in {second}",
    ]


def _counted(word: Strictness, count: int, first: str) -> str:
    one, many = _COUNTED[word]
    return f"{count} {one if count == 1 else many}".format(first=first)


def _saying(topic: TopicComparison, rules: tuple[Rule, ...]) -> Saying:
    return Saying(
        text="; ".join(rule.in_words() for rule in rules) or SILENT,
        national=bool(rules) and all(is_national(rule) for rule in rules),
        not_known=tuple(unknown for rule in rules for unknown in rule.unknowns() if unknown != topic.topic),
    )
