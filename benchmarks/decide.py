"""Deciding one case: every rule with reason and source, beside writing the same decision down as JSON."""

from benchmarks.area import FACTS, NOW, RESTRICTED
from benchmarks.measure import in_turns, micro, say
from cara.areas import discover
from cara.decisions import decide
from cara.policy import Stage

ROUNDS = 2000


def run() -> None:
    """Measure and print."""
    book = discover().book("west_yorkshire")

    def one() -> object:
        return decide(book, FACTS, RESTRICTED, on=NOW.date(), stage=Stage.CHECK, decided_at=NOW)

    made = decide(book, FACTS, RESTRICTED, on=NOW.date(), stage=Stage.CHECK, decided_at=NOW)
    times = in_turns({"decide": one, "write": lambda: made.canonical_json}, ROUNDS)
    decided, written = times["decide"], times["write"]
    say(
        f"Decide one case ({len(made.results)} rules)",
        {
            "decide, median / p99": f"{micro(decided.middle)} / {micro(decided.percentile(99))}",
            "write the decision as canonical JSON, median": micro(written.middle),
            "decide : write": f"{decided.middle / written.middle:9.2f}",
        },
    )
