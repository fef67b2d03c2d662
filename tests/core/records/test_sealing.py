"""Sealed values: they open in their own place with their own key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.exc import StatementError
from tests.core.records.rows import NOW, add_person, entry

from cara.records import CannotUnseal, KeyFileProblem, Keyring, Person, Referral, SealedBytes
from cara.records.sealing import number_of_key

KEYRING = Keyring.development()
TEXTS = st.text(st.characters(codec="utf-8"))


@given(TEXTS)
def test_what_was_sealed_opens_again(text):
    assert KEYRING.unseal("person.details", "k", KEYRING.seal("person.details", "k", text)) == text


@given(TEXTS, st.data())
def test_a_single_changed_bit_is_found(text, data):
    blob = bytearray(KEYRING.seal("person.details", "k", text))
    place = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[place // 8] ^= 1 << place % 8
    with pytest.raises(CannotUnseal):
        KEYRING.unseal("person.details", "k", bytes(blob))


@given(TEXTS, st.data())
def test_a_value_cut_short_is_found(text, data):
    blob = KEYRING.seal("person.details", "k", text)
    with pytest.raises(CannotUnseal):
        KEYRING.unseal("person.details", "k", blob[: data.draw(st.integers(0, len(blob) - 1))])


@pytest.mark.parametrize(
    ("column", "key"), [("person.details", "other"), ("person.needs", "k"), ("person", "details:k")]
)
def test_a_value_moved_elsewhere_does_not_open(column, key):
    with pytest.raises(CannotUnseal):
        KEYRING.unseal(column, key, KEYRING.seal("person.details", "k", "Sam Sample"))


def test_equal_texts_are_sealed_differently():
    assert KEYRING.seal("person.details", "k", "Sam Sample") != KEYRING.seal("person.details", "k", "Sam Sample")


def test_a_new_key_seals_and_the_old_one_still_opens():
    old = Keyring.new()
    before = old.seal("person.details", "k", "Sam Sample")
    new = old.rotated()
    after = new.seal("person.details", "k", "Sam Sample")
    assert (number_of_key(before), number_of_key(after)) == (1, 2)
    assert new.unseal("person.details", "k", before) == new.unseal("person.details", "k", after) == "Sam Sample"
    with pytest.raises(CannotUnseal, match="key 2 is not in the key file"):
        old.unseal("person.details", "k", after)


def test_a_new_key_leaves_the_blind_indexes_as_they_are():
    keyring = Keyring.new()
    assert keyring.rotated().blind("pnc", "2019/0123456X") == keyring.blind("pnc", "2019/0123456X")


def test_keys_of_another_instance_open_nothing():
    with pytest.raises(CannotUnseal):
        Keyring.new().unseal("person.details", "k", Keyring.new().seal("person.details", "k", "Sam Sample"))


@given(TEXTS, TEXTS, st.sampled_from(["name", "pnc"]), st.sampled_from(["name", "pnc"]))
def test_blind_indexes_are_equal_for_equal_texts_of_a_kind_only(one, other, kind, another):
    same = (one, kind) == (other, another)
    assert (KEYRING.blind(kind, one) == KEYRING.blind(another, other)) == same


def test_blind_indexes_depend_on_the_key():
    assert Keyring.new().blind("name", "sam sample") != Keyring.new().blind("name", "sam sample")


def test_a_key_file_gives_the_keys_back(tmp_path):
    keyring = Keyring.new().rotated()
    file = tmp_path / "keys.toml"
    file.write_text(keyring.as_file())
    assert Keyring.from_file(file) == keyring


SHORT = "c2hvcnQ="
KEY = "A" * 43 + "="
WRONG_FILES = {
    "empty": "",
    "no toml": "blind_index =",
    "no sealing key": f'blind_index = "{KEY}"\n[sealing]\n',
    "no blind index": f'[sealing]\n1 = "{KEY}"',
    "short key": f'blind_index = "{KEY}"\n[sealing]\n1 = "{SHORT}"',
    "short blind index": f'blind_index = "{SHORT}"\n[sealing]\n1 = "{KEY}"',
    "no base64": f'blind_index = "{KEY}"\n[sealing]\n1 = "{"*" * 44}"',
    "key without number": f'blind_index = "{KEY}"\n[sealing]\nnew = "{KEY}"',
    "key number 0": f'blind_index = "{KEY}"\n[sealing]\n0 = "{KEY}"',
    "a number as key": f'blind_index = "{KEY}"\n[sealing]\n1 = 5',
    "sealing is no table": f'blind_index = "{KEY}"\nsealing = "{KEY}"',
    "unknown entry": f'blind_index = "{KEY}"\ncolour = 1\n[sealing]\n1 = "{KEY}"',
}


@pytest.mark.parametrize("content", WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_wrong_key_file_is_refused_and_not_quoted(tmp_path, content):
    file = tmp_path / "keys.toml"
    file.write_text(content)
    with pytest.raises(KeyFileProblem) as refused:
        Keyring.from_file(file)
    assert KEY not in str(refused.value)


def test_a_missing_key_file_is_named(tmp_path):
    with pytest.raises(KeyFileProblem, match=r"none\.toml"):
        Keyring.from_file(tmp_path / "none.toml")


def test_keys_do_not_show_themselves():
    keyring = Keyring.new()
    shown = f"{keyring!r} {keyring}"
    assert all(repr(key)[2:-1] not in shown for key in (keyring.blind_index, *keyring.sealing.values()))
    assert not keyring.for_development
    assert Keyring.development().for_development


def test_a_sealed_column_takes_nothing_else(database):
    with pytest.raises(StatementError, match="only what unit"), database.write() as unit:
        unit.execute(insert(Person).values(key="k", details=b"Sam Sample", name_index=b"", name_birth_index=b""))
    with pytest.raises(StatementError, match="only what unit"), database.write() as unit:
        unit.execute(update(Referral).values(confirmed_at=NOW, caution="Sam Sample"))


def test_a_sealed_column_gives_back_what_it_took(database):
    with database.write() as unit:
        add_person(unit)
        blob = unit.scalar(select(Person.details))
        assert isinstance(blob, SealedBytes)
        assert unit.unseal(Person.details, "person-1", blob) == "Sam Sample"
        assert unit.scalar(select(Person.needs)) is None


def test_a_sealed_value_copied_to_another_row_or_column_does_not_open(database):
    with database.write() as unit:
        add_person(unit)
        add_person(unit, "person-2", "Kim Sample")
        unit.audit(entry())
        unit.execute(
            update(Person)
            .where(Person.key == "person-2")
            .values(details=select(Person.details).limit(1).scalar_subquery())
        )
        blob = unit.scalar(select(Person.details).where(Person.key == "person-2"))
        with pytest.raises(CannotUnseal, match=r"person\.details"):
            unit.unseal(Person.details, "person-2", blob)
        with pytest.raises(CannotUnseal, match=r"person\.needs"):
            unit.unseal(Person.needs, "person-1", blob)
