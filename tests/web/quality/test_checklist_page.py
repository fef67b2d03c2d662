"""The content checklist on a page: what it asks, what it takes, and what it says when it does not."""

import re

import httpx
from tests.web.inhabited import FACILITATOR, MANAGER, OFFICER, words_on
from tests.web.visitors import Browser
from tests.web.workshops.hall import Hall

from cara.access import Role
from cara.quality.content import content
from cara.staff import NewAccount, add_account
from cara.workshops import assign_facilitator

HERE = "/workshops/N1-1/checklist"
AIMS = [aim.code for aim in content().aims]


def seen_on(page: httpx.Response) -> str:
    found = re.search(r'name="seen" value="(\w*)"', page.text)
    assert found
    return found[1]


def save(browser: Browser, seen: str | None = None, note: str = "", **changed: str) -> httpx.Response:
    """Tick every aim as covered, with changes; an aim that is 'left' is not sent."""
    ticked = {f"aim-{aim}": changed.get(aim, "covered") for aim in AIMS}
    fields = {name: value for name, value in ticked.items() if value != "left"}
    return browser.send(HERE, **fields, note=note, seen=seen_on(browser.get(HERE)) if seen is None else seen)


def test_a_facilitator_says_what_was_covered(facilitator: Browser):
    answer = save(facilitator, signposts="not_covered", note="The film did not run.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?done=saved")
    page = facilitator.get(f"{HERE}?done=saved")
    assert "The checklist is saved" in words_on(page)
    assert 'value="not_covered" id="aim-signposts-not-covered" checked' in page.text
    assert ">The film did not run.</textarea>" in page.text


def test_the_page_says_that_the_note_is_never_about_a_person(facilitator: Browser):
    assert "Never about a person" in words_on(facilitator.get(HERE))


def test_no_name_and_no_reference_is_on_it(hall: Hall, facilitator: Browser):
    save(facilitator)
    for page in (facilitator.get(HERE), hall.here.sign_in(MANAGER).get(HERE)):
        assert not any(name in page.text for name in ("Alder", "Birch", "Cedar"))
        assert not any(str(one) in page.text or one.spoken in page.text for one in hall.running.booked.values())


def test_everything_that_is_wrong_is_said_at_once_and_what_was_ticked_is_kept(facilitator: Browser):
    answer = save(facilitator, communication="left", time_out="left", signposts="perhaps", note="Keep this")
    assert answer.status_code == 422
    assert 'href="#aim-signposts"' in answer.text
    answer = save(facilitator, communication="left", time_out="left", note="Keep this")
    assert answer.status_code == 422
    for aim in ("communication", "time_out"):
        assert f'href="#aim-{aim}"' in answer.text
        assert f'id="aim-{aim}"' in answer.text
    assert ">Keep this</textarea>" in answer.text
    assert 'id="aim-signposts" checked' in answer.text


def test_two_who_save_at_once_are_shown_both_versions(hall: Hall, facilitator: Browser):
    area = hall.here.area
    add_account(area.database, NewAccount("facilitator-2", "Second", Role.FACILITATOR, "provider"), now=area.now)
    assign_facilitator(area.instance, hall.running.manager, "N1-1", "facilitator-2", now=area.now)
    other = hall.here.sign_in("facilitator-2")
    seen = seen_on(facilitator.get(HERE))
    assert save(other, seen, "Theirs", signposts="partly").status_code == 303
    answer = save(facilitator, seen, "Mine", time_out="partly")
    said = words_on(answer)
    assert answer.status_code == 409
    assert "facilitator-2 changed this while you did" in said
    assert "Theirs" in said
    assert ">Mine</textarea>" in answer.text
    assert save(facilitator, seen_on(answer), "Mine", time_out="partly").status_code == 303
    said = words_on(facilitator.get(HERE))
    assert "Corrected once" in said
    assert "Theirs" in said.partition("Corrected once")[2]


def test_before_the_day_the_aims_can_be_read_and_nothing_is_sent(hall: Hall):
    hall.go_to(hall.running.moment(days=-1))
    page = hall.here.sign_in(FACILITATOR).get(HERE)
    assert "You can say what was covered from Saturday 5 December 2026" in words_on(page)
    assert "<form" not in page.text.partition("<main")[2]


def test_the_police_find_no_such_page(hall: Hall, saturday):
    assert hall.here.sign_in(OFFICER).get(HERE).status_code == 403


def test_the_register_leads_to_it(facilitator: Browser):
    assert f'href="{HERE}"' in facilitator.get("/workshops/N1-1/register").text
