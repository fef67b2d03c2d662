"""What may be raised holds nothing by which the participant could tell who said it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.core.victims.conftest import details, safe

from cara.victims.traces import WORDS_IN_A_ROW, traces_in
from cara.victims.words import ContactWay, Trace

KNOWN = [
    (
        details(given_names="Ana Maria", family_name="Sample"),
        safe(
            email="ana.sample@example.org",
            address="12 Example Road\nLeeds LS1 4AP",
            code_word="Bluebell",
            ways=(ContactWay.CALL, ContactWay.EMAIL),
        ),
    )
]
HEARD = ["He came to the school gate twice last week and shouted at my sister in front of everybody."]


def found(text: str) -> set[Trace]:
    return set(traces_in(text, KNOWN, HEARD))


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Ask what SAMPLE means to him.", Trace.NAME),
        ("Talk about Ána.", Trace.NAME),
        ("Ring +44 7700 900 111 first.", Trace.CHANNEL),
        ("Write to ANA.SAMPLE+x@example.org.", Trace.CHANNEL),
        ("What happened at 12 Example Rd, LS1 4AP?", Trace.CHANNEL),
        ("Mind the word bluebell.", Trace.CODE_WORD),
        ("Raise the school gate twice last week and shouted.", Trace.OWN_WORDS),
        ("She said that it is better at home.", Trace.CONTACT),
        ("His ex has told us about the car.", Trace.CONTACT),
        ("The victim feels watched.", Trace.CONTACT),
    ],
)
def test_each_kind_of_trace_is_found_however_it_is_written(text: str, trace: Trace):
    assert trace in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ask the whole group how they leave an argument before it grows.",
        "Talk about collecting children: calm handovers, nothing shouted.",
        "Go through the exercise on jealousy and telephones with everybody.",
        "",
    ],
)
def test_what_is_put_to_everybody_holds_none(text: str):
    assert found(text) == set()


words = some.lists(some.sampled_from(["gate", "school", "week", "car", "night", "phone", "road"]), max_size=30)


@given(words, some.integers(0, 30), words)
def test_six_words_in_a_row_are_found_wherever_they_stand_and_in_any_case(
    said: list[str], start: int, before: list[str]
):
    run = said[start : start + WORDS_IN_A_ROW]
    text = " ".join([*before, "and", *run]).upper()
    is_long = len(run) == WORDS_IN_A_ROW
    assert (Trace.OWN_WORDS in traces_in(text, [], [", ".join(said)])) or not is_long


def test_fewer_words_in_a_row_may_be_chance():
    assert traces_in("came to the school gate", [], HEARD) == ()
