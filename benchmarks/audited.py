"""Opening a referral with its entry in the audit trail, beside the same reading without: what the audit costs."""

import time
from collections.abc import Callable, Mapping
from statistics import median

from benchmarks.area import NOW, Measured
from benchmarks.measure import Times, in_turns, micro, say
from cara.access import Action
from cara.casework import ReferralView, see_referral, seeing
from cara.casework.holding import release_expired_holds
from cara.casework.referral_rows import find_for

ROUNDS, WARM_UP = 300, 10
COHORTS = 8


def run() -> None:
    """Measure and print."""
    with Measured.begin() as measured:
        measured.cohorts(COHORTS)
        reference = measured.book(1, "B0")
        _measure(measured, reference)


def _measure(measured: Measured, reference: str) -> None:
    works: Mapping[str, Callable[[], ReferralView]] = {
        "audited": lambda: see_referral(measured.instance, measured.officer, reference, now=NOW),
        "not audited": lambda: _read(measured, reference),
    }
    views = [work() for work in works.values()]
    assert views[0] == views[1], "the two read something else"
    _say(in_turns(works, ROUNDS, warm_up=WARM_UP), _by_the_clock(works))


def _read(measured: Measured, reference: str) -> ReferralView:
    """Read a referral as the use case does, in a unit that writes nothing."""
    release_expired_holds(measured.instance, now=NOW)
    with measured.instance.database.read() as unit:
        row = find_for(unit, measured.officer, Action.SEE_REFERRAL, reference, NOW)
        assert row.access is not None
        return seeing._view(measured.instance, unit, row, row.access, None, NOW)  # noqa: SLF001 - the reading without its entry


def _by_the_clock(works: Mapping[str, Callable[[], ReferralView]]) -> dict[str, float]:
    """Measure the time that passes too: an entry waits for the disk, which costs no CPU."""
    passed: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            passed[name].append(time.perf_counter() - begun)
    return {name: median(seconds) for name, seconds in passed.items()}


def _say(times: Mapping[str, Times], passed: Mapping[str, float]) -> None:
    lines = {
        f"{name}, median / p99": f"{micro(times[name].middle)} / {micro(times[name].percentile(99))}" for name in times
    }
    lines |= {f"{name}, by the clock": micro(seconds) for name, seconds in passed.items()}
    lines["audited : not audited"] = f"{times['audited'].middle / times['not audited'].middle:9.2f}"
    lines["the same by the clock"] = f"{passed['audited'] / passed['not audited']:9.2f}"
    say("A referral opened, audited and not", lines)
