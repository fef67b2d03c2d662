from contextlib import suppress
from datetime import date
from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from cara.casework import Problem
from cara.vocabulary import Word
from cara.vocabulary.text import Line
from cara_web.layout.form_body import NotAForm, Submitted, parse_form
from cara_web.layout.form_dates import PARTS, DateProblem, read_date
from cara_web.layout.forms import Form, Question, answer


class Injury(Word):
    BRUISE = "bruise", "Bruise"
    CUT = "cut", "Cut"


class Offence(Question):
    committed_on: date = Field(title="the date of the offence", le=date(2026, 11, 23))
    place: Annotated[Line, Field(max_length=10)] = Field(title="the place")
    injuries: tuple[Injury, ...] = Field(title="the injuries", min_length=1)
    admitted: bool = Field(title="whether it was admitted")
    grade: Injury | None = Field(None, title="the grade")
    children: int | None = Field(None, title="the number of children", ge=0, le=20)

    sentences: ClassVar = {"admitted": {"not_chosen": "Say whether it was admitted"}}

    @model_validator(mode="after")
    def _agree(self) -> "Offence":
        if self.admitted and self.place == "nowhere":
            raise ValueError("The place of an admitted offence must be known")
        return self


GOOD = {
    "committed_on-day": ("1",),
    "committed_on-month": ("11",),
    "committed_on-year": ("2026",),
    "place": (" Leeds ",),
    "injuries": ("bruise", "cut"),
    "admitted": ("yes",),
}


def refused(**changes: tuple[str, ...] | str) -> Form:
    sent = {**GOOD, **{name.replace("__", "-"): (v,) if isinstance(v, str) else v for name, v in changes.items()}}
    form = answer(Offence, Submitted(sent, idempotency_key="k" * 32))
    assert isinstance(form, Form)
    return form


def said(**changes: tuple[str, ...] | str) -> list[tuple[str, str]]:
    return [(error.sentence, error.anchor) for error in refused(**changes).errors]


def test_right_answers_become_the_model():
    answered = answer(Offence, Submitted(GOOD))

    assert answered == Offence(
        committed_on=date(2026, 11, 1), place="Leeds", injuries=(Injury.BRUISE, Injury.CUT), admitted=True
    )


def test_everything_that_is_wrong_is_said_at_once_and_in_the_order_of_the_page():
    form = answer(Offence, Submitted({}))

    assert isinstance(form, Form)
    assert [(error.field, error.sentence, error.anchor) for error in form.errors] == [
        ("committed_on", "Enter the date of the offence", "committed_on-day"),
        ("place", "Enter the place", "place"),
        ("injuries", "Select the injuries", "injuries"),
        ("admitted", "Say whether it was admitted", "admitted"),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence", "anchor"),
    [
        ({"committed_on__month": ""}, "The date of the offence must include a month", "committed_on-month"),
        ({"committed_on__day": "", "committed_on__year": ""}, "… must include a day and a year", "committed_on-day"),
        ({"committed_on__day": "31"}, "The date of the offence must be a real date", "committed_on-day"),
        ({"committed_on__day": "٣"}, "… must be written in numbers, for example 14 11 2026", "committed_on-day"),
        ({"committed_on__day": "1\n\n2"}, "… must be written in numbers, for example 14 11 2026", "committed_on-day"),
        ({"committed_on__year": "26"}, "The date of the offence must have a year of 4 numbers", "committed_on-year"),
        ({"committed_on__year": "0000"}, "The date of the offence must be a real date", "committed_on-day"),
        ({"committed_on__month": "12"}, "… must be 23 November 2026 or earlier", "committed_on-day"),
        ({"place": "x" * 11}, "The place must have 10 characters or fewer", "place"),
        ({"place": "a\x00b"}, "The place must not contain characters that cannot be printed", "place"),
        ({"place": "a\u202eb"}, "The place must not contain characters that cannot be printed", "place"),
        ({"injuries": ("bruise", "burn")}, "Select the injuries from the list", "injuries"),
        ({"admitted": "perhaps"}, "Select yes or no for whether it was admitted", "admitted"),
        ({"children": "two"}, "The number of children must be a whole number, for example 12", "children"),
        ({"children": "21"}, "The number of children must be 20 or fewer", "children"),
        ({"children": "9" * 5000}, "The number of children must be a smaller number", "children"),
        ({"place": "nowhere"}, "The place of an admitted offence must be known", "main-content"),
    ],
)
def test_each_mistake_has_one_sentence_and_leads_to_its_field(changes, sentence: str, anchor: str):
    assert said(**changes) == [(sentence.replace("…", "The date of the offence"), anchor)]


