"""The quarterly report: a page, a file and a PDF that say the same, and nothing about anybody."""

import csv
import io
import re
from datetime import date

import pytest
from tests.core.figures.lives import Group, Life, World, store
from tests.web.inhabited import FACILITATOR, HT, MANAGER, OFFICER, Inhabited, words_on
from tests.web.visitors import Browser

from cara.figures.catalogue import FIGURES

HERE = "/reports/quarterly"
SAID = "?quarter=2026-Q1"
CAUTION = date(2026, 1, 5)


def test_every_figure_is_there_with_its_definition(manager: Browser):
    said = words_on(manager.get(HERE + SAID))
    for one in FIGURES:
        if one.number != "3":  # there is none until somebody is declined
            assert f"{one.number}. {one.title}" in said
            assert one.numerator in said
    assert "Quarterly report 2026-Q1" in said
    assert "1 January 2026 to the end of March 2026" in said


def test_it_says_which_counts_are_withheld_and_why(manager: Browser):
    said = words_on(manager.get(HERE + SAID))
    assert "a smaller one could tell of somebody" in said
    found = re.search(r"(\d+) of 21 figures have a count withheld", said)
    assert found
    assert int(found[1]) > 10


def test_without_a_quarter_it_is_the_last_that_is_over(manager: Browser):
    assert "Quarterly report 2026-Q3" in manager.get(HERE).text


@pytest.mark.parametrize("typed", ["2026-Q5", "x", "2026-Q1'--"])
def test_what_is_no_quarter_is_said(manager: Browser, typed: str):
    answer = manager.get(HERE, params={"quarter": typed})
    assert answer.status_code == 422
    assert "A quarter is written as 2026-Q3" in answer.text
    assert manager.get(f"{HERE}/download", params={"quarter": typed}).status_code == 404


def test_the_file_says_what_the_page_says(manager: Browser):
    answer = manager.get(f"{HERE}/download{SAID}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    said = words_on(manager.get(HERE + SAID))
    assert [row[0] for row in rows[1:]] == [one.number for one in FIGURES if one.number != "3"]
    assert all(f"{row[0]}. {row[1]}" in said for row in rows[1:])
    assert "quarterly-report-2026-Q1.csv" in answer.headers["content-disposition"]


def test_the_pdf_is_the_same_bytes_for_the_same_records(manager: Browser):
    first, again = (manager.get(f"{HERE}/pdf{SAID}") for _ in range(2))
    assert first.content.startswith(b"%PDF")
    assert first.content == again.content
    assert first.content != manager.get(f"{HERE}/pdf?quarter=2026-Q2").content


@pytest.mark.parametrize("who", [OFFICER, FACILITATOR, HT])
def test_nobody_else_sees_it(here: Inhabited, who: str):
    browser = here.sign_in(who)
    assert {browser.get(path + SAID).status_code for path in (HERE, f"{HERE}/download", f"{HERE}/pdf")} == {403}


def test_nothing_is_taken_away_without_a_fresh_proof(here: Inhabited, manager: Browser):
    here.go_on(minutes=20)
    answer = manager.get(f"{HERE}/download{SAID}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/prove?")


def test_counts_that_are_large_enough_are_given(sqlite_database, make_site):
    site = make_site(sqlite_database)
    days = (date(2026, 1, 24), date(2026, 2, 21))
    visits = [(0, 1, "here", None, False), (0, 2, "here", None, False)]
    lives = [Life(visits=visits) for _ in range(6)] + [Life() for _ in range(6)]
    with sqlite_database.write() as unit:
        store(unit, World([Group(days)], lives), by="officer-9")
    browser = site.browser()
    browser.sign_in(MANAGER)
    said = words_on(browser.get(HERE + SAID))
    assert "6 of 12 50% Final" in said
