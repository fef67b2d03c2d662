from tests.web.inhabited import MANAGER, words_on

WHY = "The hall is flooded until spring"


def test_the_board_says_seats_facilitators_and_which_days_clash(manager):
    said = words_on(manager.get("/saturdays"))
    assert "N1, workshop one Men, partner or former partner 3 of 12 seats" in said
    assert "No pair can start: 28 November 2026 + 28 days = 26 December 2026, closed" in said
    assert "26 December 2026 Closed: a public holiday" in said


def test_the_board_goes_on_to_later_weeks(manager):
    assert "/saturdays?first=2027-01-18" in manager.get("/saturdays").text
    assert "F1, workshop two" in words_on(manager.get("/saturdays?first=2027-01-09"))


def test_a_facilitator_is_assigned_and_released_from_the_cohort(manager):
    send = {"workshop": "N1-1", "facilitator": "facilitator-1"}
    assert manager.send("/cohorts/N1/facilitators", **send).headers["location"] == "/cohorts/N1?done=assigned"
    assert "Account facilitator-1" in words_on(manager.get("/cohorts/N1"))
    assert manager.send("/cohorts/N1/facilitators", doing="release", **send).status_code == 303


def test_a_facilitator_who_is_elsewhere_is_said(manager):
    manager.send("/cohorts/N2/facilitators", workshop="N2-1", facilitator="facilitator-1")
    answer = manager.send("/cohorts/S1/facilitators", workshop="S1-1", facilitator="facilitator-1")
    assert answer.status_code == 422
    assert "runs another workshop on Saturday 12 December 2026" in words_on(answer)


def test_other_days_are_given_or_everything_in_the_way_is_said(manager, here):
    days = {"first_day-day": "19", "first_day-month": "12", "first_day-year": "2026", "second_day-month": "1"}
    wrong = manager.send("/cohorts/N1/days", reason=WHY, **days, **{"second_day-day": "9", "second_day-year": "2027"})
    assert wrong.status_code == 422
    assert "Workshop two must be 28 days after workshop one" in words_on(wrong)
    right = manager.send("/cohorts/N1/days", reason=WHY, **days, **{"second_day-day": "16", "second_day-year": "2027"})
    assert right.headers["location"] == "/cohorts/N1?done=moved"


def seen_on(page):
    return page.text.split('name="seen" value="')[1].split('"')[0]


def test_a_cancellation_shows_its_consequences_and_is_then_carried_out(manager, booked, here):
    preview = manager.get("/cohorts/N1/cancel")
    said = words_on(preview)
    assert "What it means for 3 people" in said
    assert "(cohort N2)" in said
    assert here.area.see(booked[0]).place.cohort == "N1"
    answer = manager.send("/cohorts/N1/cancel", seen=seen_on(preview), reason=WHY)
    assert answer.headers["location"] == "/cohorts/N1?done=cancelled"
    assert here.area.see(booked[0]).place.cohort == "N2"


def test_a_cancellation_that_has_changed_is_shown_again(manager, booked, here):
    seen = seen_on(manager.get("/cohorts/N1/cancel"))
    here.area.booked("N1", family_name="Damson", crime_reference="13/Damson/26")
    answer = manager.send("/cohorts/N1/cancel", seen=seen, reason=WHY)
    assert answer.status_code == 409
    assert "Something has changed" in words_on(answer)
    assert "What it means for 4 people" in words_on(answer)
    assert manager.send("/cohorts/N1/cancel", seen=seen_on(answer), reason=WHY).status_code == 303


def test_a_cohort_that_is_not_there_is_not_found(manager):
    assert manager.get("/cohorts/NONE").status_code == 404
    assert manager.get("/cohorts/NONE/cancel").status_code == 404


def test_a_workshop_that_was_not_held_is_recorded_with_its_consequences_seen_first(manager, booked, here):
    assert "not-held" not in manager.get("/cohorts/N1").text
    here.go_on(days=14)
    manager = here.sign_in(MANAGER)
    cohort = manager.get("/cohorts/N1")
    assert 'href="/workshops/N1-1/register"' in cohort.text
    assert 'href="/cohorts/N1/not-held"' in cohort.text
    preview = manager.get("/cohorts/N1/not-held")
    said = words_on(preview)
    assert "Workshop one on Saturday 5 December 2026 is recorded as not held." in said
    assert "Workshop two on Saturday 2 January 2027 is cancelled." in said
    answer = manager.send("/cohorts/N1/not-held", seen=seen_on(preview), reason="Snow: the hall was closed")
    assert answer.headers["location"] == "/cohorts/N1?done=not-held"
    assert "Not held" in words_on(manager.get("/cohorts/N1"))


def test_the_board_leads_to_the_register_of_a_day_that_has_come(manager, booked, here):
    assert "/workshops/N1-1/register" not in manager.get("/saturdays").text
    here.go_on(days=12)
    manager = here.sign_in(MANAGER)
    assert "/workshops/N1-1/register" in manager.get("/saturdays").text
