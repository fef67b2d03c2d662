"""Two people for what lets somebody in: nothing takes effect until somebody else has confirmed it."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from tests.core.staff.desk import Desk
from tests.core.staff.people import ARRIVAL
from tests.instances import NOW
from tests.programs import ForceProgram

from cara.access import NotAllowed, ProofNeeded, Role, Subject
from cara.records import Database, RuleBroken
from cara.records import tables as t
from cara.staff import (
    AssertionRefused,
    CannotSignIn,
    NewAccount,
    NoSuchInvitation,
    NothingToConfirm,
    add_account,
)
from cara.staff.accounts import WhyEnded, change_role, end_access, find_account, give_back_access
from cara.staff.invitations import Invited, invitation_of, invite, invite_again
from cara.staff.programs import add_program, list_programs, stop_program
from cara.staff.second_person import decide_as_operator, decide_waiting, list_to_confirm, waiting_for_operator
from cara.staff.sign_ins import begin_as_chosen
from cara.staff.waiting import NEEDS_TWO

SUPERVISOR, OTHERS_SUPERVISOR = "supervisor-1", "supervisor-3"
ALONE = frozenset(Role) - NEEDS_TWO


def auditor(desk: Desk) -> Subject:
    added = add_account(desk.database, NewAccount("auditor-1", "Auditor", Role.AUDITOR, "provider"), now=NOW)
    return Subject(added, "auditor-1", Role.AUDITOR, "provider", proved_at=NOW)


def invited(desk: Desk, role: Role = Role.POLICE_SUPERVISOR) -> Invited:
    return invite(desk.database, desk.manager, name="Rowan Ash", role=role, organisation="testshire_police", now=NOW)


def opens(desk: Desk, invitation: Invited) -> bool:
    try:
        invitation_of(desk.database, invitation.code, now=NOW)
    except NoSuchInvitation:
        return False
    return True


def only(desk: Desk) -> str:
    ((code, *_),) = waiting_for_operator(desk.database)
    return code


def decided(desk: Desk, by: Subject, *, confirm: bool = True) -> None:
    decide_waiting(desk.database, by, only(desk), confirm=confirm, now=NOW)


def changed(desk: Desk, code: str, role: Role) -> bool:
    with desk.database.read() as unit:
        version = find_account(unit, code).version
    return change_role(desk.database, desk.manager, code, role, None, seen_version=version, now=NOW)


def may_sign_in(desk: Desk, code: str) -> bool:
    try:
        begin_as_chosen(desk.database, code, ARRIVAL, now=NOW)
    except CannotSignIn:
        return False
    return True


def role_of(desk: Desk, code: str) -> Role:
    return desk.see(code).account.role


def told(desk: Desk) -> list[str]:
    with desk.database.read() as unit:
        return list(unit.execute(select(t.AuditEntry.action).order_by(t.AuditEntry.seq)).scalars())


@pytest.mark.parametrize("role", sorted(NEEDS_TWO))
def test_an_invitation_opens_nothing_until_it_is_confirmed(desk: Desk, role: Role):
    invitation = invited(desk, role)
    assert invitation.waits
    assert not opens(desk, invitation)
    decided(desk, auditor(desk))

    assert opens(desk, invitation)
    assert "access_confirmed" in told(desk)


@pytest.mark.parametrize("role", sorted(ALONE))
def test_a_role_that_shows_no_more_is_given_alone(desk: Desk, role: Role):
    invitation = invited(desk, role)

    assert not invitation.waits
    assert opens(desk, invitation)
    assert waiting_for_operator(desk.database) == ()


def test_its_time_begins_when_it_is_confirmed(desk: Desk):
    invitation = invited(desk)
    later = desk.area.later(hours=71)
    decide_waiting(desk.database, replace(auditor(desk), proved_at=later), only(desk), confirm=True, now=later)

    assert invitation_of(desk.database, invitation.code, now=desk.area.later(hours=142))


def test_a_refused_invitation_opens_nothing_ever(desk: Desk):
    invitation = invited(desk)
    decided(desk, auditor(desk), confirm=False)

    assert not opens(desk, invitation)
    assert waiting_for_operator(desk.database) == ()
    assert "access_refused" in told(desk)


def test_whoever_asked_does_not_confirm(desk: Desk):
    invited(desk)
    (waiting,) = list_to_confirm(desk.database, desk.manager, now=NOW)
    assert not waiting.may_decide
    with pytest.raises(NotAllowed):
        decided(desk, desk.manager)


def test_whom_it_is_for_does_not_confirm(desk: Desk):
    invite_again(desk.database, desk.manager, SUPERVISOR, now=NOW)
    (waiting,) = list_to_confirm(desk.database, desk.subject(SUPERVISOR), now=NOW)
    assert not waiting.may_decide
    with pytest.raises(NotAllowed):
        decided(desk, desk.subject(SUPERVISOR))


@pytest.mark.parametrize("account", ["officer-1", "facilitator-1"])
def test_others_neither_see_nor_confirm_it(desk: Desk, account: str):
    invited(desk)
    with pytest.raises(NotAllowed):
        list_to_confirm(desk.database, desk.subject(account), now=NOW)
    with pytest.raises(NotAllowed):
        decided(desk, desk.subject(account))


def test_the_police_supervisor_of_the_force_confirms_and_no_other_force_s(desk: Desk):
    invitation = invited(desk, Role.POLICE_OFFICER)
    assert list_to_confirm(desk.database, desk.subject(OTHERS_SUPERVISOR), now=NOW) == ()
    with pytest.raises(NothingToConfirm):
        decided(desk, desk.subject(OTHERS_SUPERVISOR))
    decided(desk, desk.subject(SUPERVISOR))

    assert opens(desk, invitation)


def test_another_area_manager_confirms(desk: Desk):
    invitation = invited(desk)
    decided(desk, desk.second_manager())

    assert opens(desk, invitation)


def test_it_needs_a_fresh_proof(desk: Desk):
    invited(desk)
    with pytest.raises(ProofNeeded):
        decided(desk, replace(auditor(desk), proved_at=None))


def test_somebody_invited_anew_keeps_what_there_is_until_it_is_confirmed_and_is_told(desk: Desk):
    invitation = invite_again(desk.database, desk.manager, "officer-1", now=NOW)

    assert not opens(desk, invitation)
    assert may_sign_in(desk, "officer-1")
    with desk.database.read() as unit:
        notices = unit.execute(select(t.Notice.account_id, t.Notice.kind)).all()
    assert [tuple(notice) for notice in notices] == [(desk.area.officer.account, "invited_anew")]


def test_invited_once_more_the_first_request_waits_no_more(desk: Desk):
    invite_again(desk.database, desk.manager, "officer-1", now=NOW)
    first = only(desk)
    second = invite_again(desk.database, desk.manager, "officer-1", now=NOW)
    with pytest.raises(NothingToConfirm):
        decide_waiting(desk.database, auditor(desk), first, confirm=True, now=NOW)

    assert not opens(desk, second)


def test_a_confirmed_invitation_does_not_confirm_the_next_one(desk: Desk):
    invite_again(desk.database, desk.manager, "officer-1", now=NOW)
    decided(desk, auditor(desk))

    assert not opens(desk, invite_again(desk.database, desk.manager, "officer-1", now=NOW))


def test_another_role_waits_and_nobody_signs_in_to_it_meanwhile(desk: Desk):
    assert changed(desk, "facilitator-1", Role.POLICE_SUPERVISOR)
    assert not may_sign_in(desk, "facilitator-1")
    decided(desk, auditor(desk))

    assert may_sign_in(desk, "facilitator-1")
    assert role_of(desk, "facilitator-1") is Role.POLICE_SUPERVISOR


def test_a_refused_role_goes_back_to_the_last_one_that_did_not_wait(desk: Desk):
    changed(desk, "facilitator-1", Role.POLICE_SUPERVISOR)
    changed(desk, "facilitator-1", Role.AUDITOR)
    decided(desk, auditor(desk), confirm=False)

    assert role_of(desk, "facilitator-1") is Role.FACILITATOR
    assert may_sign_in(desk, "facilitator-1")


def test_a_role_that_is_taken_back_waits_no_more(desk: Desk):
    changed(desk, "facilitator-1", Role.POLICE_SUPERVISOR)

    assert not changed(desk, "facilitator-1", Role.FACILITATOR)
    assert waiting_for_operator(desk.database) == ()
    assert may_sign_in(desk, "facilitator-1")


def test_somebody_invited_to_a_small_role_does_not_come_in_with_a_greater_one(desk: Desk):
    invitation = invited(desk, Role.FACILITATOR)
    changed(desk, invitation.account, Role.POLICE_SUPERVISOR)

    assert not opens(desk, invitation)


def test_a_program_does_not_call_with_a_role_that_waits(desk: Desk):
    program = desk.program("officer-1")
    changed(desk, "officer-1", Role.POLICE_SUPERVISOR)
    with pytest.raises(AssertionRefused):
        program.token(desk.database, NOW)
    decided(desk, auditor(desk))

    assert program.token(desk.database, NOW)


def test_access_taken_away_and_given_back_brings_no_role_in(desk: Desk):
    changed(desk, "facilitator-1", Role.POLICE_SUPERVISOR)
    version = desk.see("facilitator-1").account.version
    end_access(desk.database, desk.manager, "facilitator-1", WhyEnded.MISTAKE, seen_version=version, now=NOW)
    assert waiting_for_operator(desk.database) == ()
    give_back_access(desk.database, desk.manager, "facilitator-1", seen_version=version + 1, now=NOW)

    assert not opens(desk, invite_again(desk.database, desk.manager, "facilitator-1", now=NOW))


def added_program(desk: Desk) -> ForceProgram:
    program = ForceProgram("force-custody")
    add_program(desk.database, desk.manager, program.code, "officer-1", json.dumps(program.public_keys), now=NOW)
    return program


def test_a_program_calls_once_it_is_confirmed(desk: Desk):
    program = added_program(desk)
    (listed,) = list_programs(desk.database, desk.manager, now=NOW)
    assert (listed.active, listed.waits) == (False, True)
    with pytest.raises(AssertionRefused):
        program.token(desk.database, NOW)
    decided(desk, desk.subject(SUPERVISOR))

    assert program.token(desk.database, NOW)
    (listed,) = list_programs(desk.database, desk.manager, now=NOW)
    assert (listed.active, listed.waits) == (True, False)


@pytest.mark.parametrize("stopped", [True, False])
def test_a_program_that_was_refused_or_stopped_never_calls(desk: Desk, stopped: bool):
    program = added_program(desk)
    code = only(desk)
    if stopped:
        stop_program(desk.database, desk.manager, program.code, now=NOW)
        with pytest.raises(NothingToConfirm):
            decide_waiting(desk.database, auditor(desk), code, confirm=True, now=NOW)
    else:
        decided(desk, auditor(desk), confirm=False)

    with pytest.raises(AssertionRefused):
        program.token(desk.database, NOW)


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "é" * 8, "\x00", "A" * 5000])
def test_what_does_not_wait_is_not_confirmed(desk: Desk, code: str):
    with pytest.raises(NothingToConfirm):
        decide_waiting(desk.database, auditor(desk), code, confirm=True, now=NOW)


def test_whoever_has_the_machine_confirms_where_there_is_nobody(desk: Desk):
    invitation = invited(desk)
    decide_as_operator(desk.database, only(desk), confirm=True, now=NOW)

    assert opens(desk, invitation)
    with desk.database.read() as unit:
        entry = unit.execute(select(t.AuditEntry.actor).where(t.AuditEntry.action == "access_confirmed")).scalar_one()
    assert entry == "system"


def test_of_two_who_decide_at_once_one_does(desk: Desk):
    invited(desk)
    code, deciding = only(desk), [(auditor(desk), True), (desk.subject(SUPERVISOR), False)]

    def decide(at: int) -> bool:
        try:
            decide_waiting(desk.database, deciding[at][0], code, confirm=deciding[at][1], now=NOW)
        except NothingToConfirm:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == [False, True]


def test_the_database_itself_refuses_a_confirmation_by_the_one_who_asked(database: Database, desk: Desk):
    invited(desk)
    same = {"decided_at": NOW, "outcome": "confirmed", "decided_by": desk.manager.account}
    with pytest.raises(RuleBroken), desk.database.write() as unit:
        unit.execute(update(t.Confirmation).values(**same))
