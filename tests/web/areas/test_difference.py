import csv
import io
from datetime import date

import pytest
from tests.areas_for_tests import stated, testshire_book
from tests.web.inhabited import words_on

from cara.areas import discover
from cara.decisions import compare_areas
from cara.policy import CodeRule, Finding, MinimumAge, Outcome, Strictness
from cara_web.areas.difference import alike, as_rows, columns_of, finding, topics_of

DIFF = "/areas/diff?first=testshire&second=moorshire"
ON = date(2026, 11, 28)


def judged(facts):
    return Finding(outcome=Outcome.HOLDS, reason="It holds")


def compared(*changes, **more):
    return compare_areas(testshire_book(), testshire_book(*changes, area="moorshire", **more), ON)


def test_the_heading_counts_what_is_on_the_page(developer):
    answer = developer.get(DIFF)
    said = words_on(answer)
    heading = said.partition("on 23 November 2026 ")[2].partition(" Of ")[0]
    assert heading == "25 topics are the same, 2 are looser in Testshire, 2 cannot be compared"
    assert f"<title>{heading} - " in answer.text


def test_both_sayings_stand_side_by_side(developer):
    said = words_on(developer.get(DIFF))
    assert (
        "Age The person is 18 or over on the day of the caution The person is 21 or over on the day of the caution"
    ) in said


def test_where_they_differ_comes_first(developer):
    said = words_on(developer.get(DIFF))
    headings = [
        "Testshire is looser than Moorshire (2)",
        "Cannot be compared: one of them is not known (2)",
        "The same in both (25)",
    ]
    places = [said.index(heading) for heading in headings]
    assert places == sorted(places)


def test_the_other_way_round_looser_is_stricter(developer):
    said = words_on(developer.get("/areas/diff?first=moorshire&second=testshire"))
    assert "25 topics are the same, 2 are stricter in Moorshire, 2 cannot be compared" in said


def test_what_is_not_known_inside_a_topic_is_named(developer):
    said = words_on(developer.get(DIFF))
    assert "A cohort has up to 10 participants Not known: least viable size of a cohort" in said


def test_what_binds_every_area_is_marked(developer):
    said = words_on(developer.get(DIFF))
    assert "The person admits the offence (binds every area) The person admits the offence (binds every area)" in said


def test_the_sign_does_not_rest_on_colour_alone(developer):
    text = developer.get(DIFF).text
    assert text.count('<svg class="cara-outcome__sign cara-strictness') == 3
    assert "is looser than" in text


def test_without_areas_the_page_asks_for_them(developer):
    answer = developer.get("/areas/diff")
    assert answer.status_code == 200
    assert "Choose two areas" in words_on(answer)
    assert "There is a problem" not in answer.text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("first=testshire&second=testshire", "Select two different areas"),
        ("first=testshire", "Choose the second area from the list"),
        ("first=nowhere&second=testshire", "Choose the first area from the list"),
        ("first=testshire&second=brokenshire", "Choose the second area from the list"),
        ("first=testshire&second=moorshire&on=x", "The day must be a real date, written like 2026-11-28"),
        ("on=x", "The day must be a real date, written like 2026-11-28"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(developer, asked, sentence):
    answer = developer.get(f"/areas/diff?{asked}")
    assert answer.status_code == 422
    assert sentence in words_on(answer)
    assert developer.get(f"/areas/diff/download?{asked}").headers["location"] == "/areas/diff"


def test_a_day_without_a_rule_says_which_area_lacks_it(developer):
    answer = developer.get("/areas/diff?first=testshire&second=lakeshire&on=2025-12-31")
    assert answer.status_code == 422
    assert "Lakeshire has no rule in force about risk grade on 31 December 2025" in words_on(answer)


def test_the_download_holds_every_topic(developer):
    answer = developer.get("/areas/diff/download?first=testshire&second=moorshire&on=2026-11-28")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-disposition"] == ('attachment; filename="rules-testshire-moorshire-2026-11-28.csv"')
    assert rows[0][:3] == ["Topic", "Testshire compared with Moorshire", "Testshire says"]
    assert len(rows) == 30
    assert rows[1] == [
        "Age",
        "Looser",
        "The person is 18 or over on the day of the caution",
        "",
        "The person is 21 or over on the day of the caution",
        "",
    ]


def test_every_topic_is_on_the_page_once():
    comparison = compared(stated(MinimumAge, area="moorshire", value=21))
    groups = alike(comparison)
    assert sorted(topic.topic for group in groups for topic in group.topics) == sorted(
        topic.topic for topic in topics_of(comparison)
    )
    assert all(topic.strictness is group.strictness for group in groups for topic in group.topics)


def test_one_is_counted_as_one():
    assert finding(compared(stated(MinimumAge, area="moorshire", value=21))).endswith("1 is looser in Testshire")


def test_where_only_one_has_a_rule_the_other_says_so():
    own = stated(CodeRule, area="moorshire", says="=HYPERLINK(1)", judge=judged)
    (topic,) = [topic for topic in topics_of(compared(own)) if topic.topic == CodeRule.topic]
    assert topic.strictness is Strictness.UNKNOWN
    assert (topic.first.text, topic.second.text) == ("No rule is published", "=HYPERLINK(1)")


def test_rows_and_columns_go_together():
    comparison = compared()
    assert {len(row) for row in as_rows(comparison)} == {len(columns_of(comparison))}


def test_the_shipped_areas_can_be_laid_side_by_side():
    found = discover()
    comparison = compare_areas(found.book("west_yorkshire"), found.book("hampshire"), ON)
    assert sum(len(group.topics) for group in alike(comparison)) == len(comparison.topics)
    assert finding(comparison)[0].isdigit()
