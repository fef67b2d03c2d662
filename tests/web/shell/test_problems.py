import json
import logging

import pytest
from litestar import Controller, get
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from cara.access import Action, NotAllowed
from cara.casework import NotAccepted, Problem, SomebodyElseChanged
from cara.records import Database, DatabaseBusy
from cara_web.layout.form_body import NotAForm, WrongMediaType
from cara_web.problems import DETAILS, TITLES, BodyTooLarge, problem_of

OPEN = {"action": Action.SEE_PUBLIC_PAGE}
ERRORS: dict[int, Exception] = {
    400: NotAForm("it is empty"),
    403: NotAllowed(Action.REFER),
    404: HTTPException(status_code=404),
    405: HTTPException(status_code=405),
    409: SomebodyElseChanged("7KQ4M2XH"),
    410: HTTPException(status_code=410),
    413: BodyTooLarge(1_000_000),
    415: WrongMediaType("forms"),
    422: NotAccepted([Problem("offence_on", "The date of the offence must be in the past")]),
    429: HTTPException(status_code=429),
    500: ValueError("Alder Quill, born 1 April 1990"),
    503: DatabaseBusy(),
}


class Failing(Controller):
    @get(["/fails/{status:int}", "/api/fails/{status:int}"], opt=OPEN)
    async def fail(self, status: FromPath[int]) -> None:
        raise ERRORS[status]


@pytest.fixture
def browser(make_site, sqlite_database: Database):
    return make_site(sqlite_database, more=(Failing,)).browser()


@pytest.mark.parametrize("status", ERRORS)
def test_people_and_programs_are_told_the_same(browser, status: int):
    page = browser.get(f"/fails/{status}")
    said = browser.client.get(f"/api/fails/{status}")
    problem = said.json()

    assert (page.status_code, said.status_code, problem["status"]) == (status, status, status)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert said.headers["content-type"] == "application/problem+json"
    assert f'<h1 class="govuk-heading-l">{problem["title"]}</h1>' in page.text
    assert problem["detail"].replace("'", "&#39;") in page.text
    assert problem["request_id"] == said.headers["x-request-id"]
    assert problem["type"].startswith("urn:cara:problem:")


def test_every_status_has_its_words():
    assert set(TITLES) == set(DETAILS) == {*ERRORS, 401}


def test_a_program_is_known_by_what_it_accepts(browser):
    answer = browser.client.get("/fails/404", headers={"accept": "application/json"})

    assert answer.headers["content-type"] == "application/problem+json"


def test_each_wrong_field_is_named(browser):
    assert browser.client.get("/api/fails/422").json()["errors"] == [
        {"field": "offence_on", "detail": "The date of the offence must be in the past"}
    ]


@pytest.mark.parametrize("status", [429, 503])
def test_who_should_try_again_is_told_when(browser, status: int):
    assert int(browser.get(f"/fails/{status}").headers["retry-after"]) > 0


def test_nothing_of_a_fault_is_repeated_to_anybody(browser, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        page = browser.get("/fails/500")
    logged = json.dumps([record.__dict__ for record in caplog.records], default=str)

    assert "Quill" not in page.text + logged
    assert page.headers["x-request-id"] in logged
    assert "ValueError" in logged


def test_the_log_names_the_route_and_never_what_was_typed(browser, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        browser.get("/Alder-Quill?name=Alder")
        browser.get("/fails/404?name=Alder")
    fields = [record.cara_fields for record in caplog.records if record.name == "cara_web.requests"]

    assert [entry["route"] for entry in fields] == ["", "/fails/{status}"]
    assert "Alder" not in json.dumps(fields)


def test_a_page_that_is_not_there_still_knows_who_is_signed_in(officer):
    answer = officer.get("/no-such-page")

    assert answer.status_code == 404
    assert "Alder Quill" in answer.text
    assert "Sign out" in answer.text


def test_who_has_not_signed_in_is_sent_to_sign_in_and_a_program_is_told_so(browser):
    assert browser.get("/").headers["location"] == "/sign-in"
    answer = browser.client.get("/", headers={"accept": "application/json"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_wrong_method_is_told_which_are_right(officer):
    answer = officer.client.put("/sign-in", headers={"accept": "text/html"})

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "POST", "OPTIONS"}


def test_who_asks_for_the_methods_of_an_address_is_told_all_of_them(officer):
    answer = officer.client.options("/sign-in")

    assert answer.status_code == 204
    assert set(answer.headers["allow"].split(", ")) == {"GET", "POST", "OPTIONS"}


def test_an_error_of_ours_without_a_status_is_a_fault():
    class Strange(NotAccepted.__base__):  # type: ignore[name-defined,misc]
        pass

    assert problem_of(Strange("words for nobody")).status == 500
    assert "words for nobody" not in problem_of(Strange("words for nobody")).detail
