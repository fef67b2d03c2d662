"""Sign-ins: one's own are seen and ended by oneself, and a change of role ends them all."""

from datetime import timedelta

import pytest
from tests.core.staff.people import ARRIVAL, Office

from cara.access import Role
from cara.staff import Arrival, CannotSignIn, SignedIn, Way
from cara.staff.accounts import change_role
from cara.staff.sign_ins import (
    ABSOLUTE,
    IDLE,
    LONGEST_BROWSER,
    begin_as_chosen,
    end,
    end_own,
    end_own_others,
    own_sign_ins,
    prove_as_chosen,
)


def chosen(office: Office, code: str = "officer-1", arrival: Arrival = ARRIVAL) -> SignedIn:
    return office.found(begin_as_chosen(office.database, code, arrival, now=office.now))


@pytest.fixture
def person(office: Office) -> SignedIn:
    office.add("officer-1")
    return chosen(office)


def own(office: Office, person: SignedIn):
    return own_sign_ins(office.database, person, now=office.now)


def test_ones_own_sign_ins_are_listed_with_this_one_marked(office: Office, person: SignedIn):
    office.later(minutes=5)
    chosen(office, arrival=Arrival("Safari on iPhone"))
    office.add("officer-2")
    chosen(office, "officer-2")

    assert [(one.browser, one.way, one.is_this) for one in own(office, person)] == [
        ("Safari on iPhone", Way.DEMO, False),
        ("Firefox on Windows", Way.DEMO, True),
    ]


def test_a_browsers_name_is_kept_short(office: Office, person: SignedIn):
    other = chosen(office, arrival=Arrival("x" * 5000))

    assert max(len(one.browser) for one in own(office, other)) == LONGEST_BROWSER


@pytest.mark.parametrize("ended_by", [IDLE, ABSOLUTE])
def test_what_has_ended_is_not_listed(office: Office, person: SignedIn, ended_by: timedelta):
    office.now += ended_by
    fresh = chosen(office)

    assert [one.is_this for one in own(office, fresh)] == [True]


def test_one_is_ended_and_the_others_stay(office: Office, person: SignedIn):
    other, third = chosen(office), chosen(office)
    code = next(one.code for one in own(office, other) if one.is_this)
    end_own(office.database, person, code, now=office.now)

    assert [bool(office.find(one.token)) for one in (person, other, third)] == [True, False, True]


def test_all_others_are_ended_at_once(office: Office, person: SignedIn):
    office.add("officer-2")
    others, stranger = [chosen(office) for _ in range(3)], chosen(office, "officer-2")
    end_own_others(office.database, person, now=office.now)

    assert not any(office.find(one.token) for one in others)
    assert office.find(person.token)
    assert office.find(stranger.token)


def test_nobody_ends_somebody_elses(office: Office, person: SignedIn):
    office.add("officer-2")
    stranger = chosen(office, "officer-2")
    code = own(office, stranger)[0].code
    end_own(office.database, person, code, now=office.now)

    assert office.find(stranger.token)


def test_another_role_ends_every_sign_in(office: Office, person: SignedIn):
    other = chosen(office)
    manager = office.add("manager-1", Role.AREA_MANAGER).subject(proved_at=office.now)
    change_role(office.database, manager, "officer-1", Role.AUDITOR, None, seen_version=1, now=office.now)

    assert office.find(person.token) is None
    assert office.find(other.token) is None
    office.confirm_all()
    assert chosen(office).subject.role is Role.AUDITOR


def test_proving_again_is_noted_on_this_sign_in_alone(office: Office, person: SignedIn):
    other = chosen(office)
    office.later(minutes=11)
    token = prove_as_chosen(office.database, person, now=office.now)

    assert office.found(token).subject.proved_at == office.now
    assert office.found(other.token).subject.proved_at != office.now


def test_proving_again_gives_a_new_token_and_ends_the_old_one(office: Office, person: SignedIn):
    office.later(minutes=11)
    token = prove_as_chosen(office.database, person, now=office.now)

    assert token != person.token
    assert office.find(person.token) is None
    assert [one.code for one in own(office, office.found(token))] == [one.code for one in own(office, person)]


def test_forms_stay_bound_to_a_sign_in_that_was_proved_again_and_to_no_other(office: Office, person: SignedIn):
    proved = office.found(prove_as_chosen(office.database, person, now=office.now))
    other = chosen(office)

    assert len(proved.form_secret) == 64
    assert proved.form_secret == person.form_secret != other.form_secret


def test_proving_again_does_not_make_a_sign_in_last_longer(office: Office, person: SignedIn):
    for _ in range(16):
        office.later(minutes=29)
        person = office.found(prove_as_chosen(office.database, person, now=office.now))
    office.later(minutes=16)

    assert office.find(person.token) is None


def test_a_sign_in_that_has_ended_is_not_brought_back_by_a_proof(office: Office, person: SignedIn):
    end(office.database, person, now=office.now)
    with pytest.raises(CannotSignIn) as refused:
        prove_as_chosen(office.database, person, now=office.now)

    assert refused.value.why == "ended"
    assert "prove_again" not in office.told()


def test_a_press_proves_nothing_outside_a_demonstration(office: Office):
    manager, _ = office.manager()
    with pytest.raises(CannotSignIn):
        prove_as_chosen(office.database, manager, now=office.now)


def test_every_sign_in_has_another_token_and_the_one_before_ends(office: Office, person: SignedIn):
    again = chosen(office, arrival=Arrival("Firefox on Windows", replacing=person.token))

    assert again.token != person.token
    assert office.find(person.token) is None


def test_a_sign_in_begins_with_a_proof(office: Office, person: SignedIn):
    assert person.subject.proved_at == office.now
