"""Taking a token: the form that OAuth has for it, its answers and refusals, and what a token is good for."""

import json
from dataclasses import replace

import pytest
from tests.instances import NOW
from tests.programs import ForceProgram, calling_program
from tests.web.api.conftest import Program
from tests.web.inhabited import Inhabited

from cara.access import Role
from cara.records import Database
from cara.staff.accounts import WhyEnded, change_role, end_access
from cara.staff.programs import stop_program
from cara.staff.second_person import decide_as_operator, waiting_for_operator

TOKEN = "/api/v1/token"
ORIGIN = "http://cara.test"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def force(inhabited: Inhabited) -> ForceProgram:
    return calling_program(inhabited.area.database, "force-system", "officer-1", NOW)


@pytest.fixture
def post(inhabited: Inhabited):
    client = inhabited.site.browser().client

    def send(content=None, content_type="application/x-www-form-urlencoded", **fields):
        body = {"data": fields} if content is None else {"content": content}
        return client.post(TOKEN, headers={"content-type": content_type}, **body)

    return send


def asked(force: ForceProgram, **changes) -> dict[str, str]:
    fields = {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": force.assertion(NOW, aud=ORIGIN + TOKEN),
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def calling(inhabited: Inhabited, token: str) -> Program:
    program = Program(inhabited.site.browser().client, ForceProgram("known-by-its-token"), inhabited)
    program.keep(token)
    return program


def test_a_program_takes_a_token_and_calls_with_it(inhabited, post, force):
    answer = post(**asked(force))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()
    assert said.keys() == {"access_token", "token_type", "expires_in"}
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 900)
    assert calling(inhabited, said["access_token"]).get("/referrals").status_code == 200


def test_a_token_ends_by_itself(inhabited, post, force):
    caller = calling(inhabited, post(**asked(force)).json()["access_token"])
    inhabited.go_on(minutes=15)
    assert caller.get("/referrals").status_code == 401


@pytest.mark.parametrize("audience", [ORIGIN, ORIGIN + TOKEN])
def test_the_audience_is_the_instance_or_this_address(post, force, audience):
    assert post(**asked(force, client_assertion=force.assertion(NOW, aud=audience))).status_code == 200


def test_fields_that_are_not_known_are_of_no_account(post, force):
    assert post(**asked(force), resource="x", client_id="force-system", scope="").status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"client_assertion_type": None}, "invalid_request"),
        ({"client_assertion_type": "other"}, "invalid_request"),
        ({"client_assertion": None}, "invalid_request"),
        ({"client_assertion": ""}, "invalid_request"),
        ({"client_assertion": "a" * 8001}, "invalid_request"),
        ({"scope": "referrals"}, "invalid_scope"),
    ],
)
def test_a_request_that_is_not_as_oauth_has_it_is_refused_in_its_words(post, force, changes, error):
    answer = post(**asked(force, **changes))

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["error_description"]


