"""Help offered to a victim on its pages: for the worker alone, and in numbers for the manager."""

import re

import pytest
from tests.web.engagement.conftest import Filled, fields_of
from tests.web.inhabited import FACILITATOR, MANAGER, OFFICER, words_on
from tests.web.onward.conftest import service_on, spoken
from tests.web.victims.conftest import OTHER_WORKER

from cara.onward.states import ANSWER_WITHIN

WANTED = {"need": "domestic_abuse", "district": ""}


def offer(worker, victim, service):
    at = f"/victim-contact/{victim}/onward"
    fields = fields_of(worker.get(f"{at}?need=domestic_abuse").text)
    return worker.send(at, **{**WANTED, "service": service, "idempotency_key": fields["idempotency_key"]})


def steps_of(text: str) -> list[str]:
    return re.findall(r'action="(/victim-contact/onward/[^"]+/step)"', text)


def test_a_service_is_offered_and_followed_to_its_end(worker, victim, service):
    going = offer(worker, victim, service).headers["location"]
    assert going == f"/victim-contact/{victim}/onward?done=offered"
    assert "Safe Harbour" in words_on(worker.get("/victim-contact/onward"))
    for after in ("accepted", "reached"):
        [step] = steps_of(worker.get(going).text)
        going = worker.send(step, after=after).headers["location"]
    assert "Reached the service" in words_on(worker.get(going))
    assert "Nothing waits for an answer" in words_on(worker.get("/victim-contact/onward"))


def test_the_same_form_sent_twice_is_one_offer(worker, victim, service, side):
    at = f"/victim-contact/{victim}/onward"
    fields = fields_of(worker.get(f"{at}?need=domestic_abuse").text)
    sent = {**WANTED, "service": service, "idempotency_key": fields["idempotency_key"]}
    assert [worker.send(at, **sent).status_code for _ in range(2)] == [303, 303]
    assert side.here.area.rows()["onward_referral"] == 1


def test_only_what_fits_is_on_the_page(worker, victim, service):
    page = words_on(worker.get(f"/victim-contact/{victim}/onward?need=housing"))
    assert "No service fits" in page
    assert "Safe Harbour" not in page
    assert "Safe Harbour" in words_on(worker.get(f"/victim-contact/{victim}/onward?need=domestic_abuse"))


def test_an_offer_without_a_service_says_so_and_keeps_what_was_chosen(worker, victim, service):
    answer = worker.send(f"/victim-contact/{victim}/onward", **WANTED)
    assert answer.status_code == 422
    assert "Select the service that you offered" in words_on(answer)
    assert "Safe Harbour" in words_on(answer)


def test_help_that_is_wanted_leads_on_to_what_can_be_offered(worker, victim):
    form = Filled(worker, f"/victim-contact/{victim}/feedback")
    sent = {**form.fields(), "safety": "worried", "needs": "A solicitor"}
    going = worker.send(form.path, **sent).headers["location"]
    assert going == f"/victim-contact/{victim}/onward?done=said"
    assert "A solicitor" in words_on(worker.get(going))


def test_what_is_overdue_is_marked(worker, victim, service, side):
    offer(worker, victim, service)
    assert "Overdue" not in words_on(worker.get("/victim-contact/onward"))
    side.here.go_on(days=ANSWER_WITHIN.days + 1)
    worker.sign_in("victim-contact-1")
    assert "Overdue" in words_on(worker.get("/victim-contact/onward"))


def test_the_manager_sees_numbers_and_nobody(worker, manager, victim, service):
    offer(worker, victim, service)
    page = words_on(manager.get("/victim-contact/onward/numbers"))
    assert "Offered, no answer yet 1" in page
    assert victim.spoken not in page
    assert "Safe Harbour" not in page


@pytest.mark.parametrize("code", [OTHER_WORKER, MANAGER, OFFICER, FACILITATOR])
def test_nobody_else_sees_or_does_anything(side, worker, victim, service, code):
    offer(worker, victim, service)
    [step] = steps_of(worker.get(f"/victim-contact/{victim}/onward").text)
    browser = side.here.sign_in(code)
    asked = [
        browser.get(f"/victim-contact/{victim}/onward"),
        browser.send(f"/victim-contact/{victim}/onward", **WANTED, service=service),
        browser.send(step, after="accepted"),
    ]
    for answer in asked:
        assert answer.status_code in {403, 404}
        assert "Safe Harbour" not in answer.text
    assert steps_of(worker.get(f"/victim-contact/{victim}/onward").text) == [step]


def test_a_step_that_there_is_no_way_for_changes_nothing(worker, victim, service):
    offer(worker, victim, service)
    [step] = steps_of(worker.get(f"/victim-contact/{victim}/onward").text)
    assert worker.send(step, after="reached").status_code == 409
    assert worker.send(step, after="nonsense").headers["location"] == "/victim-contact/onward"
    assert "Waits for an answer" in words_on(worker.get(f"/victim-contact/{victim}/onward"))


def test_two_victims_have_pages_of_their_own(worker, side, victim, service):
    other = spoken(side)
    offer(worker, victim, service)
    assert steps_of(worker.get(f"/victim-contact/{other}/onward").text) == []


def test_the_directory_does_not_offer_participants_what_is_for_victims(manager, side):
    service_on(side)
    page = manager.get("/signposting/offer").text
    assert 'value="domestic_abuse"' not in page
    assert 'value="housing"' in page


def test_titles_hold_the_code_alone(worker, victim, service):
    offer(worker, victim, service)
    [title] = re.findall(r"<title>(.*?)</title>", worker.get(f"/victim-contact/{victim}/onward").text)
    assert title.startswith(f"Contact {victim.spoken} - ")
