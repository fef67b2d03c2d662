"""The officer's journey: check, verdict, places, hold, person, caution, confirm, letter, calendar."""

from playwright.sync_api import Browser as Chromium
from tests.journeys.steps import answer_topic, check, confirm, hold, record, sign
from tests.journeys.visitor import NARROWEST, Served, Visitor


def test_an_eligible_man_is_booked(officer: Visitor) -> None:
    check(officer)
    assert officer.heading == "Eligible"
    hold(officer)
    assert officer.heading == "Place held"
    record(officer)
    confirm(officer)
    assert officer.heading == "Booked"
    assert "Saturday 5 December 2026" in officer.text


def test_the_letter_and_the_calendar_say_when_and_nothing_more(served: Served, chromium: Chromium) -> None:
    officer = Visitor.entering(served, chromium, "officer-1", 1280, scripts=True)
    reference = served.area.booked()
    officer.goto(f"/bookings/{reference}/letter")
    officer.look()
    assert "Saturday 5 December 2026" in officer.text
    with officer.page.expect_download() as started:
        officer.page.evaluate(f"location.href = '/bookings/{reference}/calendar.ics'")
    file = started.value.path().read_text()
    assert file.count("SUMMARY:Appointment") == 2
    assert started.value.suggested_filename == "appointments.ics"
    assert not any(word in file.lower() for word in ("cara", "police", "caution", "workshop", "abuse", "example"))
    officer.leave()


def test_a_rule_that_fails_ends_the_check_at_once(officer: Visitor) -> None:
    check(officer, risk={"risk_grade": "high", "risk_tool": "dash"})
    assert officer.heading == "Not eligible"
    assert "The police graded the risk high" in officer.text
    assert "Answer the other questions" in officer.text


def test_nothing_is_stored_before_a_place_is_held(officer: Visitor, served: Served) -> None:
    before = served.area.rows()
    check(officer)
    officer.press("Find a place")
    after = served.area.rows()
    assert {name for name in before if before[name] != after[name]} <= {"sign_in", "audit_entry"}


def test_every_error_of_a_page_is_said_at_once_and_what_was_typed_is_kept(officer: Visitor) -> None:
    officer.goto("/bookings/new")
    officer.press("Start now")
    for topic in ("disposal", "age", "admission", "risk", "history"):
        if topic == officer.path.rpartition("/")[2]:
            answer_topic(officer, topic, {"disposal": {"disposal": "conditional_caution"}}.get(topic, _good(topic)))
    while officer.path.rpartition("/")[2] != "offence":
        answer_topic(officer, officer.path.rpartition("/")[2], _good(officer.path.rpartition("/")[2]))
    officer.fill_date("offence_on", "31", "2", "2026")
    officer.press("Continue")
    assert officer.page.title().startswith("Error: ")
    assert officer.page.locator(".govuk-error-summary li").count() == 2
    assert officer.page.locator('[name="offence_on-day"]').input_value() == "31"


def _good(topic: str) -> dict[str, str]:
    from tests.journeys.steps import GOOD

    return GOOD.get(topic, {})


def test_a_check_is_gone_on_with_where_it_was_left(officer: Visitor) -> None:
    officer.goto("/bookings/new")
    officer.press("Start now")
    answer_topic(officer, "disposal", {"disposal": "conditional_caution"})
    officer.goto("/bookings/new")
    officer.press("Go on with it")
    assert officer.path == "/bookings/new/age"


def test_a_hold_that_ran_out_is_said_and_a_place_is_chosen_again(officer: Visitor, served: Served) -> None:
    check(officer)
    reference = hold(officer)
    served.inhabited.go_on(minutes=61)
    officer.goto("/bookings/new")
    officer.page.reload()
    _sign_in_again(officer)
    officer.goto(reference)
    assert officer.heading == "Place released"
    officer.press("Choose a place")
    officer.press("Hold a place")
    assert officer.heading == "Place held"


def _sign_in_again(officer: Visitor) -> None:
    officer.goto("/sign-in")
    officer.choose_account("officer-1")


def test_a_place_lost_to_somebody_else_gives_the_next_offers(officer: Visitor, served: Served) -> None:
    check(officer)
    officer.press("Find a place")
    for _ in range(12):
        served.area.hold("N1")
    officer.press("Hold a place")
    assert "That place cannot be held" in officer.text
    officer.press("Hold a place")
    assert officer.heading == "Place held"


def test_a_constable_cannot_authorise_and_the_place_stays_held(officer: Visitor) -> None:
    check(officer)
    hold(officer)
    record(officer)
    sign(officer, rank="constable")
    confirm(officer)
    assert "It cannot be confirmed yet" in officer.text
    assert "Nobody may decide otherwise" in officer.text


def test_pages_fit_the_narrowest_phone(served: Served, chromium: Chromium) -> None:
    officer = Visitor.entering(served, chromium, "officer-1", 360, scripts=True)
    reference = served.area.hold()
    booked = served.area.booked("N2", crime_reference="13/2/26")
    paths = ["/bookings", "/bookings/new", f"/bookings/{reference}", f"/bookings/{reference}/person"]
    paths += [f"/bookings/{reference}/{page}" for page in ("needs", "caution", "equality", "places", "why", "withdraw")]
    for path in [*paths, f"/bookings/{booked}", f"/bookings/{booked}/letter"]:
        officer.goto(path)
        officer.look()
        assert officer.is_whole_at(NARROWEST), path
    officer.leave()
