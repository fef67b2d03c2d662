"""Typed text: cleaned or refused, and names made comparable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from cara.vocabulary.text import Line, Paragraph, normalised_name, plain_line, plain_lines

LINE, PARAGRAPH = TypeAdapter(Line), TypeAdapter(Paragraph)
CONTROLS = [chr(code) for code in [*range(32), *range(127, 160)]]
OVERRIDES = list("\u061c\u200e\u200f\u202a\u202e\u2066\u2069")
NOT_CHARACTERS = ["\ud800", "\ue000", "\uffff", "\U0010ffff"]


@pytest.mark.parametrize("character", [*CONTROLS, *OVERRIDES, *NOT_CHARACTERS])
def test_a_line_refuses_what_cannot_be_printed(character):
    with pytest.raises(PydanticCustomError, match="cannot be printed"):
        plain_line(f"Ann{character}Other")


@pytest.mark.parametrize("character", [*sorted(set(CONTROLS) - set("\n\r")), *OVERRIDES, *NOT_CHARACTERS])
def test_a_paragraph_refuses_it_too(character):
    with pytest.raises(PydanticCustomError, match="cannot be printed"):
        plain_lines(f"One\n{character}two")


@given(st.text())
def test_cleaned_text_is_clean(typed):
    try:
        cleaned = plain_lines(typed)
    except PydanticCustomError:
        return
    assert plain_lines(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert {character for character in cleaned if unicodedata.category(character).startswith("C")} <= set("\n") | {
        character for character in cleaned if unicodedata.category(character) == "Cf"
    }


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Ann   Other ", "Ann Other"),
        ("Ann\u00a0Other", "Ann Other"),
        ("Ann\u2028Other", "Ann Other"),
        ("Zoe\u0308", "Zoë"),
        ("An\u00adn\u200b", "Ann"),
        ("\ufeffAnn", "Ann"),
        ("علي", "علي"),
    ],
)
def test_a_line_is_cleaned(typed, cleaned):
    assert LINE.validate_python(typed) == cleaned


def test_a_paragraph_keeps_its_lines():
    assert PARAGRAPH.validate_python(" One \r\n  two\rthree  \n") == "One\ntwo\nthree"


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "a" * 201, 5, None, b"Ann", ["Ann"]])
def test_a_line_has_1_to_200_characters_of_text(typed):
    with pytest.raises(ValidationError):
        LINE.validate_python(typed)


@pytest.mark.parametrize("typed", ["", "\n\n", "a" * 2001, 5, None])
def test_a_paragraph_has_1_to_2000_characters_of_text(typed):
    with pytest.raises(ValidationError):
        PARAGRAPH.validate_python(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "ZOE"),
        ("O'Brien", "O\u2019Brien"),
        ("Smith-Jones", "smith  jones"),
        ("Łukasz Øster", "lukasz oster"),
        ("Straße", "STRASSE"),
        ("Sm\u00adith", "Smith"),
    ],
)
def test_names_that_sound_the_same_compare_equal(one, other):
    assert normalised_name(one) == normalised_name(other)


def test_the_parts_of_a_name_are_written_together():
    assert normalised_name("Ann Marie", "Other") == normalised_name("Ann", "Marie Other") == "ann marie other"
    assert normalised_name("Ann") != normalised_name("Anna")


@given(st.text())
def test_a_normalised_name_stays_as_it_is(name):
    normalised = normalised_name(name)
    assert normalised_name(normalised) == normalised
    assert all(part.isalnum() for part in normalised.split())
