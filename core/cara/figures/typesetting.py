"""The quarterly report as PDF: PDF/UA-1, checked by the compiler; the same report gives the same bytes."""

import json
from functools import cache
from importlib.resources import files

import typst

from cara.figures.reporting import COLUMNS, Report, as_rows, in_brief
from cara.messages.fonts import OWN_FAMILY

TITLE = "Quarterly report"


def typeset_report(report: Report, why: str) -> bytes:
    """Give a report as PDF.

    Args:
        report: what is set.
        why: what is said of withheld counts and provisional figures.
    """
    given = {
        "heading": f"{TITLE} {report.quarter}",
        "commissioner": report.commissioner,
        "brief": in_brief(report),
        "why": why,
        "columns": COLUMNS,
        "rows": as_rows(report),
    }
    said = json.dumps(given, ensure_ascii=False, sort_keys=True)
    made = typst.compile(
        _template(),
        format="pdf",
        font_paths=_faces(),
        pdf_standards=["ua-1"],
        sys_inputs={"report": said, "title": TITLE, "family": OWN_FAMILY},
    )
    assert isinstance(made, bytes)
    return made


@cache
def _faces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[])


@cache
def _template() -> bytes:
    return files("cara.figures").joinpath("report.typ").read_bytes()