@pytest.mark.parametrize(
    "content",
    [b"grant_type=client_credentials&grant_type=client_credentials", b"grant_type=%ff", b"&".join([b"a=1"] * 501)],
)
def test_a_form_that_cannot_be_read_is_refused_in_its_words(post, content):
    answer = post(content)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_another_kind_of_body_is_a_problem_as_everywhere(post, force, content_type):
    answer = post(json.dumps(asked(force)).encode(), content_type)

    assert answer.status_code == 415
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://cara.test/api/v1/token"},
        {"aud": "http://elsewhere.test"},
        {"exp": int(NOW.timestamp()) - 60},
        {"iss": "another"},
        {"jti": None},
    ],
)
def test_an_assertion_that_is_refused_gets_no_token_and_no_reason(inhabited, post, force, wrong):
    before = inhabited.area.rows()
    claims = {"aud": ORIGIN, **wrong}
    answers = [
        post(**asked(force, client_assertion=force.assertion(NOW, **claims))),
        post(**asked(force, client_assertion="nothing")),
        post(**asked(ForceProgram("nobody-known"))),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1, "a stranger learns nothing from the words"
    assert answers[0].json()["error"] == "invalid_client"
    assert inhabited.area.rows() == before


def test_an_assertion_is_used_once(post, force):
    fields = asked(force)
    assert [post(**fields).status_code for _ in range(2)] == [200, 401]


def test_another_program_cannot_be_named_beside_it(post, force):
    assert post(**asked(force), client_id="other-system").status_code == 401


def test_where_no_demonstration_runs_the_host_of_a_request_is_not_believed(inhabited, force):
    site = inhabited.site
    real = site.instance.settings.model_copy(update={"demo": False, "sign_in_chooser": False})
    site.app.instance = replace(site.instance, settings=real)
    client = site.browser().client

    assert client.post(TOKEN, data=asked(force)).status_code == 401
    aud = f"http://127.0.0.1:{real.port}"
    assert client.post(TOKEN, data=asked(force, client_assertion=force.assertion(NOW, aud=aud))).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_token_is_taken_by_post_alone(inhabited, method):
    assert getattr(inhabited.site.browser().client, method)(TOKEN).status_code == 405


def test_what_one_force_entered_is_not_there_for_the_program_of_another(inhabited: Inhabited, database: Database):
    area = inhabited.area
    ours = calling_program(area.database, "ours", "supervisor-1", NOW).token(area.database, NOW)
    theirs = calling_program(area.database, "theirs", "supervisor-3", NOW).token(area.database, NOW)
    reference = area.booked()
    assert calling(inhabited, ours).get(f"/referrals/{reference}").status_code == 200

    there = calling(inhabited, theirs)
    for path in ("", "/decisions", "/person"):
        refused = there.get(f"/referrals/{reference}{path}")
        unknown = there.get(f"/referrals/7KQ4M2XR{path}")
        assert (refused.status_code, unknown.status_code) in {(404, 404), (405, 405)}
        assert len(refused.content) == len(unknown.content)
    assert there.post(f"/referrals/{reference}/withdrawal", {"reason": "A reason"}).status_code == 404
    assert there.get("/referrals").json()["referrals"] == []


def stop(area, manager):
    stop_program(area.database, manager, "force-system", now=NOW)


def end(area, manager):
    end_access(area.database, manager, "officer-1", WhyEnded.LEFT, seen_version=1, now=NOW)


def move(area, manager):
    change_role(area.database, manager, "officer-1", Role.AUDITOR, None, seen_version=1, now=NOW)


@pytest.mark.parametrize("act", [stop, end, move])
def test_what_is_taken_away_is_gone_with_the_programs_next_request(inhabited, post, force, act):
    caller = calling(inhabited, post(**asked(force)).json()["access_token"])
    assert caller.get("/referrals").status_code == 200
    act(inhabited.area, replace(inhabited.area.manager, proved_at=NOW))

    assert caller.get("/referrals").status_code == 401
    assert post(**asked(force)).status_code == 401


def test_another_role_of_the_police_holds_with_the_programs_next_request(inhabited, post, force):
    area = inhabited.area
    caller = calling(inhabited, post(**asked(force)).json()["access_token"])
    held = calling_program(area.database, "colleague", "officer-2", NOW).token(area.database, NOW)
    colleagues = calling(inhabited, held).hold()
    assert caller.get(f"/referrals/{colleagues}").status_code == 404

    manager = replace(area.manager, proved_at=NOW)
    change_role(area.database, manager, "officer-1", Role.POLICE_SUPERVISOR, None, seen_version=1, now=NOW)
    assert caller.get(f"/referrals/{colleagues}").status_code == 401
    for code, *_ in waiting_for_operator(area.database):
        decide_as_operator(area.database, code, confirm=True, now=NOW)
    assert caller.get(f"/referrals/{colleagues}").status_code == 200
