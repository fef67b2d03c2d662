"""One contact on its pages: the number stays closed until it is asked for with a reason, and to everybody else."""

import re

import pytest
from tests.core.victims.conftest import safe
from tests.web.engagement.conftest import Filled, fields_of
from tests.web.inhabited import FACILITATOR, MANAGER, OFFICER, words_on
from tests.web.victims.conftest import NUMBER, OTHER_WORKER

from cara.victims.attempts import attempts_of
from cara.victims.correcting import change_safe_contact, correct_victim, see_details

OPEN = {"read": "yes", "way": "call", "why": "attempt"}


def test_the_number_is_on_no_page_before_it_is_asked_for(worker, side):
    code = side.taken(safe(code_word="Parcel", instructions="Ask for Ana"))
    at = f"/victim-contact/{code}"
    for path in ("/victim-contact", at, f"{at}/attempts/new", f"{at}/details", f"{at}/safe-contact"):
        page = worker.get(path)
        assert page.status_code == 200
        assert NUMBER not in page.text
    read = words_on(worker.get(at))
    assert "Parcel" in read
    assert "Safe now" in read
    opened = worker.send(f"{at}/open", **OPEN)
    assert opened.status_code == 200
    assert NUMBER in opened.text
    assert opened.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("missing", OPEN)
def test_nothing_is_opened_without_having_read_and_a_reason(worker, side, missing):
    at = f"/victim-contact/{side.taken()}"
    answer = worker.send(f"{at}/open", **{name: value for name, value in OPEN.items() if name != missing})
    assert answer.status_code == 422
    assert NUMBER not in answer.text


@pytest.mark.parametrize(("days", "hours", "why"), [(0, 14, "outside the hours"), (90, 1, "looked at again by now")])
def test_outside_the_hours_and_after_the_review_it_stays_closed(worker, side, days, hours, why):
    at = f"/victim-contact/{side.taken()}"
    side.here.go_on(days=days, hours=hours)
    worker.sign_in("victim-contact-1")
    assert "Not now" in words_on(worker.get(at))
    answer = worker.send(f"{at}/open", **OPEN)
    assert answer.status_code == 409
    assert why in words_on(answer)
    assert NUMBER not in answer.text


def test_what_reaches_the_participant_too_stays_closed(worker, side):
    participant = side.here.area.person().phone or ""
    at = f"/victim-contact/{side.taken(safe(phone=participant))}"
    answer = worker.send(f"{at}/open", **OPEN)
    assert answer.status_code == 409
    assert "may also reach a participant" in words_on(answer)


def test_who_does_not_want_contact_is_not_rung(worker, side):
    at = f"/victim-contact/{side.taken(told='does_not_want')}"
    assert "Make no contact" in words_on(worker.get(at))
    assert worker.send(f"{at}/open", **OPEN).status_code == 409
    assert NUMBER in worker.send(f"{at}/open", **{**OPEN, "why": "called_back"}).text


@pytest.mark.parametrize("code", [OTHER_WORKER, MANAGER, OFFICER, FACILITATOR])
def test_nobody_but_the_worker_opens_a_contact(side, code):
    at, browser = f"/victim-contact/{side.taken()}", side.here.sign_in(code)
    for path in (at, f"{at}/attempts/new", f"{at}/details", f"{at}/safe-contact"):
        answer = browser.get(path)
        assert answer.status_code in {403, 404}
        assert "Sample" not in answer.text
    for path in ("open", "attempts", "details", "safe-contact/open", "safe-contact"):
        answer = browser.send(f"{at}/{path}", **(OPEN if path == "open" else {}))
        assert answer.status_code in {403, 404}, path
        assert NUMBER not in answer.text


def test_an_attempt_is_recorded_once_and_stands_in_the_history(worker, side):
    code = side.taken()
    at = f"/victim-contact/{code}"
    fields = fields_of(worker.send(f"{at}/open", **OPEN).text)
    sent = {"way": "call", "outcome": "no_answer", "note": "Rang twice", "idempotency_key": fields["idempotency_key"]}
    for _ in range(2):
        assert worker.send(f"{at}/attempts", **sent).headers["location"] == f"{at}?done=recorded"
    assert "Rang twice" in words_on(worker.get(at))
    assert len(attempts_of(side.here.area.instance, side.worker, code, now=side.now)) == 1


def test_an_attempt_without_outcome_is_refused_and_keeps_what_was_written(worker, side):
    at = f"/victim-contact/{side.taken()}"
    answer = worker.send(f"{at}/attempts", way="call", note="Half a sentence")
    assert answer.status_code == 422
    assert "Select what came of it" in words_on(answer)
    assert "Half a sentence" in answer.text


def test_titles_and_addresses_hold_the_code_alone(worker, side):
    code = side.taken()
    at = f"/victim-contact/{code}"
    for path in (at, f"{at}/attempts/new", f"{at}/details", f"{at}/safe-contact"):
        [title] = re.findall(r"<title>(.*?)</title>", worker.get(path).text)
        assert title.startswith(f"Contact {code.spoken} - ")


def test_a_correction_that_somebody_overtook_shows_both_versions(worker, side):
    code = side.taken()
    form = Filled(worker, f"/victim-contact/{code}/details")
    fields = form.fields()
    instance = side.here.area.instance
    stored, seen = see_details(instance, side.worker, code, now=side.now)
    theirs = stored.model_copy(update={"family_name": "Theirs"})
    correct_victim(instance, side.worker, code, theirs, seen=seen, now=side.now)
    answer = worker.send(form.path, **{**fields, "family_name": "Mine"})
    assert answer.status_code == 409
    said = words_on(answer)
    assert "Theirs" in said
    assert "Mine" in said
    again = worker.send(form.path, **fields_of(answer.text))
    assert again.headers["location"].endswith("?done=corrected")
    assert see_details(instance, side.worker, code, now=side.now)[0].family_name == "Mine"


def test_changed_instructions_that_somebody_overtook_show_both_versions(worker, side):
    code = side.taken()
    at = f"/victim-contact/{code}/safe-contact"
    fields = fields_of(worker.send(f"{at}/open").text)
    assert (fields["phone"], fields["from-6-1"], fields["seen"]) == (NUMBER, "09:00", "1")
    instance = side.here.area.instance
    change_safe_contact(instance, side.worker, code, safe(code_word="Theirs"), seen=1, now=side.now)
    answer = worker.send(at, **{**fields, "code_word": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in words_on(answer)
    assert worker.send(at, **fields_of(answer.text)).headers["location"].endswith("?done=corrected")


def test_several_hours_of_one_day_come_back_as_they_were(worker, side):
    hours = [{"weekday": 0, "begins": f"{hour}:00", "ends": f"{hour + 1}:00"} for hour in (10, 12, 18)]
    at = f"/victim-contact/{side.taken(safe(hours=hours))}/safe-contact"
    fields = fields_of(worker.send(f"{at}/open").text)
    assert [fields[f"from-0-{number}"] for number in (1, 2, 3)] == ["10:00", "12:00", "18:00"]
    assert worker.send(at, **fields).status_code == 303
    again = fields_of(worker.send(f"{at}/open").text)
    assert {name: again[name] for name in again if name.startswith(("from", "until"))} == {
        name: fields[name] for name in fields if name.startswith(("from", "until"))
    }
