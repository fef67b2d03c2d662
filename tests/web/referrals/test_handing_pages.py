"""The supervisor's page on which a referral is handed over and taken back, and why that can be needed."""

import pytest
from tests.web.inhabited import MANAGER, OFFICER, OTHER_FORCE, OTHER_OFFICER, SUPERVISOR, Inhabited, words_on
from tests.web.referrals.sending import PERSON, errors_on
from tests.web.visitors import Browser

from cara.staff.conflicts import Named, declare_conflict

ADAM = Named(given_names="Adam", family_name="Example", date_of_birth="1992-06-01")


@pytest.fixture
def reference(inhabited: Inhabited) -> str:
    return inhabited.area.hold()


@pytest.fixture
def supervisor(inhabited: Inhabited) -> Browser:
    return inhabited.sign_in(SUPERVISOR)


def test_a_supervisor_hands_over_and_takes_back(inhabited: Inhabited, supervisor: Browser, reference: str) -> None:
    at = f"/bookings/{reference}/colleagues"
    assert f'href="{at}"' in supervisor.get(f"/bookings/{reference}").text
    assert "It has not been handed over to anybody" in words_on(supervisor.get(at))
    assert supervisor.send(at, account=OTHER_OFFICER).headers["location"] == at
    assert "Account officer-2 (officer-2), since 23 November 2026 at 10am" in words_on(supervisor.get(at))

    colleague = inhabited.sign_in(OTHER_OFFICER)
    assert colleague.get(f"/bookings/{reference}").status_code == 200
    assert supervisor.send(f"{at}/back", account=OTHER_OFFICER).headers["location"] == at
    assert colleague.get(f"/bookings/{reference}").status_code == 404


@pytest.mark.parametrize("typed", [{}, {"account": ""}, {"account": "officer-3"}, {"account": "x" * 300}])
@pytest.mark.parametrize("step", ["", "/back"])
def test_what_is_no_colleague_is_refused_in_words(
    supervisor: Browser, reference: str, step: str, typed: dict[str, str]
) -> None:
    page = supervisor.send(f"/bookings/{reference}/colleagues{step}", **typed)
    assert page.status_code == 422
    assert errors_on(page)


@pytest.mark.parametrize(("who", "status"), [(OFFICER, 403), (OTHER_OFFICER, 403), (MANAGER, 403), (OTHER_FORCE, 404)])
def test_nobody_else_hands_over(inhabited: Inhabited, reference: str, who: str, status: int) -> None:
    browser = inhabited.sign_in(who)
    assert browser.get(f"/bookings/{reference}/colleagues").status_code == status
    for step in ("", "/back"):
        assert browser.send(f"/bookings/{reference}/colleagues{step}", account=OTHER_OFFICER).status_code == status


def test_an_officer_who_enters_a_person_of_a_conflict_is_told_who_takes_over(
    inhabited: Inhabited, supervisor: Browser, reference: str
) -> None:
    area = inhabited.area
    declare_conflict(area.database, area.manager, OFFICER, ADAM, now=area.now)
    officer = inhabited.sign_in(OFFICER)
    refused = officer.send(f"/bookings/{reference}/person", **PERSON)
    assert refused.status_code == 422
    (sentence,) = errors_on(refused)
    assert "Ask your supervisor to hand this referral over to a colleague" in sentence
    assert area.see(reference).person is None

    supervisor.send(f"/bookings/{reference}/colleagues", account=OTHER_OFFICER)
    colleague = inhabited.sign_in(OTHER_OFFICER)
    assert colleague.send(f"/bookings/{reference}/person", **PERSON).status_code == 303
    gone = officer.get(f"/bookings/{reference}")
    assert (gone.status_code, "Example" in gone.text) == (404, False)


def test_the_area_manager_sees_no_part_that_is_the_polices_alone(inhabited: Inhabited, reference: str) -> None:
    why = words_on(inhabited.sign_in(MANAGER).get(f"/bookings/{reference}/why"))
    assert "Decision 1: Eligible" in why
    assert "A part of this is for the police alone. The verdict counts all of it." in why
    assert "victim's" not in why
    police = words_on(inhabited.sign_in(SUPERVISOR).get(f"/bookings/{reference}/why"))
    assert "The victim's views" in police
    assert "for the police alone" not in police
