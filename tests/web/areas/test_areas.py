import pytest
from tests.web.areas.conftest import PROBLEM, installed
from tests.web.inhabited import DEVELOPER, EVERYBODY, FACILITATOR, VICTIM_CONTACT, look_alike, words_on

from cara.areas import Candidate, from_plugins

MAY_NOT = {FACILITATOR, VICTIM_CONTACT}
PAGES = (
    "/areas",
    "/areas/testshire",
    "/areas/brokenshire",
    "/areas/diff",
    "/areas/diff?first=testshire&second=moorshire",
    "/areas/diff/download?first=testshire&second=moorshire",
)


@pytest.mark.parametrize("page", PAGES)
def test_whoever_works_with_referrals_or_rules_may_read_them(here, page):
    answers = {code: here.sign_in(code).get(page).status_code for code in EVERYBODY}
    assert answers == {code: 403 if code in MAY_NOT else 200 for code in EVERYBODY}


def test_a_refusal_does_not_tell_what_is_installed(here):
    refused = here.sign_in(FACILITATOR)
    there, missing = refused.get("/areas/testshire"), refused.get("/areas/nowhere")
    assert there.status_code == 403
    assert look_alike(there, missing)


def test_nobody_signed_in_is_sent_to_sign_in(here):
    assert here.site.browser().get("/areas").headers["location"] == "/sign-in"


def test_every_installed_area_is_listed_with_version_and_digest(here, developer):
    answer = developer.get("/areas")
    said = words_on(answer)
    book = here.area.instance.book
    assert f"Testshire This service Works cara-testshire 1.0 {book.digest[:12]}" in said
    assert f'title="{book.digest}"' in answer.text
    assert "Moorshire Works cara-moorshire 1.0" in said


def test_a_broken_area_is_listed_with_its_reason_as_text(developer):
    answer = developer.get("/areas")
    assert f"brokenshire Broken Its rules cannot be read, so nothing is decided there. {PROBLEM}" in words_on(answer)
    assert "<b>No module</b>" not in answer.text


def test_the_area_of_the_service_is_named(developer):
    said = words_on(developer.get("/areas"))
    assert "This service works for Testshire . Nobody is decided about by the rules of another area here." in said


def test_a_service_whose_own_area_is_broken_says_what_that_means(here):
    broken = from_plugins([Candidate("testshire", "cara-testshire", "1.0", problem="broken")])
    said = words_on(here.with_areas(broken).sign_in(DEVELOPER).get("/areas"))
    assert 'nothing is decided now. Referrals are stored as "rules pending"' in said


def test_a_service_without_any_area_says_what_to_do(here):
    said = words_on(here.with_areas(from_plugins([])).sign_in(DEVELOPER).get("/areas"))
    assert "No area is installed" in said


def test_a_broken_area_has_a_page_that_says_why(developer):
    said = words_on(developer.get("/areas/brokenshire"))
    assert "brokenshire: its rules cannot be read" in said
    assert "no other area's rules are used instead" in said
    assert PROBLEM in said


@pytest.mark.parametrize("name", ["nowhere", "TESTSHIRE", "%2e%2e", "testshire%00"])
def test_an_area_that_is_not_installed_has_no_page(developer, name):
    assert developer.get(f"/areas/{name}").status_code == 404


def test_every_rule_in_force_stands_on_the_page_in_plain_words(here, developer):
    said = words_on(developer.get("/areas/testshire"))
    in_force = here.area.instance.book.in_force(here.area.today)
    assert len(in_force) > 25
    assert [item.rule.id for item in in_force if f"{item.rule.in_words()}." not in said] == []
    assert [item.rule.id for item in in_force if f"Rule {item.rule.id}, stated by" not in said.replace(" ,", ",")] == []


def test_each_rule_says_whose_it_is_since_when_and_where_it_is_from(developer):
    said = words_on(developer.get("/areas/testshire"))
    assert "Risk grade Binds every area The risk grade is standard." in said
    assert "In force: from 8 August 2024, until further notice. Source: Director of Public Prosecutions" in said
    assert "Risk grade This area The risk grade is standard." in said


def test_a_source_on_the_web_is_linked_without_telling_where_from(developer):
    text = developer.get("/areas/testshire").text
    assert 'href="https://www.legislation.gov.uk/ukpga/2003/44/part/3" rel="noreferrer"' in text


def test_topics_stand_in_groups_in_a_fixed_order(developer):
    text = developer.get("/areas/testshire").text
    anchors = [
        "who-may-take-part",
        "risk",
        "who-may-refer",
        "days-groups-and-deadlines",
        "attendance",
        "victim-contact",
    ]
    places = [text.index(f'<h2 class="govuk-heading-m" id="{anchor}">') for anchor in anchors]
    assert places == sorted(places)


def test_what_is_not_known_and_whom_to_ask_comes_first(developer):
    said = words_on(developer.get("/areas/moorshire"))
    assert "Not known here: ask Testshire Police. What is not known is never a pass." in said
    assert "Least viable size of a cohort Notice before workshop one" in said


def test_what_nobody_has_published_is_named_in_its_group(developer):
    said = words_on(developer.get("/areas/testshire"))
    assert "Nobody has published a rule about: risk tool." in said


def test_the_rules_of_another_day_are_shown(developer):
    said = words_on(developer.get("/areas/testshire?on=2024-08-07"))
    assert "Every rule that binds on Wednesday 7 August 2024." in said
    assert "The risk grade is standard or medium." in said


def test_the_days_on_which_a_rule_changes_are_linked(developer):
    text = developer.get("/areas/lakeshire").text
    assert 'href="/areas/lakeshire?on=2026-01-01"' in text
    assert 'href="/areas/lakeshire?on=2024-08-08"' in text


def test_a_day_without_a_rule_says_so_instead_of_taking_another(developer):
    answer = developer.get("/areas/lakeshire?on=2025-12-31")
    assert answer.status_code == 200
    assert "has no rule in force about" in words_on(answer)
    assert "cara-rule__topic" not in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("yesterday", "The day must be a real date, written like 2026-11-28"),
        ("2026-02-30", "The day must be a real date, written like 2026-11-28"),
        ("20261128", "The day must be a real date, written like 2026-11-28"),
        ("٢٠٢٦-١١-٢٨", "The day must be a real date, written like 2026-11-28"),
        ("1989-12-31", "The day must be between 1 January 1990 and 31 December 2099"),
        ("2100-01-01", "The day must be between 1 January 1990 and 31 December 2099"),
    ],
)
def test_what_is_no_day_is_refused_in_words(developer, typed, sentence):
    answer = developer.get("/areas/testshire", params={"on": typed})
    assert answer.status_code == 422
    assert sentence in words_on(answer)


@pytest.mark.parametrize("typed", ["", "  "])
def test_no_day_is_today(developer, typed):
    answer = developer.get("/areas/testshire", params={"on": typed})
    assert "Every rule that binds today, Monday 23 November 2026." in words_on(answer)


def test_markup_in_the_address_stays_text(developer):
    answer = developer.get("/areas/testshire", params={"on": '"><script>alert(1)</script>'})
    assert "<script>alert(1)" not in answer.text


def test_the_pages_need_no_database_row(here, developer):
    rows = here.area.rows()
    for page in PAGES:
        developer.get(page)
    assert here.area.rows() == rows


def test_four_areas_are_installed_here():
    assert [area.name for area in installed().all] == ["brokenshire", "lakeshire", "moorshire", "testshire"]
