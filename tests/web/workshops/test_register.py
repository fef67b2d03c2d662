"""The register on a page: what it shows, what it takes, and what it says when it does not."""

from datetime import datetime

import pytest
from sqlalchemy import select
from tests.web.inhabited import FACILITATOR, OFFICER, words_on
from tests.web.visitors import Browser
from tests.web.workshops.hall import REGISTER, SHEET, Hall, fields_on, save, save_by_script

from cara.casework.details import Needs
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict


def test_everybody_is_on_one_page_with_what_they_need(hall: Hall):
    needs = {"language": "ur", "interpreter": True, "other_needs": "Large print"}
    hall.running.area.book_with(Needs.model_validate(needs), family_name="Dogwood")
    hall.go_to(hall.running.moment())
    page = hall.here.sign_in(FACILITATOR).get(REGISTER)
    said = words_on(page)
    assert all(name in said for name in ("Alder", "Birch", "Cedar", "Dogwood Interpreter: Urdu Large print"))
    assert page.headers["cache-control"] == "no-store"
    assert not any(name in page.text.partition("</title>")[0] for name in ("Alder", "Birch", "Cedar"))


def test_a_saved_register_says_what_it_means_and_never_speaks_of_a_breach(facilitator: Browser):
    answer = save(facilitator, mark_1="here", mark_2="late_refused", minutes_2="20", reason_2="Bus", mark_3="absent")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{REGISTER}?done=saved")
    page = facilitator.get(answer.headers["location"])
    said = words_on(page)
    assert "3 of 3 marked: 1 here, 1 late, not let in, 1 absent" in said
    assert "What a mark means for a caution the police alone decide" in said
    assert "breach" not in page.text.lower()


def test_the_same_register_sent_twice_is_one_register(hall: Hall, facilitator: Browser):
    page = facilitator.get(REGISTER)
    for _ in range(2):
        assert save(facilitator, page, mark_1="here", mark_2="absent").status_code == 303
    assert hall.marks() == 2


