"""The audit: each use case that writes or shows something personal leaves its entry, and the chain holds."""

import json

import pytest
from sqlalchemy import func, select

from cara.casework import (
    PlaceSearch,
    Search,
    ask_for_place,
    ask_for_place_for,
    change_answers,
    confirm_booking,
    decide_disposal,
    hold_another_place,
    list_referrals,
    participant_view,
    record_equality,
    refer_on,
    release_expired_holds,
    review_duplicate,
    see_decisions,
    see_referral,
    withdraw,
)
from cara.casework.details import EqualityAnswers
from cara.records import AuditEntry, audit
from cara.vocabulary import PoliceRank


def entries(area, since=0):
    with area.database.read() as unit:
        query = select(AuditEntry.__table__).where(AuditEntry.seq > since).order_by(AuditEntry.seq)
        return [dict(row) for row in unit.execute(query).mappings().all()]


def head(area):
    with area.database.read() as unit:
        return unit.scalar(select(func.max(AuditEntry.seq)))


WRITES = {
    "hold": ("referral_entered", lambda area, one: area.hold()),
    "hold another": (
        "place_held",
        lambda area, one: hold_another_place(area.instance, area.officer, one, "N2", None, now=area.now),
    ),
    "record person": ("person_recorded", lambda area, one: area.record(one)),
    "sign": ("caution_recorded", lambda area, one: area.sign(one)),
    "equality": (
        "equality_recorded",
        lambda area, one: record_equality(area.instance, area.officer, one, EqualityAnswers(), now=area.now),
    ),
    "change": (
        "answers_changed",
        lambda area, one: change_answers(
            area.instance, area.officer, one, area.facts(age=40), area.restricted(), now=area.now
        ),
    ),
    "refer on": ("referred_to_person", lambda area, one: refer_on(area.instance, area.officer, one, now=area.now)),
    "withdraw": (
        "referral_withdrawn",
        lambda area, one: withdraw(area.instance, area.officer, one, "Reason", now=area.now),
    ),
    "run out": ("hold_ran_out", lambda area, one: release_expired_holds(area.instance, now=area.later(hours=2))),
    "refer": ("referral_entered", lambda area, one: area.referred()),
    "ask": (
        "referral_entered",
        lambda area, one: ask_for_place(
            area.instance, area.officer, area.facts(), area.restricted(), PlaceSearch(), now=area.now
        ),
    ),
}
READS = {
    "see": ("referral_seen", lambda area, one: see_referral(area.instance, area.officer, one, now=area.now)),
    "decisions": ("decisions_seen", lambda area, one: see_decisions(area.instance, area.officer, one, now=area.now)),
    "list": ("referrals_listed", lambda area, one: list_referrals(area.instance, area.officer, Search(), now=area.now)),
}


@pytest.mark.parametrize("case", WRITES)
def test_every_write_has_its_entry(area, case):
    action, act = WRITES[case]
    reference = area.hold()
    before = head(area)
    act(area, reference)
    written = entries(area, before)
    assert action in [entry["action"] for entry in written]
    assert {entry["actor"] for entry in written} <= {"officer-1", "system"}


@pytest.mark.parametrize("case", READS)
def test_every_reading_of_somebody_has_its_entry(area, case):
    action, act = READS[case]
    reference = area.hold()
    before = head(area)
    act(area, reference)
    (entry,) = entries(area, before)
    assert (entry["action"], entry["actor"]) == (action, "officer-1")
    assert reference in (entry["resource"], *json.loads(entry["detail"]).get("shown", ()))


def test_a_list_says_whose_names_it_showed(area):
    first, second = area.hold(), area.hold()
    before = head(area)
    list_referrals(area.instance, area.officer, Search(), now=area.now, limit=1)
    (entry,) = entries(area, before)
    assert json.loads(entry["detail"])["shown"] == [second]
    assert first != second


def test_who_is_refused_reads_nothing_and_leaves_no_entry(area):
    reference = area.hold()
    before = head(area)
    with pytest.raises(Exception, match="no such referral"):
        see_referral(area.instance, area.other_force, reference, now=area.now)
    assert head(area) == before


def test_the_chain_holds_after_a_whole_journey_and_no_entry_names_anybody(area):
    reference = area.referred()
    decide_disposal(
        area.instance,
        area.supervisor,
        area.item_of(reference, area.supervisor),
        approve=True,
        rank=PoliceRank.SERGEANT,
        reason="Bilal Otherperson said so",
        now=area.now,
    )
    ask_for_place_for(area.instance, area.officer, reference, now=area.now)
    hold_another_place(area.instance, area.officer, reference, "N1", None, now=area.now)
    area.complete(reference)
    confirm_booking(area.instance, area.officer, reference, now=area.now)
    participant_view(area.instance, area.officer, reference, now=area.now)
    second = area.hold()
    area.record(second, person=area.person(crime_reference="13/99999/26"))
    code = area.item_of(second, area.manager)
    review_duplicate(area.instance, area.manager, code, same=True, reason="Known", now=area.now)
    withdraw(area.instance, area.supervisor, reference, "Adam Testperson asked", now=area.now)
    with area.database.read() as unit:
        assert audit.verify(unit).whole
    hashes = ("previous_hash", "hash")  # in which any four figures may stand
    told = [{name: value for name, value in entry.items() if name not in hashes} for entry in entries(area)]
    said = json.dumps(told, default=str)
    assert "referral_withdrawn" in said
    assert not any(word in said for word in ("Adam", "Testperson", "Bilal", "Otherperson", "1992", "07700"))
