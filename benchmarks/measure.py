"""Measuring: CPU time of one piece of work, taken in turns with its peers so that a busy machine disturbs all alike."""

import gc
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

from cara_web.log import REQUESTS, OneLineOfJson

MICRO = 1e6


@dataclass(frozen=True)
class Times:
    """The times of one piece of work, in seconds, one a round."""

    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        return median(self.seconds)

    def percentile(self, which: int) -> float:
        """Give a percentile, 1 to 99."""
        return quantiles(self.seconds, n=100)[which - 1]


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int, *, warm_up: int = 5) -> dict[str, Times]:
    """Measure several pieces of work, one round of each in turn; CPU time of this process, all threads."""
    for work in works.values():
        for _ in range(warm_up):
            work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in works.items():
                begun = time.process_time()
                work()
                taken[name].append(time.process_time() - begun)
    finally:
        gc.enable()
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def log_to_nowhere() -> None:
    """Write the log of requests as it is written where the site is served, but to nowhere: each of the three has one."""
    handler = logging.FileHandler(os.devnull)
    handler.setFormatter(OneLineOfJson())
    REQUESTS.addHandler(handler)
    REQUESTS.setLevel(logging.INFO)


def say(heading: str, lines: Mapping[str, str]) -> None:
    """Print one measurement."""
    print(f"\n{heading}")
    for name, text in lines.items():
        print(f"  {name:<44} {text}")


def micro(seconds: float) -> str:
    """Write a time."""
    return f"{seconds * MICRO:9.0f} us"
