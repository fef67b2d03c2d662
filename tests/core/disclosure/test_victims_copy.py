"""A victim's request: made by the victim's worker, confirmed by another, given only where it is safe."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.core.victims.conftest import VictimsArea, safe

from cara.access import Action, ProofNeeded, Role, Subject
from cara.access.table import IN_A_VICTIMS_COPY, OF_VICTIMS, TABLE
from cara.acting import NotAccepted
from cara.disclosure.copies import Copy, as_document
from cara.disclosure.kept import NewRequest
from cara.disclosure.texts import TextDecided
from cara.disclosure.victims import requests as r
from cara.disclosure.victims.giving import VictimsWay
from cara.disclosure.words import CopyNotReady, IdentityChecked, NoSuchRequest, RequestStatus, TextAnswer
from cara.staff import NewAccount, add_account
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.concerns import ConcernSaid, acknowledge_concern, hold_place
from cara.victims.correcting import change_safe_contact
from cara.victims.feedback import FeedbackSaid, record_feedback
from cara.victims.problems import NoSuchVictim, NotSafeNow
from cara.victims.raising import raise_concern_about_victim
from cara.victims.words import About, ContactWay, Outcome, SafetyNow, WhyNotNow
from cara.victims.workers import assign_worker
from cara.vocabulary import Reference

SAFE = {"email": "ana@example.org", "ways": (ContactWay.CALL, ContactWay.EMAIL)}


def asked(victims: VictimsArea, code: Reference) -> str:
    new = NewRequest(victims.now.date(), IdentityChecked.RUNG_BACK)
    return r.request_copy(victims.area.instance, victims.worker, code, new, now=victims.now)


def read_all(victims: VictimsArea, request: str) -> None:
    for seen in r.see_texts(victims.area.instance, victims.worker, request, now=victims.now):
        decided = TextDecided(seen.text.place, seen.text.digest, TextAnswer.RELEASE)
        r.decide_text(victims.area.instance, victims.worker, request, decided, now=victims.now)


def confirmed(victims: VictimsArea, code: Reference) -> str:
    instance, now = victims.area.instance, victims.now
    request = asked(victims, code)
    read_all(victims, request)
    r.prepare_copy(instance, victims.worker, request, now=now)
    row, _ = r.look_through(instance, victims.other_worker, request, now=now)
    r.confirm_copy(instance, victims.other_worker, request, row.digest or "", now=now)
    return request


def take(victims: VictimsArea, request: str, way: VictimsWay, now: datetime | None = None) -> Copy:
    at = now or victims.now
    return r.take_copy(victims.area.instance, replace(victims.worker, proved_at=at), request, way, now=at)


@pytest.fixture
def code(victims: VictimsArea) -> Reference:
    return victims.taken(victims.booked(), safe(**SAFE))


def test_the_worker_makes_it_and_another_confirms_it(victims: VictimsArea, code: Reference):
    request = confirmed(victims, code)
    document = as_document(take(victims, request, VictimsWay.EMAIL)).decode()
    assert "Sample" in document
    assert "ana@example.org" in document
    today = victims.now.date()
    r.give_copy(victims.area.instance, victims.worker, request, VictimsWay.EMAIL, today, now=victims.now)
    seen = r.see_request(victims.area.instance, victims.worker, request, now=victims.now)
    assert (seen.row.status, seen.row.given_how) == (RequestStatus.GIVEN, "email")


def test_neither_the_manager_nor_the_police_nor_the_worker_confirms_it(victims: VictimsArea, code: Reference):
    instance, now, area = victims.area.instance, victims.now, victims.area
    request = asked(victims, code)
    read_all(victims, request)
    r.prepare_copy(instance, victims.worker, request, now=now)
    for nobody in (victims.worker, area.manager, area.officer, area.supervisor):
        with pytest.raises(NoSuchRequest):
            r.look_through(instance, nobody, request, now=now)
    with pytest.raises(NoSuchRequest):
        r.look_through(instance, victims.other_worker, "AAAAAAAA", now=now)


def test_who_made_it_is_no_second_person_once_another_is_the_worker(victims: VictimsArea, code: Reference):
    instance, now = victims.area.instance, victims.now
    request = asked(victims, code)
    read_all(victims, request)
    r.prepare_copy(instance, victims.worker, request, now=now)
    assign_worker(instance, victims.area.manager, code, "worker-2", now=now)
    for nobody in (victims.worker, victims.other_worker):
        with pytest.raises(NoSuchRequest):
            r.look_through(instance, nobody, request, now=now)
    new = NewAccount("worker-3", "Third", Role.VICTIM_CONTACT_WORKER, "provider")
    third = Subject(
        add_account(victims.area.database, new, now=now), "worker-3", Role.VICTIM_CONTACT_WORKER, "provider"
    )
    assert r.look_through(instance, third, request, now=now)[0].code == request


def test_nobody_but_the_worker_makes_one(victims: VictimsArea, code: Reference):
    new = NewRequest(victims.now.date())
    for nobody in (victims.other_worker, victims.area.manager, victims.area.officer):
        with pytest.raises(NoSuchVictim):
            r.request_copy(victims.area.instance, nobody, code, new, now=victims.now)
    request = asked(victims, code)
    with pytest.raises(NoSuchRequest):
        r.see_texts(victims.area.instance, victims.other_worker, request, now=victims.now)
    with pytest.raises(ProofNeeded):
        r.take_copy(victims.area.instance, victims.worker, request, VictimsWay.EMAIL, now=victims.now)


@pytest.mark.parametrize(
    ("said", "way", "why"),
    [
        ({"email": "adam+x@example.org"}, VictimsWay.EMAIL, WhyNotNow.MAY_REACH_PARTICIPANT),
        ({"ways": (ContactWay.CALL,)}, VictimsWay.EMAIL, WhyNotNow.NOT_THIS_WAY),
        ({}, VictimsWay.LETTER, WhyNotNow.NOT_THIS_WAY),
        (
            {"address": "1, Example Rd., Testshire", "ways": (ContactWay.LETTER,)},
            VictimsWay.LETTER,
            None,
        ),
        (
            {"address": "1 Example Road\nTestshire", "ways": (ContactWay.LETTER,)},
            VictimsWay.LETTER,
            WhyNotNow.MAY_REACH_PARTICIPANT,
        ),
        ({"ways": (), "hours": (), "review_on": None}, VictimsWay.IN_PERSON, WhyNotNow.NO_INSTRUCTIONS),
        ({}, VictimsWay.IN_PERSON, None),
        ({}, VictimsWay.EMAIL, None),
    ],
)
def test_a_way_that_is_not_safe_is_refused_in_words(victims: VictimsArea, said: dict, way: VictimsWay, why):
    code = victims.taken(victims.booked(), safe(**{**SAFE, **said}))
    request = confirmed(victims, code)
    offered = r.ways_of_giving(victims.area.instance, victims.worker, request, now=victims.now)
    assert offered[way] is why
    if why is None:
        take(victims, request, way)
        return
    with pytest.raises(NotSafeNow) as refused:
        take(victims, request, way)
    assert refused.value.why is why


def test_outside_the_hours_after_the_review_and_before_a_check_nothing_leaves(victims: VictimsArea, code: Reference):
    request = confirmed(victims, code)
    night = victims.now.replace(hour=23)
    for moment, way, why in (
        (night, VictimsWay.EMAIL, WhyNotNow.OUTSIDE_HOURS),
        (victims.now + timedelta(days=80), VictimsWay.EMAIL, WhyNotNow.REVIEW_DUE),
        (victims.now + timedelta(days=80), VictimsWay.IN_PERSON, WhyNotNow.REVIEW_DUE),
    ):
        with pytest.raises(NotSafeNow) as refused:
            take(victims, request, way, moment)
        assert refused.value.why is why
    other = safe(**SAFE, address="Elsewhere 4")
    change_safe_contact(victims.area.instance, victims.worker, code, other, seen=1, now=victims.now)
    with pytest.raises(NotSafeNow) as refused:
        take(victims, request, VictimsWay.IN_PERSON)
    assert refused.value.why is WhyNotNow.NOT_CONFIRMED


def test_it_is_given_only_in_the_way_for_which_it_was_taken(victims: VictimsArea, code: Reference):
    request = confirmed(victims, code)
    take(victims, request, VictimsWay.EMAIL)
    instance, today = victims.area.instance, victims.now.date()
    for way, on in (
        (VictimsWay.LETTER, today),
        (VictimsWay.IN_PERSON, today),
        (VictimsWay.EMAIL, today + timedelta(1)),
        (VictimsWay.EMAIL, today - timedelta(1)),
    ):
        with pytest.raises(NotAccepted):
            r.give_copy(instance, victims.worker, request, way, on, now=victims.now)


def test_what_was_written_since_it_was_confirmed_does_not_leave_unread(victims: VictimsArea, code: Reference):
    request = confirmed(victims, code)
    spoke = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE, note="He was in the room: Adam Testperson")
    record_attempt(victims.area.instance, victims.worker, code, spoke, now=victims.now)
    with pytest.raises(CopyNotReady):
        take(victims, request, VictimsWay.EMAIL)
    r.open_copy_again(victims.area.instance, victims.worker, request, now=victims.now)
    with pytest.raises(CopyNotReady):
        r.prepare_copy(victims.area.instance, victims.worker, request, now=victims.now)


def test_everything_that_was_said_and_done_is_in_it_and_nothing_of_the_other_side(victims: VictimsArea):
    instance, now = victims.area.instance, victims.now
    reference = victims.booked()
    code = victims.taken(reference, safe(**SAFE, instructions="Ring twice"), children="Two at school")
    record_attempt(instance, victims.worker, code, AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE), now=now)
    said = FeedbackSaid(better="Quieter", worse="Doors", needs="A lock", never="The key", safety=SafetyNow.WORRIED)
    record_feedback(instance, victims.worker, code, said, now=now)
    seen = ConcernSaid(about=About.VICTIM, what="Was followed home.", danger_now=True)
    raised = raise_concern_about_victim(instance, victims.worker, code, seen, now=now)
    acknowledge_concern(instance, victims.area.manager, raised.code, now=now)
    hold_place(instance, victims.area.manager, raised.code, date(2026, 12, 14), now=now)
    child = ConcernSaid(about=About.CHILD, what="A child was missing.", danger_now=False)
    raise_concern_about_victim(instance, victims.worker, code, child, now=now)
    document = as_document(take(victims, confirmed(victims, code), VictimsWay.IN_PERSON)).decode()
    for held in ("Ring twice", "Two at school", "Quieter", "Doors", "A lock", "The key", "Was followed home."):
        assert held in document
    for kept in (str(Reference(reference).spoken), "Testperson", "Adam", "Hall", "Held the participant", "A child was"):
        assert kept not in document
    assert "Something else was arranged" in document


def test_the_list_shows_codes_to_the_manager_and_what_is_due_first(victims: VictimsArea, code: Reference):
    request = asked(victims, code)
    early = NewRequest(date(2026, 10, 1))
    late = r.request_copy(victims.area.instance, victims.worker, code, early, now=victims.now)
    for actor in (victims.area.manager, victims.worker, victims.other_worker):
        found = r.list_requests(victims.area.instance, actor, now=victims.now)
        assert [one.row.code for one in found] == [late, request]
        assert found[0].row.is_overdue(victims.now.date())


def test_every_action_of_these_pages_leaves_nothing_about_a_participant():
    assert IN_A_VICTIMS_COPY < OF_VICTIMS
    actions = (
        Action.SEE_VICTIM_COPIES,
        Action.PREPARE_VICTIM_COPY,
        Action.CONFIRM_VICTIM_COPY,
        Action.EXPORT_VICTIM_COPY,
    )
    for action in actions:
        assert all(permission.fields <= IN_A_VICTIMS_COPY for permission in TABLE[action].values())
