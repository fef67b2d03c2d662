"""What an officer may enter: cleaned, closed, and every problem in a sentence that names its field."""

import pytest
from pydantic import ValidationError

from cara.casework import from_validation
from cara.casework.details import CautionDetails, EqualityAnswers, KeepApart, Needs, PersonDetails

PERSON = {
    "given_names": "Adam",
    "family_name": "Testperson",
    "date_of_birth": "1992-06-01",
    "address": "1 Example Road",
    "crime_reference": "13/12345/26",
}


def problems(model, **answers):
    with pytest.raises(ValidationError) as refused:
        model.model_validate(answers)
    return {problem.field: problem.sentence for problem in from_validation(refused.value).problems}


def test_everything_that_is_missing_is_named_at_once():
    assert problems(PersonDetails) == {name: f"{name} is missing" for name in PERSON}


def test_what_is_not_asked_is_refused():
    said = problems(PersonDetails, **PERSON, shoe_size=9)
    assert said == {"shoe_size": "shoe_size is not known here: remove it or correct its name"}


@pytest.mark.parametrize(
    "name", ["given_names", "family_name", "address", "crime_reference", "phone", "email", "pnc_id"]
)
@pytest.mark.parametrize("typed", ["a\x00b", "a\u202eb", "x" * 3000, 7, ["a"]])
def test_hostile_text_is_refused_by_field(name, typed):
    assert list(problems(PersonDetails, **{**PERSON, name: typed})) == [name]


@pytest.mark.parametrize("typed", ["07700 900982", "+44 7700 900982", "(07700)900-982"])
def test_a_phone_number_is_kept_without_its_spaces(typed):
    assert PersonDetails(**PERSON, phone=typed).phone.endswith("7700900982")


@pytest.mark.parametrize("typed", ["0770", "٠٧٧٠٠٩٠٠٩٨٢", "07700 900982 x", "07700900982\n0"])
def test_what_is_no_phone_number_is_refused(typed):
    assert "phone" in problems(PersonDetails, **PERSON, phone=typed)


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_an_empty_optional_answer_is_none(typed):
    assert PersonDetails(**PERSON, phone=typed, email=typed, pnc_id=typed).phone is None


@pytest.mark.parametrize(("typed", "kept"), [("2019/123456x", "2019/0123456X"), ("19/1A", "19/0000001A")])
def test_a_pnc_identifier_has_one_form(typed, kept):
    assert PersonDetails(**PERSON, pnc_id=typed).pnc_id == kept


@pytest.mark.parametrize("both", [{}, {"reference": "7KQ4M2XR", "name": "Adam"}])
def test_kept_apart_by_a_reference_or_a_name(both):
    assert problems(KeepApart, **both)


def test_a_mistyped_reference_to_keep_apart_is_refused():
    assert "keep_apart.0.reference" in problems(Needs, keep_apart=[{"reference": "7KQ4M2XX"}])


def test_lists_have_an_end():
    said = problems(Needs, unavailable=["2027-01-09"] * 61, keep_apart=[{"name": "A B"}] * 11)
    assert set(said) == {"unavailable", "keep_apart"}


@pytest.mark.parametrize("model", [Needs, EqualityAnswers])
def test_nothing_is_asked_that_must_be_answered(model):
    assert model.model_validate({}) == model()


def test_a_rank_and_a_day_are_what_they_are():
    said = problems(
        CautionDetails,
        officer_name="A",
        collar_number="1",
        authorising_name="B",
        authorising_rank="general",
        caution_on="31/02/2026",
        effect_explained=True,
        admission_signed=True,
    )
    assert set(said) == {"authorising_rank", "caution_on"}
