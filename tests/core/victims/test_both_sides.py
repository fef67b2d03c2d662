"""Whoever is on both sides, or shares a telephone with the other one, whichever of them came first."""

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select
from tests.core.victims.conftest import VictimsArea, details, safe
from tests.core.victims.test_participant_side import participant_side

from cara.acting import SYSTEM
from cara.casework import see_referral
from cara.casework.correcting_contact import correct_contact, see_contact
from cara.casework.details import PersonContact
from cara.records import tables as t
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.briefings import heard_of
from cara.victims.calls import CallSearch, CallTab, list_contacts
from cara.victims.correcting import correct_victim
from cara.victims.deciding import decide_contact, see_to_decide
from cara.victims.opening import open_safe_contact, prepare
from cara.victims.problems import NotSafeNow
from cara.victims.states import ContactStatus, WrongContact
from cara.victims.words import ContactWay, Heard, Outcome, WhyAPersonDecides, WhyNotNow, WhyOpened
from cara.workshops import move_booking

S, W = ContactStatus, WhyAPersonDecides
ANA = {"given_names": "Ana", "family_name": "Sample", "date_of_birth": "1990-04-02"}
SPOKE = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE)
each_database = settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
numbers = count(1)
"""The same database serves every example, so each has people of its own."""


def of_manager(victims: VictimsArea) -> list[str]:
    """The contacts on the manager's list of those about whom a person decides."""
    search = CallSearch(CallTab.TO_DECIDE, mine=False)
    shown = list_contacts(victims.area.instance, victims.area.manager, search, now=victims.now)
    return [str(line.code) for line in shown.page.lines]


def why(victims: VictimsArea, code: str) -> tuple[WhyAPersonDecides, ...]:
    return see_to_decide(victims.area.instance, victims.area.manager, code, now=victims.now).why


def may_call(victims: VictimsArea, code: str) -> WhyNotNow | None:
    return prepare(victims.area.instance, victims.worker, code, now=victims.now).against[ContactWay.CALL]


def decide(victims: VictimsArea, code: str) -> None:
    decide_contact(victims.area.instance, victims.area.manager, code, S.DUE, "Spoken to the police.", now=victims.now)


def call(victims: VictimsArea, code: str) -> str:
    how = (ContactWay.CALL, WhyOpened.ATTEMPT)
    return open_safe_contact(victims.area.instance, victims.worker, code, *how, now=victims.now)


def correct(victims: VictimsArea, reference: str, phone: str) -> None:
    """Correct the participant's telephone number, as the police do."""
    instance, officer = victims.area.instance, victims.area.officer
    seen = see_contact(instance, officer, reference, now=victims.now)
    contact = PersonContact.model_validate({**dict(seen.contact), "phone": phone})
    correct_contact(instance, officer, reference, contact, seen=seen.version, now=victims.now)


WAYS_TO_WRITE = (
    "07700 900{}",
    "+44 7700 900{}",
    "(07700) 900{}",
    "07700-900-{}",
    "+44 (0)7700 900{}",
)
written = some.sampled_from(WAYS_TO_WRITE)


@each_database
@given(own=written, theirs=written)
def test_a_number_that_becomes_the_participant_s_is_blocked_from_then_on(victims: VictimsArea, own: str, theirs: str):
    number = 100 + next(numbers)
    reference = victims.booked(family_name=f"Changing {number}", phone="07700 900982")
    code = victims.taken(reference, safe(phone=own.format(number)), family_name=f"Other {number}")
    assert may_call(victims, code) is None
    correct(victims, reference, theirs.format(number))
    assert may_call(victims, code) is WhyNotNow.MAY_REACH_PARTICIPANT
    with pytest.raises(NotSafeNow):
        call(victims, code)
    correct(victims, reference, "07700 900983")
    assert may_call(victims, code) is WhyNotNow.MAY_REACH_PARTICIPANT  # the former one may still ring there


def test_a_number_of_a_later_referral_of_the_same_participant_is_blocked(victims: VictimsArea):
    code = victims.taken(victims.booked(phone="07700 900982"), safe(phone="07700 900111"))
    assert may_call(victims, code) is None
    other = victims.area.hold("N2")
    assert may_call(victims, code) is None
    victims.area.record(other, person=victims.area.person(phone="+44 7700 900111", crime_reference="13/99/26"))
    assert may_call(victims, code) is WhyNotNow.MAY_REACH_PARTICIPANT


@pytest.mark.parametrize(("cohort", "against"), [("N1", WhyNotNow.MAY_REACH_PARTICIPANT), ("N2", None)])
def test_a_number_of_somebody_else_in_the_cohort_is_blocked_while_they_share_it(
    victims: VictimsArea, cohort: str, against: WhyNotNow | None
):
    code = victims.taken(victims.booked(phone="07700 900982"), safe(phone="07700 900111"))
    other = victims.area.booked(cohort, family_name="Friend", phone="07700 900111", crime_reference="13/98/26")
    assert may_call(victims, code) is against
    move_booking(victims.area.instance, victims.area.manager, other, "S1", reason="Away", now=victims.now)
    assert may_call(victims, code) is None


def become_participant(victims: VictimsArea, cohort: str = "N2", **changes: object) -> str:
    """Refer the victim, who harmed somebody in another case."""
    return str(victims.area.booked(cohort, **{**ANA, "crime_reference": f"14/{next(numbers)}/26", **changes}))


BEFORE = [None, Outcome.NO_ANSWER, Outcome.SPOKE, Outcome.WRONG_NUMBER, Outcome.UNREACHABLE]


