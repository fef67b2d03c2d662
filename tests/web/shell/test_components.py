"""Our components against those of GOV.UK Frontend and MoJ Frontend, as their own packages have them."""

import json
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup
from tests.web.shell.markup import pieces_of
from tests.web.visitors import Site

from cara_web.layout.components import NAMES, Components, NoSuchComponent, NotMarkup, macro

RENDER = """
const nunjucks = require("nunjucks");
const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(process.argv[1].split(",")), {autoescape: true});
environment.addFilter("mojDate", () => "WHEN");
environment.addFilter("date", () => "WHEN");
const [name, macro, options] = JSON.parse(process.argv[2]);
process.stdout.write(environment.renderString(
  `{% from "moj/components/${name}/macro.njk" import ${macro} %}{{ ${macro}(options) }}`, {options}));
"""


def test_every_component_renders_as_gov_uk_frontend_says(node_modules: Path):
    compared, different = 0, []
    for path in sorted((node_modules / "govuk-frontend/dist/govuk/components").glob("*/fixtures.json")):
        component = json.loads(path.read_text("utf-8"))
        for fixture in component["fixtures"]:
            compared += 1
            if pieces_of(macro(component["component"])(fixture["options"])) != pieces_of(fixture["html"]):
                different.append(f"{component['component']}: {fixture['name']}")

    assert different == []
    assert compared == 657


def moj(hook: ModuleType, node_modules: Path, name: str, options: object) -> str:
    macro_name = "moj" + "".join(part.capitalize() for part in name.split("-"))
    folders = [node_modules / "@ministryofjustice/frontend", node_modules / "govuk-frontend/dist"]
    command = [hook.find_node().node, "-e", RENDER, ",".join(map(str, folders))]
    said = json.dumps([name, macro_name, options])
    return subprocess.run([*command, said], cwd=node_modules.parent, check=True, capture_output=True, text=True).stdout


def ours(site: Site, macro_name: str, *arguments: object, inside: str = "") -> str:
    call = (
        f"{{% call {macro_name}(*arguments) %}}{inside}{{% endcall %}}"
        if inside
        else f"{{{{ {macro_name}(*arguments) }}}}"
    )
    source = f'{{% from "layout/moj.html" import {macro_name} %}}{call}'
    return site.app.pages.environment.from_string(source).render(arguments=arguments)


ITEMS = [{"text": "Open <64>", "href": "/a?b=1&c=2", "active": True}, {"text": "Closed", "href": "/z", "active": False}]


@pytest.mark.parametrize("name", ["sub-navigation", "side-navigation"])
def test_navigation_renders_as_moj_frontend_says(site: Site, hook: ModuleType, node_modules: Path, name: str):
    theirs = moj(hook, node_modules, name, {"label": "Status", "items": ITEMS})

    assert pieces_of(ours(site, name.replace("-", "_"), ITEMS, "Status")) == pieces_of(theirs)


def test_the_timeline_renders_as_moj_frontend_says(site: Site, hook: ModuleType, node_modules: Path):
    when = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    items = [{"title": "Booked & held", "when": when, "body": "Two days", "by": "A. Officer"}]
    theirs = moj(
        hook,
        node_modules,
        "timeline",
        {
            "headingLevel": 3,
            "items": [
                {
                    "label": {"text": "Booked & held"},
                    "byline": {"text": "A. Officer"},
                    "datetime": {"timestamp": when.isoformat(), "type": "datetime"},
                    "text": "Two days",
                }
            ],
        },
    )

    assert pieces_of(ours(site, "timeline", items, 3).replace("28 November 2026 at 9.30am", "WHEN")) == pieces_of(
        theirs
    )


def test_a_badge_renders_as_moj_frontend_says(site: Site, hook: ModuleType, node_modules: Path):
    theirs = moj(hook, node_modules, "badge", {"text": "Urdu", "classes": "moj-badge--purple"})

    assert pieces_of(ours(site, "badge", "Urdu", "purple")) == pieces_of(theirs)


