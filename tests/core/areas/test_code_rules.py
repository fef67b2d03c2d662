"""An area's own code: what may be a rule's function, and that a book says which code it is."""

import hashlib
import inspect
import types
from datetime import date

import pytest
from tests.areas_for_tests import stated, testshire_book
from tests.core.areas import hostile_rule

from cara.areas import AreaUnavailable
from cara.policy import CodeRule, PolicyBook


def code_rule(judge: object, **fields: object) -> CodeRule:
    return stated(CodeRule, says="The area's code accepts the case", judge=judge, **fields)


def only_code(book: PolicyBook) -> CodeRule:
    return next(rule for rule in book.own_layer.rules if isinstance(rule, CodeRule))


REFUSED = [
    (None, "a code rule needs a plain function as 'judge'"),
    (print, "a code rule needs a plain function as 'judge'"),
    (hostile_rule.Callable(), "a code rule needs a plain function as 'judge'"),
    (hostile_rule.asynchronous, "must be a plain 'def'"),
    (hostile_rule.generating, "must be a plain 'def'"),
    (hostile_rule.asynchronously_generating, "must be a plain 'def'"),
    (hostile_rule.takes_two, "takes one argument, the facts"),
]


@pytest.mark.parametrize(("judge", "problem"), REFUSED)
def test_a_function_of_another_form_is_refused_with_its_rule(judge, problem):
    with pytest.raises(AreaUnavailable) as refusal:
        testshire_book(code_rule(judge))
    assert refusal.value.reason.startswith("area plugin 'testshire', testshire.code: ")
    assert problem in refusal.value.reason


def test_a_function_without_a_source_is_refused():
    made_up = types.FunctionType(compile("None", "nowhere", "eval"), {}, "made_up")
    made_up.__signature__ = inspect.signature(hostile_rule.accepts)
    made_up.__module__ = "nowhere"
    with pytest.raises(AreaUnavailable, match="source of the rule's function cannot be read"):
        testshire_book(code_rule(made_up))


def test_the_book_says_which_code_its_rule_is():
    rule = only_code(testshire_book(code_rule(hostile_rule.accepts), version="2.5"))
    assert (rule.distribution, rule.version) == ("cara-testshire", "2.5")
    assert len(rule.source_sha256) == len(hashlib.sha256().hexdigest())
    assert rule.judge is hostile_rule.accepts


def test_two_functions_of_one_file_are_different_code():
    one, other = (
        only_code(testshire_book(code_rule(judge))) for judge in (hostile_rule.accepts, hostile_rule.refuses_the_young)
    )
    assert one.source_sha256 != other.source_sha256


def test_a_plugin_cannot_say_whose_its_code_is():
    rule = only_code(testshire_book(code_rule(hostile_rule.accepts, distribution="somebody", source_sha256="0" * 64)))
    assert rule.distribution == "cara-testshire"
    assert rule.source_sha256 != "0" * 64


def test_the_function_is_no_part_of_the_stored_book():
    book = testshire_book(code_rule(hostile_rule.accepts))
    assert "judge" not in book.canonical_json
    assert only_code(PolicyBook.model_validate_json(book.canonical_json)).judge is None


def test_a_policy_file_cannot_name_code():
    with pytest.raises(ValueError, match="judge"):
        code_rule("hostile_rule.accepts", valid_from=date(2026, 1, 1))
