import re

import pytest
from tests.web.inhabited import OFFICER, words_on

from cara.workshops import list_views


def saved(manager, **more):
    sent = {"name": "Men in the north", "tab": "booked", "district": "north", "pathway": "", "find": "", **more}
    return manager.send("/cases/views", **sent)


def code_on(manager):
    return re.search(r"/cases/views/([0-9A-Z]{8})/rename", manager.get("/cases/views").text)[1]


def test_a_view_is_saved_and_opens_the_list_as_it_was(manager):
    answer = saved(manager)
    assert answer.headers["location"] == "/cases/views?done=saved"
    said = words_on(manager.get(answer.headers["location"]))
    assert "The view is saved. Only you see it." in said
    assert "Men in the north Booked; North" in said
    page = manager.get("/cases").text
    assert 'href="/cases?tab=booked&amp;district=north"' in page


def test_a_view_without_a_name_says_so_where_the_list_is(manager, booked):
    answer = saved(manager, name="")
    assert answer.status_code == 422
    said = words_on(answer)
    assert "Enter a name for the view" in said
    assert booked[0].spoken in said


def test_somebody_is_found_by_name_and_the_name_stands_in_no_address(manager, booked):
    answer = manager.send("/cases", manager.token_on("/cases"), q="Adam Alder", tab="booked")
    location = answer.headers["location"]
    assert "Alder" not in location
    said = words_on(manager.get(location))
    assert "Booked (1)" in said
    assert booked[0].spoken in said
    assert booked[1].spoken not in said


def test_what_was_searched_for_is_dropped_from_a_view_and_that_is_said(manager, here):
    location = manager.send("/cases", manager.token_on("/cases"), q="Adam Alder", tab="booked").headers["location"]
    find = re.search(r"find=([\w-]+)", location)[1]
    refused = saved(manager, name="Alder again", find=find)
    assert refused.status_code == 422
    assert "A view is not named after a person" in words_on(refused)
    answer = saved(manager, find=find)
    assert answer.headers["location"] == "/cases/views?done=saved-without"
    assert "without what you searched for" in words_on(manager.get(answer.headers["location"]))
    area = here.area
    (view,) = list_views(area.instance, area.manager, now=area.now)
    assert view.search.text == ""


def test_a_view_is_renamed(manager):
    saved(manager)
    at = f"/cases/views/{code_on(manager)}/rename"
    assert 'value="Men in the north"' in manager.get(at).text
    assert manager.send(at, name="").status_code == 422
    assert manager.send(at, name="The north").headers["location"] == "/cases/views?done=renamed"
    assert "The north" in words_on(manager.get("/cases/views"))


def test_a_view_is_deleted_once_that_is_confirmed(manager):
    saved(manager)
    at = f"/cases/views/{code_on(manager)}/delete"
    assert "Men in the north" in words_on(manager.get(at))
    assert manager.send(at).status_code == 422
    assert manager.send(at, confirmed="yes").headers["location"] == "/cases/views?done=deleted"
    assert "You keep no view yet" in words_on(manager.get("/cases/views"))


@pytest.mark.parametrize("path", ["rename", "delete"])
def test_a_view_that_is_not_there_is_not_found(manager, path):
    assert manager.get(f"/cases/views/7KQ4M2XR/{path}").status_code == 404


def test_views_are_for_those_who_list_cases(here, booked):
    assert here.sign_in(OFFICER).get("/cases/views").status_code == 403
