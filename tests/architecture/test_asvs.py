"""The page about OWASP's standard answers each requirement once, and every test that it names is there.

``asvs_ids.txt`` holds the requirements of ASVS 5.0.0, levels 1 and 2, each with its level.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

TREE = Path(__file__).resolve().parents[2]
PAGE = TREE / "docs/asvs.md"
LEVELS = dict(line.split() for line in Path(__file__).with_name("asvs_ids.txt").read_text().splitlines())
OF_EACH_LEVEL = {"1": 70, "2": 183}
"""As the standard counts them."""
PARTS = {"access", "workshops", "victim's side", "reports", "hub", "operations"}
"""The parts of the platform with which an open requirement may be due."""
ANSWERS = {"Met", "Not applicable", *(f"Open: {part}" for part in PARTS)}
PAGES_ABOUT_SAFETY = [PAGE, TREE / "docs/threat-model.md"]

_ROW = re.compile(r"\| (V[\d.]+) \| (\d) \| (.+?) \| (.+?) \| (.+) \|")
_TEST = re.compile(r"`(tests/[^`]+)`")
_TEST_OR_PAGE = re.compile(r"`tests/[^`]+`|\]\([\w-]+\.md[)#]")


class Line(NamedTuple):
    """One line of the table."""

    requirement: str
    level: str
    asked: str
    answer: str
    why: str


def lines(page: str) -> list[Line]:
    return [Line(*match.groups()) for match in map(_ROW.fullmatch, page.splitlines()) if match]


def miscounted(page: str) -> Iterator[str]:
    found = Counter(line.requirement for line in lines(page))
    yield from (f"{one} stands there {found[one]} times" for one in LEVELS if found[one] != 1)
    yield from (f"{one} is no requirement of levels 1 and 2" for one in found if one not in LEVELS)
    yield from (
        f"{line.requirement} has another level" for line in lines(page) if LEVELS.get(line.requirement) != line.level
    )


def unanswered(page: str) -> Iterator[str]:
    for line in lines(page):
        if line.answer not in ANSWERS:
            yield f"{line.requirement}: '{line.answer}' is no answer"
        if line.answer == "Met" and not _TEST_OR_PAGE.search(line.why):
            yield f"{line.requirement} names nothing that shows it"


def tests_that_are_not_there(page: str) -> list[str]:
    return [name for name in _TEST.findall(page) if not (TREE / name).is_file()]


def test_the_list_is_the_standards():
    assert Counter(LEVELS.values()) == OF_EACH_LEVEL


def test_every_requirement_is_answered_once():
    assert list(miscounted(PAGE.read_text())) == []


def test_every_answer_is_one_and_shows_what_it_says():
    assert list(unanswered(PAGE.read_text())) == []


def test_the_figures_at_its_head_are_those_of_the_table():
    page = PAGE.read_text()
    answers = Counter(line.answer.partition(":")[0] for line in lines(page))
    said = f"Of them {answers['Met']} are met, {answers['Not applicable']} are not applicable and {answers['Open']} are open."
    assert f"each of the {len(LEVELS)} requirements" in " ".join(page.split())
    assert said in " ".join(page.split())


@pytest.mark.parametrize("page", PAGES_ABOUT_SAFETY, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page):
    assert _TEST.search(page.read_text())
    assert tests_that_are_not_there(page.read_text()) == []


ROW = "| V1.1.1 | 2 | asked | Met | `tests/architecture/test_asvs.py` |"


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        (f"{ROW}\n{ROW}", "V1.1.1 stands there 2 times"),
        ("", "V1.1.1 stands there 0 times"),
        (ROW.replace("V1.1.1", "V1.1.9"), "V1.1.9 is no requirement of levels 1 and 2"),
        (ROW.replace("| 2 |", "| 1 |"), "V1.1.1 has another level"),
    ],
)
def test_a_requirement_too_many_or_too_few_is_seen(row, seen):
    assert seen in list(miscounted(row))


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        (ROW.replace("Met", "Perhaps"), "V1.1.1: 'Perhaps' is no answer"),
        (ROW.replace("`", ""), "V1.1.1 names nothing that shows it"),
    ],
)
def test_an_answer_that_says_nothing_is_seen(row, seen):
    assert list(unanswered(row)) == [seen]


def test_a_test_that_is_gone_is_seen():
    assert tests_that_are_not_there("`tests/web/test_gone.py`") == ["tests/web/test_gone.py"]
