"""Two worlds: whatever the victim said, did or was, the participant's copy is the same to the byte.

Pairs: 12 in ``ci``; 300 under the exhaustive profile, a tenth of them with the PDF. Worlds are lived in one database and
undone again.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.areas_for_tests import stated
from tests.core.disclosure.exporting import participants_document_of, participants_export_of
from tests.core.victims.conftest import details, safe
from tests.instances import Area, area_on, west_yorkshire_like

from cara.access import Role, Subject
from cara.casework import (
    NotClearedYet,
    PlaceSearch,
    change_answers,
    confirm_booking,
    decide_disposal,
    hold_place,
    refer_to_person,
)
from cara.casework.holding import hold_another_place
from cara.disclosure.participants import collecting, decided
from cara.policy import RestrictedFacts, VictimPositionPermitted
from cara.records import Database, Keyring
from cara.staff import NewAccount, add_account
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.briefings import BriefingSaid, write_briefing
from cara.victims.concerns import ConcernSaid
from cara.victims.entering import enter_victim
from cara.victims.feedback import FeedbackSaid, record_feedback
from cara.victims.raising import raise_concern_about_victim
from cara.victims.rows import victims_of
from cara.victims.words import About, ContactWay, Outcome, SafetyNow
from cara.victims.workers import take_contact
from cara.vocabulary import Attendance, PoliceRank, Reference, VictimPosition
from cara.workshops import Marked, record_register, see_register

EXHAUSTIVE = os.environ.get("CARA_HYPOTHESIS_PROFILE") == "exhaustive"
PAIRS, WHOLE_PAIRS = (300, 30) if EXHAUSTIVE else (12, 2)
REFERENCE = Reference.parse("7KQ4M2XR")
AFTER = datetime(2026, 12, 7, 10, tzinfo=UTC)


@dataclass(frozen=True)
class VictimsLife:
    """All that two worlds may differ in."""

    position: VictimPosition | None
    before: tuple[VictimPosition, ...] = ()
    """What the police had entered before they changed it, once for each."""
    entered: int = 0
    reached: bool = False
    said: str | None = None
    concerned: bool = False


victims = some.builds(
    VictimsLife,
    position=some.none() | some.sampled_from(VictimPosition),
    before=some.lists(some.sampled_from(VictimPosition), max_size=2).map(tuple),
    entered=some.integers(0, 2),
    reached=some.booleans(),
    said=some.none() | some.sampled_from(["He waits outside.", "Quieter."]),
    concerned=some.booleans(),
)
SILENT = VictimsLife(VictimPosition.AGREES)
LOUD = VictimsLife(VictimPosition.OBJECTS, (VictimPosition.AGREES,), 2, reached=True, said="He waits.", concerned=True)


class _Undone(Exception):
    """The world is over."""


@pytest.fixture(scope="module")
def strict(sqlite_template, tmp_path_factory) -> Iterator[Area]:
    """Testshire where nobody is booked by the rules alone unless the victim agrees: in all else a person decides."""
    areas = west_yorkshire_like(stated(VictimPositionPermitted, value=(VictimPosition.AGREES,)))
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("copies") / "cara.db")
    with closing(Database.open(f"sqlite:///{path}", Keyring.development())) as database:
        yield area_on(database, areas)


@pytest.fixture(scope="module", params=["asks nobody", "needs the victim's agreement"])
def world(request, strict: Area) -> Area:
    """Testshire, and Testshire that needs the victim's agreement."""
    usual = replace(strict, instance=strict.with_areas(west_yorkshire_like()))
    return strict if "agreement" in request.param else usual


def live(
    area: Area, life: VictimsLife, make: Callable[[Area, str, datetime], bytes] = participants_document_of
) -> bytes:
    """Live one world, give the copy that the participant gets at its end, and undo it."""
    found = b""
    here = replace(area, instance=replace(area.instance, draw_reference=lambda: REFERENCE))
    try:
        with area.database.write():
            _booked(here, life)
            _on_the_victims_side(here, life)
            _attended(here)
            found = make(here, str(REFERENCE), AFTER)
            raise _Undone  # noqa: TRY301 - this is how a unit is undone
    except _Undone:
        return found


def _restricted(position: VictimPosition | None) -> RestrictedFacts:
    return RestrictedFacts(victim_views_sought=True, victim_position=position)


def _booked(here: Area, life: VictimsLife) -> None:
    instance, officer, now = here.instance, here.officer, here.now
    first, *more = (*life.before, life.position)
    try:
        hold_place(instance, officer, here.facts(), _restricted(first), "N1", PlaceSearch(), now=now)
    except NotClearedYet:
        refer_to_person(instance, officer, here.facts(), _restricted(first), now=now)
    for position in more:
        change_answers(instance, officer, REFERENCE, here.facts(), _restricted(position), now=now)
    if here.see(REFERENCE).status == "awaiting_decision":
        item = here.item_of(REFERENCE, here.supervisor)
        reason = {"approve": True, "rank": PoliceRank.INSPECTOR, "reason": "The victim objects."}
        decide_disposal(instance, here.supervisor, item, **reason, now=now)
    if here.see(REFERENCE).status != "held":
        hold_another_place(instance, officer, REFERENCE, "N1", PlaceSearch(), now=now)
    here.complete(REFERENCE)
    confirm_booking(instance, officer, REFERENCE, now=now)


