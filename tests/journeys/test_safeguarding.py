"""A safeguarding concern in a browser: raised from every screen, answered for by the clock, seen by nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.victims.conftest import details, safe
from tests.journeys.menus import menu_to
from tests.journeys.serving import listening
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.web.inhabited import FACILITATOR, MANAGER, OFFICER, OTHER_OFFICER, VICTIM_CONTACT, inhabit, site_of
from tests.web.victims.conftest import OTHER_WORKER, Side, side_of

from cara.access import Role
from cara.records import Database, Keyring
from cara.settings.safeguarding import SafeguardingSettings
from cara.staff import NewAccount, add_account
from cara.victims.entering import enter_victim
from cara.victims.raising import take_further
from cara.victims.workers import take_contact
from cara.workshops import assign_facilitator

DIRECTOR = "director-1"
LEAD, SATURDAY = "Rowan Ashdown, invented", "07700 900909"
WHAT = "A bruise on the older child's arm."


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """Testshire with a named lead, whose telephone is answered on Saturdays."""
    path = tmp_path / "journey.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{path}", Keyring.development())
    here = inhabit(database)
    settings = SafeguardingSettings(lead=MANAGER, name=LEAD, saturday_phone=SATURDAY)
    here.area = replace(here.area, instance=replace(here.area.instance, safeguarding=settings))
    here.site = site_of(here.area, here.site.clock)
    with listening(here) as running:
        yield running
    database.close()


@pytest.fixture
def side(served: Served) -> Side:
    return side_of(served.inhabited)


def raises(visitor: Visitor, **answers: str) -> str:
    """Raise a concern on the page that is open, and give its code."""
    assert "ring 999 first" in visitor.text
    assert LEAD in visitor.text
    assert SATURDAY in visitor.text
    visitor.press("Raise the concern")
    assert visitor.page.title().startswith("Error: ")
    visitor.choose(danger_now="no", called_police="no", about="child")
    for name, value in answers.items():
        visitor.select(**{name: value})
    visitor.fill(what=WHAT)
    assert visitor.is_whole_at(NARROWEST)
    visitor.press("Raise the concern")
    assert "Somebody answers for it by" in visitor.text
    assert SATURDAY in visitor.text
    assert visitor.is_whole_at(NARROWEST)
    return visitor.page.locator(".govuk-panel strong").inner_text().replace("-", "")


@pytest.mark.parametrize("who", [OFFICER, VICTIM_CONTACT, FACILITATOR])
def test_it_is_raised_from_any_screen_by_way_of_the_menu(
    served: Served, side: Side, chromium: Chromium, way: tuple[int, bool], who: str
) -> None:
    area, reference = side.here.area, side.booked()
    victim = enter_victim(area.instance, area.officer, reference, details(), safe(), now=area.now)
    take_contact(area.instance, side.worker, victim, now=area.now)
    assign_facilitator(area.instance, area.manager, "N1-1", FACILITATOR, now=area.now)
    served.inhabited.go_on(days=12)
    visitor = Visitor.entering(served, chromium, who, *way)
    visitor.goto("/accessibility")
    menu_to(visitor, "Safeguarding")
    if who == VICTIM_CONTACT:
        visitor.press("Raise a concern")
    assert "ring 999 first" in visitor.text
    assert SATURDAY in visitor.text
    assert visitor.is_whole_at(NARROWEST)
    if who == FACILITATOR:
        visitor.follow("cohort N1, workshop one")
        raises(visitor, seat="1")
    else:
        visitor.press("Continue")
        assert visitor.page.title().startswith("Error: ")
        visitor.fill(code=str(victim if who == VICTIM_CONTACT else reference).lower())
        visitor.press("Continue")
        raises(visitor)
    visitor.leave()


def test_it_is_raised_from_where_somebody_is_and_nobody_else_sees_it(
    served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]
) -> None:
    area, reference = side.here.area, side.booked()
    victim = enter_victim(area.instance, area.officer, reference, details(), safe(), now=area.now)
    take_contact(area.instance, side.worker, victim, now=area.now)
    for workshop in ("N1-1", "N1-2"):
        assign_facilitator(area.instance, area.manager, workshop, FACILITATOR, now=area.now)
    served.inhabited.go_on(days=12)
    codes = []
    for who, begins, more in (
        (OFFICER, f"/bookings/{reference}", {}),
        (MANAGER, f"/cases/{reference}", {}),
        (VICTIM_CONTACT, f"/victim-contact/{victim}", {}),
        (FACILITATOR, "/workshops/N1-1/register", {"seat": "1"}),
    ):
        visitor = Visitor.entering(served, chromium, who, *way)
        visitor.goto(begins)
        visitor.follow("Raise a safeguarding concern")
        codes.append(raises(visitor, **more))
        visitor.leave()
    assert len(set(codes)) == len(codes)
    for who in (OFFICER, OTHER_OFFICER, FACILITATOR, OTHER_WORKER):
        visitor = Visitor.entering(served, chromium, who, 1280, scripts=False)
        for code in codes:
            visitor.goto(f"/safeguarding/{code}")
            assert WHAT not in visitor.page.content()
            assert "There is no such concern" in visitor.text or "not allowed" in visitor.text
        visitor.leave()
    manager = Visitor.entering(served, chromium, MANAGER, *way)
    manager.goto("/safeguarding")
    manager.look()
    assert manager.is_whole_at(NARROWEST)
    assert all(f"{code[:4]}-{code[4:]}" in manager.text for code in codes)
    manager.leave()


def test_the_lead_answers_for_it_acts_holds_the_place_and_closes_it(
    served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]
) -> None:
    reference = side.booked()
    officer = Visitor.entering(served, chromium, OFFICER, *way)
    officer.goto(f"/bookings/{reference}/concern")
    officer.look()
    code = raises(officer)
    manager = Visitor.entering(served, chromium, MANAGER, *way)
    manager.goto("/safeguarding")
    manager.follow(f"{code[:4]}-{code[4:]}")
    assert manager.is_whole_at(NARROWEST)
    manager.press("Acknowledge: I answer for it")
    manager.press("Record it")
    assert manager.page.title().startswith("Error: ")
    for done in ("marac", "childrens_services", "adult_services", "police"):
        manager.choose(done=done)
        manager.press("Record it")
    for said in ("the MARAC", "children's services", "adult services", "Told the police"):
        assert said in manager.text
    manager.fill_date("until", "14", "12", "2026")
    manager.press("Hold the place back")
    assert "Held the participant's place" in manager.text
    assert manager.is_whole_at(NARROWEST)
    manager.choose(done="nothing_needed")
    manager.press("Record it and close the concern")
    assert f"{code[:4]}-{code[4:]}" not in manager.text
    manager.leave()
    for path in (f"/bookings/{reference}", f"/bookings/{reference}/letter"):
        officer.goto(path)
        said = officer.text.lower().replace("raise a safeguarding concern", "")
        assert not [word for word in ("concern", "safeguarding", "victim said", "bruise", "marac") if word in said]
    officer.leave()


def test_what_nobody_acknowledges_in_time_goes_to_the_directors(
    served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]
) -> None:
    area, reference = side.here.area, side.booked()
    add_account(area.database, NewAccount(DIRECTOR, "Account of the director", Role.DIRECTOR, "provider"), now=area.now)
    officer = Visitor.entering(served, chromium, OFFICER, *way)
    officer.goto(f"/bookings/{reference}/concern")
    code = raises(officer)
    officer.leave()
    director = Visitor.entering(served, chromium, DIRECTOR, *way)
    director.goto("/safeguarding")
    director.look()
    assert "No open concern is yours" in director.text
    served.inhabited.go_on(minutes=61)
    assert take_further(area.instance, now=area.now) == 1
    director.leave()
    director = Visitor.entering(served, chromium, DIRECTOR, *way)
    director.goto("/safeguarding")
    director.look()
    assert "Late" in director.text
    director.follow(f"{code[:4]}-{code[4:]}")
    assert "Nobody acknowledged it by" in director.text
    assert director.is_whole_at(NARROWEST)
    director.press("Acknowledge: I answer for it")
    assert "Hold the participant's place back" not in director.text
    director.leave()
