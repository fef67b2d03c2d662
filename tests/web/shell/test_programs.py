import pytest
from litestar import get
from tests.programs import calling_program
from tests.web.visitors import OFFICER, START, Site

from cara.access import Action
from cara.records import Database
from cara_web.visits import PageRequest, visit_of


@get("/api/whoami", opt={"action": Action.SEE_HOME})
async def whoami(request: PageRequest) -> str:
    subject = visit_of(request).subject
    assert subject
    return subject.code


@pytest.fixture
def site(make_site, database: Database) -> Site:
    return make_site(database, more=(whoami,))


@pytest.fixture
def token(site: Site) -> str:
    database = site.instance.casework.database
    return calling_program(database, "program", OFFICER, START).token(database, START)


def ask(site: Site, authorization: str) -> tuple[int, str]:
    answer = site.browser().client.get("/api/whoami", headers={"authorization": authorization})
    return answer.status_code, answer.text


def test_a_program_acts_for_its_account(site: Site, token: str):
    assert ask(site, f"Bearer {token}") == (200, OFFICER)


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong-token-0123456789", "Basic {token}", "Bearer \xff" * 9]
)
def test_a_program_without_its_token_is_told_to_sign_in(site: Site, token: str, authorization: str):
    status, problem = ask(site, authorization.replace("{token}", token).encode("latin-1"))  # type: ignore[arg-type]

    assert status == 401
    assert "urn:cara:problem:sign-in-first" in problem


def test_the_token_of_a_program_opens_no_page(site: Site, token: str):
    answer = site.browser().client.get("/", headers={"authorization": f"Bearer {token}"}, follow_redirects=False)

    assert answer.headers["location"] == "/sign-in"
