"""References: how they are typed, and that a mistyped one is caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara.vocabulary import CaraError, Reference, ReferenceProblem
from cara.vocabulary.reference import ALPHABET

references = st.builds(Reference.new)


def _is_one(text: str) -> bool:
    try:
        Reference.parse(text)
    except ReferenceProblem:
        return False
    return True


@given(st.text(ALPHABET, min_size=7, max_size=7))
def test_exactly_one_check_character_fits_each_seven(seven):
    assert sum(_is_one(seven + last) for last in ALPHABET) == 1


@given(references)
def test_every_single_wrong_character_is_caught(reference):
    for place in range(8):
        for wrong in ALPHABET.replace(reference[place], ""):
            assert not _is_one(reference[:place] + wrong + reference[place + 1 :])


@given(references)
def test_every_swap_of_two_characters_is_caught(reference):
    for first in range(8):
        for second in range(first + 1, 8):
            letters = list(reference)
            letters[first], letters[second] = letters[second], letters[first]
            assert letters[first] == letters[second] or not _is_one("".join(letters))


@given(references, st.data())
def test_a_reference_is_read_in_any_case_with_spaces_and_hyphens(reference, data):
    typed = "".join(
        data.draw(st.sampled_from([letter, letter.lower()])) + data.draw(st.sampled_from(["", " ", "-"]))
        for letter in reference
    )
    assert Reference.parse(typed) == Reference.parse(reference.spoken) == reference


@given(st.text(max_size=60))
def test_any_text_is_a_reference_or_refused_in_words(typed):
    if _is_one(typed):
        assert set(Reference.parse(typed)) <= set(ALPHABET)
    else:
        with pytest.raises(ReferenceProblem) as refusal:
            Reference.parse(typed)
        assert refusal.value.typed == typed[:40]


@pytest.mark.parametrize("change", ["{}\n", "{}\x00", "\u200b{}", "{}{}", "", " - ", "٢٣٤٥٦٧٨٩"])
def test_a_text_of_another_form_is_refused(change):
    reference = Reference.new()
    with pytest.raises(ReferenceProblem):
        Reference.parse(change.format(reference, reference))


def test_letters_that_only_look_like_the_alphabets_are_refused():
    latin = Reference.parse("7KQ4-M2XR")
    with pytest.raises(ReferenceProblem):
        Reference.parse(latin.replace("K", "\u041a"))


def test_a_ligature_is_not_read_as_its_letters():
    (reference,) = (Reference.parse("FF23456" + last) for last in ALPHABET if _is_one("FF23456" + last))
    with pytest.raises(ReferenceProblem):
        Reference.parse(reference.replace("FF", "\ufb00"))


def test_the_refusal_shows_a_reference_that_is_one():
    problem = ReferenceProblem("Somebody's name")
    example = next(word.strip(";") for word in str(problem).split() if "-" in word)
    assert Reference.parse(example).spoken == example
    assert "Somebody" not in str(problem)
    assert isinstance(problem, CaraError)


def test_ten_megabytes_are_refused_and_not_kept():
    with pytest.raises(ReferenceProblem) as refusal:
        Reference.parse("7" * 10_000_000)
    assert len(refusal.value.typed) == 40


def test_references_are_drawn_at_random():
    assert len({Reference.new() for _ in range(1000)}) == 1000


def test_the_alphabet_is_prime_and_without_what_is_confused():
    assert len(set(ALPHABET)) == len(ALPHABET) == 29
    assert not set("0O1ILSU") & set(ALPHABET)
