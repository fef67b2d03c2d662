"""Text for a terminal: wrapped, aligned, and unable to steer it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara.cli.layout import heading, labelled, printable, table

ROWS = [("leeds", "0.1.0"), ("bradford", "12.0.0")]


@pytest.fixture(autouse=True)
def columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")


@given(st.text())
def test_nothing_unprintable_is_ever_written(text):
    assert printable(text).isprintable()


def test_labels_and_texts_stand_in_columns_and_wrap_under_themselves():
    text = labelled([("Note", "Whether it is ever extended is not published"), ("Id", "a.b")])
    assert text.splitlines() == [
        "Note  Whether it is ever extended is not",
        "      published",
        "Id    a.b",
    ]


def test_a_table_stands_in_columns():
    assert table(("AREA", "VERSION"), ROWS).splitlines() == [
        "AREA      VERSION",
        "leeds     0.1.0",
        "bradford  12.0.0",
    ]


def test_a_table_too_wide_for_the_terminal_becomes_blocks():
    long = "a problem that is far too long to stand in one line"
    assert table(("AREA", "WHY"), [("leeds", long)]).splitlines()[0] == "AREA  leeds"


def test_a_heading_is_underlined_as_far_as_it_reaches():
    assert heading("Verdict").splitlines() == ["Verdict", "======="]
