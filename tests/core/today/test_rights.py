"""Somebody's safety and rights among what is due: whose it is, until when it stands, and who never sees it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.core.retention.ended import LATER, schedule

from cara.access import Role, Subject
from cara.casework import withdraw
from cara.disclosure.kept import NewRequest
from cara.disclosure.participants.requests import refuse_copy, request_copy
from cara.disclosure.words import IdentityChecked, RefusedWhy
from cara.retention.deciding import place_hold, request_erasure, stop_erasure
from cara.retention.register import ErasureRegister
from cara.retention.words import Scope, WhyErased
from cara.staff import NewAccount, add_account
from cara.staff.conflicts import declare_conflict
from cara.today import DueKind, see_today
from cara.victims.concerns import ConcernSaid, acknowledge_concern
from cara.victims.raising import raise_concern
from cara.victims.words import About

K = DueKind
SAID = ConcernSaid(about=About.VICTIM, what="The Numbat stood before the door", danger_now=True)


def lines(instance, who, kind, now):
    return [line for line in see_today(instance, who, now=now).lines if line.kind is kind]


@pytest.fixture
def kept(running, tmp_path):
    """The instance with a schedule and a register, and one referral that has ended."""
    area = running.area
    instance = replace(area.instance, retention=schedule(tmp_path / "erasures.register"))
    ErasureRegister(instance.retention.erasures).make()
    withdraw(instance, area.officer, running.booked[1], "Moved away", now=area.now)
    return instance


@pytest.fixture
def second(running) -> Subject:
    account = add_account(
        running.area.database, NewAccount("manager-2", "Second", Role.AREA_MANAGER, "provider"), now=running.area.now
    )
    return Subject(account, "manager-2", Role.AREA_MANAGER, "provider")


def test_a_concern_stands_first_until_somebody_acknowledges_it_and_says_nothing_of_it(running):
    area = running.area
    raised = raise_concern(area.instance, area.officer, running.booked[1], SAID, now=area.now)
    found = see_today(area.instance, area.manager, now=area.now).lines
    assert (found[0].kind, found[0].target, found[0].by) == (K.CONCERN, str(raised.code), area.today)
    assert found[0].why == "Raised on 23 November 2026 at 10am, to be acknowledged by 23 November 2026 at 11am"
    assert "Numbat" not in repr(found[0])
    acknowledge_concern(area.instance, area.manager, str(raised.code), now=area.now)
    assert lines(area.instance, area.manager, K.CONCERN, area.now) == []


def test_a_concern_is_for_those_who_answer_for_it_alone(running, second):
    area = running.area
    raised = raise_concern(area.instance, area.officer, running.booked[1], SAID, now=area.now)
    own = NewAccount("manager-3", "Later", Role.AREA_MANAGER, "provider")
    later = Subject(add_account(area.database, own, now=area.now), own.code, own.role, own.organisation)
    assert [line.target for line in lines(area.instance, second, K.CONCERN, area.now)] == [str(raised.code)]
    assert lines(area.instance, later, K.CONCERN, area.now) == []


def test_a_request_for_a_copy_is_due_by_the_last_day_of_its_month_until_it_is_answered(running):
    area = running.area
    new = NewRequest(date(2026, 11, 13), IdentityChecked.KNOWN)
    code = request_copy(area.instance, area.manager, running.booked[1], new, now=area.now)
    (line,) = lines(area.instance, area.manager, K.COPY, area.now)
    assert (line.by, line.target) == (date(2026, 12, 13), code)
    assert line.why == "Asked for on Friday 13 November 2026. Being read"
    refuse_copy(area.instance, area.manager, code, RefusedWhy.WITHDRAWN, "Rang back: not wanted", now=area.now)
    assert lines(area.instance, area.manager, K.COPY, area.now) == []


def test_an_erasure_is_due_for_another_than_the_one_who_asked_until_it_is_decided(running, kept, second):
    area, reference = running.area, running.booked[1]
    asked = (Scope.CASE, WhyErased.ASKED_FOR, "The person asks")
    proved = replace(area.manager, proved_at=area.now)
    code = request_erasure(kept, proved, reference, *asked, now=area.now)
    assert lines(kept, area.manager, K.ERASURE, area.now) == []
    (line,) = lines(kept, second, K.ERASURE, area.now)
    assert (line.by, line.target) == (area.today, reference)
    stop_erasure(kept, area.manager, reference, code, now=area.now)
    assert lines(kept, second, K.ERASURE, area.now) == []


def test_records_whose_period_is_over_are_one_line_and_none_without_a_schedule(running, kept):
    area = running.area
    assert lines(kept, area.manager, K.RETENTION, area.now) == []
    assert lines(area.instance, area.manager, K.RETENTION, LATER) == []
    (line,) = lines(kept, area.manager, K.RETENTION, LATER)
    assert (line.by, line.why) == (LATER.date(), "The period of 1 record is over")
    withdraw(kept, area.officer, running.booked[2], "Moved away", now=area.now)
    assert [line.why for line in lines(kept, area.manager, K.RETENTION, LATER)] == ["The periods of 2 records are over"]
    place_hold(kept, area.manager, running.booked[2], "A claim", now=area.now)
    assert [line.why for line in lines(kept, area.manager, K.RETENTION, LATER)] == ["The period of 1 record is over"]


def test_nobody_in_conflict_is_told_of_any_of_it(running, kept, second):
    area, reference = running.area, running.booked[1]
    raise_concern(kept, area.officer, running.booked[2], SAID, now=area.now)
    request_copy(kept, area.manager, running.booked[3], NewRequest(date(2026, 11, 13)), now=area.now)
    proved = replace(area.manager, proved_at=area.now)
    request_erasure(kept, proved, reference, Scope.CASE, WhyErased.ASKED_FOR, "Asked", now=area.now)
    kinds = {K.CONCERN, K.COPY, K.ERASURE}
    assert {line.kind for line in see_today(kept, second, now=area.now).lines} >= kinds
    for seat in (1, 2, 3):
        declare_conflict(area.database, area.manager, "manager-2", str(running.booked[seat]), now=area.now)
    assert not {line.kind for line in see_today(kept, second, now=area.now).lines} & kinds
    assert lines(kept, second, K.RETENTION, LATER + timedelta(days=1)) == []
