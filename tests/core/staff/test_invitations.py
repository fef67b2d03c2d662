"""Invitations: one way in, once, for 72 hours, by a code that stands nowhere else."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select
from tests.core.staff.people import ARRIVAL, BROWSER, SITE, Office

from cara.access import NotAllowed, ProofNeeded, Role
from cara.acting import NotAccepted
from cara.records import tables as t
from cara.staff import CannotSignIn, NoSuchAccount, NoSuchInvitation
from cara.staff.accounts import WhyEnded, end_access, give_back_access
from cara.staff.ceremonies import hash_of
from cara.staff.invitations import as_code, invitation_of, invite_again, invite_first
from cara.staff.passkeys import accept_with_passkey, begin_making, own_passkeys


def is_open(office: Office, code: str) -> bool:
    try:
        invitation_of(office.database, code, now=office.now)
    except NoSuchInvitation:
        return False
    return True


def test_its_holder_sees_whose_it_is(office: Office):
    manager, _ = office.manager()
    account = invitation_of(office.database, office.invite(manager).code, now=office.now)

    assert (account.name, account.role) == ("Alder Quill", Role.POLICE_OFFICER)


def test_looking_at_it_writes_nothing(office: Office):
    manager, _ = office.manager()
    invited, before = office.invite(manager), office.rows()
    invitation_of(office.database, invited.code, now=office.now)

    assert office.rows() == before


def test_it_is_used_once(office: Office):
    manager, _ = office.manager()
    invited = office.invite(manager)
    office.join(invited)

    assert not is_open(office, invited.code)
    with pytest.raises(NoSuchInvitation):
        office.join(invited)


def test_of_two_who_use_it_at_once_one_gets_in(office: Office):
    manager, _ = office.manager()
    invited = office.invite(manager)
    account, devices = office.account(invited.account), [office.device() for _ in range(4)]
    steps = [begin_making(office.database, SITE, account, BROWSER, now=office.now) for _ in devices]
    answers = [device.make(step.options) for device, step in zip(devices, steps, strict=True)]

    def enter(at: int) -> str:
        with suppress(NoSuchInvitation):
            return accept_with_passkey(
                office.database,
                SITE,
                invited.code,
                steps[at].key,
                answers[at],
                "Laptop",
                ARRIVAL,
                browser=BROWSER,
                now=office.now,
            )
        return ""

    with ThreadPoolExecutor(4) as pool:
        tokens = [token for token in pool.map(enter, range(4)) if token]

    (token,) = tokens
    person = office.found(token)
    assert len(own_passkeys(office.database, person, now=office.now)) == 1
    assert office.rows()["passkey"] == 2


@pytest.mark.parametrize(("hours", "still"), [(71.9, True), (72, False)])
def test_it_ends_after_three_days(office: Office, hours: float, still: bool):
    manager, _ = office.manager()
    invited = office.invite(manager)
    office.later(hours=hours)

    assert is_open(office, invited.code) is still


def test_its_code_is_read_in_any_form(office: Office):
    manager, _ = office.manager()
    code = office.invite(manager).code
    assert len(code.split("-")) == 6

    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), f"  {code}\n", code.replace("-", "–")):
        assert is_open(office, typed), typed


@pytest.mark.parametrize("typed", ["", "ABCDE", "é" * 30, "\x00", "A" * 100_000])
def test_what_is_no_code_opens_nothing(office: Office, typed: str):
    manager, _ = office.manager()
    office.invite(manager)

    assert not is_open(office, typed)


def test_a_mistyped_code_opens_nothing(office: Office):
    manager, _ = office.manager()
    code = office.invite(manager).code
    other = "2" if code[0] != "2" else "3"

    assert not is_open(office, other + code[1:])


def test_only_the_hash_of_a_code_is_stored(office: Office):
    manager, _ = office.manager()
    code = office.invite(manager).code
    with office.database.read() as unit:
        stored = unit.execute(select(t.Invitation.code_sha256).where(t.Invitation.used_at.is_(None))).scalar_one()

    assert stored == hash_of(as_code(code))
    assert code not in repr(office.told())


def test_invited_again_somebody_loses_the_first_invitation(office: Office):
    manager, _ = office.manager()
    first = office.invite(manager)
    second = invite_again(office.database, manager.subject, first.account, now=office.now)
    office.confirm_all()

    assert not is_open(office, first.code)
    assert is_open(office, second.code)


def test_invited_again_somebody_keeps_the_old_passkey_until_the_new_one_is_made(office: Office):
    manager, _ = office.manager()
    officer, lost = office.join(office.invite(manager))
    again = invite_again(office.database, manager.subject, officer.subject.code, now=office.now)
    assert office.find(officer.token)
    assert office.sign_in(lost)
    office.confirm_all()

    new, device = office.join(again)

    assert office.find(officer.token) is None
    assert [one.label for one in own_passkeys(office.database, new, now=office.now)] == ["Work laptop"]
    assert office.sign_in(device)
    with pytest.raises(CannotSignIn):
        office.sign_in(lost)


def test_the_first_invitation_is_for_an_instance_without_accounts(office: Office):
    office.manager()
    with pytest.raises(NotAccepted, match="has accounts"):
        invite_first(office.database, "Cedar Moss", "provider", now=office.now)


def test_inviting_needs_the_right_role_and_a_fresh_proof(office: Office):
    manager, _ = office.manager()
    officer, _ = office.join(office.invite(manager))
    with pytest.raises(NotAllowed):
        office.invite(officer)
    office.later(minutes=11)
    with pytest.raises(ProofNeeded):
        office.invite(office.found(manager.token))


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x00"])
def test_an_invitation_is_for_somebody_with_a_name(office: Office, name: str):
    manager, _ = office.manager()
    with pytest.raises(NotAccepted):
        office.invite(manager, name)


def test_an_invitation_of_somebody_whose_access_was_taken_away_is_of_no_use(office: Office):
    manager, _ = office.manager()
    invited = office.invite(manager)
    end_access(office.database, manager.subject, invited.account, WhyEnded.MISTAKE, seen_version=1, now=office.now)
    assert not is_open(office, invited.code)
    with pytest.raises(NoSuchAccount):
        invite_again(office.database, manager.subject, invited.account, now=office.now)

    give_back_access(office.database, manager.subject, invited.account, seen_version=2, now=office.now)
    assert not is_open(office, invited.code)


def test_inviting_and_accepting_are_told_to_the_audit_trail(office: Office):
    office.manager()

    assert office.told() == ["invited", "accept_invitation", "sign_in"]