def _on_the_victims_side(here: Area, life: VictimsLife) -> None:
    instance, now = here.instance, here.now
    new = NewAccount("worker-1", "Worker", Role.VICTIM_CONTACT_WORKER, "provider")
    worker = Subject(add_account(here.database, new, now=now), "worker-1", Role.VICTIM_CONTACT_WORKER, "provider")
    for number in range(life.entered):
        who = details(given_names=f"Ana {number}")
        code = enter_victim(instance, here.officer, REFERENCE, who, safe(), now=now)
        take_contact(instance, worker, code, now=now)
        outcome = Outcome.SPOKE if life.reached else Outcome.NO_ANSWER
        record_attempt(instance, worker, code, AttemptMade(way=ContactWay.CALL, outcome=outcome), now=now)
        if life.said and life.reached:
            record_feedback(instance, worker, code, FeedbackSaid(worse=life.said, safety=SafetyNow.NOT_SAFE), now=now)
            write_briefing(instance, worker, code, BriefingSaid(in_mind="Calm."), now=now)
        if life.concerned:
            seen = ConcernSaid(about=About.VICTIM, what="Was followed.", danger_now=False)
            raise_concern_about_victim(instance, worker, code, seen, now=now)


def _attended(here: Area) -> None:
    (line,) = see_register(here.instance, here.manager, "N1-1", now=AFTER).lines
    said = {"reason": "A bus was late", "behaviour": "Listened"}
    record_register(
        here.instance,
        here.manager,
        "N1-1",
        [Marked(seat=line.seat, mark=Attendance.LEFT_EARLY, minutes=5, **said)],
        now=AFTER,
    )


@settings(max_examples=PAIRS, deadline=None)
@given(one=victims, other=victims)
def test_the_participants_copy_is_the_same_whoever_the_victim_is(world: Area, one: VictimsLife, other: VictimsLife):
    assert live(world, one) == live(world, other)


@settings(max_examples=WHOLE_PAIRS, deadline=None)
@given(one=victims, other=victims)
def test_so_are_the_bytes_that_leave(world: Area, one: VictimsLife, other: VictimsLife):
    assert live(world, one, participants_export_of) == live(world, other, participants_export_of)


def test_the_two_that_the_planted_leaks_are_seen_with_are_the_same_without_them(world: Area):
    assert live(world, SILENT) == live(world, LOUD)
    assert b"A bus was late" in live(world, SILENT)


def test_a_leak_in_a_sentence_is_caught(strict: Area, monkeypatch):
    """Planted: a rule that concerns the victim is shown with the others."""
    usual = decided._decisions

    def leaking(unit, row):
        found = usual(unit, row)
        return {
            own: one.model_copy(
                update={"results": tuple(r.model_copy(update={"restricted": False}) for r in one.results)}
            )
            for own, one in found.items()
        }

    monkeypatch.setattr(decided, "_decisions", leaking)
    assert live(strict, SILENT) != live(strict, replace(SILENT, position=None))


def test_a_leak_in_the_order_of_a_list_is_caught(strict: Area, monkeypatch):
    """Planted: where there was contact with the victim, the steps stand in the other order."""
    usual = collecting._steps

    def leaking(instance, unit, row):
        steps = list(usual(instance, unit, row))
        return reversed(steps) if victims_of(unit, row.id) else steps

    monkeypatch.setattr(collecting, "_steps", leaking)
    assert live(strict, SILENT) != live(strict, LOUD)


def test_a_leak_without_a_text_is_caught(strict: Area, monkeypatch):
    """Planted: a decision that was made again because the victim's position changed is one entry more."""

    def leaking(unit, row):
        return tuple(decided.DecisionHeld(one.stage, one.on, ()) for one in decided._decisions(unit, row).values())

    monkeypatch.setattr(collecting, "decisions_of", leaking)
    assert live(strict, SILENT) != live(strict, LOUD)


def test_a_leak_in_what_happened_because_rules_had_objected_is_caught(strict: Area, monkeypatch):
    """Planted: the steps before the caution are shown, so that a person's decision is seen where rules had objected."""
    monkeypatch.setattr(collecting, "CONFIRMED", frozenset(collecting.ReferralStatus))
    assert live(strict, SILENT) != live(strict, LOUD)


def test_the_copy_never_says_more_than_its_parts(strict: Area):
    document = json.loads(live(strict, LOUD))
    assert [section["key"] for section in document["sections"]] == [
        "referral",
        "person",
        "earlier_contacts",
        "needs",
        "facts",
        "caution",
        "decisions",
        "persons_decisions",
        "steps",
        "days",
        "attendance",
        "extensions",
        "messages",
        "services",
        "answers",
        "equality",
        "purposes",
        "recipients",
        "retention",
        "rights",
        "left_out",
    ]
    assert b"objects" not in live(strict, LOUD).lower()
