"""Finding the installed areas: whatever order they come in, and whatever some of them do when they are imported."""

import importlib
from hashlib import sha256
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas_for_tests import ON, Testshire, areas_of, candidate, stated, testshire_book

from cara.areas import AreaPlugin, AreaUnavailable, discover, from_entry_points, from_plugins
from cara.policy import ContactBetweenWorkshops, LateArrivalMeans, MissedWorkshopMeans, RiskCeiling, ToldToPolice

NAMES = ("testshire", "otherland", "midland", "westland")


class Broken(Testshire):
    async def cara_area(self):
        raise RuntimeError("never called")


class Distribution:
    """What an entry point knows of the distribution that it stands in."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version


def plugin_named(name: str) -> Testshire:
    return Broken(area=name) if name == "westland" else Testshire(area=name)


def entry_point(name: str, value: str, distribution: str | None = None) -> EntryPoint:
    point = EntryPoint(name=name, value=value, group="cara.areas")
    if distribution:
        vars(point)["dist"] = Distribution(distribution, "1.0")
    return point


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write a module that an entry point can name."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(name: str, text: str) -> None:
        (tmp_path / f"{name}.py").write_text(text)
        importlib.invalidate_caches()

    return write


@given(st.permutations(NAMES))
def test_the_order_of_registration_does_not_matter(names):
    areas = areas_of(*(plugin_named(name) for name in names))
    assert [area.name for area in areas.all] == sorted(NAMES)
    assert areas.all == areas_of(*(plugin_named(name) for name in NAMES)).all


@given(st.permutations(NAMES), st.sets(st.sampled_from(NAMES)))
def test_a_book_does_not_depend_on_what_else_is_installed(names, installed):
    areas = areas_of(*(plugin_named(name) for name in names if name in installed))
    for name in installed - {"westland"}:
        assert areas.book(name).digest == testshire_book(area=name).digest


def test_an_area_that_is_not_installed_is_unavailable_and_the_others_are_named():
    with pytest.raises(AreaUnavailable, match=r"no such area is installed \(installed: otherland, testshire\)"):
        areas_of(Testshire(), Testshire(area="otherland")).book("nowhere")
    with pytest.raises(AreaUnavailable, match=r"\(installed: none\)"):
        areas_of().book("nowhere")


@pytest.mark.parametrize("swap", [False, True])
def test_two_plugins_of_one_name_are_both_refused(swap):
    namesakes = [candidate(Testshire()), candidate(Testshire(), "testshire")]
    first, second = reversed(namesakes) if swap else namesakes
    areas = from_plugins([first, candidate(Testshire(area="otherland"), "otherland"), second])
    with pytest.raises(AreaUnavailable, match="cara-testshire and cara-testshire each provide an area of this name"):
        areas.book("testshire")
    assert areas.book("otherland")


def test_a_broken_namesake_makes_an_area_ambiguous_too():
    areas = from_plugins([candidate(Testshire()), candidate(None)])
    with pytest.raises(AreaUnavailable, match="each provide an area"):
        areas.book("testshire")


def test_one_object_under_two_names_is_one_area():
    plugin = Testshire(area="otherland")
    areas = from_plugins([candidate(plugin), candidate(plugin, "otherland")])
    assert areas.book("otherland")
    with pytest.raises(AreaUnavailable, match="another plugin with this name or object is installed"):
        areas.book("testshire")


def test_an_entry_point_names_a_plugin():
    areas = from_entry_points([entry_point("testshire", "tests.core.areas.plugins_to_load:testshire", "cara-tests")])
    (area,) = areas.all
    assert (area.distribution, area.version, area.problem) == ("cara-tests", "1.0", None)
    assert areas.book("testshire").own_layer.provenance.distribution == "cara-tests"


def test_an_entry_point_of_no_distribution_is_refused():
    areas = from_entry_points([entry_point("testshire", "tests.core.areas.plugins_to_load:testshire")])
    with pytest.raises(AreaUnavailable, match=r"'\(none\)' is not installed"):
        areas.book("testshire")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
        ("raise SystemExit(1)", "SystemExit: 1"),
        ("import a_module_that_nobody_has", "ModuleNotFoundError: No module named 'a_module_that_nobody_has'"),
        ("def broken(:", "SyntaxError"),
        ("other = 1", "AttributeError"),
        ("from cara.policy import read_policy\nread_policy('cara.policy', 'nowhere.toml')", "PolicyFileProblem"),
        ("from cara.areas import AreaPlugin\nclass A(AreaPlugin): ...\nplugin = A()", "TypeError: Can't instantiate"),
    ],
)
def test_an_entry_point_that_fails_on_import_is_refused_while_another_goes_on(module, text, problem):
    name = f"plugin_that_fails_{sha256(text.encode()).hexdigest()}"
    module(name, text)
    good = entry_point("testshire", "tests.core.areas.plugins_to_load:testshire", "cara-tests")
    areas = from_entry_points([entry_point("broken", f"{name}:plugin", "cara-broken"), good])
    assert areas.book("testshire")
    with pytest.raises(AreaUnavailable) as refusal:
        areas.book("broken")
    assert refusal.value.reason.startswith("area plugin 'broken', the plugin itself: cannot be loaded: ")
    assert problem in refusal.value.reason


class AnswersTheFirstFive(AreaPlugin):
    """A plugin that leaves the hooks with an answer of their own as they are."""

    def cara_area(self):
        return Testshire().cara_area()

    def cara_eligibility_rules(self, floor):
        return Testshire().cara_eligibility_rules(floor)

    def cara_risk_thresholds(self, floor):
        return Testshire().cara_risk_thresholds(floor)

    def cara_referral_sources(self, floor):
        return Testshire().cara_referral_sources(floor)

    def cara_scheduling_policy(self, floor):
        return Testshire().cara_scheduling_policy(floor)


def test_the_hooks_beyond_the_first_five_state_nothing_unless_answered():
    book = from_plugins([candidate(AnswersTheFirstFive())]).book("testshire")
    optional = (MissedWorkshopMeans, LateArrivalMeans, ToldToPolice, ContactBetweenWorkshops)
    assert book.own_layer == testshire_book(without=optional).own_layer


def test_a_hook_is_handed_the_national_floor():
    class Tighter(Testshire):
        def cara_risk_thresholds(self, floor):
            (ceiling,) = [rule for rule in floor.in_force(ON) if isinstance(rule, RiskCeiling)]
            return [stated(RiskCeiling, value=ceiling.value)]

    assert areas_of(Tighter()).book("testshire").digest == testshire_book().digest


def test_what_is_installed_here_is_found():
    for area in discover().all:
        assert (area.book is None) != (area.problem is None)
        assert area.version
