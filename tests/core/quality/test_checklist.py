"""What a workshop covered: one checklist for two facilitators, corrected and never overwritten."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, update
from tests.areas_for_tests import Testshire, areas_of
from tests.core.workshops.running import Running

from cara.access import Role, Subject
from cara.acting import NotAccepted
from cara.policy import AreaProfile, WorkshopAim
from cara.quality import (
    Checklist,
    ChecklistEntry,
    Coverage,
    SomebodyElseTicked,
    record_checklist,
    see_checklist,
)
from cara.quality.content import aims_of, content
from cara.records import RuleBroken
from cara.records import tables as t
from cara.staff import NewAccount, add_account
from cara.workshops import NoSuchWorkshop, WrongStep, assign_facilitator

C = Coverage
OWN = (WorkshopAim(code="kindness", text="To practise kindness"),)


class Worded(Testshire):
    """Testshire with an aim of its own."""

    def cara_area(self) -> AreaProfile:
        return super().cara_area().model_copy(update={"workshop_aims": OWN})


def entry(running: Running, note: str | None = None, seen: str | None = None, **changed: Coverage) -> ChecklistEntry:
    """Say that every aim was covered, with changes."""
    aims = {aim.code: C.COVERED for aim in aims_of(running.area.instance)}
    return ChecklistEntry(aims={**aims, **changed}, note=note, seen=seen)


def store(running: Running, said: ChecklistEntry, by: Subject | None = None, code: str = "N1-1") -> Checklist:
    who = by or running.facilitator
    return record_checklist(running.area.instance, who, code, said, now=running.moment(code))


@pytest.fixture
def other(running: Running) -> Subject:
    """A second facilitator of both workshops."""
    account = NewAccount("facilitator-2", "Account facilitator-2", Role.FACILITATOR, "provider")
    number = add_account(running.area.database, account, now=running.area.now)
    for code in ("N1-1", "N1-2"):
        assign_facilitator(running.area.instance, running.manager, code, "facilitator-2", now=running.area.now)
    return Subject(number, "facilitator-2", Role.FACILITATOR, "provider")


def test_the_core_knows_the_ten_aims_and_where_they_are_from():
    assert len(content().aims) == len({aim.code for aim in content().aims}) == 10
    assert content().aims_source.title == "What is Project CARA?"


def test_an_area_words_the_aims_itself(running: Running):
    instance = running.area.with_areas(areas_of(Worded()))
    assert aims_of(instance) == OWN
    said = ChecklistEntry(aims={"kindness": C.PARTLY})
    stored = record_checklist(instance, running.facilitator, "N1-1", said, now=running.moment())
    assert stored.latest
    assert stored.latest.aims == {"kindness": C.PARTLY}


def test_what_is_stored_is_what_was_ticked(running: Running):
    stored = store(running, entry(running, "Ran out of time", signposts=C.NOT_COVERED, time_out=C.PARTLY)).latest
    assert stored
    assert (stored.aims["signposts"], stored.aims["time_out"], stored.aims["communication"]) == (
        C.NOT_COVERED,
        C.PARTLY,
        C.COVERED,
    )
    assert (stored.note, stored.by) == ("Ran out of time", "facilitator-1")


def test_every_aim_must_be_ticked_and_none_invented(running: Running):
    aims = {aim.code: C.COVERED for aim in aims_of(running.area.instance)[2:]} | {"invented": C.COVERED}
    with pytest.raises(NotAccepted) as refused:
        store(running, ChecklistEntry(aims=aims))
    assert [one.field for one in refused.value.problems] == ["aim-reflect_on_offence", "aim-types_of_abuse", "aims"]


def test_two_facilitators_fill_in_one_checklist(running: Running, other: Subject):
    first = store(running, entry(running)).latest
    assert first
    corrected = store(running, entry(running, seen=first.key, signposts=C.PARTLY), by=other)
    assert corrected.latest
    assert (corrected.latest.by, corrected.latest.aims["signposts"]) == ("facilitator-2", C.PARTLY)
    assert [one.key for one in corrected.earlier] == [first.key]


def test_who_saves_over_an_unseen_version_is_shown_both(running: Running, other: Subject):
    first = store(running, entry(running)).latest
    assert first
    store(running, entry(running, seen=first.key, signposts=C.PARTLY), by=other)
    mine = entry(running, seen=first.key, time_out=C.NOT_COVERED)
    with pytest.raises(SomebodyElseTicked) as clash:
        store(running, mine)
    stored = clash.value.checklist.latest
    assert stored
    assert (stored.by, stored.aims["signposts"], clash.value.entry) == ("facilitator-2", C.PARTLY, mine)
    again = store(running, mine.model_copy(update={"seen": stored.key}))
    assert again.latest
    assert again.latest.aims["time_out"] is C.NOT_COVERED
    assert len(again.earlier) == 2


def test_two_first_versions_clash_as_well(running: Running, other: Subject):
    store(running, entry(running), by=other)
    with pytest.raises(SomebodyElseTicked):
        store(running, entry(running, "Mine"))


def test_sent_twice_it_is_stored_once(running: Running):
    first = store(running, entry(running)).latest
    assert first
    assert store(running, entry(running)).earlier == ()
    later = store(running, entry(running, "More", seen=first.key))
    assert store(running, entry(running, seen=first.key)).latest == later.latest, "what its sender saw is left alone"


def test_versions_are_only_ever_added(running: Running):
    store(running, entry(running))
    for statement in (
        update(t.ChecklistAim).values(covered="partly"),
        delete(t.ChecklistAim),
        update(t.WorkshopChecklist).values(recorded_by=1),
        delete(t.WorkshopChecklist),
    ):
        with pytest.raises(RuleBroken), running.area.database.write() as unit:
            unit.execute(statement)


def test_nothing_is_said_of_a_workshop_that_has_not_come(running: Running):
    with pytest.raises(WrongStep, match="before Saturday 5 December 2026"):
        record_checklist(
            running.area.instance, running.facilitator, "N1-1", entry(running), now=running.moment(days=-1)
        )


def test_a_checklist_closes_to_its_facilitators_with_their_cohort(running: Running):
    store(running, entry(running))
    instance = running.area.instance
    assert see_checklist(instance, running.facilitator, "N1-1", now=running.moment("N1-2", days=7)).latest
    with pytest.raises(NoSuchWorkshop):
        see_checklist(instance, running.facilitator, "N1-1", now=running.moment("N1-2", days=8))
    assert see_checklist(instance, running.manager, "N1-1", now=running.moment("N1-2", days=80)).latest


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.AREA_MANAGER, Role.DIRECTOR}])
def test_nobody_else_sees_it(running: Running, role: Role):
    store(running, entry(running))
    somebody = replace(running.facilitator, account=0, code="somebody", role=role)
    with pytest.raises(NoSuchWorkshop):
        see_checklist(running.area.instance, somebody, "N1-1", now=running.moment())


def test_a_director_sees_and_does_not_write(running: Running):
    director = replace(running.facilitator, code="director-1", role=Role.DIRECTOR)
    assert see_checklist(running.area.instance, director, "N1-1", now=running.moment()).latest is None
    with pytest.raises(NoSuchWorkshop):
        store(running, entry(running), by=director)


def test_a_note_is_nowhere_in_the_clear(running: Running):
    store(running, entry(running, "Quetzalcoatlus"))
    with running.area.database.read() as unit:
        kept = unit.scalar(select(t.WorkshopChecklist.note))
        assert unit.scalar(select(func.count()).select_from(t.ChecklistAim)) == 10
    assert kept
    assert b"Quetzalcoatlus" not in kept
