"""What is wrong is said clearly, with its place in the body, and nothing is stored."""

import json

import pytest
from litestar.testing import TestClient
from tests.areas_for_tests import areas_of
from tests.web.api.answers import pointers, problem

from cara.casework.details import Needs


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"age": "34"}, "/facts/age"),
        ({"age": 34.5}, "/facts/age"),
        ({"age": "٣٤"}, "/facts/age"),
        ({"age": -1}, "/facts/age"),
        ({"sex": "Male"}, "/facts/sex"),
        ({"admits_offence": "yes"}, "/facts/admits_offence"),
        ({"admits_offence": 1}, "/facts/admits_offence"),
        ({"offence_on": 1700000000}, "/facts/offence_on"),
        ({"offence_on": "٢٠٢٦-١١-٢٠"}, "/facts/offence_on"),
        ({"offence_on": "2026-11-20T00:00:00"}, "/facts/offence_on"),
        ({"offence_on": "2026-02-30"}, "/facts/offence_on"),
        ({"offence_on": "0001-01-01"}, "/facts/offence_on"),
        ({"offence_on": "2027-01-01"}, "/facts/offence_on"),
        ({"earlier_matters": [{"on": "2027-01-01"}]}, "/facts/earlier_matters/0/on"),
        ({"earlier_matters": {}}, "/facts/earlier_matters"),
        ({"earlier_matters": [{}] * 51}, "/facts/earlier_matters"),
        ({"risk_tool_version": "1\u0000"}, "/facts/risk_tool_version"),
        ({"risk_tool_version": "\ud800"}, "/facts/risk_tool_version"),
        ({"referral_source": "police\n"}, "/facts/referral_source"),
        ({"postcode": "LS1"}, "/facts/postcode"),
        ({"a/b~c": 1}, "/facts/a~1b~0c"),
    ],
)
def test_a_wrong_fact_is_named_by_its_pointer(program, rows, facts, pointer):
    body, before = program.holding(), rows()
    body["facts"].update(facts)
    assert pointers(program.post("/referrals", body)) == [pointer]
    assert rows() == before


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"ask": None}, "/ask"),
        ({"ask": "book"}, "/ask"),
        ({"cohort": ""}, "/cohort"),
        ({"cohort": "N1\n"}, "/cohort"),
        ({"facts": []}, "/facts"),
        ({"search": {"impossible": ["0000-01-01"]}}, "/search/impossible/0"),
        ({"search": {"impossible": ["0001-01-01"]}}, "/search/impossible/0"),
        ({"search": {"impossible": ["2026-12-05"] * 61}}, "/search/impossible"),
        ({"search": {"caution_on": "2027-01-01"}}, "/search/caution_on"),
        ({"search": {"step_free": "on"}}, "/search/step_free"),
        ({"restricted_facts": {"victim_name": "x"}}, "/restricted_facts/victim_name"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_a_wrong_part_of_a_referral_is_named_by_its_pointer(program, rows, change, pointer):
    body, before = {**program.holding(), **change}, rows()
    assert pointers(program.post("/referrals", body)) == [pointer]
    assert rows() == before


def test_every_wrong_field_is_named_at_once(program):
    body = program.holding(sex=None)
    body["facts"] |= {"age": "old", "offence": "theft"}
    assert set(pointers(program.post("/referrals", {**body, "cohort": 1}))) == {
        "/facts/age",
        "/facts/offence",
        "/cohort",
    }


@pytest.mark.parametrize(
    ("part", "change", "pointer"),
    [
        ("person", {"date_of_birth": "0001-01-01"}, "/date_of_birth"),
        ("person", {"date_of_birth": "2027-01-01"}, "/date_of_birth"),
        ("person", {"date_of_birth": 0}, "/date_of_birth"),
        ("person", {"given_names": ""}, "/given_names"),
        ("person", {"given_names": "A\u202edam"}, "/given_names"),
        ("person", {"given_names": "A\u0007dam"}, "/given_names"),
        ("person", {"phone": "٠٧٧٠٠ ٩٠٠٩٨٢"}, "/phone"),
        ("person", {"nickname": "Ad"}, "/nickname"),
        ("needs", {"unavailable": ["0001-01-01"]}, "/unavailable/0"),
        ("needs", {"keep_apart": [{}]}, "/keep_apart/0"),
        ("caution", {"caution_on": "0001-01-01"}, "/caution_on"),
        ("caution", {"caution_on": "2027-01-01"}, "/caution_on"),
        ("caution", {"admission_signed": "true"}, "/admission_signed"),
    ],
)
def test_a_wrong_part_of_a_record_is_named_by_its_pointer(program, rows, part, change, pointer):
    reference = program.hold()
    models = {"person": program.area.person, "needs": Needs, "caution": program.area.caution}
    whole = models[part]().model_dump(mode="json")
    before = rows()
    assert pointers(program.put(f"/referrals/{reference}/{part}", {**whole, **change})) == [pointer]
    assert rows() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b'{"facts": {"age": NaN}}',
        b'{"facts": {"age": -Infinity}}',
        b'{"facts": {}, "facts": {}}',
        b"[" * 100_000,
        b'{"facts":' * 40 + b"{}" + b"}" * 40,
        b'{"facts": {"age": ' + b"9" * 5000 + b"}}",
        b"\x1f\x8b\x08\x00",
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_words(program, rows, body):
    before = rows()
    problem(program.send("POST", "/checks", body), 400)
    assert rows() == before


def test_a_number_beyond_all_bounds_is_a_wrong_field(program):
    assert pointers(program.send("POST", "/checks", b'{"facts": {"age": 1e400}}')) == ["/facts/age"]


def test_ten_megabytes_are_too_much(program, rows):
    before = rows()
    problem(program.send("POST", "/referrals", b" " * 10_000_000, idempotency_key="ten-megabytes"), 413)
    assert rows() == before


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_only_json_is_taken(program, media_type):
    problem(program.send("POST", "/checks", json.dumps(program.case()).encode(), content_type=media_type), 415)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("before=x", "before"),
        ("before=%D9%A3", "before"),
        ("before=0", "before"),
        ("before=99999999999999999999", "before"),
        ("limit=201", "limit"),
        ("status=open", "status"),
        ("before=1&before=2", "before"),
        ("name=Testperson", "name"),
    ],
)
def test_a_wrong_query_is_named_by_its_parameter(program, query, field):
    (error,) = problem(program.get(f"/referrals?{query}"), 422)["errors"]
    assert error["field"] == field


