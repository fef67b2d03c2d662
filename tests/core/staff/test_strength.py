"""What makes a passphrase too weak: its length, its words, what everybody knows of its owner, and that it has leaked."""

import pytest

from cara.access import Role
from cara.staff import Account
from cara.staff.strength import known_words, weakness

ALDER = Account(1, "7KQ4M2XR", "Alder Quill-Penhaligon", Role.POLICE_OFFICER, "Testshire Police", None, True, None, 1)
AREA = ("Testshire", "Larch Street Project", "Testshire Constabulary")


def test_words_without_a_connection_are_strong():
    assert weakness("verandah pickle orbit lantern", ALDER, AREA) == []


@pytest.mark.parametrize(
    "known",
    [
        "Penhaligon Alder Penhaligon",
        "7KQ4M2XR 7kq4m2xr 7KQ4M2XR",
        "Testshire.Constabulary.1",
        "larch street project 2026",
        "Hampton-Trust-CARA-Workshop",
        "Conditional Caution And Relationship",
        "police officer police officer!",
        "TestshirePoliceCARA2026",
    ],
)
def test_what_everybody_knows_makes_no_passphrase_strong(known: str):
    assert weakness(known, ALDER, AREA) == [
        "This would be guessed: add more words that have no connection, with each other, with you or with your work"
    ]


def test_a_known_word_among_strong_ones_does_no_harm():
    assert weakness("testshire verandah pickle orbit lantern", ALDER, AREA) == []


@pytest.mark.parametrize("leaked", ["TheRandomThoughtMan", "vote_4_me_dog_lover", "canada_here_i_come"])
def test_what_has_leaked_is_refused_however_strong_it_measures(leaked: str):
    assert weakness(leaked, ALDER, AREA) == ["This passphrase has been stolen somewhere and published: choose another"]


@pytest.mark.parametrize("long", ["y" * 11, "verandah pickle orbit lantern " * 5])
def test_a_passphrase_has_12_to_128_characters(long: str):
    assert weakness(long, ALDER, AREA) == ["Use 12 to 128 characters: several words that nobody would guess"]


def test_the_known_words_are_of_the_account_the_area_and_the_programme():
    assert {"alder", "quill", "penhaligon", "7kq4m2xr", "testshire", "larch", "cara", "hampton", "officer"} <= set(
        known_words(ALDER, AREA)
    )
    assert all(len(word) >= 3 for word in known_words(ALDER, AREA))
