"""Briefings: written, approved by another, read by that cohort's facilitators alone, for as long as they may."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from tests.core.looks import looks
from tests.core.victims.conftest import VictimsArea, safe

from cara.access import NotAllowed, Subject
from cara.acting import NotAccepted
from cara.records import tables as t
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.briefings import (
    WAYS,
    BriefingSaid,
    NoSuchBriefing,
    WrongBriefing,
    release_briefing,
    return_briefing,
    see_briefing,
    waiting_briefings,
    write_briefing,
)
from cara.victims.completeness import see_completeness
from cara.victims.feedback import FeedbackSaid, MayRaise, record_feedback, see_feedback
from cara.victims.problems import NoSuchVictim
from cara.victims.reading import mark_read, read_briefings
from cara.victims.returned import returned_briefings
from cara.victims.states import ContactStatus, WrongContact
from cara.victims.words import BriefingStatus, ContactWay, Heard, Outcome, SafetyNow
from cara.victims.workers import assign_worker
from cara.workshops import NoSuchWorkshop, assign_facilitator

SECOND_DAY = date(2027, 1, 2)
LONDON = ZoneInfo("Europe/London")
RAISE = BriefingSaid(
    may_raise=(MayRaise(what="Handing over children calmly", how="To the whole group, as an exercise"),),
    in_mind="Nothing about telephones.",
)
SPOKE = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE)


def facilitator(victims: VictimsArea) -> Subject:
    return victims.area.subjects["facilitator-1"]


@pytest.fixture
def reached(victims: VictimsArea) -> str:
    """A victim who was spoken to; facilitator-1 runs both workshops of the participant's cohort."""
    code = victims.taken(victims.booked())
    record_attempt(victims.area.instance, victims.worker, code, SPOKE, now=victims.now)
    for workshop in ("N1-1", "N1-2"):
        assign_facilitator(victims.area.instance, victims.area.manager, workshop, "facilitator-1", now=victims.now)
    return code


def during(**beyond: float) -> datetime:
    """A moment so much after the morning of workshop two."""
    return datetime.combine(SECOND_DAY, datetime.min.time(), LONDON).astimezone(UTC) + timedelta(**beyond)


def released(victims: VictimsArea, code: str, said: BriefingSaid = RAISE) -> str:
    own = write_briefing(victims.area.instance, victims.worker, code, said, now=victims.now)
    release_briefing(victims.area.instance, victims.other_worker, own, now=victims.now)
    return own


def lines(victims: VictimsArea, now: datetime):
    return read_briefings(victims.area.instance, facilitator(victims), "N1-2", now=now).lines


def test_what_was_said_is_the_worker_s_alone(victims: VictimsArea, reached: str):
    instance, now = victims.area.instance, victims.now
    said = FeedbackSaid(better="Quieter at home.", safety=SafetyNow.WORRIED, may_raise=RAISE.may_raise)
    assert record_feedback(instance, victims.worker, reached, said, now=now) == 1
    assert record_feedback(instance, victims.worker, reached, said, now=now) == 2
    assert [seen.number for seen in see_feedback(instance, victims.worker, reached, now=now)] == [2, 1]
    for actor in (victims.other_worker, victims.area.manager, victims.area.officer, facilitator(victims)):
        with pytest.raises(NoSuchVictim):
            see_feedback(instance, actor, reached, now=now)


def test_nothing_is_recorded_as_said_by_somebody_who_was_not_spoken_to(victims: VictimsArea):
    code = victims.taken(victims.booked())
    with pytest.raises(WrongContact):
        record_feedback(
            victims.area.instance, victims.worker, code, FeedbackSaid(safety=SafetyNow.SAFE), now=victims.now
        )


