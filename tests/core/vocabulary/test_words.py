"""The field's words: stored values, labels and orders."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara import vocabulary
from cara.vocabulary import OrderedWord, Pathway, PoliceRank, Relationship, RiskGrade, Sex, Weekday, Word

WORDS = [kind for kind in vars(vocabulary).values() if inspect.isclass(kind) and issubclass(kind, Word) and len(kind)]
ORDERED = [kind for kind in WORDS if issubclass(kind, OrderedWord)]


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_has_a_value_to_store_and_a_label_to_read(kind):
    for word in kind:
        assert kind(word.value) is word
        assert word.value == word.value.lower() != word.label
    assert len({word.label for word in kind}) == len(kind)


@given(st.sampled_from(ORDERED), st.data())
def test_ordered_words_keep_the_order_in_which_they_are_written(kind, data):
    first, second = data.draw(st.sampled_from(kind)), data.draw(st.sampled_from(kind))
    places = first.position, second.position
    assert (first < second, first <= second) == (places[0] < places[1], places[0] <= places[1])
    assert (first > second, first >= second) == (places[0] > places[1], places[0] >= places[1])


def test_the_orders_are_the_fields():
    assert RiskGrade.STANDARD < RiskGrade.MEDIUM < RiskGrade.HIGH
    assert PoliceRank.CONSTABLE < PoliceRank.SERGEANT < PoliceRank.PROSECUTOR
    assert [day.position for day in Weekday] == list(range(7))


@pytest.mark.parametrize("other", ["medium", PoliceRank.SERGEANT, Sex.MALE])
@pytest.mark.parametrize("comparison", ["__lt__", "__le__", "__gt__", "__ge__"])
def test_a_grade_has_no_order_with_anything_else(comparison, other):
    with pytest.raises(TypeError, match="RiskGrade can only be ordered against its own words"):
        getattr(RiskGrade.HIGH, comparison)(other)


@given(st.sampled_from(Sex), st.sampled_from(Relationship))
def test_a_pathway_reads_back_from_its_code(sex, relationship):
    pathway = Pathway(sex, relationship)
    assert Pathway.from_code(pathway.code) == pathway


def test_there_are_four_pathways_each_with_its_words():
    labels = {Pathway(sex, relationship).label for sex in Sex for relationship in Relationship}
    assert len(labels) == 4
    assert "Men, partner or former partner" in labels


@pytest.mark.parametrize("code", ["", "male", "male/", "male/family/x", "MALE/family", "family/male"])
def test_a_code_of_no_pathway_is_refused(code):
    with pytest.raises(ValueError, match="is not a valid"):
        Pathway.from_code(code)
