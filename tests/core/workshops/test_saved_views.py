"""Views of the list of cases: whose they are, what they keep, and what they refuse to keep."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cara.access import NotAllowed
from cara.acting import NotAccepted
from cara.records import tables as t
from cara.vocabulary import Pathway, Relationship, Sex
from cara.workshops import (
    CaseSearch,
    NoSuchView,
    Tab,
    delete_view,
    find_view,
    list_cases,
    list_views,
    rename_view,
    save_view,
)
from cara.workshops.saved_views import MOST_VIEWS, _repeats

MEN = Pathway(Sex.MALE, Relationship.FAMILY)
NARROWED = CaseSearch(tab=Tab.TO_REBOOK, district="north", pathway=MEN)


@pytest.fixture
def asked(running):
    return running.area.instance, running.manager


@pytest.fixture
def now(running):
    return running.area.now


@pytest.fixture
def somebody_else(running):
    """Another account that may list cases."""
    return running.area.instance, replace(running.manager, account=running.area.officer.account, code="officer-1")


def refusal(call):
    with pytest.raises(NotAccepted) as refused:
        call()
    (problem,) = refused.value.problems
    return problem.sentence


def test_a_view_keeps_tab_and_filters_and_is_ones_own(asked, somebody_else, now):
    code = save_view(*asked, "Men in the north", NARROWED, now=now)
    view = find_view(*asked, code, now=now)
    assert (view.name, view.search) == ("Men in the north", NARROWED)
    assert list_views(*somebody_else, now=now) == ()
    for change in (
        lambda: find_view(*somebody_else, code, now=now),
        lambda: rename_view(*somebody_else, code, "Mine", now=now),
        lambda: delete_view(*somebody_else, code, now=now),
    ):
        with pytest.raises(NoSuchView):
            change()


def test_what_was_searched_for_and_the_page_are_not_kept(asked, now, running):
    searched = replace(NARROWED, text="Adam Alder", after=(now.date(), 7))
    code = save_view(*asked, "Weekly look", searched, searched="Adam Alder", now=now)
    assert find_view(*asked, code, now=now).search == NARROWED
    with running.area.database.read() as unit:
        stored = unit.execute(select(t.SavedView)).mappings().one()
    assert b"Alder" not in repr(dict(stored)).encode()
    assert b"Weekly" not in stored["name"], "the name is sealed"


@pytest.mark.parametrize("name", ["Adam Alder", "the alder case", "ADAM", "Look at 7KQ4-M2XR"])
def test_a_view_is_not_named_after_a_person(asked, now, name):
    said = refusal(lambda: save_view(*asked, name, NARROWED, searched="Adam Alder", now=now))
    assert said == "A view is not named after a person: leave out names and references"


@given(st.text("abcdefgh -'é", min_size=1, max_size=20), st.text("abcdefgh -'é", min_size=1, max_size=20))
@settings(max_examples=60)
def test_a_name_that_holds_a_searched_word_is_always_known(before, word):
    assert _repeats(f"{before} {word}", word) or not any(character.isalnum() for character in word)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Enter a name for the view"),
        ("x" * 61, "The name must be 60 characters or fewer"),
        ("men in the NORTH", "You have a view of this name: choose another"),
    ],
)
def test_a_name_is_given_short_and_not_taken(asked, now, name, said):
    save_view(*asked, "Men in the North", NARROWED, now=now)
    assert refusal(lambda: save_view(*asked, name, NARROWED, now=now)) == said


def test_a_view_is_renamed_and_may_keep_its_name(asked, now):
    code = save_view(*asked, "Men in the north", NARROWED, now=now)
    save_view(*asked, "Everybody", CaseSearch(), now=now)
    rename_view(*asked, code, "Men in the North", now=now)
    assert refusal(lambda: rename_view(*asked, code, "everybody", now=now)).startswith("You have a view")
    assert [view.name for view in list_views(*asked, now=now)] == ["Everybody", "Men in the North"]


def test_a_view_is_deleted_and_leaves_room(asked, now):
    codes = [save_view(*asked, f"View {number}", CaseSearch(), now=now) for number in range(MOST_VIEWS)]
    assert "delete one first" in refusal(lambda: save_view(*asked, "One more", CaseSearch(), now=now))
    delete_view(*asked, codes[0], now=now)
    save_view(*asked, "One more", CaseSearch(), now=now)
    assert len(list_views(*asked, now=now)) == MOST_VIEWS


def test_whoever_may_not_list_cases_keeps_no_view(running, now):
    area = running.area
    with pytest.raises(NotAllowed):
        save_view(area.instance, area.officer, "Mine", CaseSearch(), now=now)


@pytest.mark.parametrize("text", ["Adam Alder", "adam  ALDER"])
def test_a_case_is_found_by_its_whole_name_or_reference(asked, now, running, text):
    mine = str(running.booked[1])
    by_name = list_cases(*asked, CaseSearch(tab=Tab.BOOKED, text=text), now=now)
    by_reference = list_cases(*asked, CaseSearch(tab=Tab.BOOKED, text=running.booked[1].spoken), now=now)
    assert [str(line.reference) for line in by_name.lines] == [mine]
    assert by_reference.lines == by_name.lines
    assert by_name.counts[Tab.BOOKED] == 1
    assert list_cases(*asked, CaseSearch(tab=Tab.BOOKED, text="Alder"), now=now).lines == ()
