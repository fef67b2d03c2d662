"""Letters: only what the participant may be told, only once it is confirmed, and nothing that the victim said."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select
from tests.areas_for_tests import Testshire, areas_of, stated
from tests.core.access.tables import with_cell
from tests.instances import area_on

from cara.access import Action, FieldGroup, Relation, Role
from cara.access.table import IN_A_LETTER, Permission
from cara.casework import (
    NoSuchReferral,
    PlaceOutcome,
    PlaceSearch,
    WrongStatus,
    ask_for_place,
    decide_place,
    letters,
    participant_view,
    withdraw,
)
from cara.casework.details import Needs
from cara.casework.referral_rows import find_for
from cara.messages import Appointment, Contact, Meeting, ParticipantView
from cara.policy import LateArrivalMeans, MissedWorkshopMeans, SessionTimes
from cara.records import AuditEntry
from cara.vocabulary import LateArrival, MissedWorkshop


def view(area, reference, actor=None):
    return participant_view(area.instance, actor or area.officer, reference, now=area.now)


def test_a_booked_participant_is_told_days_hours_and_place(area):
    said = view(area, area.booked("S1"))
    assert [(one.number, one.day, one.begins.hour, one.ends.hour) for one in said.appointments] == [
        (1, date(2026, 12, 12), 10, 15),
        (2, date(2027, 1, 9), 10, 15),
    ]
    assert (said.meeting.name, said.meeting.address, said.meeting.step_free) == (
        "Hall south-1",
        "south-1\nTestshire",
        True,
    )
    assert (said.name, said.police, said.missed) == ("Adam Testperson", "Testshire Police", None)


def in_polish(area):
    """A booking of somebody who reads Polish."""
    reference = area.hold("S1")
    area.record(reference, needs=Needs(language="pl"))
    area.sign(reference)
    area.confirm(reference)
    return reference


def test_a_participant_is_told_this_and_nothing_else(area):
    reference = in_polish(area)
    assert view(area, reference) == ParticipantView(
        reference=reference.spoken,
        name="Adam Testperson",
        address="1 Example Road\nTestshire",
        language="pl",
        written_on=date(2026, 11, 23),
        police="Testshire Police",
        provider="Testshire's provider",
        appointments=(
            Appointment(1, date(2026, 12, 12), time(10), time(15)),
            Appointment(2, date(2027, 1, 9), time(10), time(15)),
        ),
        meeting=Meeting("Hall south-1", "south-1\nTestshire", "Bus 1", step_free=True, hearing_loop=True),
        place_by=None,
        missed=None,
        late=LateArrival.REFUSED_ENTRY,
        contact=Contact("07700900982", "adam@example.org"),
        ask=area.instance.contact,
    )


@pytest.mark.parametrize(
    ("group", "gone"),
    [
        (FieldGroup.IDENTITY, {"name": "", "address": "", "contact": Contact()}),
        (FieldGroup.CONTACT, {"address": "", "contact": Contact()}),
        (FieldGroup.NEEDS, {"language": "en"}),
        (FieldGroup.PLACE, {"appointments": (), "meeting": None}),
        (FieldGroup.PROGRESS, {}),
    ],
)
def test_each_part_of_a_letter_leaves_with_its_group_alone(area, group, gone):
    reference = in_polish(area)
    whole = view(area, reference)
    with with_cell(Action.PRINT_LETTER, Role.POLICE_OFFICER, Permission(Relation.OWN, IN_A_LETTER - {group})):
        assert view(area, reference) == replace(whole, **gone)


def test_nothing_is_written_to_somebody_whom_nobody_asked_for(area):
    reference = in_polish(area)
    with area.database.read() as unit:
        found = find_for(unit, area.officer, Action.PRINT_LETTER, reference, area.now)
        told = letters._view(area.instance, unit, found, area.instance.book, area.now, frozenset())
    assert (told.name, told.address, told.language, told.appointments, told.meeting) == ("", "", "en", (), None)


def test_what_the_area_has_published_is_said_and_what_it_has_not_is_left_open(database):
    published = stated(MissedWorkshopMeans, value=MissedWorkshop.REPEAT_BOTH)
    unknown = (stated(SessionTimes, value="unknown"), stated(LateArrivalMeans, value="unknown"))
    area = area_on(database, areas_of(Testshire(published, *unknown)))
    said = view(area, area.booked("S1"))
    assert (said.missed, said.late) == (MissedWorkshop.REPEAT_BOTH, None)
    assert [(one.begins, one.ends) for one in said.appointments] == [(None, None), (None, None)]


def test_a_provider_that_is_not_known_is_not_named(database):
    class WithoutProvider(Testshire):
        def cara_area(self):
            return super().cara_area().model_copy(update={"provider": "unknown"})

    area = area_on(database, areas_of(WithoutProvider()))
    assert view(area, area.booked("S1")).provider == ""


def test_a_letter_is_dated_by_the_area_and_not_by_utc(area):
    reference = area.booked()
    summer = replace(area, now=datetime(2027, 6, 1, 23, 30, tzinfo=UTC))
    assert view(summer, reference).written_on == date(2027, 6, 2)


def test_a_letter_is_written_by_the_rules_of_its_day_while_the_plugin_is_away(area):
    reference = area.booked()
    whole = view(area, reference)
    assert participant_view(area.with_areas(areas_of()), area.officer, reference, now=area.now) == whole


def test_who_printed_is_in_the_audit_with_why_he_or_she_might(area):
    reference = area.booked()
    view(area, reference)
    with area.database.read() as unit:
        entry = unit.execute(select(AuditEntry.__table__).order_by(AuditEntry.seq.desc())).mappings().first()
    assert (entry["actor"], entry["action"], entry["resource"]) == ("officer-1", "letter_printed", reference)
    assert (entry["at"], entry["detail"]) == (area.now, '{"why":"own"}')


@pytest.mark.parametrize("stand", ["held", "complete", "released", "referred", "withdrawn"])
def test_nobody_is_told_anything_before_it_is_confirmed(area, stand):
    reference = area.referred() if stand == "referred" else area.hold()
    if stand == "complete":
        area.complete(reference)
    if stand == "released":
        area.see(reference, hours=2)
    if stand == "withdrawn":
        area.complete(reference)
        area.confirm(reference)
        withdraw(area.instance, area.officer, reference, "Caution set aside", now=area.now)
    with pytest.raises(WrongStatus, match=r"^Printing a letter is not possible") as refused:
        view(area, reference)
    assert refused.value.reference == reference


def test_who_waits_for_a_place_is_told_by_when(area):
    search = PlaceSearch()
    reference = ask_for_place(area.instance, area.officer, area.facts(), area.restricted(), search, now=area.now)
    decide_place(
        area.instance,
        area.manager,
        area.item_of(reference, area.manager),
        outcome=PlaceOutcome.ACCEPTED,
        reason="A cohort will open",
        place_by=date(2027, 1, 9),
        now=area.now,
    )
    area.complete(reference)
    area.confirm(reference)
    said = view(area, reference)
    assert (said.place_by, said.appointments, said.meeting) == (date(2027, 1, 9), (), None)


def test_who_has_a_place_is_told_no_day_by_which_one_will_follow(area):
    reference = in_polish(area)
    with area.database.read() as unit:
        found = find_for(unit, area.officer, Action.PRINT_LETTER, reference, area.now)
        promised = replace(found, place_by=date(2027, 1, 9))
        told = letters._view(area.instance, unit, promised, area.instance.book, area.now, IN_A_LETTER)
    assert told.place_by is None


@pytest.mark.parametrize("code", ["officer-2", "supervisor-3", "facilitator-1"])
def test_only_those_who_may_print_print(area, code):
    reference = area.booked()
    with pytest.raises(NoSuchReferral):
        view(area, reference, area.subjects[code])
    assert view(area, reference, replace(area.manager, request_id="r-1"))