def test_a_program_without_a_token_is_told_so(program):
    answer = program.get("/referrals", authorization="")
    assert "Authorization: Bearer" in problem(answer, 401)["detail"]
    assert answer.headers["www-authenticate"] == "Bearer"


def test_what_is_not_there_and_what_is_anothers_look_alike(program, calling):
    reference = program.hold()
    other = calling("officer-2")
    answers = [problem(other.get(f"/referrals/{code}"), 404) for code in (reference, "7KQ4M2XR", "no-reference")]
    assert len({(said["title"], said["status"]) for said in answers}) == 1
    assert answers[0]["detail"] == answers[1]["detail"]


@pytest.mark.parametrize(("method", "path", "status"), [("DELETE", "/referrals", 405), ("GET", "/nowhere", 404)])
def test_another_address_or_method_is_a_problem_too(program, method, path, status):
    problem(program.send(method, path), status)


def test_needs_before_the_person_are_not_possible(program):
    said = problem(program.put(f"/referrals/{program.hold()}/needs", {}), 409)
    assert said["missing"] == ["person"]


def test_a_second_referral_for_the_same_caution_is_refused(program):
    first, second = program.hold(), program.hold()
    person = program.area.person().model_dump(mode="json")
    assert program.put(f"/referrals/{first}/person", person).is_success
    problem(program.put(f"/referrals/{second}/person", person), 409)


def test_a_broken_plugin_is_said_so_and_the_referral_can_wait_for_the_rules(program, inhabited):
    broken = inhabited.with_areas(areas_of())
    program.client = TestClient(broken.site.app, base_url="http://cara.test")
    problem(program.post("/checks", program.case(), key=""), 503)
    entered = program.post("/referrals", {"ask": "person", **program.case()})
    assert entered.json()["status"] == "rules_pending"
