"""What cannot be told, or is broken, is refused: whoever asks for whatever and whenever."""

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.core.access.matrix import NOW
from tests.core.access.strategies import (
    JUNK,
    moments,
    of_the_table,
    proved,
    resources,
    subjects,
    without,
)
from tests.core.access.tables import A_GROUP, cells, with_cell

from cara.access import (
    Action,
    Relation,
    Resource,
    Role,
    Window,
    decide,
)
from cara.access.table import (
    Permission,
)

anything = st.none() | resources


@given(subject=subjects, resource=anything, now=moments, action=st.text(max_size=20) | JUNK | st.none())
def test_what_is_no_action_is_refused(subject, resource, now, action):
    assume(not (isinstance(action, str) and action in set(Action)))
    assert not decide(subject, action, resource, now).allowed


@given(
    subject=subjects, action=of_the_table, resource=anything, now=moments, role=st.text(max_size=20) | JUNK | st.none()
)
def test_what_is_no_role_is_refused(subject, action, resource, now, role):
    assume(not (isinstance(role, str) and role in set(Role)))
    assert not decide(replace(subject, role=role), action, resource, now).allowed


@given(
    subject=subjects,
    action=of_the_table,
    resource=anything,
    now=moments,
    relation=st.text(max_size=20) | JUNK | st.none(),
)
def test_a_cell_with_what_is_no_relation_is_refused(subject, action, resource, now, relation):
    with with_cell(action, subject.role, Permission(relation, A_GROUP)):
        assert not decide(subject, action, resource, now).allowed


@given(action=of_the_table, resource=anything, now=moments)
def test_whoever_has_not_signed_in_does_nothing_of_the_table(action, resource, now):
    answer = decide(None, action, resource, now)
    assert (answer.allowed, answer.proof_needed) == (False, False)


@given(somebody=JUNK, action=of_the_table, resource=anything, now=moments)
def test_whoever_is_nobody_we_know_does_nothing_of_the_table(somebody, action, resource, now):
    assert not decide(somebody, action, resource, now).allowed


@given(subject=subjects, action=of_the_table, resource=JUNK, now=moments)
def test_what_is_nothing_that_can_be_asked_for_is_refused(subject, action, resource, now):
    assert not decide(subject, action, resource, now).allowed


@given(
    subject=subjects,
    action=of_the_table,
    resource=resources,
    part=st.sampled_from([one.name for one in fields(Resource)]),
    junk=JUNK | st.none(),
    cell=st.none() | cells,
)
def test_a_broken_relation_gives_nothing_that_its_absence_does_not(subject, action, resource, part, junk, cell):
    try:
        broken = replace(resource, **{part: junk})
    except (TypeError, ValueError):
        return  # it cannot even be built
    with with_cell(action, subject.role, cell):
        got = decide(subject, action, broken, NOW)
        least = decide(subject, action, without(broken, part), NOW)
    assert got.fields <= least.fields
    assert got.allowed <= least.allowed


@given(subject=subjects, action=of_the_table, resource=resources, junk=JUNK | st.none())
def test_conflicts_that_cannot_be_read_refuse_as_one_that_was_declared(subject, action, resource, junk):
    assert not decide(proved(subject, NOW), action, replace(resource, conflicts=junk), NOW).allowed


@given(subject=subjects, action=of_the_table, resource=resources, moment=moments)
def test_a_window_of_moments_without_an_offset_is_refused(subject, action, resource, moment):
    bare = Window(moment.replace(tzinfo=None), moment.replace(tzinfo=None) + timedelta(hours=1))
    broken = replace(resource, cohort_open=bare, broken_glass={"me": bare})
    least = without(without(broken, "cohort_open"), "broken_glass")
    with with_cell(action, subject.role, Permission(Relation.OWN_COHORT)):
        assert decide(subject, action, broken, NOW).allowed <= decide(subject, action, least, NOW).allowed


@given(subject=subjects, resource=resources, action=of_the_table)
def test_what_nobody_is_known_to_have_done_is_not_somebody_elses(subject, resource, action):
    unknown = replace(resource, entered_by="", conflicts=frozenset(), broken_glass={})
    with with_cell(action, subject.role, Permission(Relation.NOT_OWN_ACT)):
        assert not decide(subject, action, unknown, NOW).allowed


@given(subject=subjects, resource=resources, cell=cells, action=of_the_table)
def test_nothing_is_never_the_same_as_nothing(subject, resource, cell, action):
    blank = replace(subject, code="", organisation="", cohorts=frozenset())
    empty = replace(resource, entered_by="", organisation="", cohort=None)
    assume(cell.relation is not Relation.ANY)
    with with_cell(action, subject.role, cell):
        assert not decide(blank, action, empty, NOW).allowed
