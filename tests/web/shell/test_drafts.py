import base64

import pytest
from litestar import Response, get
from litestar.params import FromPath
from tests.web.visitors import MANAGER, Browser, Site

from cara.access import Action
from cara.records import Database
from cara_web.layout.draft import Draft
from cara_web.visits import PageRequest

DRAFT = Draft("booking", "/drafts")
OPTION = {"action": Action.SEE_HOME}


@get("/drafts/keep/{text:str}", opt=OPTION)
async def keep(request: PageRequest, text: FromPath[str]) -> Response[str]:
    response = Response("kept")
    response.set_cookie(DRAFT.keep(request, {"sex": "male", "note": text}))
    return response


@get("/drafts/read", opt=OPTION)
async def read(request: PageRequest) -> dict[str, object]:
    return DRAFT.read(request)


@get("/drafts/forget", opt=OPTION)
async def forget(request: PageRequest) -> Response[str]:
    response = Response("gone")
    response.set_cookie(DRAFT.forget(request))
    return response


@get("/drafts/fill/{size:int}", opt=OPTION)
async def fill(request: PageRequest, size: FromPath[int]) -> str:
    return DRAFT.keep(request, {"note": "x" * size}).value or ""


@pytest.fixture
def site(make_site, sqlite_database: Database) -> Site:
    return make_site(sqlite_database, more=(keep, read, forget, fill))


def kept(browser: Browser) -> object:
    return browser.get("/drafts/read").json()


def test_answers_last_from_page_to_page(officer: Browser):
    officer.get("/drafts/keep/Grüße")

    assert kept(officer) == {"sex": "male", "note": "Grüße"}


def test_the_cookie_tells_nothing_and_goes_only_to_its_pages(officer: Browser):
    cookie = officer.get("/drafts/keep/bruise").headers["set-cookie"]
    value = cookie.split("=", 1)[1].split(";")[0]

    assert {"HttpOnly", "Path=/drafts", "SameSite=strict", "Max-Age=28800"} <= set(cookie.split("; "))
    assert b"bruise" not in base64.urlsafe_b64decode(value + "==")


def test_a_draft_is_gone_after_eight_hours(officer: Browser, site: Site):
    officer.get("/drafts/keep/x")
    site.clock.go_on(hours=8)
    officer.sign_in("officer-1")

    assert kept(officer) == {}


def test_signing_in_again_keeps_the_draft(officer: Browser, site: Site):
    officer.get("/drafts/keep/x")
    site.clock.go_on(hours=1)
    officer.sign_in("officer-1")

    assert kept(officer) == {"sex": "male", "note": "x"}


def test_a_draft_of_somebody_else_is_not_opened(officer: Browser):
    officer.get("/drafts/keep/x")
    officer.sign_in(MANAGER)

    assert kept(officer) == {}


def test_a_draft_can_be_forgotten(officer: Browser):
    officer.get("/drafts/keep/x")
    officer.get("/drafts/forget")

    assert kept(officer) == {}


@pytest.mark.parametrize(
    "spoil", [lambda v: v[:-4], lambda v: "", lambda v: "é", lambda v: v[:9] + "AAAA" + v[13:], lambda v: v * 3]
)
def test_a_draft_that_was_altered_is_no_draft(officer: Browser, spoil):
    value = officer.get("/drafts/keep/x").cookies["cara-booking"]
    header = f"cara={officer.token}; cara-booking={spoil(value)}".encode()
    answer = officer.client.get("/drafts/read", headers={b"cookie": header})

    assert answer.json() == {}


def test_more_than_a_cookie_holds_is_refused_in_words(officer: Browser):
    fits = officer.get("/drafts/fill/2700")
    answer = officer.get("/drafts/fill/3000")

    assert len(fits.text) < 4000
    assert answer.status_code == 413
    assert "Shorten the longest one" in answer.text
