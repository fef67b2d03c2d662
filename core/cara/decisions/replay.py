"""Deciding a stored decision again by its own book, and saying whether the answer is still the same.

Three answers: *identical*; *different*, with what differs; *cannot*, with the reason - the facts have lawfully been
erased, or a rule is an area's code and that code is not installed here in the version that decided.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from cara.decisions.decision import Decision, RuleResult, decide
from cara.policy import CodeRule, Layer, NoPolicyInForce, PolicyBook
from cara.vocabulary import Word


class ReplayAnswer(Word):
    """What a replay found."""

    IDENTICAL = "identical", "Identical"
    DIFFERENT = "different", "Different"
    CANNOT = "cannot", "Cannot be replayed"


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer, with every difference or the reason why there is none to give."""

    answer: ReplayAnswer
    reasons: tuple[str, ...] = ()


def replay(decision_json: str | None, book_json: str | None, installed: Iterable[PolicyBook] = ()) -> Replay:
    """Decide a stored decision again.

    Args:
        decision_json: the decision as stored; ``None`` when its facts have been erased.
        book_json: the book as stored by its digest; ``None`` when it is missing.
        installed: the books of the installed areas, whose code rules may be the ones that decided.
    """
    if decision_json is None:
        return _cannot("the facts of this decision have been erased")
    if book_json is None:
        return _cannot("the policy book of this decision is not stored here")
    try:
        stored = Decision.model_validate_json(decision_json)
        if hashlib.sha256(book_json.encode()).hexdigest() != stored.book_digest:
            return _different("the stored policy book is not the one that decided: its digest differs")
        book = PolicyBook.model_validate_json(book_json)
    except ValidationError as error:
        return _cannot(f"what is stored cannot be read by this version ({error.error_count()} problems)")
    try:
        return _decide_again(stored, book, installed)
    except NoPolicyInForce as error:
        return _different(f"the book that decided could not have decided this: {error}")


def _decide_again(stored: Decision, book: PolicyBook, installed: Iterable[PolicyBook]) -> Replay:
    code = _installed_code(installed)
    missing = [rule for rule in _code_rules(book) if rule.in_force(stored.on) and _origin(rule) not in code]
    if missing:
        return _cannot(
            *(f"{rule.id} is code of {rule.distribution} {rule.version}, not installed here" for rule in missing)
        )
    again = decide(
        _with_code(book, code),
        stored.facts,
        stored.restricted_facts,
        on=stored.on,
        stage=stored.stage,
        decided_at=stored.decided_at,
    )
    differences = tuple(_differences(stored, again))
    return _different(*differences) if differences else Replay(ReplayAnswer.IDENTICAL)


def _different(*reasons: str) -> Replay:
    return Replay(ReplayAnswer.DIFFERENT, reasons)


def _cannot(*reasons: str) -> Replay:
    return Replay(ReplayAnswer.CANNOT, reasons)


Origin = tuple[str, date | None, str | None, str | None, str | None]


def _origin(rule: CodeRule) -> Origin:
    return rule.id, rule.valid_from, rule.distribution, rule.version, rule.source_sha256


def _code_rules(book: PolicyBook) -> list[CodeRule]:
    return [rule for layer in book.layers for rule in layer.rules if isinstance(rule, CodeRule)]


def with_installed_code(book: PolicyBook, installed: Iterable[PolicyBook]) -> PolicyBook:
    """Give a stored book with the functions of its code rules, where exactly that code is installed."""
    return _with_code(book, _installed_code(installed))


def _installed_code(installed: Iterable[PolicyBook]) -> dict[Origin, CodeRule]:
    return {_origin(rule): rule for other in installed for rule in _code_rules(other)}


def _with_code(book: PolicyBook, code: Mapping[Origin, CodeRule]) -> PolicyBook:
    return book.model_copy(update={"layers": tuple(_layer_with_code(layer, code) for layer in book.layers)})


def _layer_with_code(layer: Layer, code: Mapping[Origin, CodeRule]) -> Layer:
    rules = [
        rule.model_copy(update={"judge": code[_origin(rule)].judge})
        if isinstance(rule, CodeRule) and _origin(rule) in code
        else rule
        for rule in layer.rules
    ]
    return layer.model_copy(update={"rules": tuple(rules)})


def _differences(stored: Decision, again: Decision) -> Iterable[str]:
    if stored.area != again.area:
        yield f"the area was '{stored.area}' and the book is of '{again.area}'"
    if stored.verdict is not again.verdict:
        yield f"the verdict was '{stored.verdict.label}' and is now '{again.verdict.label}'"
    before, after = _by_id(stored), _by_id(again)
    for rule_id in sorted(before.keys() | after.keys()):
        yield from _difference(rule_id, before.get(rule_id), after.get(rule_id))
    if before.keys() == after.keys() and _rule_ids(stored) != _rule_ids(again):
        yield "the results were not one for each rule, in the order in which rules are shown"


def _rule_ids(decision: Decision) -> list[str]:
    return [result.rule_id for result in decision.results]


def _by_id(decision: Decision) -> dict[str, RuleResult]:
    return {result.rule_id: result for result in decision.results}


def _difference(rule_id: str, was: RuleResult | None, now: RuleResult | None) -> Iterable[str]:
    if was is None or now is None:
        yield f"{rule_id} {'is new' if was is None else 'is gone'}"
    elif was.outcome is not now.outcome:
        yield f"{rule_id} was '{was.outcome.label}' and is now '{now.outcome.label}'"
    elif was != now:
        changed = [name for name in RuleResult.model_fields if getattr(was, name) != getattr(now, name)]
        yield f"{rule_id} differs in {', '.join(changed)}"
