"""Testshire beside a stricter area, one whose rules change, and one that is broken."""

from datetime import date

import pytest
from tests.areas_for_tests import Testshire, candidate, stated
from tests.web.inhabited import DEVELOPER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.areas import Areas, Candidate, from_plugins
from cara.policy import CohortSize, MinimumAge, Notice, PermittedSexes, RiskCeiling
from cara.records import Database
from cara.vocabulary import RiskGrade, Sex

PROBLEM = "area plugin 'brokenshire', the plugin: cannot be loaded: <b>No module</b>"


def installed() -> Areas:
    """Install four areas, one of them broken."""
    moorshire = Testshire(
        stated(MinimumAge, area="moorshire", value=21),
        stated(PermittedSexes, area="moorshire", value=(Sex.MALE,)),
        stated(Notice, area="moorshire", value="unknown"),
        area="moorshire",
        without={CohortSize},
    )
    moorshire.rules = (*moorshire.rules, stated(CohortSize, area="moorshire", value={"least": "unknown", "most": 10}))
    lakeshire = Testshire(
        stated(RiskCeiling, area="lakeshire", value=RiskGrade.STANDARD, valid_from=date(2026, 1, 1)), area="lakeshire"
    )
    broken = Candidate("brokenshire", "cara-brokenshire", "0.3", problem=PROBLEM)
    working = [candidate(plugin, plugin.area) for plugin in (Testshire(), moorshire, lakeshire)]
    return from_plugins([*working, broken])


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work, with its neighbours installed."""
    return inhabit(sqlite_database, installed())


@pytest.fixture
def developer(here: Inhabited) -> Browser:
    """The browser of an area developer."""
    return here.sign_in(DEVELOPER)
