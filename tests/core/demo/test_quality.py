"""What the demonstration shows of quality: every page of it has something to show."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from tests.core.demo.conftest import NOW

from cara.access import Role, Subject
from cara.casework import Instance
from cara.figures import Quarter
from cara.figures.reporting import see_report
from cara.quality.complaints import ComplaintSearch, ComplaintState, list_complaints
from cara.quality.practice import see_practice
from cara.quality.samples import list_samples
from cara.quality.supervision import see_coverage
from cara.records import tables as t

DIRECTOR = Subject(1, "director-1", Role.DIRECTOR, "provider")


@pytest.fixture(params=["west_yorkshire", "hampshire"])
def demo(request: pytest.FixtureRequest) -> Instance:
    return request.getfixturevalue(request.param)


def test_each_workshop_that_was_held_says_what_it_covered(demo: Instance):
    with demo.database.read() as unit:
        held = unit.scalar(select(func.count()).select_from(t.Workshop).where(t.Workshop.status == "held"))
        said = unit.scalar(select(func.count(func.distinct(t.WorkshopChecklist.workshop_id))))
    assert held
    assert said
    assert held - 10 <= said <= held, "those of the last days are left to say"


def test_there_is_something_of_everything_to_look_at(demo: Instance):
    states = {one.state(demo.today(NOW)) for one in list_complaints(demo, DIRECTOR, ComplaintSearch(), now=NOW).lines}
    assert states == {ComplaintState.OPEN, ComplaintState.CLOSED}
    (sample,) = list_samples(demo, DIRECTOR, now=NOW)
    assert 0 < sample.closed < len(sample.cases)
    (line,) = see_coverage(demo, DIRECTOR, now=NOW).lines
    assert line.minutes
    practice = see_practice(demo, replace(DIRECTOR, role=Role.HT_SUPERVISOR), now=NOW)
    assert practice.facilitators[0].observations >= 3
    assert any(one.booked for one in practice.cohorts.lines)


def test_the_report_of_the_last_quarter_has_figures_to_show(demo: Instance):
    report = see_report(demo, DIRECTOR, Quarter(2026, 3), now=NOW)
    shown = {one.definition.number for one in report.figures if one.share is not None}
    assert {"2", "7", "8", "16", "18", "19"} & shown
    assert report.withheld < len(report.figures)
