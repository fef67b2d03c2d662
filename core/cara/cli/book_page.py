"""One area's policy book on one day, written out for people and for programs."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from cara.cli.layout import blocks, heading, labelled, listing, paragraph
from cara.policy import UNKNOWN, AreaProfile, BookRule, PolicyBook, Rule, Source
from cara.policy.kinds import kind_of
from cara.vocabulary.dates import in_words

SHORT_DIGEST = 12


def book_page(book: PolicyBook, on: date) -> str:
    """Write out every rule in force on a day, and what is not known."""
    in_force = book.in_force(on)
    topics = groupby(in_force, key=lambda item: item.rule.topic)
    return blocks(
        heading(book.area.name),
        labelled(_about(book)),
        heading(f"Rules in force on {in_words(on)}"),
        *(blocks(paragraph(topic), *(_rule(book, item) for item in items)) for topic, items in topics),
        _not_known(book, in_force),
        _silent(book, on),
    )


def book_as_json(book: PolicyBook, on: date) -> dict[str, object]:
    """Give the same for programs."""
    return {
        "area": book.area.model_dump(mode="json"),
        "on": on.isoformat(),
        "digest": book.digest,
        "rules": [
            {
                "layer": item.layer.owner,
                "topic": item.rule.topic,
                "says": item.rule.in_words(),
                "unknown": list(item.rule.unknowns()),
                **item.rule.model_dump(mode="json"),
            }
            for item in book.in_force(on)
        ],
        "nobody_published": [{"kind": kind_of(kind), "topic": kind.topic} for kind in book.silent_about(on)],
    }


def stated_by(book: PolicyBook, owner: str) -> str:
    """Say which layer a rule belongs to, in words."""
    return book.area.name if owner == book.area.id else "National floor"


def dates_in_words(rule: Rule) -> str:
    """Say from when to when a rule binds."""
    begins = f"from {_day(rule.valid_from)}" if rule.valid_from else "first day not published"
    ends = f"to {_day(rule.valid_to)} (included)" if rule.valid_to else "until further notice"
    return f"{begins}, {ends}{', and then nothing takes its place' if rule.ended_for_good else ''}"


def source_in_words(source: Source) -> str:
    """Say where a rule comes from and when it was read there."""
    address = f" {source.url}" if source.url else ""
    return f"{source.in_words()}{address} (read on {_day(source.retrieved)})"


def _day(day: date) -> str:
    return in_words(day, weekday=False)


def _about(book: PolicyBook) -> Iterable[tuple[str, str]]:
    area, provenance = book.area, book.own_layer.provenance
    yield "Id", area.id
    yield "Police", f"{area.police.name} ({area.police.code})"
    yield "Commissioner", _or_unknown(area.commissioner)
    yield "Provider", _or_unknown(area.provider)
    if area.partner is not None:
        yield "Partner", _or_unknown(area.partner)
    yield "Commission", _commission(area)
    if area.districts:
        yield "Districts", ", ".join(district.name for district in area.districts)
    yield "Source", source_in_words(area.source)
    yield "Plugin", f"{provenance.distribution} {provenance.version}"
    yield "Digest", book.digest


def _or_unknown(text: str) -> str:
    return "not known" if text == UNKNOWN else text


def _commission(area: AreaProfile) -> str:
    first, last = (
        _day(day) if isinstance(day, date) else "not known" for day in (area.commissioned_from, area.commissioned_to)
    )
    return f"first day {first}, last day {last}"


def _rule(book: PolicyBook, item: BookRule) -> str:
    rule, layer = item.rule, item.layer
    parts = [
        ("Rule", rule.id),
        ("Layer", f"{stated_by(book, layer.owner)} ({layer.provenance.distribution} {layer.provenance.version})"),
        ("Dates", dates_in_words(rule)),
        ("Source", source_in_words(rule.source)),
    ]
    parts += [("Note", rule.note)] if rule.note else []
    parts += [("Not known", "; ".join(rule.unknowns()))] if rule.unknowns() else []
    return f"{paragraph(rule.in_words(), 1)}\n{labelled(parts, 2)}"


def _not_known(book: PolicyBook, in_force: Iterable[BookRule]) -> str:
    unknowns = [unknown for item in in_force for unknown in item.rule.unknowns()]
    if not unknowns:
        return ""
    return blocks(heading(f"Not known here: ask {book.area.police.name}"), listing(unknowns, 1))


def _silent(book: PolicyBook, on: date) -> str:
    topics = [kind.topic for kind in book.silent_about(on)]
    if not topics:
        return ""
    return blocks(heading("Nobody has published a rule about"), listing(topics, 1))
