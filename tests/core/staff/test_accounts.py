"""Accounts: who may look after them, and that nobody is left without an area manager."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from tests.instances import NOW

from cara.access import NotAllowed, ProofNeeded, Role
from cara.acting import NotAccepted, tell
from cara.records import tables as t
from cara.staff import (
    NewAccount,
    NoSuchAccount,
    SomebodyElseChangedAccount,
    add_account,
)
from cara.staff.accounts import WhyEnded, change_role, end_access, give_back_access, list_accounts
from cara.staff.invitations import invite, invite_again, invite_as_operator
from cara.staff.programs import find_program
from cara.staff.sign_ins import Arrival, begin_as_chosen, find


def change(desk, code="officer-1", role=Role.POLICE_SUPERVISOR, district=None, actor=None, seen=1):
    actor = actor or desk.manager
    change_role(desk.database, actor, code, role, district, seen_version=seen, now=desk.area.now)


def take_away(desk, code="officer-1", actor=None, seen=1):
    actor = actor or desk.manager
    end_access(desk.database, actor, code, WhyEnded.LEFT, seen_version=seen, now=desk.area.now)


def audited(desk, action):
    with desk.database.read() as unit:
        rows = unit.execute(select(t.AuditEntry.__table__)).mappings().all()
        return [row for row in rows if row["action"] == action]


def test_a_manager_finds_accounts_by_name_code_and_role(desk):
    def found(**asked):
        return [one.code for one in list_accounts(desk.database, desk.manager, now=NOW, **asked)]

    assert found(text="ACCOUNT officer-2") == ["officer-2"]
    assert found(text="supervisor") == ["supervisor-1", "supervisor-3"]
    assert found(role=Role.FACILITATOR) == ["facilitator-1"]
    assert found(text="nobody") == []
    assert found(active=False) == []


@pytest.mark.parametrize("code", ["officer-1", "supervisor-1", "facilitator-1"])
def test_nobody_else_sees_or_changes_accounts(desk, code):
    actor = desk.subject(code)
    with pytest.raises(NotAllowed):
        list_accounts(desk.database, actor, now=NOW)
    with pytest.raises(NotAllowed):
        change(desk, "officer-2", actor=actor)
    with pytest.raises(NotAllowed):
        take_away(desk, "officer-2", actor=actor)
    with pytest.raises(NotAllowed):
        invite(desk.database, actor, name="A", role=Role.AUDITOR, organisation="provider", now=NOW)


def test_a_change_needs_a_fresh_proof(desk):
    with pytest.raises(ProofNeeded):
        change(desk, actor=replace(desk.manager, proved_at=None))


def test_nobody_changes_his_own_account(desk):
    desk.second_manager()
    with pytest.raises(NotAllowed):
        change(desk, "manager-1", Role.AUDITOR)
    with pytest.raises(NotAllowed):
        take_away(desk, "manager-1")


def test_a_new_role_ends_the_sign_ins_and_is_told(desk):
    token = begin_as_chosen(desk.database, "officer-1", Arrival(""), now=NOW)
    change(desk, district="north")

    assert find(desk.database, token, now=NOW, request_id="") is None
    seen = desk.see("officer-1")
    assert (seen.account.role, seen.account.district, seen.signed_in) == (Role.POLICE_SUPERVISOR, "north", 0)
    (entry,) = audited(desk, "role_changed")
    assert (entry["actor"], entry["resource"]) == ("manager-1", "officer-1")


def test_a_role_for_which_no_program_may_act_stops_the_programs(desk):
    token = desk.program().token(desk.database, NOW)
    change(desk, role=Role.FACILITATOR)

    assert find_program(desk.database, f"Bearer {token}", now=NOW, request_id="") is None
    assert desk.see("officer-1").programs == ()


def test_a_program_keeps_calling_under_another_role_of_the_police_once_that_is_confirmed(desk):
    token = desk.program().token(desk.database, NOW)
    change(desk)
    assert find_program(desk.database, f"Bearer {token}", now=NOW, request_id="") is None
    desk.confirm_all()

    found = find_program(desk.database, f"Bearer {token}", now=NOW, request_id="")
    assert found.role is Role.POLICE_SUPERVISOR


def test_access_taken_away_ends_sign_ins_programs_and_invitations(desk):
    signed_in = begin_as_chosen(desk.database, "officer-1", Arrival(""), now=NOW)
    called = desk.program().token(desk.database, NOW)
    invite_again(desk.database, desk.manager, "officer-1", now=NOW)
    assert desk.see("officer-1").invited_until
    take_away(desk)

    assert find(desk.database, signed_in, now=NOW, request_id="") is None
    assert find_program(desk.database, f"Bearer {called}", now=NOW, request_id="") is None
    seen = desk.see("officer-1")
    assert (seen.account.active, seen.signed_in, seen.programs, seen.invited_until) == (False, 0, (), None)
    assert "left" in str(audited(desk, "access_ended")[0]["detail"])


def test_access_given_back_does_not_start_the_programs_again(desk):
    token = desk.program().token(desk.database, NOW)
    take_away(desk)
    give_back_access(desk.database, desk.manager, "officer-1", seen_version=2, now=NOW)

    assert desk.see("officer-1").account.active
    assert find_program(desk.database, f"Bearer {token}", now=NOW, request_id="") is None


@pytest.mark.parametrize("seen", [0, 2])
def test_a_change_to_what_somebody_else_changed_is_refused(desk, seen):
    with pytest.raises(SomebodyElseChangedAccount):
        change(desk, seen=seen)
    with pytest.raises(SomebodyElseChangedAccount):
        take_away(desk, seen=seen)


def test_access_is_taken_away_and_given_back_once(desk):
    with pytest.raises(SomebodyElseChangedAccount):
        give_back_access(desk.database, desk.manager, "officer-1", seen_version=1, now=NOW)
    take_away(desk)
    with pytest.raises(SomebodyElseChangedAccount):
        take_away(desk, seen=2)


def test_an_account_that_is_not_there_is_not_found(desk):
    with pytest.raises(NoSuchAccount):
        change(desk, "officer-9")
    with pytest.raises(NoSuchAccount):
        desk.see("officer-9")


def test_the_last_area_manager_stays(desk):
    other = desk.second_manager()
    take_away(desk, "manager-2")
    with pytest.raises(NotAccepted, match="only area manager"):
        take_away(desk, "manager-1", actor=other)
    with pytest.raises(NotAccepted, match="only area manager"):
        change(desk, "manager-1", Role.AUDITOR, actor=other)


def test_two_managers_who_take_each_others_access_away_at_once_leave_one(desk):
    first, second = desk.manager, desk.second_manager()
    outcomes, ready = [], threading.Barrier(2)

    def act(actor, code):
        ready.wait()
        try:
            take_away(desk, code, actor=actor)
            outcomes.append("taken away")
        except NotAccepted:
            outcomes.append("refused")

    threads = [threading.Thread(target=act, args=args) for args in ((first, "manager-2"), (second, "manager-1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "taken away"]
    with desk.database.read() as unit:
        left = select(t.Account.id).where(t.Account.active, t.Account.role == "area_manager")
        assert len(unit.execute(left).all()) == 1


def federate(desk, code):
    with desk.database.write() as unit:
        values = {"provider": "force", "federated_index": b"index"}
        unit.execute(update(t.Account).where(t.Account.code == code).values(**values))
        tell(unit, None, "test", code, NOW)


def test_the_role_of_a_federated_person_is_changed_at_the_organisation(desk):
    federate(desk, "officer-1")
    with pytest.raises(NotAccepted, match="changed there"):
        change(desk)
    with pytest.raises(NotAccepted, match="own organisation"):
        invite_again(desk.database, desk.manager, "officer-1", now=NOW)
    take_away(desk)


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("name", "a" * 101), ("name", "a\x00"), ("organisation", " ")]
)
def test_what_cannot_be_stored_is_named(desk, field, typed):
    said = {"name": "Alder", "organisation": "provider", field: typed}
    with pytest.raises(NotAccepted) as refused:
        invite(desk.database, desk.manager, role=Role.AUDITOR, now=NOW, **said)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_an_operator_invites_the_only_area_manager_again(desk):
    invited = invite_as_operator(desk.database, None, now=NOW)

    assert (invited.account, desk.see("manager-1").invited_until) == ("manager-1", invited.ends_at)
    (entry,) = audited(desk, "invited_again")
    assert (entry["actor"], entry["resource"]) == ("system", "manager-1")


@pytest.mark.parametrize("code", [None, "officer-1", "nobody"])
def test_an_operator_says_which_of_several_area_managers_and_invites_nobody_else(desk, code):
    desk.second_manager()
    with pytest.raises(NotAccepted, match="manager-1, manager-2"):
        invite_as_operator(desk.database, code, now=NOW)
    assert invite_as_operator(desk.database, "manager-2", now=NOW).account == "manager-2"


def test_an_operator_cannot_invite_where_no_area_manager_signs_in(database):
    add_account(database, NewAccount("officer-1", "Alder", Role.POLICE_OFFICER, "police"), now=NOW)
    with pytest.raises(NotAccepted, match="cara init"):
        invite_as_operator(database, None, now=NOW)
