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


def change(office, code="officer-1", role=Role.POLICE_SUPERVISOR, district=None, actor=None, seen=1):
    actor = actor or office.manager
    change_role(office.database, actor, code, role, district, seen_version=seen, now=office.area.now)


def take_away(office, code="officer-1", actor=None, seen=1):
    actor = actor or office.manager
    end_access(office.database, actor, code, WhyEnded.LEFT, seen_version=seen, now=office.area.now)


def audited(office, action):
    with office.database.read() as unit:
        rows = unit.execute(select(t.AuditEntry.__table__)).mappings().all()
        return [row for row in rows if row["action"] == action]


def test_a_manager_finds_accounts_by_name_code_and_role(office):
    def found(**asked):
        return [one.code for one in list_accounts(office.database, office.manager, now=NOW, **asked)]

    assert found(text="ACCOUNT officer-2") == ["officer-2"]
    assert found(text="supervisor") == ["supervisor-1", "supervisor-3"]
    assert found(role=Role.FACILITATOR) == ["facilitator-1"]
    assert found(text="nobody") == []
    assert found(active=False) == []


@pytest.mark.parametrize("code", ["officer-1", "supervisor-1", "facilitator-1"])
def test_nobody_else_sees_or_changes_accounts(office, code):
    actor = office.subject(code)
    with pytest.raises(NotAllowed):
        list_accounts(office.database, actor, now=NOW)
    with pytest.raises(NotAllowed):
        change(office, "officer-2", actor=actor)
    with pytest.raises(NotAllowed):
        take_away(office, "officer-2", actor=actor)
    with pytest.raises(NotAllowed):
        invite(office.database, actor, name="A", role=Role.AUDITOR, organisation="provider", now=NOW)


def test_a_change_needs_a_fresh_proof(office):
    with pytest.raises(ProofNeeded):
        change(office, actor=replace(office.manager, proved_at=None))


def test_nobody_changes_his_own_account(office):
    office.second_manager()
    with pytest.raises(NotAllowed):
        change(office, "manager-1", Role.AUDITOR)
    with pytest.raises(NotAllowed):
        take_away(office, "manager-1")


def test_a_new_role_ends_the_sign_ins_and_is_told(office):
    token = begin_as_chosen(office.database, "officer-1", Arrival(""), now=NOW)
    change(office, district="north")

    assert find(office.database, token, now=NOW, request_id="") is None
    seen = office.see("officer-1")
    assert (seen.account.role, seen.account.district, seen.signed_in) == (Role.POLICE_SUPERVISOR, "north", 0)
    (entry,) = audited(office, "role_changed")
    assert (entry["actor"], entry["resource"]) == ("manager-1", "officer-1")


def test_a_role_for_which_no_program_may_act_stops_the_programs(office):
    token = office.program().token(office.database, NOW)
    change(office, role=Role.FACILITATOR)

    assert find_program(office.database, f"Bearer {token}", now=NOW, request_id="") is None
    assert office.see("officer-1").programs == ()


def test_a_program_keeps_calling_under_another_role_of_the_police(office):
    token = office.program().token(office.database, NOW)
    change(office)

    found = find_program(office.database, f"Bearer {token}", now=NOW, request_id="")
    assert found.role is Role.POLICE_SUPERVISOR


def test_access_taken_away_ends_sign_ins_programs_and_invitations(office):
    signed_in = begin_as_chosen(office.database, "officer-1", Arrival(""), now=NOW)
    called = office.program().token(office.database, NOW)
    invite_again(office.database, office.manager, "officer-1", now=NOW)
    assert office.see("officer-1").invited_until
    take_away(office)

    assert find(office.database, signed_in, now=NOW, request_id="") is None
    assert find_program(office.database, f"Bearer {called}", now=NOW, request_id="") is None
    seen = office.see("officer-1")
    assert (seen.account.active, seen.signed_in, seen.programs, seen.invited_until) == (False, 0, (), None)
    assert "left" in str(audited(office, "access_ended")[0]["detail"])


