"""Sealed values: they open in their own place with their own key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.exc import StatementError
from tests.core.records.rows import NOW, add_person, entry

from cara.records import CannotUnseal, Keyring, Keys, Person, Referral, SealedBytes
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


def rotated(keyring):
    """The same instance with one master key more."""
    return Keyring(keyring.keys.rotated())


def a_keyring():
    return Keyring(Keys.new())


def test_a_new_key_seals_and_the_old_one_still_opens():
    old = a_keyring()
    before = old.seal("person.details", "k", "Sam Sample")
    new = rotated(old)
    after = new.seal("person.details", "k", "Sam Sample")
    assert (number_of_key(before), number_of_key(after)) == (1, 2)
    assert new.unseal("person.details", "k", before) == new.unseal("person.details", "k", after) == "Sam Sample"
    with pytest.raises(CannotUnseal, match="key 2 is not in the key file"):
        old.unseal("person.details", "k", after)


@given(TEXTS)
def test_wrapping_anew_keeps_the_content_and_changes_the_number(text):
    before = KEYRING.seal("person.details", "k", text)
    new = rotated(KEYRING)
    after = new.wrap_anew("person.details", before)
    content = len(text.encode()) + 12 + 16
    assert (number_of_key(before), number_of_key(after)) == (1, 2)
    assert after[-content:] == before[-content:]
    assert after[5:-content] != before[5:-content]
    assert new.unseal("person.details", "k", after) == text
    assert Keyring(new.keys.without(1)).unseal("person.details", "k", after) == text


@given(st.data())
def test_a_value_whose_key_was_altered_is_not_wrapped_anew(data):
    blob = bytearray(KEYRING.seal("person.details", "k", "Sam Sample"))
    place = data.draw(st.integers(0, (len(blob) - len("Sam Sample") - 16) * 8 - 1))
    blob[place // 8] ^= 1 << place % 8
    with pytest.raises(CannotUnseal):
        KEYRING.wrap_anew("person.details", bytes(blob))


def test_every_value_has_a_key_of_its_own_and_opens_with_no_other():
    one, other = (KEYRING.seal("person.details", "k", text) for text in ("Sam Sample", "Kim Sample"))
    wrapped = slice(5, 5 + 12 + 48)
    with pytest.raises(CannotUnseal):
        KEYRING.unseal("person.details", "k", one[:5] + other[wrapped] + one[wrapped.stop :])
    assert KEYRING._own_key("person.details", one) != KEYRING._own_key("person.details", other)
    nonce_too = slice(5, 5 + 12 + 48 + 12)
    with pytest.raises(CannotUnseal):
        KEYRING.unseal("person.details", "k", one[:5] + other[nonce_too] + one[nonce_too.stop :])


def test_a_wrapped_key_is_of_its_column_and_of_its_master_key():
    keyring = rotated(KEYRING)
    blob = keyring.seal("person.details", "k", "Sam Sample")
    with pytest.raises(CannotUnseal):
        keyring.wrap_anew("person.needs", blob)
    same_key_twice = Keyring(Keys({1: KEYRING.keys.sealing[1], 2: KEYRING.keys.sealing[1]}, KEYRING.keys.blind_index))
    sealed = bytearray(same_key_twice.seal("person.details", "k", "Sam Sample"))
    sealed[4] = 1
    with pytest.raises(CannotUnseal):
        same_key_twice.unseal("person.details", "k", bytes(sealed))


def test_what_the_form_before_sealed_is_not_read():
    with pytest.raises(CannotUnseal, match="not in the form"):
        KEYRING.unseal("person.details", "k", b"\x01" + KEYRING.seal("person.details", "k", "Sam Sample")[1:])


def test_a_new_key_leaves_the_blind_indexes_as_they_are():
    keyring = a_keyring()
    assert rotated(keyring).blind("pnc", "2019/0123456X") == keyring.blind("pnc", "2019/0123456X")


def test_keys_of_another_instance_open_nothing():
    with pytest.raises(CannotUnseal):
        a_keyring().unseal("person.details", "k", a_keyring().seal("person.details", "k", "Sam Sample"))


@given(TEXTS, TEXTS, st.sampled_from(["name", "pnc"]), st.sampled_from(["name", "pnc"]))
def test_blind_indexes_are_equal_for_equal_texts_of_a_kind_only(one, other, kind, another):
    same = (one, kind) == (other, another)
    assert (KEYRING.blind(kind, one) == KEYRING.blind(another, other)) == same


def test_blind_indexes_depend_on_the_key():
    assert a_keyring().blind("name", "sam sample") != a_keyring().blind("name", "sam sample")


def test_keys_do_not_show_themselves():
    keyring = a_keyring()
    shown = f"{keyring!r} {keyring} {keyring.keys!r} {keyring.keys}"
    assert all(repr(key)[2:-1] not in shown for key in (keyring.keys.blind_index, *keyring.keys.sealing.values()))


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
