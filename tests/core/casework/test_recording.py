"""Recording: who the person is, what he or she needs, equality answers apart, and the caution."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from cara.casework import (
    AlreadyReferred,
    NoSuchReferral,
    NotAccepted,
    ReferralStatus,
    WrongStatus,
    record_caution,
    record_equality,
    record_needs,
    record_person,
    review_duplicate,
    see_decisions,
    withdraw,
    worklist,
)
from cara.casework.details import EqualityAnswers, Needs
from cara.casework.items import ItemKind
from cara.policy import Outcome
from cara.records import Decision, Person, Referral
from cara.vocabulary import PoliceRank

S = ReferralStatus


def record(area, reference, **details):
    record_person(area.instance, area.officer, reference, area.person(**details), now=area.now)


def kinds(area, actor):
    return [item.kind for item in worklist(area.instance, actor, now=area.now)]


def test_who_the_person_is_can_be_read_back(area):
    reference = area.hold()
    record(area, reference, pnc_id="2019/123456x")
    seen = area.see(reference).person
    assert (seen.family_name, seen.pnc_id, seen.phone) == ("Testperson", "2019/0123456X", "07700900982")


def test_details_can_be_corrected(area):
    reference = area.hold()
    record(area, reference)
    record(area, reference, family_name="Exampleton")
    assert area.see(reference).person.family_name == "Exampleton"
    assert area.rows()["person"] == 1


def test_nothing_that_names_anybody_is_stored_in_clear(area):
    area.booked()
    with area.database.read() as unit:
        stored = [bytes(blob) for row in unit.execute(select(Person.details, Person.needs)).all() for blob in row]
        everything = repr(unit.execute(text("SELECT * FROM audit_entry")).all()) + repr(stored)
    assert not any(word in everything for word in ("Testperson", "Adam", "1992", "Example Road"))


def test_a_date_of_birth_that_agrees_decides_nothing_anew(area):
    reference = area.hold(age=34)
    record(area, reference, date_of_birth="1992-11-23")
    assert area.rows()["decision"] == 1


def test_a_date_of_birth_corrects_the_age_and_both_decisions_stay(area):
    reference = area.hold(age=34)
    record(area, reference, date_of_birth="1992-11-24")
    kept = see_decisions(area.instance, area.officer, reference, now=area.now)
    assert [decision.decision.facts.age for decision in kept] == [33, 34]
    assert area.see(reference).status is S.HELD


def test_somebody_who_turns_out_to_be_a_child_is_not_booked(area):
    reference = area.hold(age=18)
    record(area, reference, date_of_birth="2008-11-24")
    seen = area.see(reference)
    assert (seen.status, seen.facts.age) == (S.AWAITING_DECISION, 17)
    assert "national" in {result.owner for result in seen.decision.results_with(Outcome.FAILS)}
    assert kinds(area, area.supervisor) == [ItemKind.NEEDS_A_PERSON]


@pytest.mark.parametrize("born", [date(2026, 11, 24), date(1, 1, 1), date(1905, 11, 23), date(2016, 11, 24)])
def test_an_impossible_date_of_birth_is_refused_and_nothing_stored(area, born):
    reference, before = area.hold(), None
    before = area.rows()
    with pytest.raises(NotAccepted, match="Date of birth must be"):
        record(area, reference, date_of_birth=born)
    assert area.rows() == before


@pytest.mark.parametrize("born", [date(1905, 11, 24), date(2016, 11, 23)])
def test_the_oldest_and_the_youngest_possible_date_of_birth_are_taken(area, born):
    reference = area.hold()
    record(area, reference, date_of_birth=born)
    assert area.see(reference).person.date_of_birth == born


def test_one_caution_has_one_open_referral(area):
    first, second = area.hold(), area.hold()
    record(area, first)
    before = area.rows()
    with pytest.raises(AlreadyReferred):
        record(area, second, given_names="ADAM Middle", crime_reference="13 12345 26")
    assert area.rows() == before
    assert area.see(second).person is None


def test_another_crime_of_the_same_person_is_another_caution(area):
    first, second = area.hold(), area.hold()
    record(area, first)
    record(area, second, crime_reference="13/99999/26")
    assert area.see(second).duplicates == 1


def test_a_withdrawn_referral_frees_its_caution(area):
    first, second = area.hold(), area.hold()
    record(area, first)
    withdraw(area.instance, area.officer, first, "Entered twice", now=area.now)
    record(area, second)
    assert area.see(second).person.family_name == "Testperson"


def test_a_booked_referral_keeps_its_caution(area):
    area.booked()
    with pytest.raises(AlreadyReferred):
        record(area, area.hold())


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, True),
        ({"given_names": "Adam Lee"}, True),
        ({"given_names": "Someone", "family_name": "Else", "pnc_id": "2019/0123456X"}, True),
        ({"date_of_birth": "1992-06-02"}, False),
        ({"family_name": "Exampleton"}, False),
    ],
)
def test_a_possible_duplicate_is_put_up_for_review_and_never_merged(area, other, found):
    first, second = area.hold(), area.hold()
    record(area, first, pnc_id="2019/123456X")
    record(area, second, crime_reference="13/99999/26", **other)
    assert (ItemKind.POSSIBLE_DUPLICATE in kinds(area, area.manager)) is found
    with area.database.read() as unit:
        people = unit.execute(select(Referral.person_id)).scalars().all()
    assert len(set(people)) == 2


def test_a_reviewed_duplicate_does_not_come_back_for_a_new_phone_number(area):
    first, second = area.hold(), area.hold()
    record(area, first)
    record(area, second, crime_reference="13/99999/26")
    code = area.item_of(second, area.manager)
    review_duplicate(area.instance, area.manager, code, same=False, reason="Namesakes", now=area.now)
    record(area, second, crime_reference="13/99999/26", phone="07700 900111")
    assert kinds(area, area.manager) == []


def test_needs_come_after_the_person(area):
    with pytest.raises(NotAccepted, match="person's details first"):
        record_needs(area.instance, area.officer, area.hold(), Needs(), now=area.now)


def test_needs_can_be_given_again(area):
    reference, day = area.hold(), date(2027, 1, 9)
    area.record(reference, needs=Needs(unavailable=(day, day)))
    assert area.see(reference).impossible == {day}
    area.record(reference, needs=Needs(interpreter=True, language="pl"))
    seen = area.see(reference)
    assert (seen.impossible, seen.needs.language) == (frozenset(), "pl")


def test_equality_answers_are_kept_apart_from_all_that_decides(area):
    reference = area.hold()
    area.complete(reference)
    answers = EqualityAnswers(ethnicity="asian", disability="yes", first_language="Xhosa")
    record_equality(area.instance, area.officer, reference, answers, now=area.now)
    area.confirm(reference)
    assert area.see(reference).equality == answers
    with area.database.read() as unit:
        bodies = unit.execute(select(Decision.number, Decision.body)).all()
        said = [unit.unseal(Decision.body, f"{reference}:{number}", body) for number, body in bodies]
    assert len(said) == 2
    assert not any(word in text for text in said for word in ("Xhosa", "ethnicity", "disability", "asian"))


def test_empty_equality_answers_remove_them(area):
    reference = area.hold()
    record_equality(area.instance, area.officer, reference, EqualityAnswers(ethnicity="asian"), now=area.now)
    record_equality(area.instance, area.officer, reference, EqualityAnswers(), now=area.now)
    assert area.see(reference).equality is None
    assert area.rows()["equality_answers"] == 0


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 11, 24), "today or in the past"),
        (date(2026, 11, 19), "before the date of the offence"),
        (date(9999, 12, 31), "today or in the past"),
        (date(1, 1, 1), "before the date of the offence"),
    ],
)
def test_an_impossible_day_of_the_caution_is_refused(area, day, sentence):
    reference = area.hold()
    before = area.rows()
    with pytest.raises(NotAccepted, match=sentence):
        area.sign(reference, caution_on=day)
    assert area.rows() == before


def test_a_caution_is_at_most_28_days_old(area):
    reference = area.hold(offence_on=date(2026, 10, 1))
    area.sign(reference, caution_on=area.today - timedelta(days=28))
    with pytest.raises(NotAccepted, match="within the last 28 days"):
        area.sign(reference, caution_on=area.today - timedelta(days=29))


def test_an_earlier_caution_makes_the_person_younger(area):
    reference = area.hold(age=34, offence_on=date(2026, 11, 1))
    record(area, reference, date_of_birth="1992-11-20")
    area.sign(reference, caution_on=date(2026, 11, 19))
    assert area.see(reference).facts.age == 33


def test_nothing_is_recorded_after_the_confirmation(area):
    reference = area.booked()
    with pytest.raises(WrongStatus):
        record(area, reference)
    with pytest.raises(WrongStatus):
        area.sign(reference)
    with pytest.raises(WrongStatus):
        record_equality(area.instance, area.officer, reference, EqualityAnswers(), now=area.now)


@pytest.mark.parametrize("code", ["officer-2", "officer-3", "supervisor-3", "manager-1", "facilitator-1"])
def test_whoever_may_not_change_it_is_told_that_there_is_none(area, code):
    reference = area.hold()
    with pytest.raises(NoSuchReferral) as refused:
        record_person(area.instance, area.subjects[code], reference, area.person(), now=area.now)
    with pytest.raises(NoSuchReferral) as absent:
        record_person(area.instance, area.officer, "22222222", area.person(), now=area.now)
    assert str(refused.value) == str(absent.value)


def test_a_rank_is_recorded_as_it_was_given(area):
    reference = area.hold()
    record_caution(
        area.instance, area.supervisor, reference, area.caution(authorising_rank=PoliceRank.PROSECUTOR), now=area.now
    )
    assert area.see(reference).caution.authorising_rank is PoliceRank.PROSECUTOR
