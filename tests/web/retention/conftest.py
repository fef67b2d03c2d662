"""Testshire two years on, with a case that has ended, a schedule, and the browsers of those who decide about it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.retention.ended import LATER, Office, office_on
from tests.instances import area_on
from tests.web.inhabited import Inhabited, site_of
from tests.web.visitors import Browser, Clock

from cara.records import Database
from cara.retention.carrying import carry_out_what_is_due
from cara.retention.reviewing import see_retention


@dataclass
class Archive:
    """The site, a case that has ended, and everybody who may decide about it."""

    office: Office
    here: Inhabited
    reference: str
    manager: Browser
    other: Browser
    director: Browser
    sign_in: Callable[[str], Browser]

    @property
    def at(self) -> str:
        return f"/retention/{self.reference}"

    def go_on(self, **by: float) -> None:
        """Let time pass, with what the clock alone brings."""
        self.here.go_on(**by)
        carry_out_what_is_due(self.office.instance, self.here.site.clock)

    def fresh(self, code: str) -> Browser:
        """Give the browser of somebody who has just signed in."""
        return self.here.sign_in(code)

    def erased(self) -> "Archive":
        """Erase the participant's side by two people."""
        reason = {"why": "period_over", "reason": "Its time is over"}
        assert self.fresh("manager-1").send(f"{self.at}/erase/case", **reason).status_code == 303
        code = self.code
        assert self.fresh("manager-2").send(f"{self.at}/approve/{code}", sure="yes").status_code == 303
        self.go_on(hours=72)
        return self

    @property
    def code(self) -> str:
        now = self.here.site.clock.moment
        seen = see_retention(self.office.instance, self.office.manager(now), self.reference, now=now)
        return seen.erasures[0].code


@pytest.fixture
def archive(sqlite_database: Database, tmp_path: Path) -> Archive:
    """The site two years after a case ended."""
    office = office_on(area_on(sqlite_database), tmp_path)
    reference = office.ended()
    area = replace(office.area, now=LATER)
    here = Inhabited(area, site_of(area, Clock(LATER + timedelta(minutes=1))))
    manager, other, director = (here.sign_in(code) for code in ("manager-1", "manager-2", "director-1"))
    return Archive(office, here, reference, manager, other, director, here.sign_in)
