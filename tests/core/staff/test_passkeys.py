"""Passkeys, shown by a device in software: the right one signs in, and everything else is refused alike."""

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.authenticator import PRESENT, Authenticator, as_text
from tests.core.staff.people import ARRIVAL, BROWSER, OTHER_BROWSER, SITE, Office

from cara.access import ProofNeeded
from cara.acting import NotAccepted
from cara.records import tables as t
from cara.staff import CannotSignIn, CeremonyEnded, SignedIn
from cara.staff.accounts import WhyEnded, end_access
from cara.staff.invitations import invite_first
from cara.staff.passkeys import (
    LONGEST_ANSWER,
    MOST_PASSKEYS,
    Site,
    accept_with_passkey,
    add_passkey,
    begin_making,
    begin_showing,
    own_passkeys,
    prove_with_passkey,
    remove_passkey,
    sign_in_with_passkey,
)


def labels(office: Office, person: SignedIn) -> list[str]:
    return [one.label for one in own_passkeys(office.database, person, now=office.now)]


def test_a_passkey_signs_in(office: Office):
    person, device = office.manager()
    again = office.found(office.sign_in(device))

    assert (again.subject.code, again.display_name, again.way.value) == (person.subject.code, "Bryn Oakes", "passkey")
    assert again.token != person.token
    assert office.told()[-1] == "sign_in"


def test_the_question_names_no_account(office: Office):
    _, _ = office.manager()
    question = json.loads(begin_showing(office.database, SITE, BROWSER, now=office.now).options)

    assert question["rpId"] == SITE.host
    assert question["userVerification"] == "required"
    assert not question.get("allowCredentials")


