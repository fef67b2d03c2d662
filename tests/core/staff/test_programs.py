"""Programs of a force: only the one that holds the key gets a token, once for each assertion."""

import base64
import json
import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from sqlalchemy import func, select
from tests.instances import NOW
from tests.programs import AUDIENCE, ForceProgram, calling_program

from cara.access import NotAllowed
from cara.acting import NotAccepted
from cara.records import tables as t
from cara.staff import AssertionRefused, NoSuchProgram
from cara.staff.programs import TOKEN_LASTS, add_program, find_program, list_programs, stop_program, take_token

AUDIENCES = frozenset({AUDIENCE, "https://cara.test"})
SECONDS = int(NOW.timestamp())


@pytest.fixture
def program(desk) -> ForceProgram:
    return desk.program()


def take(desk, assertion, now=NOW, client=None):
    return take_token(desk.database, assertion, AUDIENCES, client=client, now=now, request_id="r")


def refused(desk, assertion, **how):
    before = desk.area.rows()
    with pytest.raises(AssertionRefused) as error:
        take(desk, assertion, **how)
    assert desk.area.rows() == before, "nothing is written for a stranger"
    return error.value.why


def caller(desk, token, now=NOW):
    return find_program(desk.database, f"Bearer {token}", now=now, request_id="r")


def unsigned(program, **header):
    """Give an assertion with a header of one's own and no signature."""
    _, payload, _ = program.assertion(NOW).split(".")
    return f"{encoded(header)}.{payload}."


def encoded(said):
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def signed_with_the_public_key(program):
    """Sign with the public key as if it were a shared secret."""
    public = program.key.as_pem(private=False)
    _, payload, _ = program.assertion(NOW).split(".")
    content = base64.urlsafe_b64decode(payload + "==")
    return jws.serialize_compact({"alg": "HS256"}, content, OctKey.import_key(base64.b64encode(public)), ["HS256"])


def signed(program, **changes):
    """Sign claims that may hold what is no text."""
    _, payload, _ = program.assertion(NOW).split(".")
    claims = {**json.loads(base64.urlsafe_b64decode(payload + "==")), **changes}
    return jws.serialize_compact({"alg": "ES256"}, json.dumps(claims).encode(), program.key)


def test_a_program_gets_a_token_for_its_account_and_its_force(desk, program):
    token = take(desk, program.assertion(NOW))
    found = caller(desk, token.text)

    assert token.lasts == TOKEN_LASTS
    assert (found.code, found.organisation, found.request_id) == ("officer-1", "testshire_police", "r")
    assert list_programs(desk.database, desk.manager, now=NOW)[0].called_at == NOW


@pytest.mark.parametrize("audience", [*sorted(AUDIENCES), ["https://cara.test"]])
def test_the_address_or_the_instance_is_the_audience(desk, program, audience):
    assert take(desk, program.assertion(NOW, aud=audience))


FORGED = {
    "alg none": lambda p: unsigned(p, alg="none"),
    "no alg": unsigned,
    "HS256 with the public key": signed_with_the_public_key,
    "a wrong key": lambda p: ForceProgram(p.code).assertion(NOW),
    "a wrong key under the right id": lambda p: ForceProgram(p.code).assertion(NOW, {"alg": "ES256", "kid": p.key.kid}),
    "a key of its own in the header": lambda p: ForceProgram(p.code).assertion(
        NOW, {"alg": "ES256", "jwk": ForceProgram(p.code).key.as_dict(private=False)}
    ),
    "no signature": lambda p: p.assertion(NOW).rpartition(".")[0] + ".",
    "wrong audience": lambda p: p.assertion(NOW, aud="https://elsewhere.test"),
    "several audiences": lambda p: p.assertion(NOW, aud=[AUDIENCE, "https://elsewhere.test"]),
    "no audience": lambda p: p.assertion(NOW, aud=None),
    "an audience that is no text": lambda p: p.assertion(NOW, aud=[{"a": 1}]),
    "an empty audience": lambda p: p.assertion(NOW, aud=[]),
    "wrong issuer": lambda p: p.assertion(NOW, iss="program-other"),
    "no issuer": lambda p: p.assertion(NOW, iss=None),
    "wrong subject": lambda p: p.assertion(NOW, sub="program-other"),
    "no subject": lambda p: p.assertion(NOW, sub=None),
    "a subject that is no text": lambda p: p.assertion(NOW, sub=["program-officer-1"]),
    "expired": lambda p: p.assertion(NOW, iat=SECONDS - 300, exp=SECONDS - 31),
    "too long-lived": lambda p: p.assertion(NOW, exp=SECONDS + 331),
    "issued in the future": lambda p: p.assertion(NOW, iat=SECONDS + 31),
    "issued in the future, valid before": lambda p: p.assertion(NOW, iat=SECONDS + 31, nbf=SECONDS),
    "not valid yet": lambda p: p.assertion(NOW, nbf=SECONDS + 31),
    "no end": lambda p: p.assertion(NOW, exp=None),
    "an end that is no number": lambda p: p.assertion(NOW, exp=str(SECONDS + 60)),
    "an end that is true": lambda p: p.assertion(NOW, exp=True),
    "an end without end": lambda p: p.assertion(NOW, exp=float("inf")),
    "a beginning that is not a number": lambda p: p.assertion(NOW, iat=float("nan")),
    "no number of its own": lambda p: p.assertion(NOW, jti=None),
    "a short number": lambda p: p.assertion(NOW, jti="1"),
    "a number that no database holds": lambda p: signed(p, jti="\ud800" * 10),
    "truncated": lambda p: p.assertion(NOW)[:-10],
    "truncated at a dot": lambda p: p.assertion(NOW).rpartition(".")[0],
    "huge": lambda p: p.assertion(NOW, more="a" * 8000),
    "deep": lambda p: f"{encoded({'alg': 'ES256'})}.{base64.urlsafe_b64encode(b'[' * 5000).decode()}.AA",
    "a list": lambda p: f"{encoded({'alg': 'ES256'})}.{encoded([])}.AA",
    "empty": lambda p: "",
    "not ASCII": lambda p: p.assertion(NOW) + "é",
    "no JWT": lambda p: "not a token",
}
"""How somebody may try without the key, or a program that does not keep to the rules."""


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_assertion_gets_nothing_and_leaves_nothing(desk, program, kind):
    assert refused(desk, FORGED[kind](program))


