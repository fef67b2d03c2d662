"""A sample is drawn in proportion, by seed, and the same again."""

from hypothesis import given
from hypothesis import strategies as st

from cara.quality.drawing import draw, shares

STRATA = st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=3), st.integers(0, 14), max_size=12)
SIZES, SEEDS = st.integers(1, 60), st.integers(0, 2**31 - 1)


def cases(strata: dict[str, int]) -> dict[str, list[str]]:
    return {code: [f"{code}-{number}" for number in range(count)] for code, count in strata.items()}


@given(STRATA, SIZES)
def test_each_stratum_gives_its_share_rounded_down_or_up(strata: dict[str, int], size: int):
    drawn, whole = shares(strata, size), sum(strata.values())
    assert sum(drawn.values()) == min(size, whole)
    for code, count in strata.items():
        exact = min(size, whole) * count / whole if whole else 0
        assert exact - 1 < drawn[code] < exact + 1
        assert drawn[code] <= count


@given(STRATA, SIZES, SEEDS)
def test_the_same_seed_gives_the_same_cases_in_whatever_order_they_were_found(strata, size: int, seed: int):
    found = cases(strata)
    turned = {code: found[code][::-1] for code in reversed(found)}
    drawn = draw(found, size, seed)
    assert drawn == draw(turned, size, seed)
    assert len(set(drawn)) == len(drawn) == min(size, sum(strata.values()))


def test_another_seed_gives_other_cases():
    found = cases({"A": 12, "B": 12})
    assert len({draw(found, 6, seed) for seed in range(20)}) > 15
