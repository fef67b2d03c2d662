"""Whatever happens on the victim's side, nothing of the participant's changes: no date, no message, no moment of sending."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select
from tests.core.victims.conftest import EVERY_DAY, VictimsArea, details, safe

from cara.acting import NotAccepted
from cara.records import Base
from cara.records.columns import OF_VICTIMS
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.briefings import BriefingSaid, release_briefing, return_briefing, waiting_briefings, write_briefing
from cara.victims.calls import CallSearch, list_contacts
from cara.victims.concerns import ConcernSaid, acknowledge_concern, act_on_concern, close_concern, hold_place
from cara.victims.correcting import change_safe_contact, correct_victim
from cara.victims.deciding import decide_contact
from cara.victims.feedback import FeedbackSaid, record_feedback
from cara.victims.opening import open_safe_contact
from cara.victims.problems import NoSuchVictim, NotSafeNow, SomebodyElseWrote
from cara.victims.raising import raise_concern, raise_concern_about_victim, take_further
from cara.victims.states import ContactStatus, WrongContact
from cara.victims.words import About, ContactWay, Done, Outcome, SafetyNow, Told, WhyOpened
from cara.victims.workers import assign_worker

TRAIL = {"audit_entry", "audit_head"}
REFUSED = (NotAccepted, NotSafeNow, NoSuchVictim, SomebodyElseWrote, WrongContact)
"""What a step may be refused with, once others came before it: somebody else's contact looks as if it were not there."""


def participant_side(victims: VictimsArea) -> dict[str, str]:
    """Every row of every table but the victim's side and the trail, by table."""
    with victims.area.database.read() as unit:
        return {
            table.name: hashlib.sha256(
                repr(unit.execute(select(table).order_by(*table.primary_key.columns)).all()).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
            if table.info != OF_VICTIMS and table.name not in TRAIL
        }


Step = Callable[[VictimsArea, str, str, datetime], object]

said = ConcernSaid(about=About.VICTIM, what="Was followed home.", danger_now=True)


def _brief(victims: VictimsArea, reference: str, code: str, now: datetime) -> None:
    own = write_briefing(victims.area.instance, victims.worker, code, BriefingSaid(), now=now)
    release_briefing(victims.area.instance, victims.other_worker, own, now=now)


def _return(victims: VictimsArea, reference: str, code: str, now: datetime) -> None:
    own = write_briefing(victims.area.instance, victims.worker, code, BriefingSaid(), now=now)
    return_briefing(victims.area.instance, victims.other_worker, own, "Word it otherwise.", now=now)


def _concern(victims: VictimsArea, reference: str, code: str, now: datetime) -> None:
    instance, manager = victims.area.instance, victims.area.manager
    raised = raise_concern(instance, victims.area.officer, reference, said, now=now)
    raise_concern_about_victim(instance, victims.worker, code, said, now=now)
    acknowledge_concern(instance, manager, raised.code, now=now)
    act_on_concern(instance, manager, raised.code, Done.MARAC, "Sent.", now=now)
    close_concern(instance, manager, raised.code, Done.POLICE, None, now=now)


def _attempt(outcome: Outcome) -> Step:
    made = AttemptMade(way=ContactWay.CALL, outcome=outcome, note="As agreed.")
    return lambda victims, _reference, code, now: record_attempt(
        victims.area.instance, victims.worker, code, made, now=now
    )


STEPS: dict[str, Step] = {
    **{f"attempt: {outcome.value}": _attempt(outcome) for outcome in Outcome},
    "another victim": lambda v, reference, _code, _now: v.victim(reference, given_names="Bea"),
    "open": lambda v, _r, code, now: open_safe_contact(
        v.area.instance, v.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=now
    ),
    "list": lambda v, _r, _c, now: list_contacts(v.area.instance, v.worker, CallSearch(), now=now),
    "feedback": lambda v, _r, code, now: record_feedback(
        v.area.instance, v.worker, code, FeedbackSaid(worse="Worse.", safety=SafetyNow.NOT_SAFE), now=now
    ),
    "decide": lambda v, _r, code, now: decide_contact(
        v.area.instance, v.area.manager, code, ContactStatus.DUE, "Spoken to the police.", now=now
    ),
    "other hours": lambda v, _r, code, now: change_safe_contact(
        v.area.instance, v.worker, code, safe(hours=EVERY_DAY[:2]), seen=1, now=now
    ),
    "correct": lambda v, _r, code, now: correct_victim(
        v.area.instance, v.worker, code, details(told=Told.DOES_NOT_WANT), seen=1, now=now
    ),
    "brief": _brief,
    "return": _return,
    "concern": _concern,
    "take further": lambda v, _r, _c, now: take_further(v.area.instance, now=now + timedelta(hours=2)),
    "another worker": lambda v, _r, code, now: assign_worker(
        v.area.instance, v.area.manager, code, "worker-2", now=now
    ),
}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=some.lists(some.sampled_from(sorted(STEPS)), min_size=6, max_size=14))
def test_no_step_of_the_victim_s_side_touches_anything_else(victims: VictimsArea, steps: list[str]):
    reference = victims.booked(family_name=f"Number {victims.number + 1}")
    code = victims.taken(reference)
    before = participant_side(victims)
    for step in steps:
        with suppress(*REFUSED):
            STEPS[step](victims, reference, code, victims.now)
        assert participant_side(victims) == before, step


BEFORE: dict[str, Step] = {"feedback": _attempt(Outcome.SPOKE)}
"""What has to be so before a step can be taken at all."""


@pytest.mark.parametrize("step", sorted(STEPS))
def test_each_step_can_be_taken(victims: VictimsArea, step: str):
    reference = victims.booked()
    code = victims.taken(reference, **({"date_of_birth": None} if step == "decide" else {}))
    if step in BEFORE:
        BEFORE[step](victims, reference, code, victims.now)
    STEPS[step](victims, reference, code, victims.now)


def test_holding_the_place_is_the_one_step_that_does_and_it_looks_like_any_deferral(victims: VictimsArea):
    reference = victims.booked()
    raised = raise_concern(victims.area.instance, victims.area.officer, reference, said, now=victims.now)
    acknowledge_concern(victims.area.instance, victims.area.manager, raised.code, now=victims.now)
    before = participant_side(victims)
    hold_place(victims.area.instance, victims.area.manager, raised.code, date(2026, 12, 14), now=victims.now)
    after = participant_side(victims)
    changed = {name for name in before if before[name] != after[name]}
    assert {"referral", "membership", "status_change"} <= changed
    assert waiting_briefings(victims.area.instance, victims.area.manager, now=victims.now) == ()
