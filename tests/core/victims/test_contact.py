"""From what the police enter to the attempts of the worker, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from tests.core.victims.conftest import EVERY_DAY, VictimsArea, details, safe

from cara.access import Role
from cara.acting import NotAccepted, tell
from cara.casework import NoSuchReferral, ReferralStatus, WrongStatus, withdraw
from cara.records import tables as t
from cara.victims.attempts import AttemptMade, attempts_of, record_attempt
from cara.victims.calls import CallSearch, CallTab, list_contacts
from cara.victims.checking import check_safe_contact
from cara.victims.correcting import change_safe_contact, correct_victim
from cara.victims.deciding import decide_contact
from cara.victims.entering import enter_victim, see_victims
from cara.victims.opening import open_safe_contact, prepare
from cara.victims.problems import NoSuchVictim, NotSafeNow, SomebodyElseWrote
from cara.victims.states import ContactStatus, WrongContact
from cara.victims.words import ContactWay, Outcome, Told, WhyNotNow, WhyOpened
from cara.victims.workers import assign_worker, take_contact
from cara.workshops import assign_facilitator, move_booking, release_facilitator

S = ContactStatus
NUMBER = "07700900111"


def tab(victims: VictimsArea, which: CallTab = CallTab.TO_CALL, *, mine: bool = False):
    calls = list_contacts(victims.area.instance, victims.worker, CallSearch(which, mine=mine), now=victims.now)
    return [str(line.code) for line in calls.page.lines]


def audited(victims: VictimsArea):
    with victims.area.database.read() as unit:
        return unit.execute(select(t.AuditEntry.action, t.AuditEntry.detail).order_by(t.AuditEntry.seq)).all()


def test_a_victim_is_contacted_from_the_police_s_word_to_the_attempt(victims: VictimsArea):
    code = victims.victim(victims.booked())
    assert tab(victims) == [code]
    take_contact(victims.area.instance, victims.worker, code, now=victims.now)
    read = prepare(victims.area.instance, victims.worker, code, now=victims.now)
    assert read.against[ContactWay.CALL] is None
    assert NUMBER not in repr(read)
    number = open_safe_contact(
        victims.area.instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=victims.now
    )
    assert number == NUMBER
    attempt = AttemptMade(way=ContactWay.CALL, outcome=Outcome.NO_ANSWER, note="Rang twice")
    assert record_attempt(victims.area.instance, victims.worker, code, attempt, now=victims.now) is S.ATTEMPTED
    spoke = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE)
    assert record_attempt(victims.area.instance, victims.worker, code, spoke, now=victims.now) is S.REACHED
    seen = attempts_of(victims.area.instance, victims.worker, code, now=victims.now)
    assert [(one.outcome, one.note, one.by) for one in seen] == [
        (Outcome.SPOKE, None, "worker-1"),
        (Outcome.NO_ANSWER, "Rang twice", "worker-1"),
    ]
    assert tab(victims) == []
    assert tab(victims, CallTab.RESULTS) == [code]


def test_both_readings_are_audited_with_their_reason_and_without_the_number(victims: VictimsArea):
    code = victims.taken(victims.booked())
    prepare(victims.area.instance, victims.worker, code, now=victims.now)
    open_safe_contact(
        victims.area.instance, victims.worker, code, ContactWay.CALL, WhyOpened.SAFEGUARDING, now=victims.now
    )
    entries = dict(audited(victims))
    assert '"reason":"safeguarding"' in entries["safe_contact_opened"]
    assert "safe_contact_read" in entries
    assert not [detail for detail in entries.values() if NUMBER in detail or "Sample" in detail]


@pytest.mark.parametrize(
    ("said", "changes", "status"),
    [
        (safe(ways=(), hours=(), review_on=None), {}, S.NO_CONTACT),
        (safe(), {"told": Told.DOES_NOT_WANT}, S.DECLINED),
        (safe(), {"date_of_birth": None}, S.TO_DECIDE),
        (safe(), {"date_of_birth": date(2008, 11, 24)}, S.TO_DECIDE),
        (safe(), {"date_of_birth": date(2008, 11, 23)}, S.DUE),
    ],
)
def test_where_the_contact_begins(victims: VictimsArea, said, changes, status):
    reference = victims.booked()
    code = victims.taken(reference, said, **changes)
    [seen] = see_victims(victims.area.instance, victims.area.officer, reference, now=victims.now)
    assert (seen.code, seen.status) == (code, status)
    if status is not S.DUE:
        with pytest.raises((WrongContact, NotSafeNow)):
            open_safe_contact(
                victims.area.instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=victims.now
            )


def test_a_victim_who_is_a_participant_too_goes_to_a_person(victims: VictimsArea):
    other = victims.area.person()
    victims.booked(given_names=other.given_names, family_name=other.family_name, date_of_birth=other.date_of_birth)
    names = {"given_names": other.given_names.upper(), "family_name": other.family_name}
    code = victims.victim(victims.booked(family_name="Another"), **names, date_of_birth=other.date_of_birth)
    assert tab(victims, CallTab.TO_DECIDE) == [code]
    decide_contact(
        victims.area.instance, victims.area.manager, code, S.DUE, "Different people, by the police.", now=victims.now
    )
    assert tab(victims) == [code]


def test_nothing_is_entered_before_the_caution_is_signed_nor_by_another_force(victims: VictimsArea):
    held = victims.area.hold("N1")
    with pytest.raises(WrongStatus):
        victims.victim(held)
    reference = victims.booked()
    for actor in (victims.area.other_force, victims.area.manager, victims.worker):
        with pytest.raises(NoSuchReferral):
            enter_victim(victims.area.instance, actor, reference, details(), safe(), now=victims.now)


def test_every_problem_is_said_at_once(victims: VictimsArea):
    late = safe(review_on=date(2027, 12, 1))
    with pytest.raises(NotAccepted) as refused:
        victims.victim(victims.booked(), late, date_of_birth=date(2027, 1, 1))
    assert {problem.field for problem in refused.value.problems} == {"date_of_birth", "review_on"}


@pytest.mark.parametrize("own", ["07700 900982", "+44 (0)7700 900982", "0044 7700900982"])
def test_a_number_of_the_participant_s_is_never_opened_for_contact(victims: VictimsArea, own: str):
    code = victims.taken(victims.booked(phone="07700 900 982"), safe(phone=own))
    read = prepare(victims.area.instance, victims.worker, code, now=victims.now)
    assert read.against[ContactWay.CALL] is WhyNotNow.MAY_REACH_PARTICIPANT
    with pytest.raises(NotSafeNow, match="may also reach a participant"):
        open_safe_contact(
            victims.area.instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=victims.now
        )


def test_outside_the_hours_the_number_stays_closed(victims: VictimsArea):
    code = victims.taken(victims.booked(), safe(hours=EVERY_DAY[5:]))
    with pytest.raises(NotSafeNow, match="outside the hours"):
        open_safe_contact(
            victims.area.instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=victims.now
        )
    [line] = list_contacts(victims.area.instance, victims.worker, CallSearch(), now=victims.now).page.lines
    assert line.next_at is not None
    assert line.next_at.date() == date(2026, 11, 28)


def test_only_the_victim_s_own_worker_opens_anything(victims: VictimsArea):
    code = victims.taken(victims.booked())
    for actor in (victims.other_worker, victims.area.manager, victims.area.officer, victims.area.other_force):
        with pytest.raises(NoSuchVictim):
            prepare(victims.area.instance, actor, code, now=victims.now)
        with pytest.raises(NoSuchVictim):
            open_safe_contact(
                victims.area.instance, actor, code, ContactWay.CALL, WhyOpened.SAFEGUARDING, now=victims.now
            )


def test_a_changed_number_is_checked_by_a_second_person_before_it_is_used(victims: VictimsArea):
    instance, code = victims.area.instance, victims.taken(victims.booked())
    assert change_safe_contact(instance, victims.worker, code, safe(phone="07700 900222"), seen=1, now=victims.now)
    with pytest.raises(NotSafeNow, match="second person"):
        open_safe_contact(instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=victims.now)
    with pytest.raises(NoSuchVictim):
        check_safe_contact(instance, victims.worker, code, seen=2, now=victims.now)
    with pytest.raises(SomebodyElseWrote):
        check_safe_contact(instance, victims.other_worker, code, seen=1, now=victims.now)
    check_safe_contact(instance, victims.other_worker, code, seen=2, now=victims.now)
    number = open_safe_contact(instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=victims.now)
    assert number == "07700900222"


def test_the_police_see_what_they_said_until_it_is_old_and_never_where_the_victim_went_since(victims: VictimsArea):
    instance, reference = victims.area.instance, victims.booked()
    code = victims.taken(reference)
    [seen] = see_victims(instance, victims.area.officer, reference, now=victims.now)
    assert seen.safe_contact is not None
    assert seen.safe_contact.phone == NUMBER
    change_safe_contact(instance, victims.worker, code, safe(phone="07700 900222"), seen=1, now=victims.now)
    [seen] = see_victims(instance, victims.area.officer, reference, now=victims.now)
    assert (seen.safe_contact, seen.is_changed) == (None, True)


IN_VAIN = (Outcome.NO_ANSWER, Outcome.SOMEBODY_ELSE, Outcome.WRONG_NUMBER)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("way", ContactWay)
def test_an_attempt_of_our_own_is_recorded_in_no_way_that_is_not_allowed(victims: VictimsArea, way, outcome):
    """Whatever the victim did, by whatever way, can be recorded: only what we do is bound."""
    code, attempt = victims.taken(victims.booked()), AttemptMade(way=way, outcome=outcome)
    recording = (victims.area.instance, victims.worker, code, attempt)
    if way is not ContactWay.CALL and outcome in IN_VAIN:
        with pytest.raises(NotAccepted, match="not allowed"):
            record_attempt(*recording, now=victims.now)
        assert attempts_of(victims.area.instance, victims.worker, code, now=victims.now) == ()
    else:
        record_attempt(*recording, now=victims.now)


def test_no_attempt_is_recorded_on_a_number_that_may_be_the_participant_s(victims: VictimsArea):
    code = victims.taken(victims.booked(), safe(phone=victims.area.person().phone))
    attempt = AttemptMade(way=ContactWay.CALL, outcome=Outcome.NO_ANSWER)
    with pytest.raises(NotAccepted, match="not allowed"):
        record_attempt(victims.area.instance, victims.worker, code, attempt, now=victims.now)


LEFT = (
    "Left a message",
    "left a short voicemail",
    "I left voice-mail twice",
    "Leaving a message with the sister",
    "Message was left on the answerphone",
    "left a card at the door",
    "Voicemail left.",
)
NOT_LEFT = (
    "Left no message",
    "Did not leave a message",
    "Didn't leave a voicemail",
    "Never left a message",
    "No message left",
    "Rang off without leaving a message",
    "She has left home",
    "Voicemail answered: rang off",
)


@pytest.mark.parametrize("note", LEFT)
def test_a_message_that_was_left_is_no_attempt_but_a_concern(victims: VictimsArea, note: str):
    code = victims.taken(victims.booked())
    attempt = AttemptMade(way=ContactWay.CALL, outcome=Outcome.NO_ANSWER, note=note)
    with pytest.raises(NotAccepted, match="safeguarding concern"):
        record_attempt(victims.area.instance, victims.worker, code, attempt, now=victims.now)


@pytest.mark.parametrize("note", NOT_LEFT)
def test_that_none_was_left_can_be_noted(victims: VictimsArea, note: str):
    code = victims.taken(victims.booked())
    attempt = AttemptMade(way=ContactWay.CALL, outcome=Outcome.NO_ANSWER, note=note)
    assert record_attempt(victims.area.instance, victims.worker, code, attempt, now=victims.now) is S.ATTEMPTED


def test_hours_alone_need_no_second_person_unless_a_number_waits_for_one(victims: VictimsArea):
    instance, code = victims.area.instance, victims.taken(victims.booked())
    fewer = safe(hours=EVERY_DAY[:5])
    assert not change_safe_contact(instance, victims.worker, code, fewer, seen=1, now=victims.now)
    assert change_safe_contact(instance, victims.worker, code, safe(phone="07700 900222"), seen=2, now=victims.now)
    again = safe(phone="07700 900222", hours=EVERY_DAY[:3])
    assert change_safe_contact(instance, victims.worker, code, again, seen=3, now=victims.now)


def test_two_who_correct_at_once_are_told_and_what_was_said_before_is_kept(victims: VictimsArea):
    instance, code = victims.area.instance, victims.taken(victims.booked())
    correct_victim(instance, victims.worker, code, details(family_name="Sampler"), seen=1, now=victims.now)
    with pytest.raises(SomebodyElseWrote):
        correct_victim(instance, victims.worker, code, details(family_name="Other"), seen=1, now=victims.now)
    assert prepare(instance, victims.worker, code, now=victims.now).name == "Ana Sampler"


def becomes(victims: VictimsArea, code: str, role: Role) -> None:
    """Give somebody another role, as the years go by."""
    with victims.area.database.write() as unit:
        tell(unit, None, "role_changed", "account", victims.now)
        unit.execute(update(t.Account).where(t.Account.code == code).values(role=role.value))


def test_whoever_facilitates_the_participant_s_workshops_cannot_be_the_worker(victims: VictimsArea):
    instance, manager, now = victims.area.instance, victims.area.manager, victims.now
    code = victims.victim(victims.booked())
    assign_facilitator(instance, manager, "N1-2", "facilitator-1", now=now)
    becomes(victims, "facilitator-1", Role.VICTIM_CONTACT_WORKER)
    with pytest.raises(NotAccepted, match="nobody supports both sides"):
        assign_worker(instance, manager, code, "facilitator-1", now=now)
    release_facilitator(instance, manager, "N1-2", "facilitator-1", now=now)
    assign_worker(instance, manager, code, "facilitator-1", now=now)


def test_the_worker_cannot_be_made_a_facilitator_of_the_participant_s_workshops(victims: VictimsArea):
    instance, manager, now = victims.area.instance, victims.area.manager, victims.now
    victims.taken(victims.booked())
    becomes(victims, "worker-1", Role.FACILITATOR)
    with pytest.raises(NotAccepted, match="supports the other side"):
        assign_facilitator(instance, manager, "N1-1", "worker-1", now=now)
    assign_facilitator(instance, manager, "N2-1", "worker-1", now=now)


def test_a_participant_who_comes_to_a_cohort_that_the_worker_runs_has_another_from_then_on(victims: VictimsArea):
    instance, manager, now = victims.area.instance, victims.area.manager, victims.now
    reference = victims.booked()
    code = victims.taken(reference)
    becomes(victims, "worker-1", Role.FACILITATOR)
    assign_facilitator(instance, manager, "N2-1", "worker-1", now=now)
    move_booking(instance, manager, reference, "N2", reason="Works on that day.", now=now)
    assert [line.worker for line in _all_calls(victims)] == [None]
    assert victims.area.see(reference).status is ReferralStatus.BOOKED
    assert code in tab(victims)


def _all_calls(victims: VictimsArea):
    search = CallSearch(mine=False)
    return list_contacts(victims.area.instance, victims.other_worker, search, now=victims.now).page.lines


def test_a_second_worker_does_not_take_what_another_has(victims: VictimsArea):
    instance, code = victims.area.instance, victims.taken(victims.booked())
    take_contact(instance, victims.worker, code, now=victims.now)
    with pytest.raises(NotAccepted, match="Somebody else makes this contact"):
        take_contact(instance, victims.other_worker, code, now=victims.now)
    assign_worker(instance, victims.area.manager, code, "worker-2", now=victims.now)
    with pytest.raises(NoSuchVictim):
        prepare(instance, victims.worker, code, now=victims.now)
    prepare(instance, victims.other_worker, code, now=victims.now)


def test_a_contact_ends_with_its_referral(victims: VictimsArea):
    reference = victims.booked()
    code = victims.taken(reference)
    withdraw(victims.area.instance, victims.area.officer, reference, "No longer proceeded with.", now=victims.now)
    assert tab(victims) == []
    with pytest.raises(WrongContact):
        open_safe_contact(
            victims.area.instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=victims.now
        )


def test_whose_workshop_two_is_nearest_comes_first(victims: VictimsArea):
    late, early = victims.booked(cohort="N2"), victims.booked(cohort="N1")
    codes = {reference: str(victims.victim(reference)) for reference in (late, early)}
    assert tab(victims) == [codes[early], codes[late]]


def test_the_review_is_no_longer_than_half_a_year_ahead(victims: VictimsArea):
    today = victims.area.today
    victims.victim(victims.booked(), safe(review_on=today + timedelta(days=180)))
    with pytest.raises(NotAccepted, match="180 days ahead"):
        victims.victim(victims.booked(), safe(review_on=today + timedelta(days=181)))
