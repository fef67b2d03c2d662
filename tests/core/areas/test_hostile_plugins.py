"""Broken plugins: each is refused in words that name plugin, hook and problem, while another area goes on."""

import functools
from dataclasses import dataclass
from datetime import date

import pytest
from tests.areas_for_tests import SOURCE, Testshire, candidate, stated, testshire_book

from cara.areas import AreaPlugin, Areas, AreaUnavailable, from_plugins
from cara.policy import (
    Gap,
    MinimumAge,
    PermittedWeekdays,
    Provenance,
    RiskCeiling,
    WorkshopGap,
    read_policy,
)
from cara.vocabulary import RiskGrade

CEILING = stated(RiskCeiling, value=RiskGrade.STANDARD)


def installed_with(plugin: object) -> Areas:
    """Install a plugin as 'testshire' before and beside a good one, which must go on as if it were alone."""
    areas = from_plugins([candidate(plugin), candidate(Testshire(area="otherland"), "otherland")])
    assert areas.book("otherland").digest == testshire_book(area="otherland").digest
    return areas


def problem_of(plugin: object) -> str:
    areas = installed_with(plugin)
    with pytest.raises(AreaUnavailable) as refusal:
        areas.book("testshire")
    assert [area.name for area in areas.all if area.problem] == ["testshire"]
    assert refusal.value.area == "testshire"
    return refusal.value.reason


class AsyncHook(Testshire):
    async def cara_risk_thresholds(self, floor):
        return [CEILING]


class YieldingHook(Testshire):
    def cara_risk_thresholds(self, floor):
        yield CEILING


class AsyncYieldingHook(Testshire):
    async def cara_risk_thresholds(self, floor):
        yield CEILING


class FewerArguments(Testshire):
    def cara_risk_thresholds(self):
        return [CEILING]


class MoreArguments(Testshire):
    def cara_risk_thresholds(self, floor, more):
        return [CEILING]


class OtherArgument(Testshire):
    def cara_risk_thresholds(self, roof):
        return [CEILING]


class ArgumentWithDefault(Testshire):
    def cara_risk_thresholds(self, floor=None):
        return [CEILING]


class KeywordArgument(Testshire):
    def cara_risk_thresholds(self, *, floor):
        return [CEILING]


class AnyArguments(Testshire):
    def cara_risk_thresholds(self, *floor):
        return [CEILING]


class MisspeltHook(Testshire):
    def cara_risk_threshold(self, floor):
        return [CEILING]


class InventedHook(Testshire):
    def cara_phases_of_the_moon(self):
        return "waning"


class PropertyHook(Testshire):
    @property
    def cara_risk_thresholds(self):
        raise RuntimeError("looked at")


class StaticHook(Testshire):
    @staticmethod
    def cara_risk_thresholds(floor):
        return [CEILING]


class CachedHook(Testshire):
    @functools.cache  # noqa: B019 - the plugin lives as long as the process
    def cara_risk_thresholds(self, floor):
        return [CEILING]


class HookThatIsAValue(Testshire):
    cara_risk_thresholds = (CEILING,)


SHAPES = [
    (AsyncHook, "cara_risk_thresholds: must be a plain 'def'"),
    (YieldingHook, "cara_risk_thresholds: must be a plain 'def'"),
    (AsyncYieldingHook, "cara_risk_thresholds: must be a plain 'def'"),
    (FewerArguments, "cara_risk_thresholds: must take (self, floor), but takes (self)"),
    (MoreArguments, "cara_risk_thresholds: must take (self, floor), but takes (self, floor, more)"),
    (OtherArgument, "cara_risk_thresholds: must take (self, floor), but takes (self, roof)"),
    (ArgumentWithDefault, "cara_risk_thresholds: must take (self, floor), but takes (self, floor=None)"),
    (KeywordArgument, "cara_risk_thresholds: must take (self, floor), but takes (self, *, floor)"),
    (AnyArguments, "cara_risk_thresholds: must take (self, floor), but takes (self, *floor)"),
    (MisspeltHook, "cara_risk_threshold: there is no such hook: did you mean cara_risk_thresholds?"),
    (InventedHook, "cara_phases_of_the_moon: there is no such hook; the hooks are cara_area, "),
    (PropertyHook, "cara_risk_thresholds: must be a plain method, not a property"),
    (StaticHook, "cara_risk_thresholds: must be a plain method, not a staticmethod"),
    (CachedHook, "cara_risk_thresholds: must be a plain method, not a _lru_cache_wrapper"),
    (HookThatIsAValue, "cara_risk_thresholds: must be a plain method, not a tuple"),
]


