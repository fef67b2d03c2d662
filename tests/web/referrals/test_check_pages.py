"""The check: one topic a page, knock-out first, clear about what is wrong, and nothing stored."""

import pytest
from tests.web.inhabited import OTHER_OFFICER, Inhabited
from tests.web.referrals.sending import GOOD, START, begin, check, errors_on, heading_of
from tests.web.visitors import Browser

UNTOUCHED = {"sign_in", "audit_entry"}


def test_an_eligible_man_gets_a_verdict_with_every_rule_and_its_source(officer: Browser) -> None:
    page = officer.get(check(officer))
    assert heading_of(page) == "Eligible"
    assert "Criminal Justice Act 2003, section 23(3)" in page.text
    assert "testshire.risk_ceiling" in page.text


def test_a_rule_that_fails_ends_the_check_at_the_page_that_failed_it(officer: Browser) -> None:
    going = begin(officer)
    going = officer.send(going, **GOOD["disposal"]).headers["location"]
    assert officer.send(going, age="17").headers["location"] == f"{START}/verdict"
    assert heading_of(officer.get(f"{START}/verdict")) == "Not eligible"


def test_not_known_is_never_a_pass(officer: Browser) -> None:
    going = check(officer, admission={"admits_offence": "not_known", "evidence_sufficient": "yes"})
    assert heading_of(officer.get(going)) == "A person must decide"


def test_somebody_with_a_history_who_enters_none_of_it_has_not_answered(officer: Browser) -> None:
    begin(officer)
    for topic in ("disposal", "age", "admission", "risk"):
        officer.send(f"{START}/{topic}", **GOOD[topic])
    assert officer.send(f"{START}/history", has_history="yes").headers["location"] == f"{START}/matters/add"
    assert officer.get(f"{START}/verdict").headers["location"] == f"{START}/history"


def test_earlier_matters_are_listed_added_to_and_removed(officer: Browser) -> None:
    check(officer)
    officer.send(f"{START}/matters/add", outcome="caution", violence="no", domestic_abuse="not_known")
    assert "Domestic abuse: not known" in officer.get(f"{START}/matters").text
    assert heading_of(officer.get(f"{START}/verdict")) == "A person must decide"
    assert officer.send(f"{START}/matters/0/remove").headers["location"] == f"{START}/history"


@pytest.mark.parametrize(
    ("topic", "sent", "sentence"),
    [
        ("age", {"age": ""}, "Enter the person's age in years"),
        ("age", {"age": "9"}, "The person's age must be 10 or more"),
        ("age", {"age": "121"}, "The person's age must be 120 or less"),
        ("age", {"age": "thirty"}, "The person's age in years must be a whole number, for example 12"),
        ("age", {"age": "٣٤"}, "The person's age in years must be a whole number, for example 12"),
        ("age", {"age": "34.5"}, "The person's age in years must be a whole number, for example 12"),
        ("risk", {"risk_tool": "dash"}, "Select the risk grade"),
        ("risk", {"risk_grade": "low", "risk_tool": "dash"}, "Select the risk grade from the list"),
    ],
)
def test_a_wrong_answer_gets_one_clear_sentence(
    officer: Browser, inhabited: Inhabited, topic: str, sent: dict[str, str], sentence: str
) -> None:
    begin(officer)
    before = inhabited.area.rows()
    page = officer.send(f"{START}/{topic}", **sent)
    assert (page.status_code, errors_on(page)) == (422, [sentence])
    after = inhabited.area.rows()
    assert {table for table in before if before[table] != after[table]} <= UNTOUCHED


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("", "", ""), "Enter the date of the offence"),
        (("31", "2", "2026"), "The date of the offence must be a real date"),
        (("20", "11", "2027"), "The date of the offence must be today or in the past"),
        (("20", "11", "1"), "The date of the offence must have a year of 4 numbers"),
        (("20", "11", "0001"), "The date of the offence must be 1990 or later"),
        (("٢٠", "11", "2026"), "The date of the offence must be written in numbers, for example 14 11 2026"),
    ],
)
def test_an_impossible_day_gets_one_clear_sentence(officer: Browser, day: tuple[str, str, str], sentence: str) -> None:
    begin(officer)
    parts = dict(zip(("offence_on-day", "offence_on-month", "offence_on-year"), day, strict=True))
    page = officer.send(f"{START}/offence", offence="criminal_damage", **parts)
    assert (page.status_code, errors_on(page)) == (422, [sentence])


def test_every_error_is_said_at_once_and_what_was_typed_stays(officer: Browser) -> None:
    begin(officer)
    sent = {"offence_on-day": "31", "offence_on-month": "2", "offence_on-year": "2026"}
    page = officer.send(f"{START}/offence", **sent)
    assert errors_on(page) == ["Select the offence", "The date of the offence must be a real date"]
    assert 'value="31"' in page.text


def test_a_field_that_the_page_does_not_have_is_refused(officer: Browser) -> None:
    begin(officer)
    assert officer.send(f"{START}/age", age="34", sex="male").status_code == 400


def test_ten_megabytes_are_refused(officer: Browser) -> None:
    begin(officer)
    assert officer.send(f"{START}/age", age="3" * 10_000_000).status_code == 413


def test_a_check_belongs_to_the_officer_who_began_it(officer: Browser, inhabited: Inhabited) -> None:
    check(officer)
    other = inhabited.sign_in(OTHER_OFFICER)
    other.client.cookies.set("cara-booking", officer.client.cookies["cara-booking"], domain="cara.test", path=START)
    assert other.get(f"{START}/verdict").headers["location"] == START


def test_without_a_check_every_page_leads_to_its_beginning(officer: Browser) -> None:
    for page in ("verdict", "places", "age", "matters"):
        assert officer.get(f"{START}/{page}").headers["location"].startswith(START)


def test_nothing_is_stored_by_a_whole_check(officer: Browser, inhabited: Inhabited) -> None:
    before = inhabited.area.rows()
    officer.get(check(officer))
    officer.get(f"{START}/places")
    after = inhabited.area.rows()
    assert {table for table in before if before[table] != after[table]} <= UNTOUCHED
