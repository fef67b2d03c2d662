from pathlib import Path

import pytest
from jinja2 import TemplateNotFound
from tests.web.visitors import Site

from cara_web.layout.environment import TemplateLayer, TemplateRefused, strict_environment

FOOTER = '{% extends "!core/layout/page.html" %}{% block area_footer %}<p>Ask Testshire</p>{% endblock %}'


def layer(folder: Path, **templates: str) -> TemplateLayer:
    for name, source in templates.items():
        path = folder / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
    return TemplateLayer(folder.name, folder)


def test_an_area_fills_its_blocks_of_a_page(tmp_path: Path):
    environment = strict_environment((layer(tmp_path / "testshire", layout__page=FOOTER),))

    assert (
        "Ask Testshire"
        in environment.get_template("layout/page.html")
        .blocks["area_footer"]
        .__call__(environment.get_template("layout/page.html").new_context())
        .__next__()
    )


def test_the_original_is_always_within_reach(tmp_path: Path):
    environment = strict_environment((layer(tmp_path / "testshire", layout__page=FOOTER),))

    assert environment.get_template("!core/layout/page.html").filename.endswith("cara_web/layout/page.html")
    assert environment.get_template("testshire/layout/page.html").filename.startswith(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "source", "problem"),
    [
        ("layout__page", FOOTER.replace("area_footer", "content"), "'content' is not open"),
        ("layout__page", FOOTER.replace("!core/layout", "layout"), "must extend '!core/layout/page.html'"),
        ("layout__page", "<p>all mine</p>", "nothing but 'extends' and named blocks"),
        ("layout__page", FOOTER + "{% set shell = 1 %}", "nothing but 'extends' and named blocks"),
        ("layout__page", "{% block area_footer %}{% endblock %}", "must begin with 'extends"),
        ("layout__problem", FOOTER, "same in every area"),
        ("safeguarding__concern", FOOTER, "same in every area"),
        ("consent__ask", FOOTER, "same in every area"),
        ("oversight__audit", FOOTER, "same in every area"),
    ],
)
def test_an_area_can_replace_nothing_else(tmp_path: Path, name: str, source: str, problem: str):
    with pytest.raises(TemplateRefused, match=problem.replace("(", r"\(")) as refused:
        strict_environment((layer(tmp_path / "testshire", **{name: source}),))

    assert refused.value.layer == "testshire"


def test_code_is_no_template():
    with pytest.raises(TemplateNotFound):
        strict_environment().get_template("app.py")


def test_every_template_of_ours_is_well_formed(site: Site):
    environment = site.app.pages.environment

    for name in environment.list_templates():
        assert environment.get_template(name)


def test_what_people_type_is_escaped(site: Site):
    template = site.app.pages.environment.from_string("<p>{{ typed }}</p>")

    assert template.render(typed="<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"