def test_a_payload_is_not_taken_under_the_signature_of_another(desk, program):
    head, _, signature = program.assertion(NOW).split(".")
    other = program.assertion(NOW + timedelta(seconds=1)).split(".")[1]
    assert refused(desk, f"{head}.{other}.{signature}") == "signature"


def test_the_key_of_another_program_is_of_no_use(desk, program):
    other = calling_program(desk.database, "program-other", "officer-3", NOW)
    claims = {"iss": program.code, "sub": program.code}
    assert refused(desk, other.assertion(NOW, **claims)) == "signature"


def test_a_program_named_beside_the_assertion_is_the_one_that_signed(desk, program):
    assert refused(desk, program.assertion(NOW), client="program-other") == "client"
    assert take(desk, program.assertion(NOW), client=program.code)


def test_an_assertion_is_taken_once_even_by_two_at_once(desk, program):
    assertion, taken, ready = program.assertion(NOW), [], threading.Barrier(2)

    def act():
        ready.wait()
        try:
            taken.append(take(desk, assertion).text)
        except AssertionRefused as error:
            taken.append(error.why)

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert min(taken, key=len) == "used"
    assert caller(desk, max(taken, key=len))
    assert refused(desk, assertion) == "used"


def test_what_was_used_is_forgotten_only_when_it_has_ended(desk, program):
    assertion = program.assertion(NOW)
    take(desk, assertion)
    soon = NOW + timedelta(minutes=2, seconds=29)
    assert refused(desk, assertion, now=soon) == "used"
    later = NOW + timedelta(minutes=10)
    take(desk, program.assertion(later), now=later)
    assert refused(desk, assertion, now=later) == "times"
    with desk.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(t.UsedAssertion)) == 1


def test_a_token_ends(desk, program):
    token = program.token(desk.database, NOW)
    assert caller(desk, token, NOW + TOKEN_LASTS - timedelta(seconds=1))
    assert caller(desk, token, NOW + TOKEN_LASTS) is None


def test_a_stopped_program_gets_no_token_and_its_tokens_are_of_no_use(desk, program):
    token = program.token(desk.database, NOW)
    stop_program(desk.database, desk.manager, program.code, now=NOW)

    assert caller(desk, token) is None
    assert refused(desk, program.assertion(NOW)) == "program_not_known"
    with pytest.raises(NoSuchProgram):
        stop_program(desk.database, desk.manager, program.code, now=NOW)


@pytest.mark.parametrize("code", ["officer-1", "supervisor-1", "facilitator-1"])
def test_only_a_manager_lets_programs_call_and_stops_them(desk, program, code):
    actor = desk.subject(code)
    with pytest.raises(NotAllowed):
        stop_program(desk.database, actor, program.code, now=NOW)
    with pytest.raises(NotAllowed):
        list_programs(desk.database, actor, now=NOW)
    with pytest.raises(NotAllowed):
        add_program(desk.database, actor, "program-2", "officer-1", "", now=NOW)


