"""From the places to the booking: held once, recorded, confirmed, printed, withdrawn."""

import html
import re

import pytest
from tests.web.inhabited import OTHER_OFFICER, SUPERVISOR, Inhabited
from tests.web.referrals.sending import CAUTION, GOOD, PERSON, START, check, errors_on, heading_of
from tests.web.visitors import Browser

from cara.casework import listing
from cara_web.layout.components import Components

KEY = "0123456789abcdef0123456789abcdef"


def held(officer: Browser, cohort: str = "N1") -> str:
    check(officer)
    return officer.send(f"{START}/places/hold", cohort=cohort).headers["location"]


def recorded(officer: Browser, at: str) -> None:
    assert officer.send(f"{at}/person", **PERSON).status_code == 303
    assert officer.send(f"{at}/needs", interpreter="no").status_code == 303
    assert officer.send(f"{at}/caution", **CAUTION).status_code == 303


def test_three_pairs_of_days_are_offered_at_most(officer: Browser) -> None:
    check(officer)
    page = officer.get(f"{START}/places")
    assert 1 <= page.text.count('name="cohort"') <= 3
    assert "ask Testshire Police" in page.text


def test_a_form_that_is_sent_twice_holds_one_place(officer: Browser, inhabited: Inhabited) -> None:
    check(officer)
    cookie = officer.client.cookies["cara-booking"]
    token = officer.token_on(f"{START}/places")
    first = officer.send(f"{START}/places/hold", token, cohort="N1", idempotency_key=KEY)
    officer.client.cookies.set("cara-booking", cookie, domain="cara.test", path=START)
    second = officer.send(f"{START}/places/hold", token, cohort="N1", idempotency_key=KEY)
    assert first.headers["location"] == second.headers["location"]
    assert inhabited.area.rows()["referral"] == 1


def test_a_place_that_went_to_somebody_else_gives_other_offers_and_stores_nothing(
    officer: Browser, inhabited: Inhabited
) -> None:
    check(officer)
    for _ in range(12):
        inhabited.area.hold("N1")
    page = officer.send(f"{START}/places/hold", cohort="N1")
    assert page.status_code == 409
    assert "Every seat is taken" in page.text
    assert 'value="N2"' in page.text
    assert inhabited.area.rows()["referral"] == 12


def test_the_list_shows_a_status_as_gov_uk_s_tag(officer: Browser) -> None:
    held(officer)
    tag = Components().tag(text="Place held", classes="govuk-tag--purple")
    assert f'data-column="Status">{tag}<br>' in officer.get("/bookings").text


def test_a_whole_booking_is_confirmed_and_printed(officer: Browser) -> None:
    at = held(officer)
    recorded(officer, at)
    assert officer.send(f"{at}/confirm").headers["location"] == at
    assert heading_of(officer.get(at)) == "Booked"
    assert "Saturday 5 December 2026" in officer.get(f"{at}/letter").text
    assert b"SUMMARY:Appointment" in officer.get(f"{at}/calendar.ics").content


def test_everything_that_is_missing_is_said_at_once(officer: Browser) -> None:
    page = officer.send(f"{held(officer)}/confirm")
    assert page.status_code == 422
    assert len(errors_on(page)) == 3


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("given_names", "", "Enter first and middle names"),
        ("given_names", "Ad\u202eam", "First and middle names must not contain characters that cannot be printed"),
        ("family_name", "x" * 201, "Last name must have 200 characters or fewer"),
        ("date_of_birth-year", "2027", "Date of birth must be in the past"),
        ("date_of_birth-year", "1850", "Date of birth must be within the last 120 years"),
        ("phone", "07700", "Enter a phone number, like 07700 900982 or +44 7700 900982"),
        ("email", "adam", "Enter an email address, like name@example.org"),
        ("pnc_id", "12", "Enter a PNC identifier, like 2019/0123456X"),
    ],
)
def test_a_wrong_detail_gets_one_clear_sentence_and_is_not_stored(
    officer: Browser, inhabited: Inhabited, field: str, typed: str, sentence: str
) -> None:
    at = held(officer)
    page = officer.send(f"{at}/person", **{**PERSON, field: typed})
    assert (page.status_code, errors_on(page)) == (422, [sentence])
    assert inhabited.area.rows()["person"] == 0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (
            "caution_on-day",
            "24",
            "Date of the caution must be today or in the past: book when the caution has been signed",
        ),
        ("caution_on-day", "19", "Date of the caution must not be before the date of the offence"),
        ("authorising_rank", "", "Select the rank of the authorising person"),
        ("admission_signed", "", "Select whether the admission has been signed"),
    ],
)
def test_a_wrong_caution_gets_one_clear_sentence(officer: Browser, field: str, typed: str, sentence: str) -> None:
    page = officer.send(f"{held(officer)}/caution", **{**CAUTION, field: typed})
    assert (page.status_code, errors_on(page)) == (422, [sentence])


def test_a_name_that_is_too_long_to_be_kept_apart_is_refused_in_words(officer: Browser) -> None:
    at = held(officer)
    refused = officer.send(f"{at}/needs", interpreter="no", keep_apart="Ben\n" + "x" * 201)
    assert refused.status_code == 422
    assert errors_on(refused) == ["Enter each person to be kept apart from in 200 characters or fewer"]


