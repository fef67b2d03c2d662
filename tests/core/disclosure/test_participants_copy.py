"""A participant's request from the day it comes until the copy is given, each step by whoever may."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from tests.core.disclosure.exporting import asked, confirmed, participants_document_of, read_all, second_of
from tests.core.records.rows import entry
from tests.instances import Area

from cara.access import Action, ProofNeeded, Role, Subject
from cara.access.table import IN_A_COPY, OF_VICTIMS, TABLE, G
from cara.acting import NotAccepted
from cara.casework import NoSuchReferral
from cara.casework.details import Needs
from cara.disclosure.copies import WITHHELD, as_document
from cara.disclosure.kept import NewRequest
from cara.disclosure.participants import requests as r
from cara.disclosure.texts import TextDecided
from cara.disclosure.words import (
    CopyNotReady,
    IdentityChecked,
    NoSuchRequest,
    RefusedWhy,
    RequestStatus,
    StepKind,
    TextAnswer,
    WrongRequest,
)
from cara.records import RuleBroken
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import Attendance
from cara.workshops import Marked, defer, record_register

AFTER = datetime(2026, 12, 7, 10, tzinfo=UTC)


def proved(actor: Subject, now: datetime) -> Subject:
    return replace(actor, proved_at=now)


@pytest.fixture
def reference(area: Area) -> str:
    return str(area.booked())


@pytest.fixture
def attended(area: Area, reference: str) -> str:
    """A referral about which people wrote something."""
    marked = Marked(seat=1, mark=Attendance.LEFT_EARLY, reason="Held up by traffic", behaviour="Named his partner")
    record_register(area.instance, area.manager, "N1-1", [marked], now=AFTER)
    return reference


def test_a_copy_is_read_put_together_confirmed_by_another_taken_and_given(area: Area, attended: str):
    instance, manager = area.instance, area.manager
    code = asked(area, attended, AFTER)
    read_all(area, code, AFTER)
    r.prepare_copy(instance, manager, code, now=AFTER)
    second = second_of(area, AFTER)
    row, copy = r.look_through(instance, second, code, now=AFTER)
    assert b"Held up by traffic" in as_document(copy)
    r.confirm_copy(instance, second, code, row.digest or "", now=AFTER)
    taken = r.take_copy(instance, proved(manager, AFTER), code, now=AFTER)
    assert as_document(taken) == as_document(copy)
    giving = r.Giving(r.ParticipantsWay.IN_PERSON, AFTER.date(), r.GivenTo.ASKER)
    r.give_copy(instance, manager, code, giving, now=AFTER)
    seen = r.see_request(instance, manager, code, now=AFTER)
    assert (seen.row.status, seen.row.given_on, seen.row.due_on) == (
        RequestStatus.GIVEN,
        AFTER.date(),
        date(2027, 1, 7),
    )
    assert [step.what for step in reversed(seen.steps)] == [
        StepKind.RECORDED,
        StepKind.PREPARED,
        StepKind.CONFIRMED,
        StepKind.TAKEN,
        StepKind.GIVEN,
    ]


def test_nobody_confirms_a_copy_that_he_or_she_put_together_or_of_which_he_or_she_read_a_text(
    area: Area, attended: str
):
    instance, manager = area.instance, area.manager
    other = Subject(second_of(area, AFTER).account, "director-of-copies", Role.AREA_MANAGER, "provider")
    code = asked(area, attended, AFTER)
    read_all(area, code, AFTER)
    r.prepare_copy(instance, other, code, now=AFTER)
    for nobody in (other, manager, area.officer, area.supervisor):
        with pytest.raises(NoSuchRequest):
            r.look_through(instance, nobody, code, now=AFTER)
        with pytest.raises(NoSuchRequest):
            r.confirm_copy(instance, nobody, code, "0" * 64, now=AFTER)


def test_the_database_too_refuses_one_and_the_same_person(area: Area, attended: str):
    code = confirmed(area, attended, AFTER)
    with pytest.raises(RuleBroken), area.database.write() as unit:
        unit.execute(update(t.AccessRequest).values(confirmed_by=t.AccessRequest.prepared_by))
    assert r.see_request(area.instance, area.manager, code, now=AFTER).row.confirmed_by == "director-of-copies"


def test_what_nobody_has_read_does_not_leave(area: Area, attended: str):
    code = asked(area, attended, AFTER)
    with pytest.raises(CopyNotReady):
        r.prepare_copy(area.instance, area.manager, code, now=AFTER)
    first, *_ = r.see_texts(area.instance, area.manager, code, now=AFTER)
    release = TextDecided(first.text.place, first.text.digest, TextAnswer.RELEASE)
    r.decide_text(area.instance, area.manager, code, release, now=AFTER)
    with pytest.raises(CopyNotReady):
        r.prepare_copy(area.instance, area.manager, code, now=AFTER)


def test_whoever_asks_has_to_be_known_before_a_copy_goes_on(area: Area, reference: str):
    instance, manager = area.instance, area.manager
    code = r.request_copy(instance, manager, reference, NewRequest(AFTER.date()), now=AFTER)
    read_all(area, code, AFTER)
    with pytest.raises(CopyNotReady, match="who asks"):
        r.prepare_copy(instance, manager, code, now=AFTER)
    r.check_asker(instance, manager, code, IdentityChecked.PHOTOGRAPH, now=AFTER)
    r.prepare_copy(instance, manager, code, now=AFTER)
    seen = r.see_request(instance, manager, code, now=AFTER)
    assert (seen.row.identity, seen.row.identity_by) == (IdentityChecked.PHOTOGRAPH, "manager-1")


def test_each_text_leaves_as_it_was_decided(area: Area, attended: str):
    instance, manager = area.instance, area.manager
    code = asked(area, attended, AFTER)
    texts = {seen.text.text: seen.text for seen in r.see_texts(instance, manager, code, now=AFTER)}
    for said, answer, redacted in (
        ("Held up by traffic", TextAnswer.WITHHOLD, None),
        ("Named his partner", TextAnswer.REDACT, "Named [...]"),
    ):
        text = texts.pop(said)
        r.decide_text(instance, manager, code, TextDecided(text.place, text.digest, answer, redacted), now=AFTER)
    for text in texts.values():
        withheld = TextDecided(text.place, text.digest, TextAnswer.RELEASE)
        r.decide_text(instance, manager, code, withheld, now=AFTER)
    r.prepare_copy(instance, manager, code, now=AFTER)
    _, copy = r.look_through(instance, second_of(area, AFTER), code, now=AFTER)
    document = as_document(copy).decode()
    assert "Named [...]" in document
    assert WITHHELD in document
    assert "traffic" not in document
    assert "partner" not in document.partition('"attendance"')[2].partition('"extensions"')[0]


def test_a_redaction_that_adds_a_word_is_refused_beside_its_field(area: Area, attended: str):
    code = asked(area, attended, AFTER)
    first, *_ = r.see_texts(area.instance, area.manager, code, now=AFTER)
    adding = TextDecided(first.text.place, first.text.digest, TextAnswer.REDACT, "She said [...]")
    with pytest.raises(NotAccepted) as refused:
        r.decide_text(area.instance, area.manager, code, adding, now=AFTER)
    assert [problem.field for problem in refused.value.problems] == ["redacted"]


def test_a_text_that_changed_since_it_was_read_is_read_again(area: Area):
    reference = str(area.book_with(Needs.model_validate({"other_needs": "A chair"})))
    code = asked(area, reference, AFTER)
    read_all(area, code, AFTER)
    _write_needs(area, "A chair, and not beside his wife")
    [needs] = [one for one in r.see_texts(area.instance, area.manager, code, now=AFTER) if one.text.place == "needs"]
    assert needs.reading is None
    with pytest.raises(CopyNotReady):
        r.prepare_copy(area.instance, area.manager, code, now=AFTER)


def _write_needs(area: Area, said: str) -> None:
    with area.database.write() as unit:
        key = str(unit.scalar(select(t.Person.key)))
        needs = Needs.model_validate({"other_needs": said})
        sealed = unit.seal(t.Person.needs, key, needs.model_dump_json())
        unit.audit(entry())
        unit.execute(update(t.Person).values(needs=sealed))


def test_what_changed_since_it_was_confirmed_does_not_leave_before_it_was_opened_again(area: Area, reference: str):
    instance, manager = area.instance, area.manager
    code = confirmed(area, reference, area.now)
    defer(instance, manager, reference, date(2027, 1, 30), reason="Ana rang and asked for it", now=area.now)
    with pytest.raises(CopyNotReady):
        r.take_copy(instance, proved(manager, area.now), code, now=area.now)
    with pytest.raises(WrongRequest):
        r.see_texts(instance, manager, code, now=area.now)
    r.open_copy_again(instance, manager, code, now=area.now)
    with pytest.raises(CopyNotReady):
        r.prepare_copy(instance, manager, code, now=area.now)


def test_the_second_person_confirms_what_he_or_she_saw_and_nothing_later(area: Area, reference: str):
    instance, manager = area.instance, area.manager
    code = asked(area, reference, area.now)
    read_all(area, code, area.now)
    r.prepare_copy(instance, manager, code, now=area.now)
    second = second_of(area, area.now)
    row, _ = r.look_through(instance, second, code, now=area.now)
    defer(instance, manager, reference, date(2027, 1, 30), reason="Ana rang and asked for it", now=area.now)
    for act in (
        lambda: r.look_through(instance, second, code, now=area.now),
        lambda: r.confirm_copy(instance, second, code, row.digest or "", now=area.now),
    ):
        with pytest.raises(CopyNotReady):
            act()
    with pytest.raises(CopyNotReady):
        r.confirm_copy(instance, second, code, "0" * 64, now=area.now)


def test_one_that_was_returned_is_put_together_and_looked_through_anew(area: Area, reference: str):
    instance, manager = area.instance, area.manager
    code = confirmed(area, reference, AFTER)
    with pytest.raises(WrongRequest):
        r.return_copy(instance, second_of(area, AFTER), code, "Too late by now.", now=AFTER)
    r.open_copy_again(instance, manager, code, now=AFTER)
    r.prepare_copy(instance, manager, code, now=AFTER)
    r.return_copy(instance, second_of(area, AFTER), code, "The second reason names her.", now=AFTER)
    seen = r.see_request(instance, manager, code, now=AFTER)
    assert (seen.row.status, seen.row.confirmed_by, seen.row.digest) == (RequestStatus.RECEIVED, None, None)
    assert seen.steps[0].note == "The second reason names her."


def test_it_is_taken_with_fresh_proof_alone_and_audited_as_a_disclosure(area: Area, reference: str):
    code = confirmed(area, reference, AFTER)
    with pytest.raises(ProofNeeded):
        r.take_copy(area.instance, area.manager, code, now=AFTER)
    r.take_copy(area.instance, proved(area.manager, AFTER), code, now=AFTER)
    with area.database.read() as unit:
        last = select(t.AuditEntry.action, t.AuditEntry.resource, t.AuditEntry.detail).order_by(t.AuditEntry.seq.desc())
        action, resource, detail = unit.execute(last.limit(1)).one()
    assert (action, resource, code in detail) == ("copy_taken", reference, True)


def test_it_is_given_only_once_it_was_taken_on_a_day_that_can_be(area: Area, reference: str):
    code = confirmed(area, reference, AFTER)
    giving = r.Giving(r.ParticipantsWay.POST, AFTER.date(), r.GivenTo.REPRESENTATIVE)
    with pytest.raises(NotAccepted) as refused:
        r.give_copy(area.instance, area.manager, code, giving, now=AFTER)
    assert {problem.field for problem in refused.value.problems} == {"how", "named"}
    r.take_copy(area.instance, proved(area.manager, AFTER), code, now=AFTER)
    for on in (AFTER.date() - timedelta(1), AFTER.date() + timedelta(1)):
        with pytest.raises(NotAccepted):
            r.give_copy(area.instance, area.manager, code, replace(giving, on=on, named="R. Example"), now=AFTER)
    r.give_copy(area.instance, area.manager, code, replace(giving, named="R. Example"), now=AFTER)


def test_a_request_is_refused_with_a_reason_and_then_it_has_ended(area: Area, reference: str):
    code = asked(area, reference, AFTER)
    with pytest.raises(NotAccepted):
        r.refuse_copy(area.instance, area.manager, code, RefusedWhy.TWICE, " ", now=AFTER)
    r.refuse_copy(area.instance, area.manager, code, RefusedWhy.TWICE, "The first is on its way.", now=AFTER)
    with pytest.raises(WrongRequest):
        r.prepare_copy(area.instance, area.manager, code, now=AFTER)


def test_not_there_and_not_allowed_look_alike(area: Area, reference: str):
    code = asked(area, reference, AFTER)
    declare_conflict(area.database, proved(area.manager, AFTER), "manager-1", reference, now=AFTER)
    for asked_for in (code, "AAAAAAAA"):
        with pytest.raises(NoSuchRequest):
            r.see_request(area.instance, area.manager, asked_for, now=AFTER)
    assert r.list_requests(area.instance, area.manager, now=AFTER) == ()
    with pytest.raises(NoSuchReferral):
        asked(area, reference, AFTER)
    with pytest.raises(NoSuchReferral):
        r.request_copy(area.instance, area.officer, reference, NewRequest(AFTER.date()), now=AFTER)


def test_what_is_due_first_stands_first_and_what_is_late_is_said(area: Area, reference: str):
    late = r.request_copy(area.instance, area.manager, reference, NewRequest(date(2026, 11, 1)), now=AFTER)
    later = asked(area, reference, AFTER)
    found = r.list_requests(area.instance, area.manager, now=AFTER)
    assert [one.row.code for one in found] == [late, later]
    assert [one.row.is_overdue(AFTER.date()) for one in found] == [True, False]
    assert not found[0].row.is_overdue(found[0].row.due_on)
    with pytest.raises(NotAccepted):
        r.request_copy(area.instance, area.manager, reference, NewRequest(date(2026, 12, 8)), now=AFTER)


def test_nobody_who_works_here_is_named_and_keep_apart_is_not_there(area: Area):
    reference = str(area.book_with(Needs.model_validate({"keep_apart": [{"name": "Bandicoot Name"}]})))
    document = participants_document_of(area, reference, AFTER).decode()
    for named in ("Bandicoot", "Officer Example", "Sergeant Example", "officer-1", "manager-1"):
        assert named not in document
    assert "Testperson" in document
    assert area.restricted().victim_position is not None
    assert "position" not in document


def test_every_action_of_these_pages_leaves_nothing_about_a_victim():
    assert not IN_A_COPY & (OF_VICTIMS | {G.RESTRICTED, G.KEEP_APART})
    for action in (Action.SEE_COPIES, Action.PREPARE_COPY, Action.CONFIRM_COPY, Action.EXPORT_COPY):
        assert all(permission.fields <= IN_A_COPY for permission in TABLE[action].values())
