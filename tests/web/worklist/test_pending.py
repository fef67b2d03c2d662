from dataclasses import replace

import pytest
from tests.areas_for_tests import Testshire, candidate
from tests.web.inhabited import MANAGER, SUPERVISOR, words_on

from cara.areas import Candidate, from_plugins
from cara.casework import decide_pending, refer_to_person

PROBLEM = "area plugin 'testshire', the plugin: cannot be loaded: SyntaxError"
BROKEN = from_plugins([Candidate("testshire", "cara-testshire", "1.0", problem=PROBLEM)])


def referred_while_broken(here, **facts):
    area = here.area
    instance = replace(area.instance, areas=BROKEN)
    return refer_to_person(instance, area.officer, area.facts(**facts), area.restricted(), now=area.now)


@pytest.fixture
def reference(here):
    return referred_while_broken(here)


@pytest.fixture
def address(here, reference):
    return f"/worklist/{here.area.item_of(reference, here.area.manager)}"


def test_why_the_rules_cannot_be_read_is_said(here, address):
    said = words_on(here.with_areas(BROKEN).sign_in(MANAGER).get(address))
    assert "The rules still cannot be read, so nothing can be decided." in said
    assert PROBLEM in said
    assert "Decide now" not in said


def test_while_they_cannot_be_read_nothing_is_decided_by_sending_it_anyway(here, address, reference):
    answer = here.with_areas(BROKEN).sign_in(MANAGER).send(address)
    assert answer.status_code == 503
    assert PROBLEM in words_on(answer)
    assert here.area.see(reference).status.value == "rules_pending"


def test_once_they_can_be_read_they_decide(here, manager, address, reference):
    assert "The rules can be read now." in words_on(manager.get(address))
    assert manager.send(address).headers["location"] == "/worklist?done=pending-cleared"
    assert here.area.see(reference).status.value == "cleared"


def test_what_they_do_not_clear_goes_to_the_police(here, manager, supervisor):
    reference = referred_while_broken(here, current_orders=("community_order",))
    address = f"/worklist/{here.area.item_of(reference, here.area.manager)}"
    assert manager.send(address).headers["location"] == "/worklist?done=pending-for-a-person"
    assert reference.spoken in supervisor.get("/worklist").text


def test_the_facts_stand_on_the_page_and_what_is_missing_says_so(here, manager):
    reference = referred_while_broken(here, sex=None, risk_tool=None, earlier_matters=None)
    said = words_on(manager.get(f"/worklist/{here.area.item_of(reference, here.area.manager)}"))
    assert "Sex Not recorded The victim is the person's Partner or former partner" in said
    assert "Earlier convictions and cautions Not recorded" in said


def test_who_comes_second_is_told_so(here, manager, address):
    decide_pending(here.area.instance, here.area.manager, address.rpartition("/")[2], now=here.area.now)
    assert manager.send(address).status_code == 404


def test_the_police_have_no_part_in_it(here, address):
    assert here.sign_in(SUPERVISOR).get(address).status_code == 404


def test_the_list_stands_while_the_rules_cannot_be_read(here, reference):
    said = words_on(here.with_areas(BROKEN).sign_in(MANAGER).get("/worklist"))
    assert f"Rules pending : referral {reference.spoken}" in said


def test_the_other_areas_do_not_help(here, address):
    others = from_plugins([candidate(Testshire(area="moorshire"), "moorshire")])
    said = words_on(here.with_areas(others).sign_in(MANAGER).get(address))
    assert "no such area is installed (installed: moorshire)" in said