def test_nobody_need_be_marked_for_the_others_to_be_saved(hall: Hall, facilitator: Browser):
    assert save(facilitator, mark_1="here").status_code == 303
    assert hall.marks() == 1


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_saved(hall: Hall, facilitator: Browser):
    wrong = {"mark_1": "late_refused", "minutes_1": "soon", "reason_2": "Ill", "mark_3": "here", "minutes_3": "5"}
    answer = save(facilitator, **wrong)
    assert answer.status_code == 422
    for field in ("minutes-1", "seat-2", "seat-3"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
    assert 'value="soon"' in answer.text
    assert ">Ill</textarea>" in answer.text
    assert hall.marks() == 0


def test_an_empty_register_asks_for_one_mark(facilitator: Browser):
    answer = save(facilitator)
    assert answer.status_code == 422
    assert "Mark at least one person" in answer.text
    assert 'href="#seat-1"' in answer.text


def test_a_correction_shows_what_it_corrects(facilitator: Browser):
    save(facilitator, mark_1="absent", reason_1="No call")
    assert "Recorded: Absent, by facilitator-1" in words_on(facilitator.get(REGISTER))
    save(facilitator, mark_1="late_refused", minutes_1="40")
    said = words_on(facilitator.get(REGISTER))
    assert "Corrected once" in said
    assert "Absent, by facilitator-1" in said.partition("Corrected once")[2]
    assert "Late, not let in, 40 minutes" in said


def test_before_the_day_it_shows_who_is_expected_and_takes_nothing(hall: Hall):
    hall.go_to(hall.running.moment(days=-1))
    facilitator = hall.here.sign_in(FACILITATOR)
    said = words_on(facilitator.get(REGISTER))
    assert "You can record who came from Saturday 5 December 2026" in said
    assert "Alder" in said
    assert "Save the register" not in said
    assert facilitator.send(REGISTER, **{"mark-1": "here"}).status_code == 409


def test_it_is_shut_to_its_facilitator_before_and_after_its_time(hall: Hall):
    for days in (-8, 29 + 7):
        hall.go_to(hall.running.moment(days=days))
        facilitator = hall.here.sign_in(FACILITATOR)
        assert facilitator.get(REGISTER).status_code == facilitator.get(SHEET).status_code == 404


def test_a_police_officer_sees_no_register(hall: Hall, saturday: datetime):
    assert hall.here.sign_in(OFFICER).get(REGISTER).status_code == 403


def test_a_workshop_of_others_looks_like_none(hall: Hall, facilitator: Browser):
    others, none = (facilitator.get(f"/workshops/{code}/register") for code in ("S1-1", "X9-1"))
    assert others.status_code == none.status_code == 404
    assert "There is no such workshop" in others.text


def test_the_area_manager_opens_and_corrects_the_same_register(facilitator: Browser, manager: Browser):
    save(facilitator, mark_1="absent")
    assert save(manager, mark_1="here").status_code == 303
    assert "by manager-1" in words_on(facilitator.get(REGISTER))


def test_two_who_mark_one_seat_see_both_versions_and_choose(hall: Hall, facilitator: Browser, manager: Browser):
    opened = facilitator.get(REGISTER)
    save(manager, mark_1="late_refused", minutes_1="15", reason_1="Train")
    both = save(facilitator, opened, mark_1="absent", mark_2="here")
    assert both.status_code == 409
    said = words_on(both)
    assert "Recorded now Late, not let in, 15 minutes Reason given: Train By manager-1" in said
    assert "What you marked Absent By you, not saved yet" in said
    assert hall.marks() == 1
    kept = fields_on(both)
    unanswered = facilitator.send(REGISTER, **kept)
    assert (unanswered.status_code, "Choose which is right for seat 1" in unanswered.text) == (409, True)
    chosen = facilitator.send(REGISTER, **kept, **{"choice-1": "ours"})
    assert chosen.headers["location"] == f"{REGISTER}?done=chosen"
    assert hall.marks() == 3


def test_whoever_keeps_what_is_recorded_still_saves_the_other_seats(hall: Hall, facilitator: Browser, manager: Browser):
    opened = facilitator.get(REGISTER)
    save(manager, mark_1="late_refused")
    kept = fields_on(save(facilitator, opened, mark_1="absent", mark_2="here"))
    assert facilitator.send(REGISTER, **kept, **{"choice-1": "theirs"}).status_code == 303
    said = words_on(facilitator.get(REGISTER))
    assert "Recorded: Late, not let in, by manager-1" in said
    assert "Recorded: Here, by facilitator-1" in said


def test_whoever_keeps_the_only_seat_as_recorded_is_done(hall: Hall, facilitator: Browser, manager: Browser):
    opened = facilitator.get(REGISTER)
    save(manager, mark_1="late_refused")
    kept = fields_on(save(facilitator, opened, mark_1="absent"))
    assert facilitator.send(REGISTER, **kept, **{"choice-1": "theirs"}).status_code == 303
    assert hall.marks() == 1


def test_a_seat_that_nobody_touched_does_not_undo_what_somebody_corrected(facilitator: Browser, manager: Browser):
    save(facilitator, mark_1="here")
    opened = facilitator.get(REGISTER)
    save(manager, mark_1="left_early", minutes_1="60")
    assert save(facilitator, opened, mark_2="here").status_code == 303
    assert "Recorded: Left early, 60 minutes, by manager-1" in words_on(facilitator.get(REGISTER))


def test_a_script_is_told_whether_it_is_saved_and_where_to_go_on(facilitator: Browser):
    answer = save_by_script(facilitator, mark_1="here")
    assert (answer.status_code, answer.json()) == (200, {"saved": True, "go": f"{REGISTER}?done=saved"})


def test_a_script_is_told_of_errors_and_conflicts_by_seat_and_no_name(facilitator: Browser, manager: Browser):
    wrong = save_by_script(facilitator, mark_1="here", minutes_1="5", reason_2="Ill")
    assert [error["field"] for error in wrong.json()["errors"]] == ["seat-1", "seat-2"]
    save(manager, mark_1="late_refused")
    conflict = save_by_script(facilitator, mark_1="absent", seen_1="")
    assert (wrong.status_code, conflict.status_code) == (422, 409)
    assert "seat 1" in conflict.json()["detail"]
    assert not any(name in wrong.text + conflict.text for name in ("Alder", "Birch", "Cedar"))


@pytest.mark.parametrize("token", ["", "AAAA"])
def test_a_register_without_a_token_of_this_sign_in_is_refused(hall: Hall, facilitator: Browser, token: str):
    assert facilitator.send(REGISTER, token, **{"mark-1": "here"}).status_code == 403
    assert hall.marks() == 0


@pytest.mark.parametrize("name", ["mark-0", "mark-", "mark-12345", "name-1", "seat"])
def test_a_field_that_no_register_has_is_refused(facilitator: Browser, name: str):
    assert facilitator.send(REGISTER, **{name: "here"}).status_code == 400


def test_the_sheet_has_a_box_for_every_mark_and_is_told_as_a_disclosure(hall: Hall, facilitator: Browser):
    said = words_on(facilitator.get(SHEET))
    assert all(name in said for name in ("Alder", "Birch", "Cedar"))
    assert said.count("tick on paper") == 3 * 5
    with hall.here.area.database.read() as unit:
        told = unit.execute(select(t.AuditEntry.action).order_by(t.AuditEntry.seq.desc()).limit(1)).scalar_one()
    assert told == "register_printed"


def test_a_declared_conflict_hides_the_name_and_leaves_no_seat_to_mark(hall: Hall, facilitator: Browser):
    area = hall.here.area
    declare_conflict(area.database, area.manager, FACILITATOR, hall.running.booked[1], now=area.now)
    said = words_on(facilitator.get(REGISTER))
    assert "Alder" not in said
    assert "1 person is not shown to you" in said
    assert save(facilitator, mark_2="here").status_code == 303
    assert save(facilitator, mark_1="here").status_code == 422
