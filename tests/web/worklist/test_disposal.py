import re

import pytest
from tests.web.inhabited import OTHER_FORCE, SUPERVISOR, words_on

from cara.casework import BelowTheFloor, change_answers, decide_disposal, see_decisions
from cara.vocabulary import PoliceRank

DECISION = {
    "outcome": "approve",
    "rank": "inspector",
    "reason": "The earlier caution was given long ago",
    "confirmed": "yes",
    "seen": "1",
}


@pytest.fixture
def reference(here):
    return here.area.referred()


@pytest.fixture
def address(here, reference):
    return f"/worklist/{here.area.item_of(reference, here.area.supervisor)}"


def test_the_page_says_what_may_be_decided_about(supervisor, address):
    said = words_on(supervisor.get(address))
    assert "Only this area asks for this, so Testshire Police may decide otherwise, with a reason." in said
    assert "Earlier convictions and cautions : An earlier caution is recorded" in said
    assert "National rules stand in the way" not in said


def test_every_rule_stands_on_the_page(here, supervisor, address, reference):
    text = supervisor.get(address).text
    results = here.area.see(reference).decision.results
    assert len(results) > 10
    assert [result.rule_id for result in results if f"<code>{result.rule_id}</code>" not in text] == []


def test_what_concerns_the_victim_is_marked(supervisor, address):
    said = words_on(supervisor.get(address))
    marked = said.partition("About the victim: never shown to the participant Efforts")[2]
    assert marked.startswith(" made to get the victim's views Yes The victim's position Agrees")


def test_approving_clears_the_referral_and_says_what_follows(here, supervisor, address, reference):
    answer = supervisor.send(address, **DECISION)
    assert (answer.status_code, answer.headers["location"]) == (303, "/worklist?done=approved")
    assert here.area.see(reference).status.value == "cleared"
    assert "The officer can choose a place now" in words_on(supervisor.get(answer.headers["location"]))


def test_approving_while_a_place_is_held_keeps_it(here, supervisor):
    reference = here.area.hold()
    changed = here.area.facts(current_orders=("community_order",))
    change_answers(here.area.instance, here.area.officer, reference, changed, here.area.restricted(), now=here.area.now)
    address = f"/worklist/{here.area.item_of(reference, here.area.supervisor)}"
    assert "A place is held until 23 November 2026 at 11am" in words_on(supervisor.get(address))
    assert supervisor.send(address, **{**DECISION, "seen": "2"}).headers["location"] == "/worklist?done=approved-held"


def test_declining_closes_the_referral(here, supervisor, address, reference):
    answer = supervisor.send(address, **{**DECISION, "outcome": "decline"})
    assert answer.headers["location"] == "/worklist?done=declined"
    assert here.area.see(reference).status.value == "declined"


def test_who_decided_in_which_rank_and_why_is_kept(here, supervisor, address, reference):
    supervisor.send(address, **DECISION)
    ((decision, *_),) = [see_decisions(here.area.instance, here.area.supervisor, reference, now=here.area.now)]
    (person,) = decision.persons
    assert (person.by, person.rank, person.reason) == (SUPERVISOR, "inspector", DECISION["reason"])


def test_everything_that_is_missing_is_said_at_once(here, supervisor, address, reference):
    answer = supervisor.send(address, seen="1")
    said = words_on(answer)
    assert answer.status_code == 422
    assert (
        "There is a problem Select whether you approve or decline Select the rank of the person who decides "
        "Enter the reason Confirm that you have read how every rule came out"
    ) in said
    assert here.area.see(reference).status.value == "awaiting_decision"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("too short", "The reason must have 10 characters or more"),
        ("x" * 2001, "The reason must have 2000 characters or fewer"),
        ("   padded   ", "The reason must have 10 characters or more"),
        ("A reason with a \x07 bell", "The reason must not contain characters that cannot be printed"),
    ],
)
def test_a_reason_has_10_to_2000_characters(supervisor, address, reason, sentence):
    answer = supervisor.send(address, **{**DECISION, "reason": reason})
    assert answer.status_code == 422
    assert sentence in words_on(answer)


@pytest.mark.parametrize("reason", ["x" * 10, "x" * 2000])
def test_reasons_of_the_least_and_the_most_characters_are_taken(supervisor, address, reason):
    assert supervisor.send(address, **{**DECISION, "reason": reason}).status_code == 303


def test_what_was_typed_stays_but_markup_is_shown_as_text(supervisor, address):
    answer = supervisor.send(address, seen="1", outcome="decline", reason="<b>not bold</b> at all")
    assert "&lt;b&gt;not bold&lt;/b&gt; at all" in answer.text
    assert re.search(r'value="decline"\s+checked', answer.text)


def test_a_constable_cannot_decide(supervisor, address):
    assert 'value="constable"' not in supervisor.get(address).text
    answer = supervisor.send(address, **{**DECISION, "rank": "constable"})
    assert answer.status_code == 422
    assert "The person who decides must be a sergeant or above" in words_on(answer)


