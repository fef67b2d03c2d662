"""Each part of a referral leaves with its group and with no other, whatever groups the table of access puts together."""

import pytest

from cara.access import Access, Action, FieldGroup
from cara.access.table import OF_VICTIMS
from cara.casework import NoSuchReferral, PlaceSearch, change_answers, record_equality, record_needs, seeing
from cara.casework.details import EqualityAnswers, KeepApart, Needs, PersonDetails
from cara.casework.referral_rows import find_for
from cara.casework.views import DecisionSeen, NeedsSeen, PersonSeen, given, search_seen
from cara.policy import Outcome
from cara.records import Unit

G = FieldGroup
EVERYTHING = frozenset(FieldGroup)

PARTS = {
    G.PROGRESS: {"deadline", "history"},
    G.PLACE: {"pathway", "place", "held_until"},
    G.IDENTITY: {"person"},
    G.CONTACT: set(),
    G.IN_THE_ROOM: set(),
    G.ATTENDANCE: set(),
    G.BEHAVIOUR: set(),
    G.NEEDS: {"needs", "search"},
    G.KEEP_APART: set(),
    G.CAUTION: {"caution", "caution_on"},
    G.FACTS: {"facts", "duplicates"},
    G.RESTRICTED: {"restricted"},
    G.REASONS: set(),
    G.DECISIONS: {"decision", "uncovered"},
    G.EQUALITY: {"equality"},
    **{group: set[str]() for group in OF_VICTIMS | {G.ANSWERS}},
}
"""The parts that are there when a group is given, in a referral in which everything was recorded.

What was recorded at workshops is tried in ``tests/core/workshops/test_with_police.py``. Nothing that somebody answered there,
and nothing of the victim's side, is a part of a referral at all.
"""
TOGETHER = {"misfits"}
"""What takes several groups."""


@pytest.fixture
def whole(area):
    """A referral in which every part has something to show, a rule about the victim among them."""
    first = area.hold()
    area.record(first)
    reference = area.hold(search=PlaceSearch(impossible=frozenset()))
    kept = (KeepApart(name="Somebody Else"),)
    area.complete(reference, crime_reference="13/2/26")
    record_needs(area.instance, area.officer, reference, Needs(access=("step_free",), keep_apart=kept), now=area.now)
    answers = EqualityAnswers(first_language="Welsh")
    record_equality(area.instance, area.officer, reference, answers, now=area.now)
    changed = area.facts(current_orders=("community_order",))
    change_answers(area.instance, area.officer, reference, changed, area.restricted(), now=area.now)
    return reference


def seen(area, reference, fields):
    access = Access(allowed=True, why="own", reason="", fields=frozenset(fields))
    with area.database.read() as unit:
        row = find_for(unit, area.officer, Action.SEE_REFERRAL, reference, area.now)
        return seeing._view(area.instance, unit, row, access, None, area.now)


def present(view):
    names = {name for parts in PARTS.values() for name in parts} | TOGETHER
    return {name for name in names if getattr(view, name)}


def test_everything_is_there_for_whom_everything_is_given(area, whole):
    view = seen(area, whole, EVERYTHING)
    assert present(view) == {name for parts in PARTS.values() for name in parts} | TOGETHER
    assert view.decision.withheld == 0


@pytest.mark.parametrize("group", [group for group in FieldGroup if group is not G.PROGRESS])
def test_a_group_that_is_not_given_takes_its_parts_along_and_no_other(area, whole, group):
    view = seen(area, whole, EVERYTHING - {group})
    missing = {"misfits"} if group in {G.PLACE, G.NEEDS, G.KEEP_APART, G.CAUTION, G.FACTS} else set()
    assert present(seen(area, whole, EVERYTHING)) - present(view) == PARTS[group] | missing


@pytest.mark.parametrize("group", FieldGroup)
def test_a_group_that_is_given_alone_brings_its_own_parts_alone(area, whole, group):
    assert present(seen(area, whole, {G.PROGRESS, group})) == PARTS[G.PROGRESS] | PARTS[group]


def test_nothing_leaves_without_progress(area, whole):
    with pytest.raises(NoSuchReferral):
        seen(area, whole, EVERYTHING - {G.PROGRESS})