OTHER_KEY = Authenticator(SITE.origin, SITE.host).key
WRONG: dict[str, dict[str, object]] = {
    "wrong_origin": {"origin": "https://evil.example.org"},
    "origin_by_http": {"origin": "http://cara.example.org"},
    "wrong_site": {"host": "example.org"},
    "wrong_challenge": {"challenge": as_text(b"x" * 64)},
    "other_kind": {"type": "webauthn.create"},
    "other_key": {"key": OTHER_KEY},
    "person_not_verified": {"flags": PRESENT},
    "nobody_there": {"flags": 0},
    "copied": {"count": 0},
    "somebody_elses_handle": {"holder": as_text(b"SOMEBODY")},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_signs_nobody_in_and_leaves_an_entry_about_the_account_alone(office: Office, wrong: str):
    manager, device = office.manager()
    office.sign_in(device)
    before = office.rows()

    with pytest.raises(CannotSignIn):
        office.sign_in(device, **WRONG[wrong])
    assert office.rows() == {**before, t.AuditEntry.__tablename__: before[t.AuditEntry.__tablename__] + 1}
    assert failures(office) == [f"account:{manager.subject.code}"]


MADE_WRONG = {
    name: WRONG[name] for name in WRONG if name not in {"other_kind", "other_key", "copied", "somebody_elses_handle"}
}


@pytest.mark.parametrize("wrong", [*MADE_WRONG.values(), {"type": "webauthn.get"}, {"fmt": "tpm"}, {"fmt": "x"}])
def test_a_passkey_made_wrongly_is_not_taken_and_leaves_the_invitation_as_it_is(office: Office, wrong):
    invited = invite_first(office.database, "Bryn Oakes", "provider", now=office.now)
    account, device, before = office.account(invited.account), office.device(), office.rows()
    step = begin_making(office.database, SITE, account, BROWSER, now=office.now)

    with pytest.raises(CannotSignIn):
        accept(office, invited.code, step.key, device.make(step.options, **wrong))
    assert office.rows() == before
    office.join(invited)


def accept(office: Office, code: str, key: str, answer: str, browser: str = BROWSER, site: Site = SITE) -> str:
    return accept_with_passkey(
        office.database, site, code, key, answer, "Laptop", ARRIVAL, browser=browser, now=office.now
    )


def test_an_answer_is_taken_once(office: Office):
    _, device = office.manager()
    step = begin_showing(office.database, SITE, BROWSER, now=office.now)
    answer = device.show(step.options)
    enter = lambda: sign_in_with_passkey(  # noqa: E731
        office.database, SITE, step.key, answer, ARRIVAL, browser=BROWSER, now=office.now
    )
    enter()

    with pytest.raises(CeremonyEnded):
        enter()


@pytest.mark.parametrize(("browser", "minutes"), [(OTHER_BROWSER, 0), (BROWSER, 10)])
def test_a_question_of_another_browser_or_of_long_ago_is_of_no_use(office: Office, browser: str, minutes: int):
    _, device = office.manager()
    step = begin_showing(office.database, SITE, browser, now=office.now)
    office.later(minutes=minutes)

    with pytest.raises(CeremonyEnded):
        sign_in_with_passkey(
            office.database, SITE, step.key, device.show(step.options), ARRIVAL, browser=BROWSER, now=office.now
        )


def test_a_question_to_make_a_passkey_is_no_question_to_show_one(office: Office):
    person, device = office.manager()
    step = begin_making(office.database, SITE, office.account(person.subject.code), BROWSER, now=office.now)

    with pytest.raises(CeremonyEnded):
        sign_in_with_passkey(
            office.database, SITE, step.key, device.show(step.options), ARRIVAL, browser=BROWSER, now=office.now
        )


def test_a_question_for_one_account_makes_no_passkey_of_another(office: Office):
    manager, _ = office.manager()
    one, other = office.invite(manager), office.invite(manager, "Cedar Moss")
    step = begin_making(office.database, SITE, office.account(one.account), BROWSER, now=office.now)

    with pytest.raises(CannotSignIn):
        accept(office, other.code, step.key, office.device().make(step.options))


def test_a_passkey_that_nobody_has_is_refused(office: Office):
    office.manager()
    stranger, before = office.device(), office.rows()

    with pytest.raises(CannotSignIn):
        office.sign_in(stranger)
    assert office.rows() == before, "a stranger cannot fill the trail"


def test_a_passkey_of_somebody_whose_access_was_taken_away_is_refused(office: Office):
    manager, _ = office.manager()
    officer, device = office.join(office.invite(manager))
    end_access(office.database, manager.subject, officer.subject.code, WhyEnded.LEFT, seen_version=1, now=office.now)

    with pytest.raises(CannotSignIn):
        office.sign_in(device)
    assert office.find(officer.token) is None


def test_one_passkey_cannot_belong_to_two(office: Office):
    manager, device = office.manager()
    invited = office.invite(manager)
    step = begin_making(office.database, SITE, office.account(invited.account), BROWSER, now=office.now)

    with pytest.raises(CannotSignIn):
        accept(office, invited.code, step.key, device.make(step.options))


def test_proving_again_opens_what_needs_it(office: Office):
    person, device = office.manager()
    office.later(minutes=11)
    person = office.found(person.token)
    with pytest.raises(ProofNeeded):
        office.invite(person)

    token = prove(office, person, device)
    office.invite(office.found(token))
    assert office.find(person.token) is None
    assert "prove_again" in office.told()


def prove(office: Office, person: SignedIn, device: Authenticator) -> str:
    step = begin_showing(office.database, SITE, person.token, now=office.now)
    answer = device.show(step.options)
    return prove_with_passkey(office.database, SITE, person, step.key, answer, browser=person.token, now=office.now)


def test_somebody_elses_passkey_proves_nothing(office: Office):
    manager, _ = office.manager()
    _, theirs = office.join(office.invite(manager))
    office.later(minutes=11)

    with pytest.raises(CannotSignIn):
        prove(office, manager, theirs)
    with pytest.raises(ProofNeeded):
        office.invite(office.found(manager.token))


def test_a_second_passkey_signs_in_and_the_first_may_then_be_removed(office: Office):
    person, first = office.manager()
    second = office.add_device(person)
    assert labels(office, person) == ["Work laptop", "Phone"]

    (gone, _) = own_passkeys(office.database, person, now=office.now)
    remove_passkey(office.database, person, gone.code, now=office.now)

    assert labels(office, person) == ["Phone"]
    assert office.found(office.sign_in(second)).subject.code == person.subject.code
    with pytest.raises(CannotSignIn):
        office.sign_in(first)


def test_the_last_passkey_stays(office: Office):
    person, _ = office.manager()
    (only,) = own_passkeys(office.database, person, now=office.now)

    with pytest.raises(NotAccepted, match="only passkey"):
        remove_passkey(office.database, person, only.code, now=office.now)


def test_nobody_removes_somebody_elses_passkey(office: Office):
    manager, _ = office.manager()
    officer, _ = office.join(office.invite(manager))
    office.add_device(officer)
    (theirs,) = own_passkeys(office.database, manager, now=office.now)

    with pytest.raises(NotAccepted, match="not there"):
        remove_passkey(office.database, officer, theirs.code, now=office.now)
    assert labels(office, manager) == ["Work laptop"]


@pytest.mark.parametrize("act", ["add", "remove"])
def test_changing_passkeys_needs_proof(office: Office, act: str):
    person, _ = office.manager()
    code = own_passkeys(office.database, person, now=office.now)[0].code
    office.later(minutes=11)
    stale = office.found(person.token)

    with pytest.raises(ProofNeeded):
        office.add_device(stale) if act == "add" else remove_passkey(office.database, stale, code, now=office.now)


def test_there_is_a_most_of_passkeys(office: Office):
    person, _ = office.manager()
    for number in range(MOST_PASSKEYS - 1):
        office.add_device(person, f"Device {number}")

    with pytest.raises(NotAccepted, match="remove one first"):
        office.add_device(person)


@pytest.mark.parametrize("label", ["", " ", "x" * 61, "a\x00b", "\u202eabc"])
def test_a_device_has_a_name_that_can_be_shown(office: Office, label: str):
    person, _ = office.manager()
    with pytest.raises(NotAccepted, match="which device"):
        office.add_device(person, label)


def test_a_device_that_has_a_passkey_is_not_asked_for_another(office: Office):
    person, device = office.manager()
    question = begin_making(office.database, SITE, office.account(person.subject.code), BROWSER, now=office.now)

    assert [known["id"] for known in json.loads(question.options)["excludeCredentials"]] == [as_text(device.id)]


def test_the_label_is_sealed(office: Office):
    person, _ = office.manager()
    with office.database.read() as unit:
        stored = unit.execute(select(t.Passkey.label)).scalar_one()

    assert b"Work laptop" not in stored
    assert labels(office, person) == ["Work laptop"]


BROKEN: list[Callable[[dict], object]] = [
    lambda answer: "no json",
    lambda answer: json.dumps([answer]),
    lambda answer: "[" * 19_000,
    lambda answer: json.dumps({}),
    lambda answer: json.dumps({**answer, "padding": "x" * LONGEST_ANSWER}),
    lambda answer: json.dumps({**answer, "rawId": "é"}),
    lambda answer: json.dumps({**answer, "rawId": 7}),
    lambda answer: json.dumps({**answer, "id": "other"}),
    lambda answer: json.dumps({**answer, "response": None}),
    lambda answer: json.dumps({**answer, "response": {**answer["response"], "userHandle": "é"}}),
    lambda answer: json.dumps({**answer, "response": {**answer["response"], "userHandle": 7}}),
    lambda answer: json.dumps({**answer, "response": {**answer["response"], "authenticatorData": ""}}),
    lambda answer: json.dumps({**answer, "response": {**answer["response"], "signature": "AAAA"}}),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_an_answer_that_cannot_be_read_is_refused_like_any_other(office: Office, broken):
    _, device = office.manager()
    step = begin_showing(office.database, SITE, BROWSER, now=office.now)
    answer = broken(json.loads(device.show(step.options)))

    with pytest.raises(CannotSignIn):
        sign_in_with_passkey(office.database, SITE, step.key, answer, ARRIVAL, browser=BROWSER, now=office.now)


def test_no_answer_to_make_a_passkey_is_a_fault_whatever_stands_in_it(office: Office):
    person, _ = office.manager()
    account = office.account(person.subject.code)
    step = begin_making(office.database, SITE, account, BROWSER, now=office.now)
    good = json.loads(office.device().make(step.options))

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(["clientDataJSON", "attestationObject"]), st.binary(max_size=200), st.integers(0, 400))
    def law(part: str, noise: bytes, at: int) -> None:
        whole = good["response"][part]
        changed = whole[:at] + as_text(noise) + whole[at + 8 :]
        answer = json.dumps({**good, "response": {**good["response"], part: changed}})
        with suppress(CannotSignIn, CeremonyEnded, NotAccepted):
            add_passkey(office.database, SITE, person, step.key, answer, "Phone", browser=BROWSER, now=office.now)

    law()


def failures(office: Office) -> list[str]:
    with office.database.read() as unit:
        failed = select(t.AuditEntry.resource).where(t.AuditEntry.action == "sign_in_failed")
        return list(unit.execute(failed.order_by(t.AuditEntry.seq)).scalars())


def test_somebody_elses_passkey_as_a_proof_leaves_an_entry_about_whose_it_is(office: Office):
    manager, _ = office.manager()
    officer, theirs = office.join(office.invite(manager))
    with pytest.raises(CannotSignIn):
        prove(office, manager, theirs)

    assert failures(office) == [f"account:{officer.subject.code}"]
