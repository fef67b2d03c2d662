"""Opening a record in an emergency: who may, for how long, who is told, and who reviews it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from tests.oversight import declare_conflict, proved

from cara.access import Action, NotAllowed, ProofNeeded, Resource, Role, Window, decide
from cara.acting import NotAccepted
from cara.casework import NoSuchReferral, see_referral
from cara.oversight import (
    Finding,
    NoSuchOpening,
    NoticeKind,
    ReviewedAlready,
    break_glass,
    list_openings,
    mark_read,
    notices_of,
    own_openings,
    review_broken_glass,
    see_opening,
)
from cara.records import Account, AuditEntry, RuleBroken
from cara.records.tables import BrokenGlass, Notice

REASON = "He has collapsed in the cell: whom to ring?"


def opened_by(here, who, reference, reason=REASON, **later):
    return break_glass(here.instance, who, reference, reason, now=here.later(**later))


def told(here):
    with here.database.read() as unit:
        query = select(Account.code).join(Notice, Notice.account_id == Account.id).order_by(Account.code)
        return unit.execute(query).scalars().all()


def rows(here, table):
    with here.database.read() as unit:
        return unit.scalar(select(func.count()).select_from(table))


def test_a_record_is_opened_for_an_hour_and_everybody_who_reviews_is_told(here, officer):
    reference = here.booked()
    opening = opened_by(here, officer, reference)
    assert (opening.reference, opening.account, opening.finding) == (reference, "officer-2", None)
    assert opening.ends_at - opening.opened_at == timedelta(minutes=60)
    assert opening.is_open(here.later(minutes=59))
    assert not opening.is_open(here.later(minutes=60))
    assert told(here) == ["director-1", "director-2", "manager-1", "manager-2"]
    assert [one.code for one in own_openings(here.instance, officer, now=here.later(minutes=5))] == [opening.code]


def test_who_opens_is_not_among_those_told(here):
    opened_by(here, proved(here, "director-1"), here.hold())
    assert told(here) == ["director-2", "manager-1", "manager-2"]


def test_the_entry_names_record_opening_and_those_told_but_no_reason(here, officer):
    reference = here.hold()
    opening = opened_by(here, officer, reference)
    with here.database.read() as unit:
        entry = unit.execute(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (entry.action, entry.resource, entry.actor) == ("glass_broken", reference, "officer-2")
    assert opening.code in entry.detail
    assert "director-1" in entry.detail
    assert "collapsed" not in entry.detail


def test_a_second_opening_while_the_first_lasts_is_the_first(here, officer):
    reference = here.hold()
    first = opened_by(here, officer, reference)
    again = opened_by(here, officer, reference, "Another reason", minutes=9)
    assert again == first
    assert rows(here, Notice) == 4


def test_after_the_hour_it_is_a_new_opening_and_told_again(here, officer):
    reference = here.hold()
    first = opened_by(here, officer, reference)
    later = opened_by(here, replace(officer, proved_at=here.later(minutes=60)), reference, minutes=60)
    assert later.code != first.code
    assert rows(here, Notice) == 8


def test_another_account_has_an_opening_of_its_own(here, officer):
    reference = here.hold()
    assert opened_by(here, officer, reference) != opened_by(here, proved(here, "director-2"), reference)


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "x" * 2001])
def test_a_reason_must_be_given(here, officer, reason):
    with pytest.raises(NotAccepted) as refused:
        opened_by(here, officer, here.hold(), reason)
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert rows(here, BrokenGlass) == 0


def test_it_needs_fresh_proof(here, officer):
    with pytest.raises(ProofNeeded):
        opened_by(here, replace(officer, proved_at=None), here.hold())
    with pytest.raises(ProofNeeded):
        opened_by(here, officer, here.hold(), minutes=10)


@pytest.mark.parametrize("who", ["auditor-1", "supervisor-1", "manager-1", "facilitator-1"])
def test_who_is_not_in_the_table_opens_nothing(here, who):
    with pytest.raises(NotAllowed):
        opened_by(here, proved(here, who), here.hold())


def test_a_record_of_another_force_is_not_there(here):
    with pytest.raises(NoSuchReferral):
        opened_by(here, proved(here, "officer-3"), here.hold())
    assert rows(here, BrokenGlass) == 0


def test_a_conflict_with_the_person_by_an_earlier_referral_refuses_too(here, officer):
    first = here.booked()
    declare_conflict(here, "officer-2", first)
    declare_conflict(here, "director-1", first)
    second = here.hold()
    here.record(second, person=here.person(crime_reference="13/9/26"))
    with pytest.raises(NoSuchReferral):
        opened_by(here, officer, second)
    opened_by(here, proved(here, "director-2"), second)
    assert told(here) == ["manager-1", "manager-2"]


def end_access_of(here, *codes):
    with here.database.write() as unit:
        unit.execute(update(Account).where(Account.code.in_(codes)).values(active=False))
        from tests.core.records.rows import entry

        unit.audit(entry())


def test_with_fewer_than_two_to_be_told_nothing_is_opened(here, officer):
    reference = here.hold()
    end_access_of(here, "manager-1", "manager-2", "director-2")
    with pytest.raises(NotAccepted, match="At least two area managers or directors besides you"):
        opened_by(here, officer, reference)
    with pytest.raises(NotAccepted, match="At least two"):
        opened_by(here, officer, "7KQ4M2XR")
    assert (rows(here, BrokenGlass), rows(here, Notice)) == (0, 0)


@pytest.mark.parametrize("by_name", [False, True])
def test_a_declared_conflict_refuses_as_if_there_were_no_record(here, officer, by_name):
    reference = here.booked()
    declare_conflict(here, "officer-2", reference, by_name=by_name)
    with pytest.raises(NoSuchReferral) as refused:
        opened_by(here, officer, reference)
    with pytest.raises(NoSuchReferral) as missing:
        opened_by(here, officer, "7KQ4M2XR")
    assert str(refused.value) == str(missing.value)
    assert rows(here, BrokenGlass) == 0


def test_a_conflict_that_has_ended_refuses_nothing(here, officer):
    reference = here.booked()
    declare_conflict(here, "officer-2", reference, ended=True)
    assert opened_by(here, officer, reference).reference == reference


def test_a_conflict_with_somebody_else_refuses_nothing(here, officer):
    declare_conflict(here, "officer-2", here.booked(), by_name=True)
    other = here.hold()
    assert opened_by(here, officer, other).reference == other


@pytest.mark.parametrize("typed", ["", "7KQ4M2XR", "<b>", "' OR 1=1 --", "\u0667KQ4M2XR", "x" * 9000])
def test_what_is_no_reference_is_no_referral(here, officer, typed):
    with pytest.raises(NoSuchReferral):
        opened_by(here, officer, typed)


def test_missing_and_refused_take_the_same_number_of_statements(here, officer, statements):
    conflicted = here.booked()
    declare_conflict(here, "officer-2", conflicted)
    counts = []
    for reference in (conflicted, "7KQ4M2XR"):
        statements.clear()
        with pytest.raises(NoSuchReferral):
            opened_by(here, officer, reference)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_who_has_a_conflict_is_neither_told_nor_reviews(here, officer):
    reference = here.booked()
    declare_conflict(here, "director-1", reference)
    opening = opened_by(here, officer, reference)
    assert "director-1" not in told(here)
    director = here.subjects["director-1"]
    assert list_openings(here.instance, director, now=here.now) == ()
    with pytest.raises(NoSuchOpening):
        see_opening(here.instance, director, opening.code, now=here.now)


def test_a_reviewer_sees_reason_time_and_what_was_looked_at(here, officer):
    reference = here.hold()
    opening = opened_by(here, officer, reference)
    own = replace(here.officer, request_id="own")
    see_referral(here.instance, own, reference, now=here.later(minutes=1))
    see_referral(here.instance, replace(here.supervisor), reference, now=here.later(minutes=2))
    here.now = here.later(minutes=3)
    looking(here, officer, reference)
    view = see_opening(here.instance, here.subjects["director-1"], opening.code, now=here.later(minutes=9))
    assert view.reason == REASON
    assert view.opening == opening
    (line,) = view.looked_at
    assert line.sentence == (
        f"Account officer-2 saw referral {reference.spoken}, "
        f"after opening it in an emergency (opening {opening.code.spoken})"
    )


def looking(here, who, reference):
    """Leave the entry that a look by an opening in an emergency leaves."""
    from cara.acting import tell

    window = Window(here.now - timedelta(minutes=5), here.later(minutes=50))
    resource = Resource(organisation=who.organisation, broken_glass={who.code: window})
    access = decide(who, Action.SEE_REFERRAL, resource, here.now)
    with here.database.write() as unit:
        tell(unit, who, "referral_seen", reference, here.now, access)


@pytest.mark.parametrize("who", ["manager-1", "manager-2", "director-1"])
def test_a_manager_or_a_director_reviews_what_somebody_else_opened(here, officer, who):
    opening = opened_by(here, officer, here.hold())
    reviewer = here.subjects[who]
    assert [one.code for one in list_openings(here.instance, reviewer, now=here.now)] == [opening.code]
    finding = Finding.NOT_JUSTIFIED
    review_broken_glass(here.instance, reviewer, opening.code, finding, "The duty doctor had rung.", now=here.now)
    assert list_openings(here.instance, reviewer, now=here.now) == ()
    (reviewed,) = list_openings(here.instance, reviewer, reviewed=True, now=here.now)
    assert (reviewed.finding, reviewed.reviewed_by) == (finding, f"Account {who}")
    assert see_opening(here.instance, reviewer, opening.code, now=here.now).note == "The duty doctor had rung."


def test_a_review_ends_what_lasts_still(here, officer):
    reference = here.hold()
    opening = opened_by(here, officer, reference)
    now = here.later(minutes=5)
    review_broken_glass(here.instance, here.manager, opening.code, Finding.NOT_JUSTIFIED, "No emergency.", now=now)
    assert own_openings(here.instance, officer, now=now) == ()


def test_who_opened_it_is_told_of_the_review(here, officer):
    opening = opened_by(here, officer, here.hold())
    review_broken_glass(here.instance, here.manager, opening.code, Finding.JUSTIFIED, "Right so.", now=here.now)
    (notice,) = notices_of(here.instance, officer, now=here.now)
    assert (notice.kind, notice.opening.finding) == (NoticeKind.OPENING_REVIEWED, Finding.JUSTIFIED)


def test_nobody_reviews_an_opening_of_their_own(here):
    director = proved(here, "director-1")
    opening = opened_by(here, director, here.hold())
    assert list_openings(here.instance, director, now=here.now) == ()
    for attempt in (
        lambda: see_opening(here.instance, director, opening.code, now=here.now),
        lambda: review_broken_glass(here.instance, director, opening.code, Finding.JUSTIFIED, "Mine", now=here.now),
    ):
        with pytest.raises(NoSuchOpening):
            attempt()


def test_the_database_itself_refuses_a_review_of_ones_own(here, officer):
    opening = opened_by(here, officer, here.hold())
    own = update(BrokenGlass).where(BrokenGlass.code == opening.code)
    with pytest.raises(RuleBroken, match="reviewed_by_another"), here.database.write() as unit:
        unit.execute(own.values(reviewed_at=here.now, reviewed_by=officer.account))


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "facilitator-1", "auditor-1"])
def test_others_review_nothing(here, officer, who):
    opening = opened_by(here, officer, here.hold())
    with pytest.raises(NotAllowed):
        list_openings(here.instance, here.subjects[who], now=here.now)
    with pytest.raises(NoSuchOpening):
        see_opening(here.instance, here.subjects[who], opening.code, now=here.now)


@pytest.mark.parametrize("code", ["", "ZZZZZZZZ", "7KQ4M2XR", "'"])
def test_an_opening_that_is_not_there(here, code):
    with pytest.raises(NoSuchOpening):
        see_opening(here.instance, here.manager, code, now=here.now)


@pytest.mark.parametrize("note", ["", "\x07", "x" * 2001])
def test_a_review_needs_a_note(here, officer, note):
    opening = opened_by(here, officer, here.hold())
    with pytest.raises(NotAccepted) as refused:
        review_broken_glass(here.instance, here.manager, opening.code, Finding.JUSTIFIED, note, now=here.now)
    assert [problem.field for problem in refused.value.problems] == ["note"]


def test_the_second_of_two_reviews_is_refused(here, officer):
    opening = opened_by(here, officer, here.hold())
    review_broken_glass(here.instance, here.manager, opening.code, Finding.JUSTIFIED, "Right so.", now=here.now)
    with pytest.raises(ReviewedAlready):
        review_broken_glass(
            here.instance, here.subjects["director-1"], opening.code, Finding.NOT_JUSTIFIED, "No.", now=here.now
        )
    view = see_opening(here.instance, here.manager, opening.code, now=here.now)
    assert (view.opening.finding, view.note) == (Finding.JUSTIFIED, "Right so.")


def test_a_notice_is_shown_until_it_is_read(here, officer):
    opening = opened_by(here, officer, here.hold())
    director = here.subjects["director-1"]
    (notice,) = notices_of(here.instance, director, now=here.now)
    assert (notice.kind, notice.opening.code) == (NoticeKind.OPENED_IN_AN_EMERGENCY, opening.code)
    mark_read(here.instance, director, notice.id, now=here.now)
    assert notices_of(here.instance, director, now=here.now) == ()
    assert len(notices_of(here.instance, here.manager, now=here.now)) == 1


@pytest.mark.parametrize("number", [-(2**70), 0, 2**31, 2**70])
def test_marking_what_is_not_there_changes_nothing(here, number):
    before = rows(here, AuditEntry)
    mark_read(here.instance, here.manager, number, now=here.now)
    assert rows(here, AuditEntry) == before


def test_nobody_marks_anothers_notice(here, officer):
    opened_by(here, officer, here.hold())
    (theirs,) = notices_of(here.instance, here.manager, now=here.now)
    mark_read(here.instance, here.subjects["director-1"], theirs.id, now=here.now)
    assert len(notices_of(here.instance, here.manager, now=here.now)) == 1


def test_the_reason_is_not_readable_in_the_database(here, officer):
    opening = opened_by(here, officer, here.hold())
    with here.database.read() as unit:
        stored = unit.scalar(select(BrokenGlass.reason).where(BrokenGlass.code == opening.code))
    assert b"collapsed" not in stored


def test_an_opening_opens_by_the_decision_about_access(here, officer):
    opening = opened_by(here, officer, here.hold())
    window = Window(opening.opened_at, opening.ends_at)
    resource = Resource(
        entered_by="officer-1", organisation=officer.organisation, broken_glass={opening.account: window}
    )
    by_then = [decide(officer, Action.SEE_REFERRAL, resource, here.later(minutes=m)).why for m in (0, 59, 60)]
    assert by_then == ["broken_glass", "broken_glass", "other_relation"]


def test_the_record_itself_opens_for_an_hour_and_no_longer(here, officer):
    reference = here.hold()
    with pytest.raises(NoSuchReferral):
        see_referral(here.instance, officer, reference, now=here.now)
    opened_by(here, officer, reference)
    assert see_referral(here.instance, officer, reference, now=here.later(minutes=59)).reference == reference
    with pytest.raises(NoSuchReferral):
        see_referral(here.instance, officer, reference, now=here.later(minutes=60))


def test_who_may_open_and_who_may_review_are_as_the_table_says():
    from cara.access.table import TABLE

    assert set(TABLE[Action.REVIEW_BREAK_GLASS]) == {Role.AREA_MANAGER, Role.DIRECTOR}
    assert Role.AUDITOR not in TABLE[Action.BREAK_GLASS]
