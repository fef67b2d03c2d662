"""Draw the states of a referral, a cohort and a workshop from the code: ``python docs/states.py`` renews the pictures.

States stand on an ellipse, in the order of the code; an arrow is a way. A test compares pictures and tables with the code.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from cara.casework.states import BEGINNINGS, CONFIRMED, CORRECTIONS, ENDS, OPEN, WAYS, ReferralStatus
from cara.engagement.offers import WAYS as ONWARD_WAYS
from cara.onward.states import BEGINNINGS as ONWARD_BEGINNINGS
from cara.vocabulary import Word
from cara.workshops.states import COHORT_BEGINNINGS, COHORT_WAYS, WORKSHOP_BEGINNINGS, WORKSHOP_WAYS

HERE = Path(__file__).parent
WIDTH, HIGH, LOW = 1080, 620, 340
"""How wide a picture is, and how high: low where only a few states are drawn."""

FEW = 5
BOX_WIDTH, BOX_HEIGHT = 216, 46
BEGIN, END = "<!-- from the code: {} -->\n", "<!-- end -->\n"

S = ReferralStatus
LEFT_OUT = frozenset({S.WITHDRAWN, S.DECLINED})
"""The two ends to which so many ways lead that the picture says it in words."""


@dataclass(frozen=True)
class Graph:
    """One graph of states: what is drawn, and what is said below it."""

    title: str
    states: Sequence[Word]
    ways: Mapping[Word, Collection[Word]]
    beginnings: Collection[Word]

    @property
    def height(self) -> int:
        """Give how high its picture is."""
        return LOW if len(self.states) <= FEW else HIGH

    @property
    def arrows(self) -> Iterator[tuple[Word, Word]]:
        """Give every way between two of the drawn states."""
        for before in self.states:
            yield from (
                (before, after) for after in self.states if after in self.ways.get(before, ()) and after != before
            )


def graphs() -> Mapping[str, Graph]:
    """Give every graph by the name of its picture."""
    waiting = [state for state in S if state in OPEN - CONFIRMED or state in {S.BOOKED, S.PLACE_TO_FOLLOW}]
    after = [state for state in S if state in CONFIRMED | ENDS - LEFT_OUT]
    ways = {state: WAYS[state] for state in OPEN - CONFIRMED}
    return {
        "until-signed": Graph("A referral until the caution is signed", waiting, ways, BEGINNINGS),
        "after-signing": Graph("A referral once the caution is signed", after, WAYS, ()),
        "corrections": Graph("What a corrected register may undo", list(CORRECTIONS), CORRECTIONS, ()),
        "cohort": Graph("A cohort", list(COHORT_WAYS), COHORT_WAYS, COHORT_BEGINNINGS),
        "workshop": Graph("A workshop", list(WORKSHOP_WAYS), WORKSHOP_WAYS, WORKSHOP_BEGINNINGS),
        "onward": Graph("An onward referral of a victim", list(ONWARD_WAYS), ONWARD_WAYS, ONWARD_BEGINNINGS),
    }


def picture(graph: Graph) -> str:
    """Draw one graph as SVG."""
    places = _places(graph)
    drawn = [*_lines(graph, places), *(_box(graph, state, places[state]) for state in graph.states)]
    marker = (
        '<marker id="end" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#4c2c92"/></marker>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {graph.height}" role="img">'
        f"<title>{escape(graph.title)}</title><defs>{marker}</defs>"
        f'<rect width="{WIDTH}" height="{graph.height}" fill="#ffffff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _places(graph: Graph) -> Mapping[Word, tuple[float, float]]:
    states = graph.states
    across, down = (WIDTH - BOX_WIDTH) / 2 - 12, (graph.height - BOX_HEIGHT) / 2 - 12
    turns = [2 * math.pi * number / len(states) - math.pi / 2 for number in range(len(states))]
    return {
        state: (WIDTH / 2 + across * math.cos(turn), graph.height / 2 + down * math.sin(turn))
        for state, turn in zip(states, turns, strict=True)
    }


def _lines(graph: Graph, places: Mapping[Word, tuple[float, float]]) -> Iterator[str]:
    arrows = set(graph.arrows)
    for before, after in graph.arrows:
        if (after, before) in arrows and graph.states.index(after) < graph.states.index(before):
            continue  # drawn already, with an arrow at each end
        (x1, y1), (x2, y2) = _edge(places[before], places[after]), _edge(places[after], places[before])
        back = ' marker-start="url(#end)"' if (after, before) in arrows else ""
        yield (
            f'<path d="M{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f}" stroke="#4c2c92" stroke-width="1.6" fill="none" '
            f'marker-end="url(#end)"{back}/>'
        )


def _edge(of: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Give the point at which a line between two boxes leaves the first one."""
    across, down = towards[0] - of[0], towards[1] - of[1]
    half_width, half_height = BOX_WIDTH / 2 + 3, BOX_HEIGHT / 2 + 3
    shares = [half_width / abs(across) if across else math.inf, half_height / abs(down) if down else math.inf]
    share = min(shares)
    return of[0] + across * share, of[1] + down * share


def _box(graph: Graph, state: Word, place: tuple[float, float]) -> str:
    x, y = place
    ends = not graph.ways.get(state)
    fill = "#dff2e6" if state in graph.beginnings else ("#e5e6e7" if ends else "#f5f2fb")
    again = " \N{CLOCKWISE OPEN CIRCLE ARROW}" if state in graph.ways.get(state, ()) else ""
    words = _in_lines(state.label + again)
    first = y + 5 - 8 * (len(words) - 1)
    texts = "".join(
        f'<text x="{x:.1f}" y="{first + 17 * row:.1f}" text-anchor="middle" font-family="sans-serif" font-size="14">'
        f"{escape(line)}</text>"
        for row, line in enumerate(words)
    )
    return (
        f'<rect x="{x - BOX_WIDTH / 2:.1f}" y="{y - BOX_HEIGHT / 2:.1f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" '
        f'fill="{fill}" stroke="#0b0c0c"/>{texts}'
    )


def _in_lines(words: str, most: int = 30) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def table(graph: Graph) -> Iterator[str]:
    """Write every way of a graph in words, those that its picture leaves out too."""
    yield "| From | To |\n|---|---|\n"
    for state in graph.states:
        ways = graph.ways.get(state, ())
        after = [other.label for other in type(state) if other in ways]
        if state in graph.ways:
            yield f"| {state.label} | {'; '.join(after) or 'the end'} |\n"


def rewritten(page: str) -> str:
    """Give the page with each picture and table written anew."""
    for name, graph in graphs().items():
        head, begin, rest = page.partition(BEGIN.format(name))
        _, end, tail = rest.partition(END)
        if not end:
            raise ValueError(f"the page has no marks for {name}: add {BEGIN.format(name)!r} and {END!r}")
        page = f"{head}{begin}\n![{graph.title}](states/{name}.svg)\n\n{''.join(table(graph))}\n{end}{tail}"
    return page


if __name__ == "__main__":
    for name, graph in graphs().items():
        (HERE / "states" / f"{name}.svg").write_text(picture(graph), encoding="utf-8")
    path = HERE / "states.md"
    path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
