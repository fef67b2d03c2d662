"""``cara areas``: what is installed, what one area asks, and how two of them differ."""

import re
from datetime import date

import pytest

from cara.areas import discover
from cara.cli.days import today

AREAS = "cara.areas"
DAY = ("--on", "2026-11-23")


def plain(text):
    """The text without its wrapping."""
    return " ".join(text.split())


def test_the_list_gives_name_version_digest_and_health(run):
    shown = run("areas").stdout.splitlines()
    digest = discover().book("west_yorkshire").digest[:12]
    assert shown[0].split() == ["AREA", "VERSION", "DIGEST", "HEALTH"]
    assert ["west_yorkshire", "cara-west-yorkshire", "0.1.0", digest, "available"] in map(str.split, shown)


def test_the_list_for_programs_says_the_same(answer):
    [_, found] = answer("areas", "--json")
    book = discover().book("west_yorkshire")
    assert (found["name"], found["title"]) == ("west_yorkshire", "West Yorkshire")
    assert (found["digest"], found["health"], found["problem"]) == (book.digest, "available", None)


def test_a_broken_area_is_listed_with_its_reason_and_the_others_go_on(run, answer, install):
    install("cara-nowhere", AREAS, {"nowhere": "cara_nowhere:plugin"}, "cara_nowhere", "plugin = None\n")
    result = run("areas")
    assert result.exit_code == 0
    assert "nowhere: area plugin 'nowhere'" in plain(result.stdout)
    health = {area["name"]: area["health"] for area in answer("areas", "--json")}
    assert health == {"hampshire": "available", "nowhere": "unavailable", "west_yorkshire": "available"}


@pytest.mark.parametrize("command", [("areas", "show", "nowhere"), ("areas", "diff", "hampshire", "nowhere")])
def test_a_broken_area_cannot_be_shown_and_says_why(run, install, command):
    install("cara-nowhere", AREAS, {"nowhere": "cara_nowhere:plugin"}, "cara_nowhere", "plugin = None\n")
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Area 'nowhere' is unavailable: area plugin 'nowhere'")


def test_an_area_that_is_not_installed_is_named_beside_those_that_are(run):
    result = run("areas", "show", "dorset")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no such area is installed (installed: hampshire, west_yorkshire)" in result.stderr


@pytest.mark.parametrize("area", ["west_yorkshire", "hampshire"])
def test_show_says_every_rule_with_dates_source_note_and_layer(run, area):
    shown = plain(run("areas", "show", area, *DAY).stdout)
    book = discover().book(area)
    for item in book.in_force(date(2026, 11, 23)):
        rule = item.rule
        says = [rule.in_words(), rule.id, rule.source.title, item.layer.provenance.distribution, rule.note or ""]
        assert [words for words in says if plain(words) not in shown] == [], rule.id
    assert book.digest in shown


def test_show_says_when_a_rule_ends(run):
    shown = plain(run("areas", "show", "hampshire", "--on", "2024-08-07").stdout)
    assert "Rule hampshire.risk_ceiling" in shown
    assert "first day not published, to 7 August 2024 (included)" in shown
    assert "from 8 August 2024" not in shown


def test_show_ends_with_what_is_not_known_and_what_nobody_published(run):
    shown = run("areas", "show", "west_yorkshire", *DAY).stdout
    unknown, silent = shown.split("Not known here: ask West Yorkshire Police")[1].split("Nobody has published")
    assert "- What the deadline runs from" in unknown
    assert "- A missed workshop" in unknown
    assert "- Offence\n" in silent


def test_show_for_programs_gives_the_rules_of_the_book(answer):
    shown = answer("areas", "show", "west_yorkshire", *DAY, "--json")
    book = discover().book("west_yorkshire")
    assert [rule["id"] for rule in shown["rules"]] == [item.rule.id for item in book.in_force(date(2026, 11, 23))]
    assert {"kind": "permitted_offences", "topic": "Offence"} in shown["nobody_published"]


def test_a_day_before_the_policy_begins_is_an_error_and_not_the_newest_rule(run):
    result = run("areas", "show", "west_yorkshire", "--on", "2020-09-30")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no rule in force" in result.stderr
    assert "30 September 2020" in result.stderr