@pytest.mark.parametrize(("broken", "problem"), SHAPES)
def test_a_hook_of_another_form_is_refused_before_it_is_called(broken, problem):
    assert problem_of(broken()).startswith(f"area plugin 'testshire', {problem}")


def test_a_hook_set_on_the_object_is_looked_at_too():
    plugin = Testshire()
    plugin.cara_risk_thresholds = lambda floor: [CEILING]
    assert "must take (self, floor), but takes (floor)" in problem_of(plugin)


class NoPlugin:
    def cara_area(self):
        return None


class RaisingProperty(Testshire):
    @property
    def mood(self):
        raise RuntimeError("never ask")


@dataclass
class Unhashable(Testshire):
    size: int = 12

    def __post_init__(self):
        super().__init__()


class EqualToEverything(Testshire):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


class UnwillingToBeListed(Testshire):
    def __dir__(self):
        raise RuntimeError("not to be looked at")


class NobodysClass:
    @property
    def __class__(self):
        raise RuntimeError("not to be looked at")


WHOLE = [
    (Testshire, "Testshire is a class: name an object of it, for example plugin = Testshire()"),
    (NoPlugin(), "a NoPlugin is not an AreaPlugin: subclass cara.areas.AreaPlugin"),
    (None, "a NoneType is not an AreaPlugin"),
    (testshire_book, "a function is not an AreaPlugin"),
    (Unhashable(), "must be told apart by identity: no __eq__ or __hash__ (for a dataclass, eq=False)"),
    (EqualToEverything(), "must be told apart by identity"),
    (UnwillingToBeListed(), "cannot be examined: it causes RuntimeError"),
]


@pytest.mark.parametrize(("plugin", "problem"), WHOLE)
def test_what_is_no_object_of_an_area_plugin_is_refused(plugin, problem):
    assert problem_of(plugin).startswith(f"area plugin 'testshire', the plugin itself: {problem}")


def test_a_plugin_that_hides_its_class_is_refused():
    assert problem_of(NobodysClass()).endswith("the plugin itself: cannot be examined: it causes RuntimeError")


def test_a_property_that_raises_is_never_looked_at():
    assert installed_with(RaisingProperty()).book("testshire").digest == testshire_book().digest


def test_a_plugin_that_only_claims_to_be_one_has_no_answers():
    class Claimed:
        pass

    AreaPlugin.register(Claimed)
    assert "cara_area: returned a NoneType that does not fit" in problem_of(Claimed())


class UnreadableError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


async def _awaited():
    return [CEILING]


class SubclassedCeiling(RiskCeiling):
    pass


ANSWERS = [
    (None, "returned None; return an empty list where the area states nothing"),
    ("standard", "returned a str that does not fit"),
    (CEILING, "returned a RiskCeiling that does not fit"),
    ([None], "returned a list that does not fit: 0: "),
    ([stated(MinimumAge, value=18)], "returned a list that does not fit: 0: Input tag 'minimum_age'"),
    ([{"kind": "risk_ceiling", "id": "testshire.x", "value": "standard"}], "risk_ceiling.source: Field required"),
    ([CEILING.model_copy(update={"value": "low"})], "risk_ceiling.value"),
    ([RiskCeiling.model_construct(id="testshire.x", value=RiskGrade.STANDARD)], "risk_ceiling.source: Field required"),
    ([SubclassedCeiling(**CEILING.model_dump())], "returned a SubclassedCeiling: a kind cannot be subclassed"),
    ((rule for rule in [CEILING]), "returned a generator; return a list that is whole"),
    (iter([CEILING]), "returned a list_iterator; return a list that is whole"),
    ([None] * 5, "(and 2 more)"),
]


@pytest.mark.parametrize(("answer", "problem"), ANSWERS)
def test_an_answer_of_another_form_is_refused(answer, problem):
    class Answers(Testshire):
        def cara_risk_thresholds(self, floor):
            return answer

    said = problem_of(Answers())
    assert said.startswith("area plugin 'testshire', cara_risk_thresholds: returned")
    assert problem in said


def test_a_coroutine_that_nobody_awaits_is_refused_and_closed():
    class Answers(Testshire):
        def cara_risk_thresholds(self, floor):
            return _awaited()

    assert "cara_risk_thresholds: returned something to await; return the answer itself" in problem_of(Answers())


