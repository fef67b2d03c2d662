"""Drawing a sample of cases: stratified by cohort, and the same again from the same cases, size and seed."""

from collections.abc import Mapping, Sequence
from random import Random


def shares(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """Say how many are drawn from each stratum: in proportion, what is left over to the largest remainders.

    Args:
        strata: how many cases there are in each, by code.
        size: how many are asked for; no more are drawn than there are.

    Returns:
        for each stratum a number between its share rounded down and rounded up; together ``size``.
    """
    whole = sum(strata.values())
    wanted = min(size, whole)
    if not whole:
        return dict.fromkeys(strata, 0)
    drawn = {code: wanted * count // whole for code, count in strata.items()}
    remainders = sorted(strata, key=lambda code: (-(wanted * strata[code] % whole), code))
    for code in remainders[: wanted - sum(drawn.values())]:
        drawn[code] += 1
    return drawn


def draw(cases: Mapping[str, Sequence[str]], size: int, seed: int) -> tuple[str, ...]:
    """Draw so many cases, in the order of their cohorts.

    Args:
        cases: the references of each cohort, by its code; their order makes no difference.
        size: how many are asked for.
        seed: the same gives the same.
    """
    rng = Random(seed)  # noqa: S311 - a sample that anybody can draw again, no secret
    wanted = shares({code: len(found) for code, found in cases.items()}, size)
    drawn: list[str] = []
    for code in sorted(cases):
        drawn += sorted(rng.sample(sorted(cases[code]), wanted[code]))
    return tuple(drawn)