@pytest.mark.parametrize("outcome", BEFORE)
def test_a_victim_who_becomes_a_participant_goes_before_a_person(victims: VictimsArea, outcome: Outcome | None):
    code = victims.taken(victims.booked())
    if outcome:
        made = AttemptMade(way=ContactWay.CALL, outcome=outcome)
        record_attempt(victims.area.instance, victims.worker, code, made, now=victims.now)
    assert of_manager(victims) == []
    become_participant(victims)
    with pytest.raises(WrongContact):
        call(victims, code)
    before = participant_side(victims)
    assert of_manager(victims) == [code]
    assert why(victims, code) == (W.ALSO_PARTICIPANT,)
    assert participant_side(victims) == before
    decide(victims, code)
    assert of_manager(victims) == []
    assert call(victims, code)


def test_it_is_noticed_by_the_worker_too_and_each_further_referral_is_asked_about_once(victims: VictimsArea):
    code = victims.taken(victims.booked())
    become_participant(victims, "N2")
    assert prepare(victims.area.instance, victims.worker, code, now=victims.now).status is S.TO_DECIDE
    decide(victims, code)
    assert prepare(victims.area.instance, victims.worker, code, now=victims.now).status is S.DUE
    third = victims.area.hold("S2")
    victims.area.record(third, person=victims.area.person(**ANA, crime_reference="15/1/26"))
    assert of_manager(victims) == [code]


def test_what_comes_to_light_while_a_person_decides_is_decided_with_the_rest(victims: VictimsArea):
    become_participant(victims)
    code = victims.taken(victims.booked())
    third = victims.area.hold("S2")
    victims.area.record(third, person=victims.area.person(**ANA, crime_reference="15/1/26"))
    decide(victims, code)
    assert of_manager(victims) == []


def test_whoever_was_one_before_is_asked_about_once(victims: VictimsArea):
    become_participant(victims)
    code = victims.taken(victims.booked())
    assert of_manager(victims) == [code]
    decide(victims, code)
    assert of_manager(victims) == []


@pytest.mark.parametrize("changes", [{"date_of_birth": "1990-04-03"}, {"family_name": "Sampleton"}])
def test_somebody_else_of_another_name_or_birthday_is_not_taken_for_the_victim(victims: VictimsArea, changes):
    victims.taken(victims.booked())
    become_participant(victims, **changes)
    assert of_manager(victims) == []


def test_nothing_on_the_police_s_page_tells_that_the_participant_is_a_victim_too(victims: VictimsArea):
    seen = []
    for name in ("Sample", "Nobody"):
        victims.taken(victims.booked(family_name=f"Of {name}"))
        own = become_participant(victims, "N2", family_name=name)
        of_manager(victims)
        view = see_referral(victims.area.instance, victims.area.officer, own, now=victims.now)
        assert not [line.status for line in view.history if "decid" in line.status.label]
        seen.append([(line.status, line.by, line.reason) for line in view.history])
        assert "victim" not in str(view.history).lower()
    assert seen[0] == seen[1]


def today_minus(victims: VictimsArea, years: int, days: int = 0) -> date:
    today = victims.area.today
    return today.replace(year=today.year - years) + timedelta(days=days)


@pytest.mark.parametrize(
    ("years", "days", "reasons"),
    [(18, 0, None), (18, 1, (W.UNDER_18,)), (17, 0, (W.UNDER_18,)), (None, 0, (W.AGE_NOT_KNOWN,))],
)
def test_an_age_that_is_corrected_goes_before_a_person_unless_grown_up(victims: VictimsArea, years, days, reasons):
    code = victims.taken(victims.booked())
    born = None if years is None else today_minus(victims, years, days)
    said = details(date_of_birth=born)
    correct_victim(victims.area.instance, victims.worker, code, said, seen=1, now=victims.now)
    assert of_manager(victims) == ([code] if reasons else [])
    if reasons:
        assert why(victims, code) == reasons
        decide(victims, code)
        assert of_manager(victims) == []
        assert call(victims, code)


def test_whoever_is_decided_about_without_a_birthday_and_turns_out_to_be_young_is_asked_about_again(
    victims: VictimsArea,
):
    code = victims.taken(victims.booked(), date_of_birth=None)
    decide(victims, code)
    said = details(date_of_birth=today_minus(victims, 16))
    correct_victim(victims.area.instance, victims.worker, code, said, seen=2, now=victims.now)
    assert why(victims, code) == (W.UNDER_18,)


def test_the_facilitators_are_told_that_somebody_was_spoken_to_while_a_person_decides(victims: VictimsArea):
    reference = victims.booked()
    code = victims.taken(reference)
    record_attempt(victims.area.instance, victims.worker, code, SPOKE, now=victims.now)
    become_participant(victims)
    assert of_manager(victims) == [code]
    with victims.area.database.read() as unit:
        referral = unit.scalar(select(t.Referral.id).where(t.Referral.reference == reference))
        assert heard_of(unit, referral) is Heard.SPOKEN


def test_the_trail_says_that_it_went_before_a_person_and_not_why(victims: VictimsArea):
    victims.taken(victims.booked())
    own = become_participant(victims)
    of_manager(victims)
    with victims.area.database.read() as unit:
        query = select(t.AuditEntry.actor, t.AuditEntry.detail).where(t.AuditEntry.action == "contact_to_decide")
        [(actor, detail)] = unit.execute(query).all()
    assert actor == SYSTEM
    assert own not in detail
    assert "participant" not in detail
