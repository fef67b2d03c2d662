import hashlib

import pytest
from litestar import get
from sqlalchemy import insert, select, update
from tests.web.visitors import OFFICER, START, Site

from cara.access import Action
from cara.records import Account, ApiClient, Database, Entry, Unit
from cara_web.visits import PageRequest, visit_of

TOKEN = "a-token-of-a-program-0123456789"


@get("/api/whoami", opt={"action": Action.SEE_HOME})
async def whoami(request: PageRequest) -> str:
    subject = visit_of(request).subject
    assert subject
    return subject.code


def audited(unit: Unit) -> None:
    unit.audit(Entry(at=START, actor="system", action="test", resource="api_client", request_id=""))


@pytest.fixture
def site(make_site, database: Database) -> Site:
    site = make_site(database, more=(whoami,))
    with database.write() as unit:
        account = unit.scalar(select(Account.id).where(Account.code == OFFICER))
        token = hashlib.sha256(TOKEN.encode()).digest()
        unit.execute(insert(ApiClient).values(code="program", token_sha256=token, account_id=account, active=True))
        audited(unit)
    return site


def ask(site: Site, authorization: str) -> tuple[int, str]:
    answer = site.browser().client.get("/api/whoami", headers={"authorization": authorization})
    return answer.status_code, answer.text


def test_a_program_acts_for_its_account(site: Site):
    assert ask(site, f"Bearer {TOKEN}") == (200, OFFICER)


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong-token-0123456789", f"Basic {TOKEN}", "Bearer \xff" * 9]
)
def test_a_program_without_its_token_is_told_to_sign_in(site: Site, authorization: str):
    status, problem = ask(site, authorization.encode("latin-1"))  # type: ignore[arg-type]

    assert status == 401
    assert "urn:cara:problem:sign-in-first" in problem


def test_a_program_that_was_stopped_cannot_call(site: Site):
    with site.instance.casework.database.write() as unit:
        unit.execute(update(ApiClient).values(active=False))
        audited(unit)

    assert ask(site, f"Bearer {TOKEN}")[0] == 401


def test_the_token_of_a_program_opens_no_page(site: Site):
    answer = site.browser().client.get("/", headers={"authorization": f"Bearer {TOKEN}"}, follow_redirects=False)

    assert answer.headers["location"] == "/sign-in"
