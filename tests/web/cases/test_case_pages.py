from datetime import timedelta

import pytest
from tests.web.inhabited import MANAGER, words_on

from cara.casework import ReferralStatus
from cara.vocabulary import Attendance
from cara.workshops import Marked, record_register

S = ReferralStatus
WHY = "The person starts a new job"


def parts(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_cases_stand_in_their_tab_with_its_count(manager, booked):
    said = words_on(manager.get("/cases?tab=booked"))
    assert "Due (0) Booked (3)" in said
    assert all(reference.spoken in said for reference in booked)


@pytest.mark.parametrize(("narrowed", "count"), [("district=north", 3), ("district=south", 0), ("pathway=nonsense", 3)])
def test_a_list_is_narrowed_by_district_and_group(manager, narrowed, count):
    assert f"Booked ({count})" in words_on(manager.get(f"/cases?tab=booked&{narrowed}"))


def test_the_list_goes_on_after_the_key_of_its_last_line(manager, booked, here):
    from cara.workshops import CaseSearch, Tab, list_cases

    area = here.area
    first = list_cases(area.instance, area.manager, CaseSearch(tab=Tab.BOOKED), now=area.now).lines
    search = CaseSearch(tab=Tab.BOOKED, after=first[0].key)
    assert list_cases(area.instance, area.manager, search, now=area.now).lines == first[1:]
    after = f"{first[1].key[0].isoformat()}.{first[1].key[1]}"
    said = words_on(manager.get(f"/cases?tab=booked&after={after}"))
    assert [line.reference.spoken in said for line in first] == [False, False, True]


def test_the_download_needs_a_fresh_proof(manager, here):
    assert manager.get("/cases/download?tab=booked").headers["content-type"].startswith("text/csv")
    here.site.clock.go_on(minutes=29)
    manager.get("/cases")
    assert manager.get("/cases/download").headers["location"].startswith("/prove?")


def test_a_case_says_what_time_is_left_and_what_can_be_done(manager, booked):
    said = words_on(manager.get(f"/cases/{booked[0]}"))
    assert "Alder, Adam" in said
    assert "days are left: both workshops must be done by" in said
    assert "Move to another cohort" in said
    assert "Defer" in said
    assert "Book again" not in said


def test_a_case_says_what_the_person_was_told_and_leads_to_why_and_to_what_waits(manager, booked):
    page = manager.get(f"/cases/{booked[0]}")
    assert "Reminder a week before: text message, waiting" in words_on(page)
    for address in (f"/messages?record={booked[0]}", f"/bookings/{booked[0]}/why"):
        assert f'href="{address}"' in page.text
        assert manager.get(address).status_code == 200


def test_the_bar_says_in_its_title_what_it_shows(manager, booked):
    page = manager.get(f"/cases/{booked[0]}").text
    assert '<title id="bar-title">' in page
    assert "last possible day" in page


def test_a_booking_is_moved_to_the_cohort_that_was_chosen(manager, booked, here):
    assert "Cohort N2" in words_on(manager.get(f"/cases/{booked[0]}/move"))
    answer = manager.send(f"/cases/{booked[0]}/move", cohort="both N2", reason=WHY)
    assert answer.headers["location"] == f"/cases/{booked[0]}?done=moved"
    assert here.area.see(booked[0]).place.cohort == "N2"
    assert "The booking is moved" in words_on(manager.get(answer.headers["location"]))


def test_a_move_without_days_or_reason_says_both(manager, booked):
    answer = manager.send(f"/cases/{booked[0]}/move", cohort="", reason="")
    assert answer.status_code == 422
    assert "Select a pair of days" in words_on(answer)


def test_a_place_that_does_not_fit_is_said_and_another_can_be_chosen(manager, booked):
    answer = manager.send(f"/cases/{booked[0]}/move", cohort="both W1", reason=WHY)
    assert answer.status_code == 409
    assert "another pathway" in words_on(answer)


def test_a_case_is_deferred_and_booked_again(manager, booked, here):
    until = here.area.today + timedelta(days=20)
    assert manager.send(f"/cases/{booked[0]}/defer", reason=WHY, **parts("until", until)).status_code == 303
    assert "Deferred until" in words_on(manager.get(f"/cases/{booked[0]}"))
    assert "Cohort S1" in words_on(manager.get(f"/cases/{booked[0]}/rebook"))
    assert manager.send(f"/cases/{booked[0]}/rebook", cohort="both S1", reason=WHY).status_code == 303
    assert here.area.see(booked[0]).status is S.BOOKED


def test_a_deferral_that_leaves_no_room_says_the_last_day(manager, booked, here):
    until = here.area.today + timedelta(days=110)
    answer = manager.send(f"/cases/{booked[0]}/defer", reason=WHY, **parts("until", until))
    assert answer.status_code == 422
    assert "no room is left" in words_on(answer)


def test_an_extension_names_who_authorised_it(manager, booked, here):
    until = here.area.today + timedelta(days=120)
    sent = {"reason": WHY, **parts("until", until)}
    assert manager.send(f"/cases/{booked[0]}/extend", authorised_by="", **sent).status_code == 422
    assert manager.send(f"/cases/{booked[0]}/extend", authorised_by="Inspector Example", **sent).status_code == 303
    assert "was authorised" in words_on(manager.get(f"/cases/{booked[0]}"))


def test_no_case_in_conflict_is_listed_or_opened(manager, booked, here):
    from cara.staff.conflicts import declare_conflict

    declare_conflict(here.area.database, here.area.manager, "manager-1", str(booked[0]), now=here.area.now)
    assert "Booked (2)" in words_on(manager.get("/cases?tab=booked"))
    assert manager.get(f"/cases/{booked[0]}").status_code == 404


def test_a_case_shows_who_came_and_leads_to_the_register(manager, booked, here):
    now = here.area.later(days=12)
    marked = [Marked(seat=1, mark=Attendance.LATE_REFUSED, minutes=40, reason="The bus did not come")]
    record_register(here.area.instance, here.area.manager, "N1-1", marked, now=now)
    here.go_on(days=13)
    case = here.sign_in(MANAGER).get(f"/cases/{booked[0]}")
    said = words_on(case)
    assert "Saturday 5 December 2026" in said
    assert "(40 minutes)" in said
    assert "The bus did not come" in said
    assert 'href="/workshops/N1-1/register"' in case.text
    assert 'href="/cohorts/N1"' in case.text


def test_somebody_is_taken_off_with_reason_and_next_status_in_one_step(manager, booked, here):
    assert f"/cases/{booked[0]}/take-off" in manager.get(f"/cases/{booked[0]}").text
    said = words_on(manager.get(f"/cases/{booked[0]}/take-off"))
    assert "Returned to the police: they decide how it goes on" in said
    wrong = manager.send(f"/cases/{booked[0]}/take-off", reason="short")
    assert wrong.status_code == 422
    assert "Select what has happened" in words_on(wrong)
    right = manager.send(f"/cases/{booked[0]}/take-off", reason=WHY, why="own_wish", after="returned")
    assert right.headers["location"] == f"/cases/{booked[0]}?done=taken-off"
    assert here.area.see(booked[0]).status is S.RETURNED
    assert "take-off" not in manager.get(f"/cases/{booked[0]}").text
