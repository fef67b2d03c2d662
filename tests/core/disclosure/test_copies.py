"""The laws of a copy, whoever it is for: when it is due, what of a text leaves, and the bytes of it."""

import io
import json
import zipfile
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cara.disclosure.copies import (
    TAKEN_OUT,
    WITHHELD,
    Copy,
    FreeText,
    Reading,
    Section,
    as_document,
    digest_of,
    entry,
    is_redaction_of,
    resolved,
    unread,
)
from cara.disclosure.dates import due_after
from cara.disclosure.packing import packed, zipped
from cara.disclosure.words import WAYS, RequestStatus, TextAnswer

days = some.dates(date(2020, 1, 1), date(2045, 12, 31))
texts = some.text(some.characters(exclude_categories=("C",)), min_size=1, max_size=60)


def copy(*said: str | FreeText) -> Copy:
    lines = [(f"line_{number}", f"Line {number}", one) for number, one in enumerate(said)]
    return Copy(date(2026, 11, 23), (Section("all", "Everything", (entry("One", lines),), ("Said to everybody.",)),))


def values(of: Copy) -> list[object]:
    return [line.value for section in of.sections for one in section.entries for line in one.lines]


@given(received=days)
def test_a_request_is_due_on_the_same_day_of_the_next_month_or_on_its_last(received: date):
    due = due_after(received)
    assert (due.year * 12 + due.month) - (received.year * 12 + received.month) == 1
    assert due.day == min(received.day, monthrange(due.year, due.month)[1])
    assert timedelta(28) <= due - received <= timedelta(31)


@given(one=days, other=days)
def test_who_asks_earlier_is_never_answered_later(one: date, other: date):
    assert due_after(min(one, other)) <= due_after(max(one, other))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_the_ends_of_months(received: date, due: date):
    assert due_after(received) == due


@given(parts=some.lists(texts, min_size=2, max_size=6), taken=some.lists(texts, min_size=1, max_size=6))
def test_taking_passages_out_is_a_redaction(parts: list[str], taken: list[str]):
    original = parts[0] + "".join(out + kept for out, kept in zip(taken, parts[1:], strict=False))
    redacted = TAKEN_OUT.join(parts[: len(taken) + 1])
    assert is_redaction_of(redacted, original)


@given(original=texts, redacted=texts)
def test_a_redaction_says_nothing_that_the_text_does_not(original: str, redacted: str):
    if is_redaction_of(redacted, original):
        at = 0
        for part in redacted.split(TAKEN_OUT):
            assert part in original[at:]
            at += len(part)


@pytest.mark.parametrize(
    "redacted",
    ["She rang.", "He rang [...] at night, she said.", "[...] at night. He rang", "He rang at night", "He [...] rang"],
)
def test_what_changes_or_moves_a_word_is_none(redacted: str):
    assert not is_redaction_of(redacted, "He rang her at night.")


@given(said=texts, answer=some.none() | some.sampled_from(TextAnswer), changed=some.booleans())
def test_of_a_text_nothing_leaves_but_what_was_decided_about_it_as_it_stands(
    said: str, answer: TextAnswer | None, changed: bool
):
    text = FreeText("status/1", "A reason", said)
    read = FreeText("status/1", "A reason", said + " more") if changed else text
    redacted = TAKEN_OUT if answer is TextAnswer.REDACT else None
    readings = {text.place: Reading(text.place, read.digest, answer, redacted)} if answer else {}
    [value] = values(resolved(copy(text), readings))
    expected = {TextAnswer.RELEASE: said, TextAnswer.REDACT: TAKEN_OUT}
    assert value == (WITHHELD if changed or answer is None else expected.get(answer, WITHHELD))
    assert (unread(copy(text), readings) == ()) is (answer is not None and not changed)


def test_a_redaction_that_says_more_than_the_text_is_withheld_even_if_it_was_kept():
    text = FreeText("status/1", "A reason", "He rang.")
    readings = {"status/1": Reading("status/1", text.digest, TextAnswer.REDACT, "She said so [...]")}
    assert values(resolved(copy(text), readings)) == [WITHHELD]


def test_the_same_copy_is_the_same_bytes_with_neutral_names_and_without_a_moment():
    first, second = packed(copy("Adam", "مرحبا #x *y* \\ <z>")), packed(copy("Adam", "مرحبا #x *y* \\ <z>"))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as bundle:
        assert bundle.testzip() is None
        assert [member.filename for member in bundle.infolist()] == ["copy.pdf", "copy.json"]
        assert {member.date_time for member in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.external_attr >> 16 for member in bundle.infolist()} <= {0o600, 0}
        assert bundle.read("copy.pdf").startswith(b"%PDF-")
        document = json.loads(bundle.read("copy.json"))
    assert list(document) == ["format", "as_of", "sections"]
    assert document["sections"][0]["entries"][0]["lines"][0] == {"key": "line_0", "label": "Line 0", "value": "Adam"}


def test_a_copy_that_differs_in_one_letter_or_one_entry_is_another():
    usual = copy("Adam")
    assert digest_of(usual, {}) != digest_of(copy("Adam."), {})
    assert digest_of(usual, {}) != digest_of(copy("Adam", "one entry more"), {})
    assert as_document(copy("a", "b")) != as_document(copy("b", "a"))
    assert zipped({"a": b"1"}) != zipped({"a": b"2"})


def test_every_state_of_a_request_can_be_reached_and_two_of_them_are_ends():
    seen, ahead = set(), [RequestStatus.RECEIVED]
    while ahead:
        status = ahead.pop()
        if status not in seen:
            seen.add(status)
            ahead += WAYS[status]
    assert seen == set(WAYS) == set(RequestStatus)
    assert [status for status in RequestStatus if not WAYS[status]] == [RequestStatus.GIVEN, RequestStatus.REFUSED]