def test_a_briefing_is_read_by_the_facilitators_once_another_has_approved_it(victims: VictimsArea, reached: str):
    instance, now = victims.area.instance, during(hours=-48)
    own = write_briefing(instance, victims.worker, reached, RAISE, now=victims.now)
    [line] = lines(victims, now)
    assert (line.code, line.heard, line.said) == (None, None, None)
    with pytest.raises(NoSuchBriefing):
        release_briefing(instance, victims.worker, own, now=victims.now)
    assert [row.code for row in waiting_briefings(instance, victims.area.manager, now=victims.now)] == [own]
    assert see_briefing(instance, victims.area.manager, own, now=victims.now).said == RAISE
    release_briefing(instance, victims.area.manager, own, now=victims.now)
    [line] = lines(victims, now)
    assert (line.code, line.heard, line.said, line.read_by_me) == (own, Heard.SPOKEN, RAISE, False)
    mark_read(instance, facilitator(victims), "N1-2", own, now=now)
    mark_read(instance, facilitator(victims), "N1-2", own, now=now)
    assert lines(victims, now)[0].read_by_me


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (datetime(2026, 11, 27, 23, 59, tzinfo=LONDON), False),
        (datetime(2026, 11, 28, tzinfo=LONDON), True),
        (datetime(2027, 1, 9, 23, 59, tzinfo=LONDON), True),
        (datetime(2027, 1, 10, tzinfo=LONDON), False),
    ],
)
def test_it_is_gone_from_view_seven_days_after_workshop_two(victims: VictimsArea, reached: str, now, is_open):
    released(victims, reached)
    if is_open:
        assert lines(victims, now)[0].said == RAISE
    else:
        with pytest.raises(NoSuchWorkshop):
            lines(victims, now)


def test_nobody_but_that_cohort_s_facilitators_reads_it(victims: VictimsArea, reached: str):
    released(victims, reached)
    for actor in (victims.worker, victims.area.manager, victims.area.officer, victims.area.supervisor):
        with pytest.raises(NoSuchWorkshop):
            read_briefings(victims.area.instance, actor, "N1-2", now=during(hours=-1))
    with pytest.raises(NoSuchWorkshop):
        read_briefings(victims.area.instance, facilitator(victims), "N2-2", now=during(hours=-1))
    with pytest.raises(NoSuchWorkshop):
        read_briefings(victims.area.instance, facilitator(victims), "N1-1", now=during(hours=-1))


def test_not_spoken_is_said_and_that_it_is_no_sign_of_safety(victims: VictimsArea, reached: str):
    code = victims.taken(victims.booked(family_name="Other"), safe(phone="07700 900333"), given_names="Bea")
    released(victims, code, BriefingSaid())
    by_seat = {line.seat: line for line in lines(victims, during(hours=-1))}
    assert by_seat[1].heard is None
    assert by_seat[2].heard is Heard.NOT_SPOKEN
    assert "does not mean that there are no concerns" in Heard.NOT_SPOKEN.label


def test_what_could_be_traced_is_refused_line_by_line(victims: VictimsArea, reached: str):
    instance, now = victims.area.instance, victims.now
    heard = FeedbackSaid(worse="He waits outside my work every single Friday evening.", safety=SafetyNow.WORRIED)
    record_feedback(instance, victims.worker, reached, heard, now=now)
    telling = BriefingSaid(
        may_raise=(
            MayRaise(what="Mention Sample", how="Aloud"),
            RAISE.may_raise[0],
            MayRaise(what="Why he waits outside my work every single Friday", how="Alone"),
        ),
        in_mind="Sample may be named here: it is never said.",
    )
    with pytest.raises(NotAccepted) as refused:
        write_briefing(instance, victims.worker, reached, telling, now=now)
    assert {problem.field for problem in refused.value.problems} == {"may_raise.0", "may_raise.2"}
    assert waiting_briefings(instance, victims.area.manager, now=now) == ()


def test_a_later_one_takes_the_place_of_the_earlier_and_is_read_anew(victims: VictimsArea, reached: str):
    first = released(victims, reached)
    mark_read(victims.area.instance, facilitator(victims), "N1-2", first, now=during(hours=-2))
    waiting = write_briefing(victims.area.instance, victims.worker, reached, BriefingSaid(), now=victims.now)
    assert lines(victims, during(hours=-1))[0].code == first
    release_briefing(victims.area.instance, victims.other_worker, waiting, now=victims.now)
    [line] = lines(victims, during(hours=-1))
    assert (line.code, line.read_by_me) == (waiting, False)
    with pytest.raises(NoSuchBriefing):
        mark_read(victims.area.instance, facilitator(victims), "N1-2", first, now=during(hours=-1))


