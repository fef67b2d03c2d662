"""The hall where a cohort meets: time that goes on, and registers as a page or a script sends them."""

import re
from dataclasses import dataclass
from datetime import datetime

import httpx
from sqlalchemy import func, select
from tests.core.workshops.running import Running
from tests.web.inhabited import Inhabited
from tests.web.visitors import ORIGIN, Browser

from cara.records import tables as t

REGISTER, SHEET, OWN = "/workshops/N1-1/register", "/workshops/N1-1/sheet", "/my/workshops"


@dataclass
class Hall:
    """Where a workshop is held."""

    here: Inhabited
    running: Running

    def go_to(self, moment: datetime) -> datetime:
        """Let time pass until a moment."""
        self.here.site.clock.moment = self.here.area.now = moment
        return moment

    def marks(self) -> int:
        """Count the marks that were ever recorded."""
        with self.here.area.database.read() as unit:
            return unit.scalar(select(func.count()).select_from(t.AttendanceMark)) or 0


def fields_on(answer: httpx.Response) -> dict[str, str]:
    """Give what the form of a register would send as it stands."""
    form = answer.text.partition("data-cara-register=")[2]
    hidden = dict(
        re.findall(r'<input type="hidden" name="((?:seen|now|mark|minutes|reason)-\d+)" value="([^"]*)"', form)
    )
    ticked = dict(re.findall(r'name="(mark-\d+)" value="(\w+)" id="[\w-]+" checked', form))
    return {**hidden, **ticked}


def save(browser: Browser, page: httpx.Response | None = None, **fields: str) -> httpx.Response:
    """Send the register as a page does, with changes to it: ``save(browser, mark_1="here")``."""
    standing = fields_on(page or browser.get(REGISTER))
    return browser.send(REGISTER, **{**standing, **{name.replace("_", "-"): text for name, text in fields.items()}})


def save_by_script(browser: Browser, **fields: str) -> httpx.Response:
    """Send the register as the script does."""
    page = browser.get(REGISTER)
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    body = {"csrf_token": browser.token_on("/accessibility"), **fields_on(page), **named}
    headers = {"accept": "application/json", "origin": ORIGIN}
    return browser.client.post(REGISTER, data=body, headers=headers, follow_redirects=False)
