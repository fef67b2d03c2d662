"""The rules that no code can break: the database refuses, by the same name on both databases."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update
from tests.core.records.rows import (
    NOW,
    add,
    add_account,
    add_cohort,
    add_membership,
    add_person,
    add_referral,
    add_venue,
)

from cara.records import (
    CAUTION_ALREADY_REFERRED,
    ITEM_ALREADY_OPEN,
    PERSON_HAS_PLACE,
    REFERRAL_HAS_PLACE,
    SEAT_TAKEN,
    Account,
    ApiClient,
    AuditHead,
    Base,
    Cohort,
    Conflict,
    Decision,
    KeepApart,
    Membership,
    PolicyBook,
    Referral,
    RuleBroken,
    UnavailableDay,
    WorklistItem,
)
from cara.records.faults import _uniques
from cara.records.tables import ApiToken


@pytest.fixture
def unit(database):
    with database.write() as unit:
        yield unit


@pytest.fixture
def account(unit):
    return add_account(unit)


@pytest.fixture
def referral(unit, account):
    return add_referral(unit, account)


@pytest.fixture
def cohort(unit):
    return add_cohort(unit, add_venue(unit))


def refused(unit, broken, constraint, act, *given, **values):
    with pytest.raises(broken) as refusal, unit.attempt():
        act(unit, *given, **values)
    assert refusal.value.constraint == constraint


@pytest.mark.parametrize("seat", [-1, 0, 13, 1000])
def test_no_seat_above_the_capacity(unit, referral, cohort, seat):
    refused(unit, RuleBroken, "ck_membership_seat_within_capacity", add_membership, referral, cohort, seat=seat)


def test_nobody_comes_without_a_seat(unit, referral, cohort):
    refused(unit, RuleBroken, "ck_membership_active_has_seat", add_membership, referral, cohort, seat=None)


@pytest.mark.parametrize(("status", "active"), [("held", False), ("booked", False), ("released", True), ("left", True)])
def test_active_is_held_or_booked(unit, referral, cohort, status, active):
    refused(
        unit,
        RuleBroken,
        "ck_membership_active_by_status",
        add_membership,
        referral,
        cohort,
        status=status,
        active=active,
    )


def foreign_key(unit, name):
    return None if unit.dialect == "sqlite" else name


def test_nobody_joins_a_cohort_of_another_pathway(unit, referral, cohort):
    name = foreign_key(unit, "fk_membership_cohort_id_pathway")
    refused(unit, RuleBroken, name, add_membership, referral, cohort, pathway="women")


def test_nobody_claims_another_capacity(unit, referral, cohort):
    name = foreign_key(unit, "fk_membership_cohort_id_capacity")
    refused(unit, RuleBroken, name, add_membership, referral, cohort, capacity=13, seat=13)


def test_a_seat_has_one_person(unit, account, referral, cohort):
    add_membership(unit, referral, cohort)
    other = add_referral(unit, account, "8KQ4M2XH")
    refused(unit, Conflict, SEAT_TAKEN, add_membership, other, cohort, status="held")


def test_a_referral_has_one_place(unit, referral, cohort):
    add_membership(unit, referral, cohort)
    refused(unit, Conflict, REFERRAL_HAS_PLACE, add_membership, referral, cohort, seat=2)


def test_a_person_has_one_place(unit, account, referral, cohort):
    person = add_person(unit)
    add_membership(unit, referral, cohort, person_id=person)
    other = add_referral(unit, account, "8KQ4M2XH")
    refused(unit, Conflict, PERSON_HAS_PLACE, add_membership, other, cohort, seat=2, person_id=person)


@pytest.mark.parametrize("status", ["left", "released"])
def test_the_seat_of_somebody_who_left_can_be_taken_again(unit, account, referral, cohort, status):
    first = add_membership(unit, referral, cohort, person_id=add_person(unit))
    unit.execute(update(Membership).where(Membership.id == first).values(status=status, active=False))
    add_membership(unit, add_referral(unit, account, "8KQ4M2XH"), cohort)
    assert unit.execute(select(Membership.seat, Membership.active).order_by(Membership.id)).all() == [
        (1, False),
        (1, True),
    ]


def test_somebody_who_left_can_come_again(unit, referral, cohort):
    person = add_person(unit)
    for seat in (1, 2, 3):
        unit.execute(update(Membership).values(status="left", active=False))
        add_membership(unit, referral, cohort, seat=seat, person_id=person)


def test_people_not_yet_known_do_not_stand_in_each_others_way(unit, account, referral, cohort):
    add_membership(unit, referral, cohort, seat=1)
    add_membership(unit, add_referral(unit, account, "8KQ4M2XH"), cohort, seat=2)


def test_a_change_of_capacity_reaches_every_place(unit, referral, cohort):
    add_membership(unit, referral, cohort, seat=9)
    unit.execute(update(Cohort).values(capacity=9))
    assert unit.scalar(select(Membership.capacity)) == 9


def test_a_change_of_pathway_reaches_every_place(unit, referral, cohort):
    add_membership(unit, referral, cohort)
    unit.execute(update(Cohort).values(pathway="women"))
    assert unit.scalar(select(Membership.pathway)) == "women"


def test_a_cohort_does_not_shrink_below_a_seat_that_is_taken(unit, referral, cohort):
    add_membership(unit, referral, cohort, seat=9)
    with pytest.raises(RuleBroken), unit.attempt():
        unit.execute(update(Cohort).values(capacity=8))
    assert unit.scalar(select(Cohort.capacity)) == 12


def test_a_cohort_with_places_does_not_vanish(unit, referral, cohort):
    add_membership(unit, referral, cohort)
    with pytest.raises(RuleBroken), unit.attempt():
        unit.execute(delete(Cohort))


@pytest.mark.parametrize("capacity", [0, -1, 1001])
def test_a_cohort_has_1_to_1000_seats(unit, capacity):
    refused(unit, RuleBroken, "ck_cohort_capacity", add_cohort, add_venue(unit), capacity=capacity)


@pytest.mark.parametrize("second", [date(2027, 1, 9), date(2027, 1, 8)])
def test_the_second_workshop_comes_after_the_first(unit, second):
    refused(unit, RuleBroken, "ck_cohort_days_in_order", add_cohort, add_venue(unit), second_day=second)


def test_statuses_are_known_words(unit, referral, cohort):
    refused(unit, RuleBroken, "ck_cohort_known_status", add_cohort, 1, "C2", status="full")
    refused(unit, RuleBroken, "ck_membership_known_status", add_membership, referral, cohort, status="x", active=False)
    refused(unit, RuleBroken, "ck_worklist_item_known_owner", add_item, referral, "A", owner="court")


def test_a_caution_has_one_active_referral(unit, account):
    caution = unit.blind("caution", "1")
    add_referral(unit, account, caution_index=caution)
    refused(unit, Conflict, CAUTION_ALREADY_REFERRED, add_referral, account, "8KQ4M2XH", caution_index=caution)
    unit.execute(update(Referral).values(active=False))
    add_referral(unit, account, "8KQ4M2XH", caution_index=caution)


def add_item(unit, referral, code, **values):
    said = {"owner": "police", "kind": "override", "opened_at": NOW}
    return add(unit, WorklistItem, referral_id=referral, code=code, **{**said, **values})


def test_a_question_is_open_once(unit, referral):
    first = add_item(unit, referral, "A")
    refused(unit, Conflict, ITEM_ALREADY_OPEN, add_item, referral, "B")
    add_item(unit, referral, "C", kind="late")
    unit.execute(update(WorklistItem).where(WorklistItem.id == first).values(decided_at=NOW, outcome="granted"))
    add_item(unit, referral, "B")


@pytest.mark.parametrize("both", [True, False])
def test_somebody_to_keep_apart_is_a_reference_or_a_name(unit, referral, both):
    name = unit.seal(KeepApart.name, "7KQ4M2XH", "Kim Sample") if both else None
    values = {"referral_id": referral, "name": name, "other_reference": "8KQ4M2XH" if both else None}
    refused(unit, RuleBroken, "ck_keep_apart_reference_or_name", add, KeepApart, **values)


def test_codes_and_references_are_given_once(unit, account, referral, cohort):
    refused(unit, Conflict, "uq_account_code", add_account)
    refused(unit, Conflict, "uq_referral_reference", add_referral, account)
    refused(unit, Conflict, "uq_venue_code", add_venue)
    refused(unit, Conflict, "uq_cohort_code", add_cohort, 1)


def test_tokens_days_and_numbers_are_given_once(unit, account, referral):
    client = {"code": "a", "account_id": account, "public_keys": "{}", "made_at": NOW}
    known = add(unit, ApiClient, **client)
    refused(unit, Conflict, "uq_api_client_code", add, ApiClient, **client)
    token = {"token_sha256": b"x", "client_id": known, "made_at": NOW, "ends_at": NOW}
    add(unit, ApiToken, **token)
    refused(unit, Conflict, "pk_api_token", add, ApiToken, **token)
    day = {"referral_id": referral, "day": NOW.date()}
    add(unit, UnavailableDay, **day)
    refused(unit, Conflict, "pk_unavailable_day", add, UnavailableDay, **day)
    add(unit, PolicyBook, digest="d", area="testshire", body="{}", stored_at=NOW)
    decision = {"number": 1, "stage": "first", "verdict": "eligible", "book_digest": "d", "decided_at": NOW}
    add(unit, Decision, referral_id=referral, **decision)
    refused(unit, Conflict, "uq_decision_referral_id_number", add, Decision, referral_id=referral, **decision)


def test_what_must_be_known_is_known(unit):
    refused(
        unit, RuleBroken, "account.role", add, Account, code="a", display_name=unit.seal(Account.display_name, "a", "A")
    )


def test_the_chain_has_one_head(unit):
    refused(unit, RuleBroken, "ck_audit_head_one_row", add, AuditHead, id=2, seq=0, hash="0")


def test_every_constraint_and_index_has_a_name():
    things = [thing for table in Base.metadata.sorted_tables for thing in (*table.constraints, *table.indexes)]
    assert len(things) > 60
    assert [thing for thing in things if not thing.name or len(thing.name) > 63] == []


def test_the_columns_of_a_unique_constraint_tell_its_name():
    columns = [(table.name, *names) for table in Base.metadata.sorted_tables for _, names in _uniques(table)]
    assert len(columns) == len(set(columns))