def test_one_that_was_returned_is_written_again(victims: VictimsArea, reached: str):
    instance, now = victims.area.instance, victims.now
    own = write_briefing(instance, victims.worker, reached, RAISE, now=now)
    return_briefing(instance, victims.other_worker, own, "The second line is hers.", now=now)
    with pytest.raises(WrongBriefing):
        release_briefing(instance, victims.other_worker, own, now=now)
    [came_back] = returned_briefings(instance, victims.worker, now=now)
    assert (came_back.victim, came_back.reason, came_back.said) == (reached, "The second line is hers.", RAISE)
    assert returned_briefings(instance, victims.other_worker, now=now) == ()
    with pytest.raises(NotAllowed):
        returned_briefings(instance, victims.area.manager, now=now)
    again = write_briefing(instance, victims.worker, reached, BriefingSaid(), now=now)
    assert returned_briefings(instance, victims.worker, now=now) == ()
    with pytest.raises(NotAccepted):
        return_briefing(instance, victims.other_worker, again, " ", now=now)
    release_briefing(instance, victims.other_worker, again, now=now)


def test_one_that_was_returned_is_read_no_more_by_who_is_the_worker_no_more(victims: VictimsArea, reached: str):
    instance, now = victims.area.instance, victims.now
    own = write_briefing(instance, victims.worker, reached, RAISE, now=now)
    return_briefing(instance, victims.other_worker, own, "The second line is hers.", now=now)
    assign_worker(instance, victims.area.manager, reached, victims.other_worker.code, now=now)
    for worker in (victims.worker, victims.other_worker):
        assert returned_briefings(instance, worker, now=now) == ()


def test_every_state_of_a_briefing_can_be_reached_and_is_left_for_good():
    seen, ahead = set(), [BriefingStatus.SUBMITTED]
    while ahead:
        status = ahead.pop()
        if status not in seen:
            seen.add(status)
            ahead += WAYS[status]
    assert seen == set(WAYS) == set(BriefingStatus)
    assert not WAYS[BriefingStatus.REPLACED]


def test_completeness_counts_from_the_due_contact_to_the_reading(victims: VictimsArea, reached: str):
    instance, manager, now = victims.area.instance, victims.area.manager, during(days=-30)
    victims.victim(victims.booked(family_name="Other"), given_names="Bea")
    [one] = see_completeness(instance, manager, now=now)
    assert (one.workshop, one.participants, one.with_victims, one.without_worker) == ("N1-2", 2, 2, 1)
    assert one.victims == {ContactStatus.REACHED: 1, ContactStatus.DUE: 1}
    assert (one.attempted, one.briefed, one.facilitators, one.read, one.is_whole) == (1, 0, 1, 0, False)
    own = released(victims, reached)
    mark_read(instance, facilitator(victims), "N1-2", own, now=during(hours=-1))
    [one] = see_completeness(instance, manager, now=now)
    assert (one.briefed, one.read, one.is_whole) == (1, 1, False)


def test_completeness_is_read_in_as_many_looks_for_three_workshops_as_for_one(victims: VictimsArea, monkeypatch):
    asked = victims.area.instance, victims.area.manager
    victims.taken(victims.booked(family_name="Alder"))
    with looks(monkeypatch) as for_one:
        assert len(see_completeness(*asked, now=during(days=-30))) == 1
    for cohort in ("N2", "S1"):
        victims.victim(victims.booked(family_name=cohort, cohort=cohort))
    with looks(monkeypatch) as for_three:
        assert len(see_completeness(*asked, now=during(days=-15))) == 3
    assert len(for_three) == len(for_one) <= 10


def test_every_reading_is_audited_by_codes_alone(victims: VictimsArea, reached: str):
    own = released(victims, reached)
    lines(victims, during(hours=-1))
    with victims.area.database.read() as unit:
        query = select(t.AuditEntry.action, t.AuditEntry.detail).order_by(t.AuditEntry.seq.desc()).limit(1)
        action, said = unit.execute(query).one()
    assert (action, own in said, "Sample" in said) == ("briefings_read", True, False)