@pytest.mark.parametrize(
    "typed",
    [
        "2026-2-3",
        "20261123",
        "2026-02-30",
        "1989-12-31",
        "2101-01-01",
        "٢٠٢٦-11-23",
        "today",
        "2026-11-23\n",
        "2026-W47-1",
        "",
    ],
)
def test_a_day_that_is_not_one_is_bad_input(run, typed):
    result = run("areas", "show", "west_yorkshire", "--on", typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--on" in result.stderr
    assert "must be a day" in result.stderr


@pytest.mark.parametrize("typed", ["1990-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_are_days(run, typed):
    assert run("areas", "show", "hampshire", "--on", typed).exit_code == 0


def test_without_a_day_it_is_today_in_london(answer):
    before = today()
    assert before.isoformat() <= answer("areas", "show", "hampshire", "--json")["on"] <= today().isoformat()


WORDS = {
    "Age": "same",
    "Sex": "looser",
    "Relationship": "looser",
    "Disposal": "same",
    "Offence": "unknown",
    "Earlier convictions and cautions": "unknown",
    "Orders and bail in force": "unknown",
    "Admission": "same",
    "Who authorises the caution": "looser",
    "The victim's position": "unknown",
    "Risk grade": "same",
    "Who may refer": "differs_in_kind",
    "Days of the week": "same",
    "Gap between the workshops": "stricter",
    "Facilitators": "same",
    "What the deadline runs from": "unknown",
    "How often a pair starts": "unknown",
    "Closed days": "same",
    "Hours of a workshop": "unknown",
    "A missed workshop": "unknown",
    "A late arrival": "unknown",
    "What the police are told": "unknown",
}


@pytest.mark.parametrize(("topic", "word"), WORDS.items())
def test_diff_finds_the_word_for_a_topic(answer, topic, word):
    topics = answer("areas", "diff", "west_yorkshire", "hampshire", *DAY, "--json")["topics"]
    assert {found["topic"]: found["strictness"] for found in topics}[topic] == word


TURNED = {"stricter": "looser", "looser": "stricter"}


def test_diff_the_other_way_round_turns_the_words(answer):
    one = answer("areas", "diff", "west_yorkshire", "hampshire", *DAY, "--json")["topics"]
    other = answer("areas", "diff", "hampshire", "west_yorkshire", *DAY, "--json")["topics"]
    assert [TURNED.get(topic["strictness"], topic["strictness"]) for topic in one] == [
        topic["strictness"] for topic in other
    ]


def test_an_area_does_not_differ_from_itself_in_anything_that_is_known(answer):
    topics = answer("areas", "diff", "hampshire", "hampshire", *DAY, "--json")["topics"]
    assert {topic["strictness"] for topic in topics} == {"same", "unknown"}


def test_west_yorkshire_was_stricter_about_risk_until_the_nation_followed(answer):
    def word(on):
        topics = answer("areas", "diff", "west_yorkshire", "hampshire", "--on", on, "--json")["topics"]
        return {topic["topic"]: topic["strictness"] for topic in topics}["Risk grade"]

    assert (word("2024-08-07"), word("2024-08-08")) == ("stricter", "same")


def test_diff_gives_both_sayings_in_words(run):
    shown = run("areas", "diff", "west_yorkshire", "hampshire", *DAY).stdout
    gap = shown.split("Gap between the workshops: stricter\n")[1].split("\n\n")[0]
    assert re.split(r"\n *|  +", gap.strip()) == [
        "West Yorkshire",
        "Workshop two is 28 days (4 weeks) after workshop one",
        "Hampshire",
        "Workshop two is 28 to 35 days after workshop one",
    ]


def test_diff_says_what_makes_two_alike_sayings_unknown(run):
    shown = run("areas", "diff", "west_yorkshire", "hampshire", *DAY).stdout
    assert "Not known in Hampshire: How far the deadline can be extended" in shown


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
@pytest.mark.parametrize(
    "command",
    [("areas",), ("areas", "show", "west_yorkshire", *DAY), ("areas", "diff", "west_yorkshire", "hampshire", *DAY)],
)
def test_lines_end_at_the_terminals_width(run, monkeypatch, columns, command):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run(*command).stdout.splitlines()
    assert [line for line in lines if len(line) > columns and len(line.split()) > 2] == []