def test_access_given_back_does_not_start_the_programs_again(office):
    token = office.program().token(office.database, NOW)
    take_away(office)
    give_back_access(office.database, office.manager, "officer-1", seen_version=2, now=NOW)

    assert office.see("officer-1").account.active
    assert find_program(office.database, f"Bearer {token}", now=NOW, request_id="") is None


@pytest.mark.parametrize("seen", [0, 2])
def test_a_change_to_what_somebody_else_changed_is_refused(office, seen):
    with pytest.raises(SomebodyElseChangedAccount):
        change(office, seen=seen)
    with pytest.raises(SomebodyElseChangedAccount):
        take_away(office, seen=seen)


def test_access_is_taken_away_and_given_back_once(office):
    with pytest.raises(SomebodyElseChangedAccount):
        give_back_access(office.database, office.manager, "officer-1", seen_version=1, now=NOW)
    take_away(office)
    with pytest.raises(SomebodyElseChangedAccount):
        take_away(office, seen=2)


def test_an_account_that_is_not_there_is_not_found(office):
    with pytest.raises(NoSuchAccount):
        change(office, "officer-9")
    with pytest.raises(NoSuchAccount):
        office.see("officer-9")


def test_the_last_area_manager_stays(office):
    other = office.second_manager()
    take_away(office, "manager-2")
    with pytest.raises(NotAccepted, match="only area manager"):
        take_away(office, "manager-1", actor=other)
    with pytest.raises(NotAccepted, match="only area manager"):
        change(office, "manager-1", Role.AUDITOR, actor=other)


def test_two_managers_who_take_each_others_access_away_at_once_leave_one(office):
    first, second = office.manager, office.second_manager()
    outcomes, ready = [], threading.Barrier(2)

    def act(actor, code):
        ready.wait()
        try:
            take_away(office, code, actor=actor)
            outcomes.append("taken away")
        except NotAccepted:
            outcomes.append("refused")

    threads = [threading.Thread(target=act, args=args) for args in ((first, "manager-2"), (second, "manager-1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "taken away"]
    with office.database.read() as unit:
        left = select(t.Account.id).where(t.Account.active, t.Account.role == "area_manager")
        assert len(unit.execute(left).all()) == 1


def federate(office, code):
    with office.database.write() as unit:
        values = {"provider": "force", "federated_index": b"index"}
        unit.execute(update(t.Account).where(t.Account.code == code).values(**values))
        tell(unit, None, "test", code, NOW)


def test_the_role_of_a_federated_person_is_changed_at_the_organisation(office):
    federate(office, "officer-1")
    with pytest.raises(NotAccepted, match="changed there"):
        change(office)
    with pytest.raises(NotAccepted, match="own organisation"):
        invite_again(office.database, office.manager, "officer-1", now=NOW)
    take_away(office)


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("name", "a" * 101), ("name", "a\x00"), ("organisation", " ")]
)
def test_what_cannot_be_stored_is_named(office, field, typed):
    said = {"name": "Alder", "organisation": "provider", field: typed}
    with pytest.raises(NotAccepted) as refused:
        invite(office.database, office.manager, role=Role.AUDITOR, now=NOW, **said)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_an_operator_invites_the_only_area_manager_again(office):
    invited = invite_as_operator(office.database, None, now=NOW)

    assert (invited.account, office.see("manager-1").invited_until) == ("manager-1", invited.ends_at)
    (entry,) = audited(office, "invited_again")
    assert (entry["actor"], entry["resource"]) == ("system", "manager-1")


@pytest.mark.parametrize("code", [None, "officer-1", "nobody"])
def test_an_operator_says_which_of_several_area_managers_and_invites_nobody_else(office, code):
    office.second_manager()
    with pytest.raises(NotAccepted, match="manager-1, manager-2"):
        invite_as_operator(office.database, code, now=NOW)
    assert invite_as_operator(office.database, "manager-2", now=NOW).account == "manager-2"


def test_an_operator_cannot_invite_where_no_area_manager_signs_in(database):
    add_account(database, NewAccount("officer-1", "Alder", Role.POLICE_OFFICER, "police"), now=NOW)
    with pytest.raises(NotAccepted, match="cara init"):
        invite_as_operator(database, None, now=NOW)
