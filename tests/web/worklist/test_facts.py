from datetime import date

import pytest

from cara.policy import CaseFacts, EarlierMatter, RestrictedFacts
from cara.vocabulary import CurrentOrder, OutcomeKind, PoliceRank, RiskTool, VictimPosition
from cara_web.worklist.facts import NOT_RECORDED, facts_in_words, restricted_in_words


def test_what_nobody_recorded_is_never_a_no():
    rows = [*facts_in_words(CaseFacts()), *restricted_in_words(RestrictedFacts())]
    assert {said for _, said in rows} == {NOT_RECORDED}


@pytest.mark.parametrize(
    ("facts", "name", "said"),
    [
        ({"admits_offence": False}, "Admits the offence", "No"),
        ({"age": 0}, "Age", "0"),
        ({"earlier_matters": ()}, "Earlier convictions and cautions", "None"),
        ({"current_orders": ()}, "Orders and bail in force", "None"),
        (
            {"current_orders": tuple(CurrentOrder)},
            "Orders and bail in force",
            "A community order; Bail for other offences",
        ),
        ({"risk_tool": RiskTool.DARA, "risk_tool_version": "2"}, "Risk tool", "DARA, version 2"),
        ({"offence_on": date(2026, 11, 20)}, "Date of the offence", "20 November 2026"),
    ],
)
def test_each_fact_is_said_in_words(facts, name, said):
    assert dict(facts_in_words(CaseFacts(**facts)))[name] == said


def test_an_earlier_matter_says_what_is_known_of_it():
    known = EarlierMatter(outcome=OutcomeKind.CONVICTION, violence=True, domestic_abuse=False, on=date(2022, 3, 1))
    said = dict(facts_in_words(CaseFacts(earlier_matters=(known, EarlierMatter()))))["Earlier convictions and cautions"]
    assert said == (
        "Conviction of 1 March 2022 (violence: yes, domestic abuse: no); "
        "Conviction or caution, date not recorded (violence: not recorded, domestic abuse: not recorded)"
    )


def test_every_fact_has_a_row_but_who_refers_and_the_version_beside_its_tool():
    signed = CaseFacts(authorising_rank=PoliceRank.SERGEANT, effect_explained=True, admission_signed=False)
    assert len(facts_in_words(signed)) == len(CaseFacts.model_fields) - 2


def test_what_is_settled_at_the_signing_is_left_out_before_it():
    before, after = (dict(facts_in_words(CaseFacts(admission_signed=signed))) for signed in (None, False))
    assert "Admission signed" not in before
    assert after["Admission signed"] == "No"


def test_what_concerns_the_victim_is_said_apart():
    restricted = RestrictedFacts(victim_views_sought=False, victim_position=VictimPosition.OBJECTS)
    assert [said for _, said in restricted_in_words(restricted)] == ["No", "Objects"]
    assert "victim's position" not in str(facts_in_words(CaseFacts()))