def test_something_to_await_that_cannot_be_closed_is_refused():
    class Awaitable:
        def __await__(self):
            yield

    class Answers(Testshire):
        def cara_risk_thresholds(self, floor):
            return Awaitable()

    assert "returned something to await" in problem_of(Answers())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ZeroDivisionError("no shares"), "raised ZeroDivisionError: no shares"),
        (SystemExit(), "raised SystemExit"),
        (StopIteration("over"), "raised StopIteration: over"),
        (UnreadableError(), "raised UnreadableError: its words cannot be read"),
    ],
)
@pytest.mark.parametrize("hook", ["cara_area", "cara_risk_thresholds", "cara_attendance_policy"])
def test_a_hook_that_raises_costs_its_own_area_only(hook, error, words):
    def raising_area(self):
        raise error

    def raising(self, floor):
        raise error

    broken = type("Raising", (Testshire,), {hook: raising_area if hook == "cara_area" else raising})
    assert problem_of(broken()) == f"area plugin 'testshire', {hook}: {words}"


def test_a_policy_file_that_is_wrong_is_refused_in_its_own_words():
    class ReadsNothing(Testshire):
        def cara_risk_thresholds(self, floor):
            return read_policy("cara.policy", "testshire.toml").risk

    said = problem_of(ReadsNothing())
    assert said.startswith("area plugin 'testshire', cara_risk_thresholds: policy file testshire.toml has 1 problem(s)")


RULES = [
    (stated(RiskCeiling, value="high"), "testshire.risk_ceiling", "is looser than national.risk_ceiling"),
    (stated(RiskCeiling, value="standard", id="national.risk_ceiling"), "national.risk_ceiling", "testshire."),
    (stated(RiskCeiling, area="otherland", value="standard"), "otherland.risk_ceiling", "does not belong to testshire"),
]


@pytest.mark.parametrize(("rule", "rule_id", "problem"), RULES)
def test_rules_that_cannot_bind_are_refused_by_their_id(rule, rule_id, problem):
    said = problem_of(Testshire(rule))
    assert said.startswith(f"area plugin 'testshire', its rules: rule {rule_id}")
    assert problem in said


def test_versions_that_overlap_are_refused():
    until, since = (
        stated(RiskCeiling, value="standard", **dates)
        for dates in ({"valid_to": date(2026, 1, 1)}, {"valid_from": date(2026, 1, 1)})
    )
    assert "its rules: two versions of rule testshire.risk_ceiling" in problem_of(Testshire(until, since))


def test_two_answers_to_one_topic_are_refused():
    second = stated(PermittedWeekdays, value=["sunday"], id="testshire.sundays")
    assert "both answer 'Days of the week'" in problem_of(
        Testshire(second, stated(PermittedWeekdays, value=["sunday"]))
    )


def test_a_topic_without_an_answer_is_refused():
    problem = problem_of(Testshire(without=[RiskCeiling]))
    assert problem.startswith("area plugin 'testshire', its rules: testshire states no rule of kind 'risk_ceiling'")


def test_a_book_that_could_not_be_read_back_is_refused():
    unchecked = CEILING.model_copy(update={"source": SOURCE.model_copy(update={"url": "elsewhere"})})
    said = problem_of(Testshire(unchecked))
    assert said.startswith("area plugin 'testshire', its rules: cannot be stored and read back")


def test_a_book_that_would_read_back_otherwise_is_refused():
    unchecked = CEILING.model_copy(update={"source": SOURCE.model_copy(update={"title": " Testshire's policy "})})
    assert problem_of(Testshire(unchecked)).endswith("are not the same once they have been stored and read back")


def test_a_value_that_was_made_unchecked_is_refused():
    backwards = stated(WorkshopGap, value=Gap(least=28, most=28))
    broken = backwards.model_copy(update={"value": Gap.model_construct(least=35, most=28)})
    assert "cara_scheduling_policy: returned a list that does not fit" in problem_of(Testshire(broken))


def test_an_area_that_calls_itself_otherwise_is_refused():
    plugin = Testshire(area="elsewhere")
    assert "cara_area: calls itself 'elsewhere', but its entry point 'testshire'" in problem_of(plugin)


def test_an_area_that_calls_itself_national_is_refused():
    areas = from_plugins([candidate(Testshire(area="national"), "national")])
    with pytest.raises(AreaUnavailable, match="an area cannot be called 'national'"):
        areas.book("national")


def test_a_plugin_of_no_installed_distribution_is_refused():
    areas = from_plugins([candidate(Testshire(), version=None)])
    with pytest.raises(AreaUnavailable, match="the distribution 'cara-testshire' is not installed"):
        areas.book("testshire")


def test_the_provenance_is_the_distributions():
    provenance = testshire_book(version="2.5").own_layer.provenance
    assert provenance == Provenance(plugin="testshire", distribution="cara-testshire", version="2.5")
