"""Testshire on each kind of database, and a police team, a board and a group with which its manager works."""

from dataclasses import replace
from datetime import date

import pytest
from tests.core.casework.conftest import database, database_url, kept_open, sqlite_path
from tests.instances import Area, area
from tests.oversight import overseen

from cara.access import Subject
from cara.engagement.meetings import record_engagement
from cara.engagement.organisations import add_organisation
from cara.engagement.words import EngagementDetails, EngagementKind, OrganisationDetails, OrganisationKind

__all__ = ["area", "database", "database_url", "kept_open", "sqlite_path"]


@pytest.fixture
def here(area: Area) -> Area:
    """The area with a second area manager."""
    return overseen(area)


@pytest.fixture
def manager(here: Area) -> Subject:
    """The area manager, who has just proved who it is."""
    return replace(here.manager, proved_at=here.now)


def organisation(area: Area, name: str = "North team", kind: str = "police_team", **changes) -> str:
    """Add an organisation and give its code."""
    said = {"name": name, "kind": OrganisationKind(kind), "district": "north", **changes}
    return add_organisation(area.instance, area.manager, OrganisationDetails(**said), now=area.now)


def held(area: Area, code: str, on: date, kind: str = "meeting", **changes) -> str:
    """Record what was done with an organisation."""
    said = {"kind": EngagementKind(kind), "held_on": on, "led_by": "manager-1", "topic": "Who can be referred"}
    return record_engagement(area.instance, area.manager, code, EngagementDetails(**{**said, **changes}), now=area.now)
