"""What a worker is just writing is kept for that worker alone, and goes when it is stored, on both databases."""

import pytest
from sqlalchemy import select
from tests.core.victims.conftest import VictimsArea, details, safe

from cara.acting import NotAccepted
from cara.casework import withdraw
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.briefings import BriefingSaid, write_briefing
from cara.victims.calls import CallSearch, list_contacts
from cara.victims.concerns import ConcernSaid
from cara.victims.correcting import change_safe_contact, correct_victim
from cara.victims.drafts import LONGEST, DraftKind, draft_of, give_up_draft, save_draft
from cara.victims.feedback import FeedbackSaid, record_feedback
from cara.victims.problems import NoSuchVictim
from cara.victims.raising import raise_concern_about_victim
from cara.victims.words import About, ContactWay, Outcome, SafetyNow
from cara.victims.workers import assign_worker

K = DraftKind
TYPED = {"note": ("Said that",), "outcome": ("spoke",)}


def kept(victims: VictimsArea, code: str, kind: DraftKind = K.ATTEMPT):
    return draft_of(victims.area.instance, victims.worker, code, kind, now=victims.now)


def keep(victims: VictimsArea, code: str, typed=TYPED, kind: DraftKind = K.ATTEMPT):
    save_draft(victims.area.instance, victims.worker, code, kind, typed, now=victims.now)


def left(victims: VictimsArea) -> set[DraftKind]:
    with victims.area.database.read() as unit:
        return {K(kind) for kind in unit.execute(select(v.VictimDraft.kind)).scalars()}


def drafts(victims: VictimsArea) -> int:
    with victims.area.database.read() as unit:
        return len(unit.execute(select(v.VictimDraft.id)).all())


def test_the_latest_draft_of_a_form_comes_back_to_who_wrote_it(victims: VictimsArea):
    code = victims.taken(victims.booked())
    assert kept(victims, code) == {}
    keep(victims, code)
    keep(victims, code, {"note": ("Said more",)})
    assert kept(victims, code) == {"note": ("Said more",)}
    assert kept(victims, code, K.DETAILS) == {}
    give_up_draft(victims.area.instance, victims.worker, code, K.ATTEMPT, now=victims.now)
    assert kept(victims, code) == {}


def test_nobody_else_reads_or_writes_a_draft(victims: VictimsArea):
    code = victims.taken(victims.booked())
    keep(victims, code)
    for actor in (victims.other_worker, victims.area.manager, victims.area.officer):
        with pytest.raises(NoSuchVictim):
            draft_of(victims.area.instance, actor, code, K.ATTEMPT, now=victims.now)
        with pytest.raises(NoSuchVictim):
            save_draft(victims.area.instance, actor, code, K.ATTEMPT, TYPED, now=victims.now)


def test_each_draft_goes_with_what_it_was_of(victims: VictimsArea):
    code, instance = victims.taken(victims.booked()), victims.area.instance
    for kind in K:
        keep(victims, code, kind=kind)
    attempt = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE)
    record_attempt(instance, victims.worker, code, attempt, now=victims.now)
    assert left(victims) == {K.DETAILS, K.SAFE_CONTACT, K.FEEDBACK, K.BRIEFING, K.CONCERN}
    record_feedback(instance, victims.worker, code, FeedbackSaid(safety=SafetyNow.NOT_SAFE), now=victims.now)
    assert left(victims) == {K.DETAILS, K.SAFE_CONTACT, K.BRIEFING, K.CONCERN}
    concern = ConcernSaid(about=About.VICTIM, what="Somebody waits outside", danger_now=False)
    raise_concern_about_victim(instance, victims.worker, code, concern, now=victims.now)
    assert left(victims) == {K.DETAILS, K.SAFE_CONTACT, K.BRIEFING}
    write_briefing(instance, victims.worker, code, BriefingSaid(), now=victims.now)
    assert left(victims) == {K.DETAILS, K.SAFE_CONTACT}
    change_safe_contact(instance, victims.worker, code, safe(code_word="Post"), seen=1, now=victims.now)
    assert drafts(victims) == 1
    correct_victim(instance, victims.worker, code, details(family_name="Other"), seen=2, now=victims.now)
    assert drafts(victims) == 0


def test_a_draft_stays_where_nothing_was_stored(victims: VictimsArea):
    code = victims.taken(victims.booked())
    keep(victims, code, kind=K.DETAILS)
    late = details(date_of_birth=victims.now.date().replace(year=2030))
    with pytest.raises(NotAccepted):
        correct_victim(victims.area.instance, victims.worker, code, late, seen=1, now=victims.now)
    assert drafts(victims) == 1


def test_drafts_go_with_the_worker_and_with_the_referral(victims: VictimsArea):
    area, other = victims.area, victims.booked()
    first, second = (victims.taken(reference) for reference in (victims.booked(), other))
    for code in (first, second):
        keep(victims, code)
    assign_worker(area.instance, area.manager, first, victims.other_worker.code, now=victims.now)
    assert drafts(victims) == 1
    withdraw(area.instance, area.officer, other, "Another disposal was made.", now=victims.now)
    list_contacts(area.instance, victims.worker, CallSearch(), now=victims.now)
    assert drafts(victims) == 0


def test_a_draft_is_sealed_audited_and_bounded(victims: VictimsArea):
    code = victims.taken(victims.booked())
    keep(victims, code, {"note": ("Wombatnote",)})
    with victims.area.database.read() as unit:
        [body] = unit.execute(select(v.VictimDraft.body)).scalars()
        told = unit.execute(select(t.AuditEntry.action, t.AuditEntry.detail)).all()
    assert b"Wombat" not in body
    assert "draft_kept" in {action for action, _ in told}
    assert not [detail for _, detail in told if "Wombat" in detail]
    with pytest.raises(NotAccepted):
        keep(victims, code, {"note": ("x" * LONGEST,)})
    assert kept(victims, code) == {"note": ("Wombatnote",)}
