"""The audit trail in words: who did what to which record, why it was allowed and when; and who may read that."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from tests.core.records.rows import entry
from tests.oversight import proved

from cara.access import Access, Action, NotAllowed, ProofNeeded, Role
from cara.acting import NotAccepted, tell
from cara.acting.operations import Operation
from cara.casework import Search, list_referrals, see_referral, withdraw
from cara.oversight import AuditSearch, download_audit, read_audit
from cara.oversight import reading_audit as reading
from cara.records import AuditEntry
from cara.staff import NewAccount, add_account
from cara.vocabulary import Reference


def read(here, who=None, **search):
    return read_audit(here.instance, who or here.manager, AuditSearch(**search), now=here.now)


def sentences(here, **search):
    return [line.sentence for line in read(here, **search).lines]


def leave(here, actor, action, resource, why="", **detail):
    """Leave an entry as a use case does."""
    access = Access(allowed=True, why=why, reason="") if why else None
    with here.database.write() as unit:
        tell(unit, actor, action, resource, here.now, access, **detail)


def last(here):
    with here.database.read() as unit:
        return unit.execute(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()


def test_an_entry_says_who_did_what(here):
    reference = here.hold()
    see_referral(here.instance, here.officer, reference, now=here.now)
    line = read(here).lines[0]
    assert line.sentence == f"Account officer-1 saw referral {reference.spoken}, as the officer who entered it"
    assert (line.at, line.account, line.operation) == (here.now, "officer-1", Operation.CONSULTATION)
    assert line.reference == reference


WHY = {
    "own": ("officer-1", "as the officer who entered it"),
    "own, handed": ("officer-2", "as an officer to whom it was handed"),
    "own_force": ("supervisor-1", "as somebody of the force that entered it"),
    "any": ("manager-1", "as the role allows for every record"),
    "broken_glass": ("officer-2", "after opening it in an emergency"),
}


@pytest.mark.parametrize("why", WHY)
def test_an_entry_says_why_it_was_allowed(here, why):
    who, words = WHY[why]
    reference = here.hold()
    leave(here, here.subjects[who], "referral_seen", reference, why.partition(",")[0])
    assert read(here).lines[0].sentence == f"Account {who} saw referral {reference.spoken}, {words}"


def test_a_reason_that_a_later_version_wrote_is_left_out(here):
    leave(here, here.officer, "referral_seen", here.hold(), "because_of_the_moon")
    assert read(here).lines[0].why == ""


def test_an_action_that_a_later_version_wrote_is_shown_as_it_stands(here):
    leave(here, here.officer, "moon_seen", "sky")
    line = read(here).lines[0]
    assert (line.did, line.operation) == ("did 'moon_seen' to sky", None)


def test_what_the_service_did_by_itself_and_accounts_that_are_gone_are_named(here):
    leave(here, None, "hold_ran_out", here.hold())
    leave(here, replace(here.officer, code="long-gone"), "sign_in", "account:long-gone")
    gone, service = read(here).lines[:2]
    assert (gone.who, service.who) == ("long-gone", "The service itself")


def test_accounts_are_named_in_what_was_done_to_them(here):
    leave(here, here.manager, "access_ended", "officer-2", "any")
    leave(here, None, "sign_in_failed", "account:officer-2")
    assert sentences(here)[:2] == [
        "The service itself refused a sign-in of Account officer-2",
        "Account manager-1 took access away from Account officer-2",
    ]


def test_an_account_whose_code_looks_like_a_reference_is_no_record(here):
    code = str(Reference.new())
    add_account(here.database, NewAccount(code, "Robin Roundabout", Role.POLICE_OFFICER, "x"), now=here.now)
    line = read(here).lines[0]
    assert (line.did, line.reference) == ("added the account of Robin Roundabout", None)


def test_whoever_read_in_the_trail_about_a_record_has_not_seen_the_record(here):
    reference = here.hold()
    read(here, about=reference)
    assert not any("audit trail" in sentence for sentence in sentences(here, about=reference))


def test_who_saw_a_record_is_asked_by_its_reference(here):
    mine, other = here.hold(), here.hold()
    see_referral(here.instance, here.supervisor, mine, now=here.now)
    see_referral(here.instance, here.supervisor, other, now=here.now)
    said = sentences(here, about=mine)
    assert said[0].startswith(f"Account supervisor-1 saw referral {mine.spoken}, as somebody of the force")
    assert not any(other.spoken in sentence for sentence in said)
    assert said[-1].startswith(f"Account officer-1 entered referral {mine.spoken}")


def test_who_saw_a_record_in_a_list_is_told_too(here):
    first, second = here.hold(), here.hold()
    list_referrals(here.instance, here.officer, Search(), now=here.now)
    list_referrals(here.instance, here.manager, Search(text=second), now=here.now)
    assert sentences(here, about=first)[0] == f"Account officer-1 saw referral {first.spoken} in a list of 2 referrals"
    assert sentences(here, about=second)[0] == f"Account manager-1 saw referral {second.spoken} in a list of 1 referral"
    assert "Account officer-1 saw a list of 2 referrals" in sentences(here)


def test_it_is_narrowed_to_an_account_an_action_and_an_operation(here):
    reference = here.hold()
    see_referral(here.instance, here.supervisor, reference, now=here.now)
    withdraw(here.instance, here.officer, reference, "Asked for", now=here.now)
    (seen,) = sentences(here, account="supervisor-1")
    assert seen.startswith(f"Account supervisor-1 saw referral {reference.spoken}")
    (withdrawn,) = sentences(here, action="referral_withdrawn")
    assert withdrawn.startswith(f"Account officer-1 withdrew referral {reference.spoken}")
    assert {line.operation for line in read(here, operation=Operation.ALTERATION).lines} == {Operation.ALTERATION}
    assert sentences(here, account="supervisor-1", operation=Operation.COLLECTION) == []
    assert sentences(here, operation=Operation.ERASURE) == []


def test_days_are_those_of_the_instances_zone(here):
    moment = here.now.replace(year=2026, month=7, day=1, hour=23, minute=30)  # half past midnight on 2 July in London
    with here.database.write() as unit:
        unit.audit(entry("sign_in", at=moment))
    day = date(2026, 7, 2)
    assert len(read(here, since=day, until=day).lines) == 1
    assert read(here, since=date(2026, 7, 1), until=date(2026, 7, 1)).lines == ()


def test_both_days_are_included(here):
    reference = here.hold()
    assert read(here, about=reference, since=here.today, until=here.today).lines
    assert read(here, about=reference, since=here.today + timedelta(days=1)).lines == ()
    assert read(here, about=reference, until=here.today - timedelta(days=1)).lines == ()


def test_pages_of_fifty_give_every_entry_once_though_all_are_of_the_same_moment(here):
    with here.database.write() as unit:
        for _ in range(120):
            unit.audit(entry("sign_in", at=here.now, actor="officer-2"))
    seen, before = [], None
    for _ in range(3):
        page = read(here, account="officer-2", before=before)
        seen, before = [*seen, *(line.seq for line in page.lines)], page.next_before
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
    assert before is None


def test_a_full_page_that_is_the_last_has_none_after_it(here):
    with here.database.write() as unit:
        for _ in range(50):
            unit.audit(entry("sign_in", at=here.now, actor="officer-2"))
    page = read(here, account="officer-2")
    assert (len(page.lines), page.next_before) == (50, None)


@pytest.mark.parametrize("before", [-(2**70), 0, 2**70])
def test_any_number_may_stand_for_where_a_page_begins(here, before):
    assert isinstance(read(here, before=before).lines, tuple)


def test_reading_it_is_itself_an_entry_and_says_what_was_looked_for(here):
    reference = here.hold()
    read(here, about=reference, account="officer-1", operation=Operation.COLLECTION, since=here.today)
    left = last(here)
    assert (left.actor, left.action, left.resource) == ("manager-1", "audit_read", "audit")
    assert json.loads(left.detail) == {
        "why": "any",
        "about": reference,
        "account": "officer-1",
        "operation": "collection",
        "since": "2026-11-23",
    }


def test_a_download_holds_all_and_is_itself_an_entry(here):
    with here.database.write() as unit:
        for _ in range(70):
            unit.audit(entry("sign_in", at=here.now, actor="officer-2"))
    search = AuditSearch(account="officer-2")
    assert len(download_audit(here.instance, proved(here, "auditor-1"), search, now=here.now)) == 70
    assert (last(here).actor, last(here).action) == ("auditor-1", "audit_downloaded")


def test_more_than_can_be_taken_away_is_refused_in_words(here, monkeypatch):
    monkeypatch.setattr(reading, "MOST_DOWNLOADED", 3)
    with pytest.raises(NotAccepted, match="choose fewer days"):
        download_audit(here.instance, proved(here, "manager-1"), AuditSearch(), now=here.now)
    assert last(here).action != "audit_downloaded"


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "facilitator-1", "director-1"])
def test_nobody_else_reads_it(here, who):
    with here.database.read() as unit:
        before = unit.scalar(select(func.count()).select_from(AuditEntry))
    with pytest.raises(NotAllowed):
        read(here, here.subjects[who])
    with pytest.raises(NotAllowed):
        download_audit(here.instance, proved(here, who), AuditSearch(), now=here.now)
    with here.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_a_download_needs_fresh_proof(here):
    with pytest.raises(ProofNeeded):
        download_audit(here.instance, here.manager, AuditSearch(), now=here.now)


def test_everybody_who_may_be_asked_for_is_named_in_order(here):
    people = read(here).people
    assert ("officer-1", "Account officer-1") in people
    assert [name for _, name in people] == sorted(name for _, name in people)


def test_the_table_lets_manager_and_auditor_read_it():
    from cara.access.table import TABLE

    assert set(TABLE[Action.READ_AUDIT]) == set(TABLE[Action.EXPORT_AUDIT]) == {Role.AREA_MANAGER, Role.AUDITOR}
