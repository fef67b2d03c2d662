"""A program says who the victim is and how contact is safe: once, strictly, and it is told nothing of it again."""

import pytest
from tests.web.api.answers import pointers, problem

from cara.victims.entering import see_victims
from cara.victims.states import ContactStatus
from cara_web.api.examples import EXAMPLES

VICTIM = EXAMPLES["victim"]


@pytest.fixture
def path(program):
    return f"/referrals/{program.area.booked()}/victims"


def with_changes(part, **changes):
    return {**VICTIM, part: {**VICTIM[part], **changes}}


def test_a_victim_is_entered_once_for_each_key(program, path, rows):
    first, again = (program.post(path, VICTIM, key="the-same-key") for _ in range(2))
    assert (first.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert first.json() == again.json()
    assert rows()["victim"] == 1
    reference = first.json()["reference"]
    [seen] = see_victims(program.area.instance, program.area.officer, reference, now=program.area.now)
    assert (seen.code, seen.status) == (first.json()["victim"], ContactStatus.DUE)
    assert "900111" not in program.get(f"/referrals/{reference}").text


def test_what_is_left_out_is_not_allowed(program, path):
    answer = program.post(path, {"details": VICTIM["details"]})
    reference = answer.json()["reference"]
    [seen] = see_victims(program.area.instance, program.area.officer, reference, now=program.area.now)
    assert seen.status is ContactStatus.NO_CONTACT


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (with_changes("details", family_name=""), ["/details/family_name"]),
        (with_changes("details", told="perhaps"), ["/details/told"]),
        (with_changes("details", date_of_birth="2031-01-01"), ["/details/date_of_birth"]),
        (with_changes("safe_contact", voicemail=True), ["/safe_contact/voicemail"]),
        (with_changes("safe_contact", review_on="2029-01-01"), ["/safe_contact/review_on"]),
        (with_changes("safe_contact", phone=None), ["/safe_contact"]),
        (
            with_changes("safe_contact", hours=[{"weekday": 0, "begins": 32400, "ends": "20:00:00"}]),
            ["/safe_contact/hours/0/begins"],
        ),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_stored(program, path, rows, body, where):
    assert pointers(program.post(path, body)) == where
    assert rows()["victim"] == 0


def test_nothing_is_entered_before_the_confirmation_nor_for_another_force(program, calling, path):
    held = program.hold()
    assert problem(program.post(f"/referrals/{held}/victims", VICTIM), 409)["referral_status"] == "held"
    problem(calling("supervisor-3").post(path, VICTIM), 404)
    problem(program.post(path, VICTIM, key=""), 400)
