from dataclasses import replace

import pytest
from sqlalchemy import update
from tests.areas_for_tests import areas_of
from tests.web.inhabited import (
    DEVELOPER,
    EVERYBODY,
    FACILITATOR,
    HT,
    MANAGER,
    OFFICER,
    OTHER_FORCE,
    OTHER_OFFICER,
    SUPERVISOR,
    VICTIM_CONTACT,
    look_alike,
    words_on,
)

from cara.acting import tell
from cara.casework import change_answers, decide_disposal, refer_to_person, see_decisions
from cara.policy import EarlierMatter, Outcome
from cara.records import tables as t
from cara.vocabulary import OutcomeKind, PoliceRank
from cara_web.referrals.why import changes_between
from cara_web.referrals.why import tell as tell_decisions

REASON = "The order ends next week.\nThe <b>victim</b> supports it."


@pytest.fixture
def reference(here):
    """A referral decided three times: cleared, failing when an answer changed, and again when it was confirmed."""
    area, reference = here.area, here.area.hold()
    area.complete(reference)
    changed = area.facts(current_orders=("community_order",))
    change_answers(area.instance, area.officer, reference, changed, area.restricted(), now=area.now)
    decide_disposal(
        area.instance,
        area.supervisor,
        area.item_of(reference, area.supervisor),
        approve=True,
        rank=PoliceRank.INSPECTOR,
        reason=REASON,
        now=area.now,
    )
    area.confirm(reference)
    return reference


@pytest.fixture
def answer(here, reference):
    return here.sign_in(OFFICER).get(f"/bookings/{reference}/why")


def test_every_decision_is_shown_the_newest_first(answer):
    said = words_on(answer)
    places = [said.index(f"Decision {number}: {verdict}") for number, verdict in ((3, "Not"), (2, "Not"), (1, "El"))]
    assert places == sorted(places)
    assert "3 decisions have been made by the rules" in said


def test_every_rule_of_every_decision_stands_on_the_page(here, reference, answer):
    kept = see_decisions(here.area.instance, here.area.officer, reference, now=here.area.now)
    results = [result for decision in kept for result in decision.decision.results]
    assert len(kept) == 3
    assert answer.text.count('<li class="cara-rule ') == len(results)


def test_what_a_person_decided_is_shown_with_rank_reason_and_moment(answer):
    said = words_on(answer)
    assert "A person decided otherwise About Orders and bail in force ( testshire.current_orders_excluded )" in (
        said.replace("(testshire.current_orders_excluded)", "( testshire.current_orders_excluded )")
    )
    assert "Rank Inspector Account supervisor-1 When 23 November 2026 at 10am" in said
    assert "The &lt;b&gt;victim&lt;/b&gt; supports it." in answer.text


def test_what_changed_between_two_decisions_is_said(answer):
    said = words_on(answer)
    assert (
        "What changed since decision 1 Orders and bail in force : was holds, now fails. The person is under a community order."
    ) in said
    assert "What changed since decision 2 Signed admission : was does not apply, now holds." in said


def test_a_rule_decided_about_before_says_so(answer):
    assert (
        "Orders and bail in force : a person had decided about it already, at decision 2, and it comes out as it did then."
    ) in words_on(answer)


def test_what_was_decided_before_an_earlier_matter_was_added_covers_nothing(kept):
    newest = kept[0].decision
    matters = (EarlierMatter(outcome=OutcomeKind.CAUTION),)
    changed = replace(newest, facts=newest.facts.model_copy(update={"earlier_matters": matters}))
    told = tell_decisions([replace(kept[0], decision=changed), *kept[1:]])
    assert told[0].covered == ()


def test_the_book_by_which_it_was_decided_is_named(here, answer):
    assert f'title="{here.area.instance.book.digest}"' in answer.text


def test_a_referral_decided_once_has_nothing_to_compare(here):
    reference = here.area.referred()
    said = words_on(here.sign_in(OFFICER).get(f"/bookings/{reference}/why"))
    assert "One decision has been made by the rules." in said
    assert "What changed since" not in said


def test_what_concerns_the_victim_is_marked(here):
    reference = here.area.referred()
    answer = here.sign_in(OFFICER).get(f"/bookings/{reference}/why")
    assert "About the victim: never shown to the participant." in words_on(answer)