def test_the_filter_renders_as_moj_frontend_says_but_is_a_form(site: Site, hook: ModuleType, node_modules: Path):
    theirs = moj(
        hook,
        node_modules,
        "filter",
        {
            "heading": {"text": "Filter"},
            "optionsHtml": "<p>fields</p>",
            "selectedFilters": {
                "heading": {"text": "Selected filters"},
                "clearLink": {"text": "Clear filters", "href": "/all"},
                "categories": [{"heading": {"text": "District"}, "items": [{"href": "/less", "text": "Leeds"}]}],
            },
        },
    )
    rendered = ours(site, "filter", "/list", "/all", [("District", [("Leeds", "/less")])], inside="<p>fields</p>")

    assert pieces_of(rendered)[1:-1] == pieces_of(theirs)[1:-1]
    assert pieces_of(rendered)[0] == ("<form", (("action", "/list"), ("class", "moj-filter"), ("method", "get")))


def test_components_with_gov_uk_marks_are_not_to_be_had():
    for name in ("header", "footer", "cookie_banner", "exit_this_page"):
        with pytest.raises(NoSuchComponent):
            getattr(Components(), name)


@pytest.mark.parametrize("name", NAMES)
def test_every_component_of_ours_exists(name: str):
    assert callable(getattr(Components(), name))


@pytest.mark.parametrize(
    "parameters",
    [
        {"html": "<b>x</b>"},
        {"items": [{"html": "<b>x</b>"}]},
        {"titleText": "T", "descriptionHtml": "<i>x</i>"},
        {"items": [{"value": "1", "text": "x", "conditional": {"html": "<script>"}}]},
    ],
)
def test_plain_text_is_never_taken_for_markup(parameters: dict[str, object]):
    with pytest.raises(NotMarkup):
        Components().radios(**parameters)


def test_markup_is_taken_and_text_is_escaped():
    assert "<b>x</b>" in Components().inset_text(html=Markup("<b>x</b>"))
    assert "&lt;b&gt;" in Components().inset_text(text="<b>x</b>")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every rendering of a component's macro, by the component's name."""
    names: list[str] = []

    def counted(component: str) -> Callable[[Mapping[str, object]], Markup]:
        def render(given: Mapping[str, object]) -> Markup:
            names.append(component)
            return macro(component)(given)

        return render

    monkeypatch.setattr("cara_web.layout.components.macro", counted)
    return names


def test_what_is_shown_alike_is_rendered_once(rendered: list[str]):
    govuk, items = Components(), [{"value": "held", "text": "Held", "selected": True}]
    said = {"id": "status", "label": {"text": "Status"}, "items": items}

    assert govuk.select(**said) == govuk.select(**said) == macro("select")(said)
    assert rendered == ["select"]


def test_what_somebody_typed_is_not_kept(rendered: list[str]):
    govuk, label = Components(), {"text": "Name"}

    assert govuk.input(id="q", label=label, value="") == govuk.input(id="q", label=label, value="")
    assert 'value="Adam"' in govuk.input(id="q", label=label, value="Adam")
    assert 'value="Adam"' in govuk.input(id="q", label=label, value="Adam")
    assert rendered == ["input"] * 3


PAGES = '{% from "layout/lists.html" import pages %}{{ pages(before, after) }}'


def test_the_addresses_of_other_pages_are_put_into_what_is_kept(site: Site, rendered: list[str]):
    site.app.pages.environment.globals["govuk"] = Components()
    template, searched = site.app.pages.environment.from_string(PAGES), ["/b?q=Adam&before=1", '/b?q="#before#after"']

    for address in searched:
        theirs = macro("pagination")({"previous": {"href": "/b?after=9"}, "next": {"href": address}})
        assert pieces_of(template.render(before="/b?after=9", after=address)) == pieces_of(theirs)
        assert pieces_of(template.render(before=None, after=address)) == pieces_of(
            macro("pagination")({"next": {"href": address}})
        )
    assert rendered == ["pagination"] * 2


def test_a_text_and_the_same_markup_are_told_apart():
    govuk = Components()

    assert "&lt;b&gt;" in govuk.tag(text="<b>")
    assert "<b>" in govuk.tag(html=Markup("<b>"))
    assert "&lt;b&gt;" in govuk.tag(text="<b>")
    assert "<b>" in govuk.tag(text=Markup("<b>"))


def test_a_name_that_our_template_does_not_know_is_a_fault(site: Site):
    template = site.app.pages.environment.from_string("{{ govuk.button(text=nowhere) }}")

    with pytest.raises(UndefinedError):
        template.render()
