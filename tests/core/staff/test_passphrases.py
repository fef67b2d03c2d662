"""A passphrase with a code: strong by measure, each code once, closed for a while after failures, one way for all."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select
from tests.core.staff.people import BROWSER, OTHER_BROWSER, Office
from tests.core.staff.phones import GOOD, Phone, accept

from cara.acting import NotAccepted
from cara.records import tables as t
from cara.staff import CannotSignIn, CeremonyEnded, Peer, passphrases
from cara.staff.accounts import WhyEnded, end_access
from cara.staff.invitations import Invited
from cara.staff.passkeys import own_passkeys
from cara.staff.passphrases import (
    begin_setting,
    go_on_setting,
    prove_with_passphrase,
)


def test_a_passphrase_with_a_code_signs_in(phone: Phone):
    found = phone.office.found(phone.sign_in())

    assert (found.subject.code, found.way.value) == (phone.person.subject.code, "passphrase")


def test_an_account_is_found_by_its_code_as_people_read_it_out(phone: Phone):
    code = phone.person.subject.code.lower()

    assert phone.sign_in(account=f" {code[:4]}-{code[4:]} ")


@pytest.mark.parametrize("other", [GOOD.upper(), f" {GOOD}", f"{GOOD} ", GOOD[:-1], f"{GOOD}s"])
def test_a_passphrase_is_taken_exactly_as_it_was_typed(phone: Phone, other: str):
    with pytest.raises(CannotSignIn):
        phone.sign_in(other)
    assert phone.sign_in()


@pytest.mark.parametrize("passphrase", ["lantern orbit " * 9 + "vy", "ᚠᛇᚻ 灯台 фонарь verandah pickle"])
def test_a_passphrase_may_be_long_and_of_any_characters(office: Office, passphrase: str):
    manager, _ = office.manager()
    phone = accept(office, office.invite(manager), passphrase)
    phone.next_code()
    assert phone.sign_in(passphrase)


def test_a_passphrase_is_good_until_it_is_changed(phone: Phone):
    phone.office.later(days=3 * 365)
    assert phone.sign_in()


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "elevenchars",
        "x" * 129,
        "aaaaaaaaaaaaaaaa",
        "password1234",
        "correct horse",
        "qwertyuiop12",
        "Alder Quill 2026",
        "alderquillalderquill",
    ],
)
def test_a_weak_passphrase_is_not_taken(office: Office, weak: str):
    manager, _ = office.manager()
    invited, before = office.invite(manager), office.rows()

    with pytest.raises(NotAccepted) as refused:
        accept(office, invited, weak)
    assert [problem.field for problem in refused.value.problems] == ["passphrase"]
    assert office.rows() == before


def test_everything_that_is_wrong_is_said_at_once(office: Office):
    manager, _ = office.manager()
    with pytest.raises(NotAccepted) as refused:
        accept(office, office.invite(manager), "weak", "000")

    assert [problem.field for problem in refused.value.problems] == ["passphrase", "code"]


def test_a_setting_goes_on_with_the_secret_that_is_in_the_app(office: Office):
    manager, _ = office.manager()
    account = office.account(office.invite(manager).account)
    keyring = office.database.keyring
    begun = begin_setting(keyring, account, "CARA", BROWSER, now=office.now)

    assert go_on_setting(keyring, account, "CARA", BROWSER, begun.key, now=office.now) == begun
    for browser, whose in ((OTHER_BROWSER, account), (BROWSER, office.account(manager.subject.code))):
        with pytest.raises(CeremonyEnded):
            go_on_setting(keyring, whose, "CARA", browser, begun.key, now=office.now)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000000\n1"])
def test_a_wrong_code_signs_nobody_in(phone: Phone, code: str):
    with pytest.raises(CannotSignIn):
        phone.sign_in(code=code)


def test_a_code_may_be_typed_with_a_space(phone: Phone):
    assert phone.sign_in(code=f"{phone.code[:3]} {phone.code[3:]}")


def test_a_code_is_taken_once_also_the_one_that_accepted_the_invitation(office: Office):
    manager, _ = office.manager()
    phone = accept(office, office.invite(manager))
    with pytest.raises(CannotSignIn):
        phone.sign_in()
    phone.next_code()
    phone.sign_in()
    with pytest.raises(CannotSignIn):
        phone.sign_in()


def test_of_two_sign_ins_with_one_code_at_once_one_goes_on(phone: Phone):
    def enter(_: int) -> str:
        with suppress(CannotSignIn):
            return phone.sign_in()
        return ""

    with ThreadPoolExecutor(4) as pool:
        tokens = [token for token in pool.map(enter, range(4)) if token]

    assert len(tokens) == 1


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_out(phone: Phone, seconds: int, good: bool):
    phone.office.later(minutes=5)
    shown = phone.totp.at(phone.office.now.timestamp() + seconds)
    if good:
        assert phone.sign_in(code=shown)
    else:
        with pytest.raises(CannotSignIn):
            phone.sign_in(code=shown)


def test_a_failure_is_told_to_the_audit_trail(phone: Phone):
    for _ in range(2):
        with pytest.raises(CannotSignIn):
            phone.sign_in("another passphrase")

    assert phone.office.told()[-2:] == ["sign_in_failed", "sign_in_failed"]


@pytest.mark.parametrize("account", ["nobody", "", "x" * 5000, "NOBODY12"])
def test_an_account_that_is_not_there_takes_the_same_path(phone: Phone, account: str, monkeypatch: pytest.MonkeyPatch):
    hashed = []
    monkeypatch.setattr(passphrases, "_is_passphrase", lambda known, typed: bool(hashed.append(known)))

    with pytest.raises(CannotSignIn) as refused:
        phone.sign_in(account=account)
    assert hashed == [passphrases._NOBODYS]
    assert refused.value.why == "passphrase_refused"
    assert phone.office.told()[-1] == "sign_in_failed"


def test_the_words_are_the_same_whatever_was_wrong(phone: Phone):
    said = set()
    for wrong in ({"passphrase": "x"}, {"code": "000000"}, {"account": "nobody"}):
        with pytest.raises(CannotSignIn) as refused:
            phone.sign_in(**wrong)
        said.add(str(refused.value))

    assert len(said) == 1


def test_somebody_without_a_passphrase_is_refused_in_the_same_way(phone: Phone):
    with pytest.raises(CannotSignIn):
        phone.sign_in(account=phone.office.add("officer-9").code)


def test_access_that_was_taken_away_is_gone_here_too(phone: Phone):
    office = phone.office
    invited = _invite_manager(office)
    office.confirm_all()
    manager, _ = office.join(invited)
    end_access(
        office.database, manager.subject, phone.person.subject.code, WhyEnded.LEFT, seen_version=1, now=office.now
    )

    with pytest.raises(CannotSignIn):
        phone.sign_in()


def _invite_manager(office: Office) -> Invited:
    from cara.access import Role
    from cara.staff.invitations import invite

    actor = office.add("manager-9", Role.AREA_MANAGER).subject(proved_at=office.now)
    return invite(office.database, actor, name="Cedar", role=Role.AREA_MANAGER, organisation="provider", now=office.now)


def test_proving_again_takes_passphrase_and_code(phone: Phone):
    office, person = phone.office, phone.person
    with pytest.raises(CannotSignIn):
        prove_with_passphrase(office.database, person, "wrong", phone.code, Peer(), now=office.now)
    token = prove_with_passphrase(office.database, person, GOOD, phone.code, Peer(), now=office.now)

    assert office.found(token).subject.proved_at == office.now
    assert office.find(person.token) is None


def test_whoever_has_a_passphrase_may_add_a_passkey(phone: Phone):
    device = phone.office.add_device(phone.office.found(phone.sign_in()))

    assert phone.office.found(phone.office.sign_in(device)).way.value == "passkey"
    assert len(own_passkeys(phone.office.database, phone.person, now=phone.office.now)) == 1


def test_nothing_of_it_can_be_read_in_the_records(phone: Phone):
    with phone.office.database.read() as unit:
        row = unit.execute(select(t.Passphrase.__table__)).mappings().one()

    for stored in (row["hashed"], row["totp_secret"]):
        assert b"argon2" not in stored
        assert phone.totp.secret.encode() not in stored
