"""The area manager's pages about partners: lists, forms, both versions of a record, downloads."""

from datetime import date

import pytest
from tests.core.engagement.conftest import held, organisation
from tests.web.engagement.conftest import Filled, fields_of
from tests.web.inhabited import words_on

NEW = {"name": "North team", "kind": "police_team", "district": "north"}
LISTS = (
    "/partners",
    "/partners/plan",
    "/partners/done",
    "/partners/steps",
    "/partners/awareness",
    "/partners/communities",
)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_with_nothing_in_it_says_what_to_do(manager, path):
    answer = manager.get(path)
    assert answer.status_code == 200
    assert "cara-empty" in answer.text


def test_an_organisation_is_added_once_however_often_the_form_is_sent(manager, here):
    page = Filled(manager, "/partners/new")
    fields = page.fields() | NEW
    first, again = (manager.send("/partners/new", **fields) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert here.area.rows()["partner_organisation"] == 1
    assert "North team" in words_on(manager.get(first.headers["location"]))


def test_everything_wrong_is_said_at_once_and_what_was_typed_is_kept(manager):
    answer = manager.send("/partners/new", note="Ring first", district="nowhere")
    assert answer.status_code == 422
    assert "Enter the name of the organisation" in answer.text
    assert "Select the kind of organisation" in answer.text
    assert "Ring first" in answer.text
    answer = manager.send("/partners/new", **{**NEW, "district": "nowhere"})
    assert "Select a district from the list" in answer.text


def test_two_people_change_one_record_and_the_second_sees_both_versions(manager, other, here):
    code = organisation(here.area)
    path = f"/partners/{code}/change"
    mine, theirs = Filled(manager, path).fields(), Filled(other, path).fields()
    assert other.send(path, **{**theirs, "name": "Theirs", "note": "Their note"}).status_code == 303
    answer = manager.send(path, **{**mine, "name": "Mine"})
    assert answer.status_code == 409
    words = words_on(answer)
    assert "Account manager-2 changed this while you did" in words
    assert "Name different Theirs Mine" in words.replace("The name of the organisation", "Name")
    assert here.area.database is not None
    assert "Theirs" in words_on(manager.get(f"/partners/{code}"))
    again = fields_of(answer.text)
    assert again["name"] == "Mine"
    assert manager.send(path, **again).status_code == 303
    earlier = words_on(manager.get(f"/partners/{code}/earlier"))
    assert "Theirs" in earlier
    assert "Their note" in earlier
    assert "North team" in earlier


@pytest.mark.parametrize(
    ("new", "fields", "changed"),
    [
        ("contacts/new", {"name": "Ada Quoll", "phone": "07700 900111"}, {"name": "Bea Quoll"}),
        (
            "done/new",
            {"kind": "meeting", "led_by": "manager-1", "topic": "Booking", "attended": "7"}
            | {"held_on-day": "2", "held_on-month": "11", "held_on-year": "2026"},
            {"topic": "Eligibility"},
        ),
        (
            "steps/new",
            {"what": "Send the leaflet", "who": "manager-1"}
            | {"due_on-day": "2", "due_on-month": "12", "due_on-year": "2026"},
            {"what": "Take the leaflet there"},
        ),
    ],
)
def test_what_belongs_to_an_organisation_is_added_changed_and_never_overwritten_unseen(
    manager, other, here, new, fields, changed
):
    here_at = f"/partners/{organisation(here.area)}"
    key = Filled(manager, f"{here_at}/{new}").fields()
    assert manager.send(f"{here_at}/{new}", **{**key, **fields}).status_code == 303
    [path] = {href for href in _links(manager.get(here_at).text) if href.endswith("/change") and href.count("/") > 3}
    mine, theirs = Filled(manager, path).fields(), Filled(other, path).fields()
    assert other.send(path, **{**theirs, **changed}).status_code == 303
    answer = manager.send(path, **mine)
    assert answer.status_code == 409
    [(name, value)] = changed.items()
    assert value in words_on(answer)
    assert fields_of(answer.text)[name] == fields[name]
    assert value in words_on(manager.get(here_at))


def _links(text):
    import re

    return re.findall(r'href="([^"]+)"', text)


def test_a_contact_is_erased_only_when_it_is_meant(manager, here):
    at = f"/partners/{organisation(here.area)}"
    manager.send(f"{at}/contacts/new", name="Ada Quoll")
    [path] = {href for href in _links(manager.get(at).text) if href.endswith("/erase")}
    assert "cannot be had back" in words_on(manager.get(path))
    assert manager.send(path).status_code == 422
    assert manager.send(path, confirmed="yes").status_code == 303
    assert "Ada Quoll" not in manager.get(at).text


def test_closing_says_what_it_means_first_and_can_be_undone(manager, here):
    at = f"/partners/{organisation(here.area)}"
    assert "a gap opens" in words_on(manager.get(f"{at}/close"))
    assert manager.send(f"{at}/close").status_code == 422
    assert manager.send(f"{at}/close", confirmed="yes").status_code == 303
    assert "North team" not in manager.get("/partners").text
    assert manager.send(f"{at}/open-again").status_code == 303
    assert "North team" in manager.get("/partners").text


def test_the_plan_shows_a_gap_in_words_and_leads_to_who_is_there(manager, here):
    held(here.area, organisation(here.area), date(2026, 1, 5))
    manager.send("/partners/plan/periods", police_team="6")
    answer = manager.get("/partners/plan")
    assert "Too long ago" in answer.text
    assert "Nobody yet" in answer.text
    assert "/partners?kind=police_team&amp;district=north" in answer.text
    assert manager.send("/partners/plan/periods", police_team="0", community="x").status_code == 422


def test_a_step_is_done_by_one_press(manager, here):
    at = f"/partners/{organisation(here.area)}"
    step = {"what": "Ring them", "who": "manager-1", "due_on-day": "24", "due_on-month": "11", "due_on-year": "2026"}
    manager.send(f"{at}/steps/new", **step)
    assert "Ring them" in manager.get("/partners/steps").text
    import re

    [path] = re.findall(r'action="([^"]+/finish)"', manager.get(at).text)
    assert manager.send(path).status_code == 303
    assert "Ring them" not in manager.get("/partners/steps").text
    assert "Ring them" in manager.get("/partners/steps?show=done").text


def test_awareness_sessions_claim_nothing(manager, here):
    held(here.area, organisation(here.area), date(2026, 11, 2), "awareness_session")
    words = words_on(manager.get("/partners/awareness"))
    assert "counts alone" in words
    assert "they do not say what a session did" in words
    assert not any(word in words.lower() for word in ("effect", "because", "led to", "increase", "result of"))


@pytest.mark.parametrize("path", ["/partners/download", "/partners/done/download", "/partners/steps/download"])
def test_a_download_is_safe_in_a_spreadsheet_and_has_no_contact_in_it(manager, here, path):
    code = organisation(here.area, "=2+5")
    held(here.area, code, date(2026, 11, 2), topic="@SUM(1)")
    manager.send(f"/partners/{code}/contacts/new", name="Ada Quoll")
    step = {"what": "+1", "who": "manager-1", "due_on-day": "24", "due_on-month": "11", "due_on-year": "2026"}
    manager.send(f"/partners/{code}/steps/new", **step)
    answer = manager.get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    cells = [cell for row in answer.text.splitlines() for cell in row.strip("\ufeff").split(",")]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert "'=2+5" in cells
    assert "Quoll" not in answer.text


def test_a_wrong_day_is_said_and_nothing_is_listed(manager, here):
    held(here.area, organisation(here.area), date(2026, 11, 2))
    answer = manager.get("/partners/done?since=2026-99-01")
    assert answer.status_code == 422
    assert "must be a real date" in answer.text
    assert manager.get("/partners/done/download?since=x").status_code == 303


@pytest.mark.parametrize("path", ["/partners/AAAAAAAA", "/partners/x/change", "/partners/AAAAAAAA/contacts/new"])
def test_what_is_not_there_is_not_found(manager, path):
    assert manager.get(path).status_code == 404