def test_what_has_been_erased_says_so(here, reference):
    with here.area.database.write() as unit:
        unit.execute(update(t.Decision).values(body=None))
        tell(unit, None, "facts_erased", reference, here.area.now)
    said = words_on(here.sign_in(OFFICER).get(f"/bookings/{reference}/why"))
    assert said.count("The facts of this decision have been erased") == 3
    assert "Decision 3: Not eligible" in said
    assert "Rank Inspector" in said
    assert "What changed since" not in said


def test_while_the_rules_are_pending_it_says_that_nothing_is_decided(here):
    area = here.area
    broken = replace(area.instance, areas=areas_of())
    reference = refer_to_person(broken, area.officer, area.facts(), area.restricted(), now=area.now)
    said = words_on(here.sign_in(OFFICER).get(f"/bookings/{reference}/why"))
    assert "Nothing has been decided yet" in said


def test_the_page_stands_while_the_rules_cannot_be_read(here, reference):
    answer = here.with_areas(areas_of()).sign_in(OFFICER).get(f"/bookings/{reference}/why")
    assert answer.status_code == 200


STATUS = {
    OFFICER: 200,
    SUPERVISOR: 200,
    MANAGER: 200,
    OTHER_OFFICER: 404,
    OTHER_FORCE: 404,
    FACILITATOR: 403,
    VICTIM_CONTACT: 403,
    HT: 403,
    DEVELOPER: 403,
}


@pytest.mark.parametrize("code", EVERYBODY)
def test_who_may_see_why_and_who_may_not(here, reference, code):
    assert here.sign_in(code).get(f"/bookings/{reference}/why").status_code == STATUS[code]


@pytest.mark.parametrize("code", [code for code, status in STATUS.items() if status != 200])
def test_what_is_not_there_and_what_is_not_for_you_look_alike(here, reference, code):
    browser = here.sign_in(code)
    theirs, missing = (browser.get(f"/bookings/{ref}/why") for ref in (reference, "ZZZZZZZZ"))
    assert look_alike(theirs, missing)


@pytest.mark.parametrize("typed", ["{}-{}", "{} {}", "{}{}"])
def test_a_reference_is_read_however_it_is_typed(here, reference, typed):
    written = typed.format(reference[:4].lower(), reference[4:])
    assert here.sign_in(OFFICER).get(f"/bookings/{written}/why").status_code == 200


def test_the_title_and_the_address_hold_no_name(answer):
    title = answer.text.partition("<title>")[2].partition("</title>")[0]
    assert title == "Why it was decided so - CARA Testshire"
    assert "Testperson" not in answer.text


@pytest.fixture
def kept(here, reference):
    return see_decisions(here.area.instance, here.area.officer, reference, now=here.area.now)


def without(decision, rule_id):
    return replace(decision, results=tuple(r for r in decision.results if r.rule_id != rule_id))


def test_a_rule_that_is_new_or_gone_is_a_change(kept):
    whole = kept[0].decision
    less = without(whole, "national.admission")
    (new,), (gone,) = changes_between(less, whole), changes_between(whole, less)
    assert (new.before, new.after, new.in_words) == (None, Outcome.HOLDS, "asked for the first time: holds")
    assert (gone.before, gone.after, gone.in_words) == (Outcome.HOLDS, None, "no longer asked")


def test_the_same_outcome_for_another_reason_is_a_change(kept):
    before = kept[0].decision
    results = tuple(r.model_copy(update={"reason": "Another"}) if r.topic == "Evidence" else r for r in before.results)
    (change,) = changes_between(before, replace(before, results=results))
    assert change.in_words == "holds as before, for another reason"


def test_a_decision_does_not_differ_from_itself(kept):
    assert changes_between(kept[0].decision, kept[0].decision) == ()


def test_another_book_is_told(kept):
    newest = replace(kept[0], decision=replace(kept[0].decision, book_digest="0" * 64))
    assert [told.another_book for told in tell_decisions([newest, *kept[1:]])] == [True, False, False]


def test_an_erased_decision_between_two_leaves_nothing_to_compare(kept):
    told = tell_decisions([kept[0], replace(kept[1], decision=None), kept[2]])
    assert [one.compared_with for one in told] == [None, None, None]
    assert [len(one.covered) for one in told] == [0, 0, 0]
