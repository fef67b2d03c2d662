"""A supervisor hands a referral over to a colleague of the same force, and takes it back."""

import pytest
from sqlalchemy import select, update

from cara.acting import tell
from cara.casework import NoSuchReferral, NotAccepted, hand_over, record_person, see_handing_over, take_back
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict


@pytest.fixture
def reference(area):
    return area.hold()


def give(area, reference, to="officer-2", actor=None):
    hand_over(area.instance, actor or area.supervisor, reference, to, now=area.now)


def back(area, reference, account="officer-2", actor=None):
    take_back(area.instance, actor or area.supervisor, reference, account, now=area.now)


def handing(area, reference):
    return see_handing_over(area.instance, area.supervisor, reference, now=area.now)


def offered(area, reference):
    return [colleague.code for colleague in handing(area, reference).colleagues]


def told(area):
    newest = select(t.AuditEntry.actor, t.AuditEntry.action, t.AuditEntry.resource).order_by(t.AuditEntry.seq.desc())
    with area.database.read() as unit:
        return tuple(unit.execute(newest).first())


def test_the_page_names_who_entered_it_who_has_it_and_who_else_can(area, reference):
    before = handing(area, reference)
    assert (before.entered_by.code, before.entered_by.name) == ("officer-1", "Account officer-1")
    assert (before.holders, offered(area, reference)) == ((), ["officer-2", "supervisor-1"])
    give(area, reference)
    (holder,) = handing(area, reference).holders
    assert (holder.code, holder.since) == ("officer-2", area.now)
    assert offered(area, reference) == ["supervisor-1"]


def test_a_colleague_works_on_it_and_so_does_whoever_entered_it(area, reference):
    give(area, reference)
    record_person(area.instance, area.other_officer, reference, area.person(), now=area.now)
    assert area.see(reference).person.family_name == "Testperson"


def test_what_was_taken_back_can_be_handed_over_again(area, reference):
    give(area, reference)
    back(area, reference)
    with pytest.raises(NoSuchReferral):
        area.see(reference, area.other_officer)
    give(area, reference)
    assert area.see(reference, area.other_officer).reference == reference


@pytest.mark.parametrize(
    "to", ["officer-1", "officer-3", "supervisor-3", "manager-1", "facilitator-1", "nobody", "", "\x00", "x" * 500]
)
def test_nobody_but_a_colleague_who_does_not_have_it_is_given_it(area, reference, to):
    before = area.rows()
    with pytest.raises(NotAccepted, match="colleagues in the list"):
        give(area, reference, to)
    assert area.rows() == before


def test_nobody_is_given_it_twice(area, reference):
    give(area, reference)
    with pytest.raises(NotAccepted):
        give(area, reference)


def test_who_may_not_see_the_person_is_neither_offered_nor_given_it(area, reference):
    record_person(area.instance, area.officer, reference, area.person(), now=area.now)
    other = area.hold()
    record_person(area.instance, area.officer, other, area.person(crime_reference="13/2/26"), now=area.now)
    declare_conflict(area.database, area.manager, "officer-2", other, now=area.now)
    assert offered(area, reference) == ["supervisor-1"]
    with pytest.raises(NotAccepted, match="colleagues in the list"):
        give(area, reference)


def test_whose_access_ended_is_neither_offered_nor_given_it(area, reference):
    with area.database.write() as unit:
        unit.execute(update(t.Account).where(t.Account.code == "officer-2").values(active=False))
        tell(unit, None, "access_ended", "officer-2", area.now)
    assert offered(area, reference) == ["supervisor-1"]
    with pytest.raises(NotAccepted):
        give(area, reference)


@pytest.mark.parametrize("who", ["officer-1", "officer-2", "manager-1", "supervisor-3", "facilitator-1"])
def test_only_a_supervisor_of_the_force_hands_over(area, reference, who):
    actor = area.subjects[who]
    for act in (give, back):
        with pytest.raises(NoSuchReferral):
            act(area, reference, actor=actor)
    with pytest.raises(NoSuchReferral):
        see_handing_over(area.instance, actor, reference, now=area.now)


def test_a_supervisor_in_conflict_hands_nothing_over(area, reference):
    declare_conflict(area.database, area.manager, "supervisor-1", reference, now=area.now)
    with pytest.raises(NoSuchReferral):
        give(area, reference)


@pytest.mark.parametrize("account", ["officer-2", "officer-1", "nobody"])
def test_nothing_is_taken_back_from_who_was_given_nothing(area, reference, account):
    with pytest.raises(NotAccepted, match="does not have the referral"):
        back(area, reference, account)


def test_every_step_is_audited(area, reference):
    handing(area, reference)
    assert told(area) == ("supervisor-1", "holders_seen", reference)
    give(area, reference)
    assert told(area) == ("supervisor-1", "referral_handed_over", reference)
    back(area, reference)
    assert told(area) == ("supervisor-1", "referral_taken_back", reference)
