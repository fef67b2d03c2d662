"""The policy book: what binds on a day, its digest, and that it reads back as it was."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas_for_tests import ON, stated, testshire_book
from tests.core.policy.strategies import DAYS, books

from cara.areas import AreaUnavailable
from cara.policy import (
    UNKNOWN,
    CohortSize,
    Deadline,
    Modes,
    NoPolicyInForce,
    PermittedWeekdays,
    PolicyBook,
    ReferralSources,
    RiskCeiling,
    WorkshopGap,
)
from cara.policy.book import REQUIRED
from cara.policy.kinds import kind_of, place_of

TREE = Path(__file__).resolve().parents[3]
WRITES_THE_DIGEST = "from tests.areas_for_tests import testshire_book; print(testshire_book().digest)"


@given(books())
def test_a_book_reads_back_from_its_canonical_json_as_it_was(book):
    read_back = PolicyBook.model_validate_json(book.canonical_json)
    assert read_back.canonical_json == book.canonical_json
    assert (read_back.digest, read_back) == (book.digest, PolicyBook.model_validate(book.model_dump()))


@given(books())
def test_canonical_json_has_sorted_keys_no_spaces_and_no_floats(book):
    def refuse_float(written: str) -> None:
        raise AssertionError(written)

    parsed = json.loads(book.canonical_json, parse_float=refuse_float)
    assert book.canonical_json == json.dumps(parsed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(books(), books())
def test_two_books_share_a_digest_only_if_they_say_the_same(first, second):
    assert (first.digest == second.digest) == (first.canonical_json == second.canonical_json)


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_digest_is_the_same_in_every_process(seed):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(TREE)}
    command = [sys.executable, "-c", WRITES_THE_DIGEST]
    printed = subprocess.run(command, env=environment, cwd=TREE, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == testshire_book().digest


def test_the_digest_changes_with_one_value_and_with_the_plugins_version():
    other_ceiling = testshire_book(stated(RiskCeiling, value=UNKNOWN))
    other_version = testshire_book(version="1.1")
    assert len({testshire_book().digest, other_ceiling.digest, other_version.digest}) == 3


def test_a_set_has_the_same_bytes_however_it_is_written():
    there, back = (
        testshire_book(stated(PermittedWeekdays, value=days))
        for days in (["sunday", "saturday"], ["saturday", "sunday", "saturday"])
    )
    assert there.digest == back.digest


@pytest.mark.parametrize("required", REQUIRED)
def test_an_area_that_is_silent_about_a_required_topic_is_refused(required):
    with pytest.raises(AreaUnavailable, match=f"states no rule of kind '{kind_of(required)}'"):
        testshire_book(without=[required])


@pytest.mark.parametrize("required", [ReferralSources, PermittedWeekdays, WorkshopGap, CohortSize, Deadline])
def test_a_required_topic_that_has_not_begun_is_an_error(required):
    known = next(rule for rule in testshire_book().own_layer.rules if type(rule) is required)
    book = testshire_book(stated(required, value=known.bare_value, valid_from=date(2025, 1, 1)))
    assert book.in_force(date(2025, 1, 1))
    with pytest.raises(NoPolicyInForce) as refusal:
        book.in_force(date(2024, 12, 31))
    assert refusal.value.about == required.topic.lower()


@given(books(), DAYS)
def test_rules_come_in_the_order_of_their_kinds_the_nations_first(book, on):
    in_force = book.in_force(on)
    places = [(place_of(item.rule), item.layer is book.own_layer, item.rule.id) for item in in_force]
    assert places == sorted(places)
    assert all(item.rule.in_force(on) for item in in_force)


def test_the_rules_of_one_kind_are_the_nations_and_the_areas():
    found = [rule.id for rule in testshire_book().of_kind(RiskCeiling, ON)]
    assert found == ["national.risk_ceiling", "testshire.risk_ceiling"]


def test_topics_without_any_rule_are_named():
    silent = testshire_book().silent_about(ON)
    assert Modes in silent
    assert RiskCeiling not in silent


@given(st.sampled_from(["schema_version", "engine_version", "area", "layers"]))
def test_a_book_cannot_be_changed(field):
    with pytest.raises(ValueError, match="frozen"):
        setattr(testshire_book(), field, None)


def test_a_book_with_an_unknown_field_or_kind_cannot_be_read():
    book = json.loads(testshire_book().canonical_json)
    with pytest.raises(ValueError, match="Extra inputs"):
        PolicyBook.model_validate({**book, "surprise": 1})
    book["layers"][1]["rules"][0]["kind"] = "phase_of_the_moon"
    with pytest.raises(ValueError, match="phase_of_the_moon"):
        PolicyBook.model_validate(book)
