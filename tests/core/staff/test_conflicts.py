"""Declared conflicts: whom an account may not see, by reference or by name and date of birth."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from tests.instances import NOW

from cara.access import NotAllowed, ProofNeeded
from cara.acting import NotAccepted
from cara.records import tables as t
from cara.staff import NoSuchAccount, NoSuchConflict
from cara.staff.conflicts import Named, conflicts_of, declare_conflict, end_conflict

ADAM = Named(given_names="Adam", family_name="Testperson", date_of_birth=date(1992, 6, 1))


def declare(desk, participant=ADAM, account="officer-2", actor=None):
    return declare_conflict(desk.database, actor or desk.manager, account, participant, now=NOW)


def conflicts(desk, account="officer-2"):
    return conflicts_of(desk.database, desk.manager, account, now=NOW)


def end(desk, code, account="officer-2", actor=None):
    end_conflict(desk.database, actor or desk.manager, account, code, now=NOW)


def test_a_conflict_is_declared_by_a_reference_as_it_is_typed(desk):
    reference = desk.area.hold()
    code = declare(desk, reference.spoken.lower())

    (found,) = conflicts(desk)
    assert (found.code, found.words, found.by_reference, found.declared_by) == (
        code,
        reference.spoken,
        True,
        "manager-1",
    )


@pytest.mark.parametrize("given", ["Adam", "ADAM James", "  adam "])
def test_a_name_is_found_by_the_index_by_which_a_person_referred_is_found(desk, given):
    declare(desk, ADAM.model_copy(update={"given_names": given.strip()}))
    desk.area.booked()

    with desk.database.read() as unit:
        declared = unit.scalar(select(t.DeclaredConflict.name_birth_index))
        assert declared == unit.scalar(select(t.Person.name_birth_index))
    assert conflicts(desk)[0].words == f"{given.strip()} Testperson, born 1 June 1992"


def test_what_was_declared_is_kept_sealed(desk):
    declare(desk)
    with desk.database.read() as unit:
        row = unit.execute(select(t.DeclaredConflict.__table__)).mappings().one()
    assert b"Testperson" not in row["words"]
    assert row["referral_id"] is None


def test_an_ended_conflict_is_shown_no_more_and_kept(desk):
    code = declare(desk)
    end(desk, code)

    assert conflicts(desk) == ()
    with desk.database.read() as unit:
        assert unit.scalar(select(t.DeclaredConflict.ended_at)) == NOW
    with pytest.raises(NoSuchConflict):
        end(desk, code)


def test_a_conflict_is_ended_at_the_account_that_it_concerns_alone(desk):
    code = declare(desk)
    with pytest.raises(NoSuchConflict):
        end(desk, code, "officer-1")


def test_a_manager_declares_a_conflict_of_his_own_and_another_ends_it(desk):
    code = declare(desk, account="manager-1")
    with pytest.raises(NotAllowed):
        end(desk, code, "manager-1")
    end(desk, code, "manager-1", desk.second_manager())


def test_declaring_needs_no_fresh_proof_and_ending_does(desk):
    unproved = replace(desk.manager, proved_at=None)
    code = declare(desk, actor=unproved)
    with pytest.raises(ProofNeeded):
        end(desk, code, actor=unproved)


@pytest.mark.parametrize("code", ["officer-1", "supervisor-1", "facilitator-1"])
def test_nobody_else_declares_sees_or_ends_conflicts(desk, code):
    actor, held = desk.subject(code), declare(desk)
    with pytest.raises(NotAllowed):
        declare(desk, "7KQ4M2XR", actor=actor)
    with pytest.raises(NotAllowed):
        conflicts_of(desk.database, actor, "officer-2", now=NOW)
    with pytest.raises(NotAllowed):
        end(desk, held, actor=actor)


@pytest.mark.parametrize("typed", ["7KQ4M2XR", "not a reference", "", "7KQ4-M2X"])
def test_a_reference_of_no_referral_is_refused(desk, typed):
    with pytest.raises(NotAccepted) as refused:
        declare(desk, typed)
    assert [problem.field for problem in refused.value.problems] == ["reference"]
    assert conflicts(desk) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_names", "..."),
        ("family_name", "-"),
        ("date_of_birth", date(2026, 11, 24)),
        ("date_of_birth", date(1899, 12, 31)),
    ],
)
def test_a_name_that_nobody_could_be_found_by_is_refused(desk, field, value):
    with pytest.raises(NotAccepted) as refused:
        declare(desk, ADAM.model_copy(update={field: value}))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_the_same_conflict_is_declared_once_and_again_after_its_end(desk):
    reference = desk.area.hold()
    for participant in (ADAM, reference):
        code = declare(desk, participant)
        with pytest.raises(NotAccepted, match="declared before"):
            declare(desk, participant)
        declare(desk, participant, "officer-1")
        end(desk, code)
        declare(desk, participant)


def test_an_account_that_is_not_there_is_not_found(desk):
    with pytest.raises(NoSuchAccount):
        declare(desk, account="officer-9")
    with pytest.raises(NoSuchAccount):
        conflicts(desk, "officer-9")


def test_the_audit_trail_names_nobody(desk):
    end(desk, declare(desk))
    with desk.database.read() as unit:
        rows = unit.execute(select(t.AuditEntry.__table__)).mappings().all()
    told = [row for row in rows if row["action"].startswith("conflict")]
    assert [row["action"] for row in told] == ["conflict_declared", "conflict_ended"]
    assert "Testperson" not in str(told)