def test_contact_leaves_with_contact_alone(area):
    person = PersonDetails.model_validate({**area.person().model_dump(), "pnc_id": "2019/0000001A"})
    whole, part = PersonSeen.of(person, frozenset({G.CONTACT})), PersonSeen.of(person, EVERYTHING - {G.CONTACT})
    assert whole.model_dump() == person.model_dump()
    assert (part.phone, part.email, part.address) == (None, None, None)
    assert part.model_dump(exclude={"phone", "email", "address"}) == person.model_dump(
        exclude={"phone", "email", "address"}
    )


def test_with_whom_somebody_is_kept_apart_leaves_with_its_group_alone(area):
    needs = Needs(interpreter=True, other_needs="A chair", keep_apart=(KeepApart(name="Somebody Else"),))
    assert NeedsSeen.of(needs, frozenset({G.KEEP_APART})).model_dump() == needs.model_dump()
    part = NeedsSeen.of(needs, EVERYTHING - {G.KEEP_APART})
    assert (part.keep_apart, part.other_needs, part.interpreter) == (None, "A chair", True)


def test_the_day_of_the_caution_leaves_with_the_caution_alone(area):
    search = PlaceSearch("north", frozenset({area.today}), step_free=True, hearing_loop=True, caution_on=area.today)
    assert search_seen(search, frozenset({G.CAUTION})) == search
    part = search_seen(search, EVERYTHING - {G.CAUTION})
    assert part == PlaceSearch("north", frozenset({area.today}), step_free=True, hearing_loop=True)


def test_the_verdict_stays_where_a_rule_about_the_victim_is_withheld(area, whole):
    police, manager = seen(area, whole, EVERYTHING).decision, seen(area, whole, EVERYTHING - {G.RESTRICTED}).decision
    assert isinstance(manager, DecisionSeen)
    withheld = [result for result in police.results if result.restricted]
    assert withheld
    assert manager.verdict is police.verdict
    assert (manager.withheld, manager.restricted_facts) == (len(withheld), None)
    assert manager.results == tuple(result for result in police.results if not result.restricted)
    assert manager.facts == police.facts


def test_what_was_decided_leaves_without_its_facts_where_they_are_not_given(area, whole):
    assert seen(area, whole, EVERYTHING - {G.FACTS}).decision.facts is None


def test_a_decision_gives_its_results_by_how_they_came_out_in_their_order(area, whole):
    decision = seen(area, whole, EVERYTHING).decision
    fails = decision.results_with(Outcome.FAILS)
    assert fails
    assert fails == tuple(result for result in decision.results if result.outcome == "fails")
    assert sum(len(decision.results_with(outcome)) for outcome in Outcome) == len(decision.results)


@pytest.mark.parametrize("group", [G.PLACE, G.EQUALITY])
def test_a_referral_tells_which_groups_it_shows(area, whole, group):
    assert seen(area, whole, EVERYTHING).shows(group)
    assert not seen(area, whole, EVERYTHING - {group}).shows(group)


def test_what_cannot_be_changed_by_whoever_does_not_see_it_is_not_given_for_changing(area, whole):
    assert seen(area, whole, EVERYTHING).answers == (seen(area, whole, EVERYTHING).facts, area.restricted())
    for group in (G.FACTS, G.RESTRICTED):
        with pytest.raises(NoSuchReferral):
            _ = seen(area, whole, EVERYTHING - {group}).answers


def test_an_uncovered_rule_about_the_victim_leaves_with_its_group_alone(area):
    reference = area.referred()
    restricted = area.restricted(victim_views_sought=False)
    change_answers(area.instance, area.officer, reference, area.facts(), restricted, now=area.now)
    uncovered = seen(area, reference, EVERYTHING).uncovered
    assert any(result.restricted for result in uncovered)
    part = seen(area, reference, EVERYTHING - {G.RESTRICTED}).uncovered
    assert part == tuple(result for result in uncovered if not result.restricted)


def test_what_is_not_given_is_not_opened():
    def opened():
        raise AssertionError("opened")

    assert given(EVERYTHING - {G.RESTRICTED}, G.RESTRICTED, opened) is None


def test_what_concerns_the_victim_stays_sealed_for_the_area_manager(area, whole, monkeypatch):
    opened, unseal = [], Unit.unseal

    def noted(unit, column, record_key, blob):
        opened.append(column.key)
        return unseal(unit, column, record_key, blob)

    monkeypatch.setattr(Unit, "unseal", noted)
    area.see(whole, area.manager)
    assert "facts" in opened
    assert "restricted_facts" not in opened
    area.see(whole)
    assert "restricted_facts" in opened
