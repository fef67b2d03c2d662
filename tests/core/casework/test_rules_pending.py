"""While an area's rules cannot be read, referrals are stored and nothing is decided."""

import pytest
from tests.areas_for_tests import Testshire, candidate, stated
from tests.instances import west_yorkshire_like

from cara.areas import Areas, AreaUnavailable, from_plugins
from cara.casework import (
    NoSuchItem,
    PlaceSearch,
    ReferralStatus,
    WrongStatus,
    ask_for_place,
    change_answers,
    decide_pending,
    hold_another_place,
    hold_place,
    refer_on,
    refer_to_person,
    worklist,
)
from cara.casework.items import ItemKind
from cara.policy import RiskCeiling
from cara.vocabulary import RiskGrade

S = ReferralStatus


class Broken(Testshire):
    def cara_area(self):
        raise OSError("the policy file is gone")


def broken() -> Areas:
    return from_plugins([candidate(Broken())])


def lapsed() -> Areas:
    """Build the area with a rule that ended before today."""
    ended = stated(RiskCeiling, value=RiskGrade.STANDARD, valid_to="2026-11-22")
    return west_yorkshire_like(ended)


@pytest.fixture(params=["missing", "broken", "lapsed"])
def without_rules(request, area):
    areas = {"missing": Areas([]), "broken": broken(), "lapsed": lapsed()}[request.param]
    return area.with_areas(areas)


def refer(area, instance, **facts):
    return refer_to_person(instance, area.officer, area.facts(**facts), area.restricted(), now=area.now)


def decide(area, instance, reference):
    code = area.item_of(reference, area.manager)
    return decide_pending(instance, area.manager, code, now=area.now)


def test_a_referral_is_stored_and_nothing_decided(area, without_rules):
    reference = refer(area, without_rules)
    assert area.see(reference).status is S.RULES_PENDING
    assert area.rows()["decision"] == area.rows()["policy_book"] == 0
    (item,) = worklist(without_rules, area.manager, now=area.now)
    assert item.kind is ItemKind.RULES_PENDING


@pytest.mark.parametrize("areas", [Areas([]), broken()], ids=["missing", "broken"])
def test_nothing_is_held_or_promised_without_rules(area, areas):
    instance, before = area.with_areas(areas), area.rows()
    for ask in (hold_place, ask_for_place):
        more = ("N1",) if ask is hold_place else ()
        with pytest.raises(AreaUnavailable):
            ask(instance, area.officer, area.facts(), area.restricted(), *more, PlaceSearch(), now=area.now)
    assert area.rows() == before


def test_once_the_plugin_is_repaired_the_rules_decide(area, without_rules):
    reference = refer(area, without_rules)
    assert decide(area, area.instance, reference) is S.CLEARED
    seen = area.see(reference)
    assert seen.decision.book_digest == area.instance.book.digest
    assert worklist(area.instance, area.manager, now=area.now) == ()


def test_what_the_rules_do_not_clear_goes_to_a_person(area, without_rules):
    reference = refer(area, without_rules, earlier_matters=None)
    assert decide(area, area.instance, reference) is S.AWAITING_DECISION
    assert area.item_of(reference, area.supervisor)


def test_while_it_is_broken_it_goes_on_waiting(area):
    reference = refer(area, area.with_areas(broken()))
    with pytest.raises(AreaUnavailable):
        decide(area, area.with_areas(broken()), reference)
    assert area.see(reference).status is S.RULES_PENDING
    assert area.item_of(reference, area.manager)


def test_answers_can_be_given_and_changed_meanwhile(area):
    missing = area.with_areas(Areas([]))
    reference = refer(area, missing)
    changed = change_answers(missing, area.officer, reference, area.facts(age=41), area.restricted(), now=area.now)
    assert changed is None
    area.complete(reference, date_of_birth="1984-01-01")
    assert area.see(reference).facts.age == 42
    assert decide(area, area.instance, reference) is S.CLEARED


def test_nobody_goes_round_the_rules_meanwhile(area):
    reference = refer(area, area.with_areas(Areas([])))
    with pytest.raises(WrongStatus):
        hold_another_place(area.instance, area.officer, reference, "N1", None, now=area.now)
    with pytest.raises(WrongStatus):
        refer_on(area.instance, area.officer, reference, now=area.now)
    with pytest.raises(NoSuchItem):
        decide_pending(area.instance, area.supervisor, area.item_of(reference, area.manager), now=area.now)
