"""What is remembered between two steps: of use once, soon, unaltered, for its step, in its browser."""

import base64
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.core.staff.people import BROWSER, NOW, OTHER_BROWSER, Office

from cara.acting import tell
from cara.records import Keyring
from cara.staff import CeremonyEnded
from cara.staff.ceremonies import LASTS, Remembered, recall, remember, take

KEYS = Keyring.development()
BODY = {"challenge": "abc", "account": 7}


def remembered() -> str:
    return remember(KEYS, "show", BROWSER, BODY, NOW)


def test_what_was_remembered_comes_back():
    assert recall(KEYS, "show", BROWSER, remembered(), NOW).body == BODY


def test_nothing_of_it_can_be_read_in_the_browser():
    assert b"challenge" not in base64.urlsafe_b64decode(remembered())


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2)))
def test_it_ends_after_its_time(later):
    key = remembered()
    if later < LASTS:
        assert recall(KEYS, "show", BROWSER, key, NOW + later).body == BODY
    else:
        with pytest.raises(CeremonyEnded):
            recall(KEYS, "show", BROWSER, key, NOW + later)


@given(st.just("show") | st.text(max_size=60), st.just(BROWSER) | st.text(max_size=60))
@example("make", BROWSER)
@example("show", OTHER_BROWSER)
def test_it_is_of_use_for_its_own_step_and_browser_alone(kind: str, browser: str):
    if (kind, browser) != ("show", BROWSER):
        with pytest.raises(CeremonyEnded):
            recall(KEYS, kind, browser, remembered(), NOW)


@given(st.data())
def test_no_altered_key_opens(data):
    blob = bytearray(base64.urlsafe_b64decode(remembered()))
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CeremonyEnded):
        recall(KEYS, "show", BROWSER, base64.urlsafe_b64encode(blob).decode(), NOW)


@given(st.text(max_size=6000))
def test_no_text_is_a_key_by_chance(text: str):
    with pytest.raises(CeremonyEnded):
        recall(KEYS, "show", BROWSER, text, NOW)


def take_alone(office: Office, key: str) -> None:
    def work(unit) -> None:
        take(unit, recall(KEYS, "show", BROWSER, key, office.now), office.now)
        tell(unit, None, "test", "test", office.now)

    office.database.run(work)


def test_it_is_taken_once(office: Office):
    key = remembered()
    take_alone(office, key)
    with pytest.raises(CeremonyEnded):
        take_alone(office, key)


def test_it_is_not_taken_again_in_another_spelling(office: Office):
    body = next(
        body for n in range(1, 9) if (body := remember(KEYS, "show", BROWSER, {"n": "x" * n}, NOW)).endswith("=")
    )
    last = body.rstrip("=")[-1]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = body.rstrip("=")[:-1] + letters[letters.index(last) ^ 1] + "=" * (len(body) - len(body.rstrip("=")))
    take_alone(office, body)

    assert base64.urlsafe_b64decode(other) == base64.urlsafe_b64decode(body)
    with pytest.raises(CeremonyEnded):
        take_alone(office, other)


def test_what_was_taken_is_forgotten_once_it_would_have_ended(office: Office):
    take_alone(office, remembered())
    office.later(minutes=11)
    take_alone(office, remember(KEYS, "show", BROWSER, BODY, office.now))

    assert office.rows()["used_ceremony"] == 1


def test_asking_for_a_step_writes_nothing(office: Office):
    before = office.rows()
    remember(office.database.keyring, "show", OTHER_BROWSER, BODY, NOW)

    assert office.rows() == before


def test_a_remembered_step_shows_nothing_in_a_log():
    assert "abc" not in repr(Remembered("k", BODY, NOW))
