import pytest
from litestar import get
from sqlalchemy import update
from tests.programs import calling_program
from tests.web.visitors import OFFICER, START, Site

from cara.access import Action
from cara.records import ApiClient, Database, Entry
from cara_web.visits import PageRequest, visit_of


@get("/api/whoami", opt={"action": Action.LIST_REFERRALS})
async def whoami(request: PageRequest) -> str:
    subject = visit_of(request).subject
    assert subject
    return subject.code


@pytest.fixture
def site(make_site, database: Database) -> Site:
    return make_site(database, more=(whoami,))


@pytest.fixture
def token(site: Site, database: Database) -> str:
    return calling_program(database, "program-1", OFFICER, START).token(database, START)


def ask(site: Site, authorization: str) -> tuple[int, str]:
    answer = site.browser().client.get("/api/whoami", headers={"authorization": authorization})
    return answer.status_code, answer.text


def test_a_program_acts_for_its_account(site: Site, token: str):
    assert ask(site, f"Bearer {token}") == (200, OFFICER)


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong-token-0123456789", "Bearer " + "A" * 43, "Bearer \xff" * 9]
)
def test_a_program_without_its_token_is_told_to_sign_in(site: Site, authorization: str):
    status, problem = ask(site, authorization.encode("latin-1"))  # type: ignore[arg-type]

    assert status == 401
    assert "urn:cara:problem:sign-in-first" in problem


def test_a_token_is_of_no_use_under_another_scheme(site: Site, token: str):
    assert ask(site, f"Basic {token}")[0] == 401


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (15, 401)])
def test_a_token_ends_after_a_quarter_of_an_hour(site: Site, token: str, minutes: int, status: int):
    site.clock.go_on(minutes=minutes)

    assert ask(site, f"Bearer {token}")[0] == status


def test_a_program_that_was_stopped_cannot_call(site: Site, token: str):
    with site.instance.casework.database.write() as unit:
        unit.execute(update(ApiClient).values(active=False))
        unit.audit(Entry(at=START, actor="system", action="test", resource="api_client", request_id=""))

    assert ask(site, f"Bearer {token}")[0] == 401


def test_the_token_of_a_program_opens_no_page(site: Site, token: str):
    answer = site.browser().client.get("/", headers={"authorization": f"Bearer {token}"}, follow_redirects=False)

    assert answer.headers["location"] == "/sign-in"