KEYS = {
    "P-256": lambda: ECKey.generate_key("P-256"),
    "Ed25519": lambda: OKPKey.generate_key("Ed25519"),
    "RSA of 2048 bits": lambda: RSAKey.generate_key(2048),
}


CLAIMS = {
    "iss": "program-2",
    "sub": "program-2",
    "aud": AUDIENCE,
    "iat": SECONDS,
    "exp": SECONDS + 60,
    "jti": "number-1",
}


def add(desk, text, code="program-2", account="officer-1"):
    add_program(desk.database, desk.manager, code, account, text, now=NOW)
    desk.confirm_all()


@pytest.mark.parametrize(
    ("kind", "algorithm"), [("P-256", "ES256"), ("Ed25519", "Ed25519"), ("RSA of 2048 bits", "PS256")]
)
def test_a_program_signs_with_each_kind_of_key(desk, kind, algorithm):
    key = KEYS[kind]()
    add(desk, json.dumps(key.as_dict(private=False)))
    assert take(desk, jwt.encode({"alg": algorithm}, CLAIMS, key, algorithms=[algorithm]))


def test_the_name_that_libraries_still_give_ed25519_is_known(desk):
    key = KEYS["Ed25519"]()
    add(desk, json.dumps(key.as_dict(private=False)))
    with pytest.warns(match="deprecated"):
        assertion = jwt.encode({"alg": "EdDSA"}, CLAIMS, key, algorithms=["EdDSA"])
    with pytest.warns(match="deprecated"):
        assert take(desk, assertion)


def test_a_program_changes_its_key_by_having_two(desk):
    first, second = ForceProgram("program-2"), ForceProgram("program-2")
    both = [program.public_keys["keys"][0] for program in (first, second)]
    add(desk, json.dumps({"keys": both}))
    assert take(desk, first.assertion(NOW))
    assert take(desk, second.assertion(NOW))


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("form", ["key", "set", "PEM"])
def test_a_private_key_pasted_by_mistake_is_refused_and_stored_nowhere(desk, kind, form):
    key = KEYS[kind]()
    private = key.as_dict(private=True)
    pasted = {
        "key": json.dumps(private),
        "set": json.dumps({"keys": [private]}),
        "PEM": key.as_pem(private=True).decode(),
    }
    with pytest.raises(NotAccepted, match="not secret any more"):
        add(desk, pasted[form])
    with desk.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(t.ApiClient)) == 0


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"keys": []}',
        '{"keys": {}}',
        '{"keys": ["a"]}',
        '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}',
        json.dumps(ECKey.generate_key("P-384").as_dict(private=False)),
        json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=False)] * 6}),
        "[" * 20_000,
        "\ud800",
    ],
    ids=range(12),
)
def test_what_are_no_usable_keys_is_refused(desk, pasted):
    with pytest.raises(NotAccepted) as error:
        add(desk, pasted)
    assert [problem.field for problem in error.value.problems] == ["public_keys"]


def test_a_short_rsa_key_is_refused(desk):
    short = rsa.generate_private_key(65537, 1024).public_key().public_numbers().n
    pasted = {"kty": "RSA", "e": "AQAB", "n": base64.urlsafe_b64encode(short.to_bytes(128)).decode().rstrip("=")}
    with pytest.raises(NotAccepted, match="RSA of 2048 bits or more"):
        add(desk, json.dumps(pasted))


@pytest.mark.parametrize("account", ["manager-1", "facilitator-1", "nobody"])
def test_a_program_acts_for_the_police_alone(desk, account):
    with pytest.raises(NotAccepted) as error:
        add(desk, json.dumps(ForceProgram("program-2").public_keys), account=account)
    assert [problem.field for problem in error.value.problems] == ["account"]


@pytest.mark.parametrize("code", ["", "ab", "Program", "1program", "pro gram", "a" * 65, "program-2\n"])
def test_a_code_that_is_none_is_refused_with_everything_else(desk, code):
    with pytest.raises(NotAccepted) as error:
        add(desk, "", code, "nobody")
    assert [problem.field for problem in error.value.problems] == ["public_keys", "code", "account"]


def test_a_code_is_taken_for_ever(desk, program):
    stop_program(desk.database, desk.manager, program.code, now=NOW)
    with pytest.raises(NotAccepted, match="taken"):
        add(desk, json.dumps(program.public_keys), program.code)


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer short", "Basic " + "a" * 43, "Bearer " + "a" * 43])
def test_what_is_no_token_is_nobodys(desk, program, authorization):
    program.token(desk.database, NOW)
    assert find_program(desk.database, authorization, now=NOW, request_id="") is None
