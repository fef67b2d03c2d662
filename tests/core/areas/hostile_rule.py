"""Functions that an area might name as code rules, well and badly made."""

from collections.abc import AsyncIterator, Iterator

from cara.policy import CaseFacts, Finding, Outcome


def accepts(facts: CaseFacts) -> Finding:
    return Finding(outcome=Outcome.HOLDS, reason="The area's code accepts everybody")


def refuses_the_young(facts: CaseFacts) -> Finding:
    assert facts.age is not None
    outcome = Outcome.HOLDS if facts.age >= 21 else Outcome.FAILS
    return Finding(outcome=outcome, reason=f"The area's code sees {facts.age} years")


def raises(facts: CaseFacts) -> Finding:
    raise RuntimeError("no answer")


def leaves(facts: CaseFacts) -> Finding:
    raise SystemExit(3)


def gives_a_word(facts: CaseFacts) -> Finding:
    return "holds"  # type: ignore[return-value]  # what a careless area does


def gives_nothing(facts: CaseFacts) -> Finding:
    pass


def gives_an_unchecked_finding(facts: CaseFacts) -> Finding:
    return Finding.model_construct(outcome="surely", reason="")


def looks_for_the_victim(facts: CaseFacts) -> Finding:
    return Finding(outcome=Outcome.HOLDS, reason=str(facts.victim_position))  # type: ignore[attr-defined]  # there is none


def takes_two(facts: CaseFacts, more: object) -> Finding:
    return accepts(facts)


async def asynchronous(facts: CaseFacts) -> Finding:
    return accepts(facts)


def generating(facts: CaseFacts) -> Iterator[Finding]:
    yield accepts(facts)


async def asynchronously_generating(facts: CaseFacts) -> AsyncIterator[Finding]:
    yield accepts(facts)


class Callable:
    def __call__(self, facts: CaseFacts) -> Finding:
        return accepts(facts)