@pytest.fixture
def barred(here):
    reference = here.area.referred(risk_grade="medium", admits_offence=None)
    return f"/worklist/{here.area.item_of(reference, here.area.supervisor)}"


FLOOR = str(BelowTheFloor(["national.admission", "national.risk_ceiling"]))


def test_national_rules_are_named_before_anything_is_sent(supervisor, barred):
    answer = supervisor.get(barred)
    said = words_on(answer)
    assert FLOOR in said
    assert "Risk grade : The police graded the risk medium. The rule: The risk grade is standard." in said
    assert "Testshire Police could decide about them once no national rule stands in the way" in said
    assert 'value="approve"' not in answer.text
    assert 'value="decline"' in answer.text


def test_nobody_approves_below_the_floor_by_sending_it_anyway(here, supervisor, barred):
    answer = supervisor.send(barred, **DECISION)
    assert answer.status_code == 422
    assert words_on(answer).count(FLOOR) >= 2
    assert supervisor.get(barred).status_code == 200


def test_a_barred_referral_can_be_declined(supervisor, barred):
    assert supervisor.send(barred, **{**DECISION, "outcome": "decline"}).status_code == 303


def changed_meanwhile(here, reference):
    facts = here.area.facts(
        earlier_matters=({"outcome": "caution", "violence": False, "domestic_abuse": False},),
        current_orders=("community_order",),
    )
    change_answers(here.area.instance, here.area.officer, reference, facts, here.area.restricted(), now=here.area.now)


def test_nobody_decides_about_rules_that_were_not_seen(here, supervisor, address, reference):
    changed_meanwhile(here, reference)
    answer = supervisor.send(address, **DECISION)
    said = words_on(answer)
    assert answer.status_code == 409
    assert "An answer was changed and the rules decided again while you read this" in said
    assert "Orders and bail in force : The person is under a community order." in said
    assert here.area.see(reference).status.value == "awaiting_decision"


def test_after_a_change_it_is_read_and_confirmed_anew(here, supervisor, address, reference):
    changed_meanwhile(here, reference)
    again = supervisor.send(address, **DECISION).text
    assert 'name="seen" value="2"' in again
    assert DECISION["reason"] in again
    assert not re.search(r'name="confirmed"[^>]*checked', again)
    assert supervisor.send(address, **{**DECISION, "seen": "2"}).status_code == 303


@pytest.mark.parametrize("seen", ["", "x", "-1", "99"])
def test_a_form_that_does_not_say_what_was_seen_decides_nothing(here, supervisor, address, reference, seen):
    assert supervisor.send(address, **{**DECISION, "seen": seen}).status_code in {409, 422}
    assert here.area.see(reference).status.value == "awaiting_decision"


def test_who_comes_second_is_told_that_it_has_been_decided(here, supervisor, address):
    supervisor.get(address)
    code = address.rpartition("/")[2]
    decide_disposal(
        here.area.instance,
        here.area.supervisor,
        code,
        approve=False,
        rank=PoliceRank.SERGEANT,
        reason="Decided a moment ago",
        now=here.area.now,
    )
    answer = supervisor.send(address, **DECISION)
    assert answer.status_code == 404
    assert "Somebody may have decided it already" in words_on(answer)


def test_sending_twice_decides_once(here, supervisor, address, reference):
    assert [supervisor.send(address, **DECISION).status_code for _ in range(2)] == [303, 404]
    assert len([line for line in here.area.see(reference).history if line.status.value == "cleared"]) == 1


def test_another_force_can_neither_see_nor_decide(here, address, reference):
    stranger = here.sign_in(OTHER_FORCE)
    assert stranger.get(address).status_code == 404
    assert stranger.send(address, **DECISION).status_code == 404
    assert here.area.see(reference).status.value == "awaiting_decision"


def test_a_field_that_the_page_does_not_have_is_refused(supervisor, address):
    assert supervisor.send(address, **DECISION, by="somebody").status_code == 400


@pytest.mark.parametrize(("token", "origin"), [("", "http://cara.test"), (None, "http://elsewhere.test"), (None, None)])
def test_another_site_can_decide_nothing(here, supervisor, address, reference, token, origin):
    assert supervisor.send(address, token=token, origin=origin, **DECISION).status_code == 403
    assert here.area.see(reference).status.value == "awaiting_decision"


def test_an_earlier_decision_about_a_rule_is_shown_as_such(here, supervisor, address, reference):
    supervisor.send(address, **DECISION)
    changed_meanwhile(here, reference)
    again = f"/worklist/{here.area.item_of(reference, here.area.supervisor)}"
    said = words_on(supervisor.get(again))
    before = said.partition("Decided about before")[2].partition("How every rule came out")[0]
    assert "Earlier convictions and cautions" in before
    assert "Orders and bail in force" not in before