def test_what_was_typed_is_kept_as_it_was_typed():
    form = refused(place="  <b>x</b>  far too long", committed_on__day="31")

    assert form.value("place") == "  <b>x</b>  far too long"
    assert form.value("committed_on-day") == "31"
    assert [item["checked"] for item in form.choices("injuries", Injury)] == [True, True]
    assert form.idempotency_key == "k" * 32


def test_only_the_wrong_parts_of_a_date_are_marked():
    marked = [
        part["name"] for part in refused(committed_on__year="").date_parts("committed_on") if "error" in part["classes"]
    ]

    assert marked == ["year"]


def test_a_field_of_another_page_is_no_mistake_of_a_person():
    with pytest.raises(NotAForm, match="'risk'"):
        answer(Offence, Submitted({**GOOD, "risk": ("low",)}))


def test_a_single_answer_sent_twice_is_no_mistake_of_a_person():
    with pytest.raises(NotAForm, match="more than once"):
        answer(Offence, Submitted({**GOOD, "place": ("a", "b")}))


def test_earlier_answers_fill_the_form_and_come_back_the_same():
    answered = answer(Offence, Submitted(GOOD))
    assert isinstance(answered, Offence)
    filled = Form.of(answered)

    assert answer(Offence, Submitted(filled.typed)) == answered


def test_what_a_use_case_refuses_stands_beside_what_the_page_refuses():
    form = Form.empty().refused([Problem("place", "There is no such place")])

    assert form.message("place") == {"text": "There is no such place"}
    assert form.error_list() == [{"text": "There is no such place", "href": "#place"}]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_as_it_was_written(day: date):
    assert read_date({"day": str(day.day), "month": f"{day.month:02}", "year": str(day.year)}) == day


@given(st.fixed_dictionaries({part: st.text(max_size=6) for part in PARTS}))
def test_three_texts_are_a_date_a_problem_or_nothing(typed):
    read = read_date(typed)

    assert read is None or isinstance(read, date | DateProblem)
    if isinstance(read, date):
        assert (read.day, read.month, read.year) == tuple(int(typed[part]) for part in PARTS)
        assert "".join(typed.values()).isascii()


NAMES = st.sampled_from([*GOOD, "csrf_token", "idempotency_key", "stray"])


@given(st.lists(st.tuples(NAMES, st.text(max_size=40)), max_size=12))
def test_whatever_is_sent_is_answered_refused_or_no_form(pairs):
    from urllib.parse import urlencode

    try:
        answered = answer(Offence, parse_form(urlencode(pairs).encode()))
    except NotAForm:
        return
    assert isinstance(answered, Offence) or answered.errors


@given(st.binary(max_size=200))
def test_any_bytes_are_a_form_or_no_form(body: bytes):
    with suppress(NotAForm):
        assert all(isinstance(name, str) for name in parse_form(body).fields)


@pytest.mark.parametrize("body", [b"\xff=1", b"a=%ff", b"a=\x80", b"&".join(b"a=1" for _ in range(501))])
def test_bytes_that_are_no_clean_form_are_refused(body: bytes):
    with pytest.raises(NotAForm):
        parse_form(body)