def test_needs_are_kept_and_shown_again(officer: Browser) -> None:
    at = held(officer)
    officer.send(f"{at}/person", **PERSON)
    officer.send(f"{at}/needs", interpreter="yes", language="pl", access="hearing_loop", keep_apart="Ben Other")
    page = officer.get(f"{at}/needs").text
    assert "Ben Other" in page
    assert "does not fit any more" in officer.get(at).text


def test_equality_answers_are_optional_and_kept_apart(officer: Browser, inhabited: Inhabited) -> None:
    at = held(officer)
    assert officer.send(f"{at}/equality", ethnicity="asian").status_code == 303
    assert inhabited.area.rows()["equality_answers"] == 1
    assert "asian" not in officer.get(f"{at}/why").text.lower()


def test_a_referral_of_another_officer_is_not_there(officer: Browser, inhabited: Inhabited) -> None:
    at = held(officer)
    other = inhabited.sign_in(OTHER_OFFICER)
    for page in ("", "/person", "/letter", "/why", "/places", "/withdraw"):
        assert other.get(f"{at}{page}").status_code == 404
    assert other.send(f"{at}/confirm").status_code == 404


def test_a_supervisor_sees_the_referrals_of_the_force(officer: Browser, inhabited: Inhabited) -> None:
    at = held(officer)
    assert inhabited.sign_in(SUPERVISOR).get(at).status_code == 200


def test_a_changed_answer_is_decided_again(officer: Browser) -> None:
    at = held(officer)
    changed = officer.send(f"{at}/answers/risk", risk_grade="medium", risk_tool="dash")
    assert changed.headers["location"] == at
    assert heading_of(officer.get(at)) == "Waiting for a person's decision"


def test_a_withdrawn_referral_sets_its_place_free_and_says_why(officer: Browser, inhabited: Inhabited) -> None:
    at = held(officer)
    assert officer.send(f"{at}/withdraw", reason="").status_code == 422
    officer.send(f"{at}/withdraw", reason="The case was discontinued.")
    assert "The case was discontinued." in officer.get(at).text
    assert heading_of(officer.get(at)) == "Withdrawn"


def test_a_hold_that_ran_out_says_so_and_keeps_what_was_entered(officer: Browser, inhabited: Inhabited) -> None:
    at = held(officer)
    officer.send(f"{at}/person", **PERSON)
    inhabited.go_on(minutes=29)
    officer.get(at)
    inhabited.go_on(minutes=29)
    officer.get(at)
    inhabited.go_on(minutes=5)
    page = officer.get(at)
    assert heading_of(page) == "Place released"
    assert "Adam Example" in page.text
    assert officer.send(f"{at}/places/hold", cohort="N2").headers["location"] == at


def test_the_list_finds_by_reference_and_by_whole_name(officer: Browser) -> None:
    at = held(officer)
    officer.send(f"{at}/person", **PERSON)
    reference = at.rpartition("/")[2]
    assert reference in officer.find("/bookings", q="adam example").text
    assert reference in officer.find("/bookings", q=f"{reference[:4].lower()}-{reference[4:].lower()}").text
    assert "Nothing found" in officer.find("/bookings", q="adam").text


def test_a_search_is_read_page_by_page(officer: Browser, inhabited: Inhabited, monkeypatch: pytest.MonkeyPatch) -> None:
    ats = [held(officer, cohort) for cohort in ("N1", "N2")]
    for number, at in enumerate(ats):
        officer.send(f"{at}/person", **{**PERSON, "crime_reference": f"13/1234{number}/26"})
    monkeypatch.setattr(listing.list_referrals, "__kwdefaults__", {"limit": 1})
    first = officer.find("/bookings", q="adam example", status="held")
    further = re.search(r'href="(/bookings\?[^"]*before=[^"]+)"', first.text)
    assert further
    second = officer.get(html.unescape(further[1]))

    assert [ats[1] in first.text, ats[0] in first.text] == [True, False]
    assert [ats[1] in second.text, ats[0] in second.text] == [False, True]
    assert 'value="adam example"' in second.text


def test_no_place_for_a_pathway_goes_to_the_area_manager(officer: Browser) -> None:
    check(officer, group={"sex": "female", "relationship": "family"})
    assert heading_of(officer.get(f"{START}/places")) == "Nobody can be placed now"
    at = officer.send(f"{START}/places/ask").headers["location"]
    assert heading_of(officer.get(at)) == "Waiting for a place"


def test_every_answer_of_the_check_can_be_changed_later(officer: Browser) -> None:
    at = held(officer)
    for topic in GOOD:
        assert officer.get(f"{at}/answers/{topic}").status_code == 200
    assert officer.get(f"{at}/answers/nothing").status_code == 404


def test_what_was_wished_of_a_place_is_kept_for_the_needs_and_for_the_manager(
    officer: Browser, inhabited: Inhabited
) -> None:
    check(officer)
    officer.send(f"{START}/places/search", access="step_free", district="south")
    at = officer.send(f"{START}/places/hold", cohort="S1").headers["location"]
    officer.send(f"{at}/person", **PERSON)
    assert 'value="step_free" checked' in " ".join(officer.get(f"{at}/needs").text.split())
    assert inhabited.area.see(at.rpartition("/")[2]).search.district == "south"
