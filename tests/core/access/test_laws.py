"""What holds of every decision about access, whoever asks for whatever and whenever."""

import copy
from dataclasses import FrozenInstanceError, fields, replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.core.access.matrix import NOW
from tests.core.access.strategies import (
    PARTS,
    actions,
    codes,
    moments,
    of_the_table,
    proved,
    resources,
    roles,
    some_codes,
    subjects,
    windows,
    without,
)
from tests.core.access.tables import A_GROUP, cells, with_cell

from cara.access import (
    PROOF_LASTS,
    Action,
    FieldGroup,
    NotAllowed,
    ProofNeeded,
    Relation,
    Resource,
    Role,
    Subject,
    Window,
    decide,
    permit,
)
from cara.access.table import (
    BY_BROKEN_GLASS,
    FOR_PROGRAMS,
    IN_AN_EMERGENCY,
    NEEDS_PROOF,
    NEVER_TO_PROGRAMS,
    OPEN_TO_EVERYBODY,
    TABLE,
    Permission,
)

POLICE = (Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR)
anything = st.none() | resources
A_BLINK = timedelta(microseconds=1)


# A conflict outweighs everything.


@given(subject=subjects, action=of_the_table, resource=resources, now=moments, others=some_codes)
def test_a_declared_conflict_refuses_whatever_else_holds(subject, action, resource, now, others):
    declared = replace(resource, conflicts=others | {subject.code})
    answer = decide(proved(subject, now), action, declared, now)
    assert (answer.allowed, answer.proof_needed, answer.why) == (False, False, "conflict")


@given(subject=subjects, action=actions, resource=resources, now=moments, other=codes)
def test_a_conflict_of_somebody_else_changes_nothing(subject, action, resource, now, other):
    assume(other != subject.code)
    free = replace(resource, conflicts=frozenset())
    assert decide(subject, action, replace(free, conflicts=frozenset({other})), now) == decide(
        subject, action, free, now
    )


# Less never gives more.


@given(
    subject=subjects,
    action=actions,
    resource=resources,
    now=moments,
    part=st.sampled_from(PARTS),
    cell=st.none() | cells,
)
def test_taking_a_relation_away_adds_no_permission_and_no_field(subject, action, resource, now, part, cell):
    with with_cell(action, subject.role, cell):
        less, more = (decide(subject, action, one, now) for one in (without(resource, part), resource))
    used = cell or TABLE.get(action, {}).get(subject.role)
    if part != "entered_by" or used is None or used.relation is not Relation.NOT_OWN_ACT:
        # there it is whose act it is that stands against it: the next law
        assert less.allowed <= more.allowed
        assert less.fields <= more.fields


@given(subject=subjects, action=of_the_table, resource=resources, now=moments)
def test_what_is_somebody_elses_act_has_to_be_known_as_such(subject, action, resource, now):
    with with_cell(action, subject.role, Permission(Relation.NOT_OWN_ACT)):
        assert not decide(subject, action, without(without(resource, "entered_by"), "broken_glass"), now).allowed
        own = replace(resource, entered_by=subject.code, broken_glass={})
        assert not decide(subject, action, own, now).allowed


@given(subject=subjects, action=of_the_table, resource=resources, now=moments)
def test_what_may_be_done_to_something_may_be_done_to_anything_at_all(subject, action, resource, now):
    assert decide(subject, action, resource, now).allowed <= decide(subject, action, None, now).allowed


@given(subject=subjects, action=actions, now=moments, cell=st.none() | cells)
def test_a_question_about_nothing_lets_no_field_out(subject, action, now, cell):
    with with_cell(action, subject.role, cell):
        assert decide(subject, action, None, now).fields == frozenset()


@given(subject=subjects, action=actions, resource=anything, now=moments)
def test_no_field_leaves_with_a_refusal(subject, action, resource, now):
    answer = decide(subject, action, resource, now)
    assert answer.allowed or answer.fields == frozenset()
    assert not (answer.allowed and answer.proof_needed)


@given(subject=subjects, action=of_the_table, resource=resources, now=moments)
def test_what_is_handed_over_gives_as_much_as_what_was_entered(subject, action, resource, now):
    mine = replace(resource, entered_by=subject.code, assigned=frozenset())
    handed = replace(resource, entered_by="somebody", assigned=frozenset({subject.code}))
    with with_cell(action, subject.role, Permission(Relation.OWN, A_GROUP)):
        assert decide(subject, action, mine, now) == decide(subject, action, handed, now)


# Windows hold their first moment and not their last.


@given(opens=moments, lasts=st.integers(1, 10_000_000))
def test_a_window_holds_its_first_moment_and_not_its_last(opens, lasts):
    window = Window(opens, opens + timedelta(microseconds=lasts))
    assert [window.holds(at) for at in (opens - A_BLINK, opens, window.ends - A_BLINK, window.ends)] == [
        False,
        True,
        True,
        False,
    ]


@given(subject=subjects, resource=resources, window=windows, now=moments, cohort=st.sampled_from(["C1", "C2"]))
def test_a_cohort_is_seen_by_its_own_facilitators_while_it_is_open_to_them(subject, resource, window, now, cohort):
    facilitator = replace(subject, role=Role.FACILITATOR, program=None)
    placed = replace(resource, conflicts=frozenset(), cohort=cohort, cohort_open=window)
    with with_cell(Action.SEE_REFERRAL, Role.FACILITATOR, Permission(Relation.OWN_COHORT, A_GROUP)):
        answer = decide(facilitator, Action.SEE_REFERRAL, placed, now)
    assert answer.allowed == (cohort in facilitator.cohorts and window.opens <= now < window.ends)
    assert answer.fields == (A_GROUP if answer.allowed else frozenset())


@given(role=roles, resource=resources, window=windows, now=moments)
def test_an_opening_in_an_emergency_holds_for_its_window_alone(role, resource, window, now):
    subject = Subject(1, "me", role, "my_force")
    closed = replace(resource, conflicts=frozenset(), broken_glass={})
    opened = replace(closed, broken_glass={"me": window})
    before, after = (decide(subject, Action.SEE_REFERRAL, one, now) for one in (closed, opened))
    may_break = decide(proved(subject, now), Action.BREAK_GLASS, closed, now).allowed
    gains = not before.allowed and may_break and window.opens <= now < window.ends
    assert after.allowed == (before.allowed or gains)
    assert after.fields == (IN_AN_EMERGENCY if gains else before.fields)


@pytest.mark.parametrize(
    ("subject", "resource"),
    [
        (Subject(1, "me", Role.POLICE_SUPERVISOR, ""), Resource(entered_by="a_colleague", organisation="")),
        (Subject(1, "", Role.POLICE_OFFICER, "my_force"), Resource(entered_by="", organisation="my_force")),
    ],
    ids=["no force", "no code"],
)
def test_nothing_is_never_the_same_as_nothing(subject, resource):
    assert not decide(subject, Action.SEE_REFERRAL, resource, NOW).allowed


# Broken glass gives little, and only to whoever may break it.


@given(subject=subjects, action=actions, resource=resources, now=moments, window=windows)
def test_broken_glass_gives_no_more_than_in_an_emergency(subject, action, resource, now, window):
    closed, opened = replace(resource, broken_glass={}), replace(resource, broken_glass={subject.code: window})
    before, after = (decide(subject, action, one, now) for one in (closed, opened))
    assert after.fields <= before.fields | IN_AN_EMERGENCY
    assert action in BY_BROKEN_GLASS or after == before


@given(subject=subjects, action=actions, resource=resources, now=moments, window=windows)
def test_broken_glass_gives_nothing_to_whoever_may_not_break_it(subject, action, resource, now, window):
    closed, opened = replace(resource, broken_glass={}), replace(resource, broken_glass={subject.code: window})
    assume(not decide(proved(subject, now), Action.BREAK_GLASS, closed, now).allowed)
    assert decide(subject, action, opened, now) == decide(subject, action, closed, now)


@given(subject=subjects, action=actions, resource=resources, now=moments, other=codes, window=windows)
def test_what_somebody_else_opened_stays_closed_to_others(subject, action, resource, now, other, window):
    assume(other != subject.code)
    closed, opened = replace(resource, broken_glass={}), replace(resource, broken_glass={other: window})
    assert decide(subject, action, opened, now) == decide(subject, action, closed, now)


@given(resource=resources, now=moments, role=st.sampled_from([Role.POLICE_OFFICER, Role.DIRECTOR]))
def test_an_opening_is_of_whoever_opened_it_and_shows_who_and_where_alone(resource, now, role):
    subject, around = Subject(1, "me", role, "my_force"), Window(now, now + timedelta(hours=1))
    colleagues = replace(
        resource, entered_by="a_colleague", organisation="my_force", assigned=frozenset(), conflicts=frozenset()
    )
    mine, theirs = (
        decide(subject, Action.SEE_REFERRAL, replace(colleagues, broken_glass={who: around}), now)
        for who in ("me", "a_colleague")
    )
    assert (mine.allowed, mine.fields) == (True, IN_AN_EMERGENCY)
    assert (theirs.allowed, theirs.fields) == (False, frozenset())


# Proof.


@given(subject=subjects, action=actions, resource=anything, now=moments, proved_at=st.none() | moments)
def test_fresh_proof_never_takes_anything_away(subject, action, resource, now, proved_at):
    stale = decide(replace(subject, proved_at=proved_at), action, resource, now)
    fresh = decide(proved(subject, now), action, resource, now)
    assert stale.allowed <= fresh.allowed
    assert stale.fields <= fresh.fields
    assert stale.proof_needed <= fresh.allowed


@given(
    subject=subjects,
    action=st.sampled_from(sorted(NEEDS_PROOF)),
    resource=anything,
    now=moments,
    proved_at=st.none() | moments,
)
def test_what_needs_proof_is_refused_without_it(subject, action, resource, now, proved_at):
    is_fresh = proved_at is not None and timedelta(0) <= now - proved_at < PROOF_LASTS
    answer = decide(replace(subject, proved_at=proved_at), action, resource, now)
    fresh = decide(proved(subject, now), action, resource, now)
    assert answer.allowed == (fresh.allowed and is_fresh)
    assert answer.proof_needed == (fresh.allowed and not is_fresh)


@pytest.mark.parametrize(
    ("ago", "allowed"),
    [(timedelta(0), True), (PROOF_LASTS - A_BLINK, True), (PROOF_LASTS, False), (-A_BLINK, False), (None, False)],
)
def test_proof_holds_from_its_moment_and_until_just_before_it_ends(ago, allowed):
    manager = Subject(1, "me", Role.AREA_MANAGER, "provider", proved_at=None if ago is None else NOW - ago)
    assert decide(manager, Action.INVITE, None, NOW).allowed == allowed


@given(subject=subjects, action=st.sampled_from(sorted(NEEDS_PROOF)), resource=anything, ahead=st.integers(1, 10**9))
def test_proof_in_the_future_is_no_proof(subject, action, resource, ahead):
    assert not decide(replace(subject, proved_at=NOW + timedelta(microseconds=ahead)), action, resource, NOW).allowed


@given(subject=subjects, action=actions, resource=anything, now=moments, proved_at=st.none() | moments)
def test_what_needs_no_proof_asks_for_none(subject, action, resource, now, proved_at):
    assume(action not in NEEDS_PROOF)
    proofs = [decide(replace(subject, proved_at=at), action, resource, now) for at in (proved_at, now)]
    assert proofs[0] == proofs[1]


# Programs.


@given(subject=subjects, action=of_the_table, resource=anything, now=moments)
def test_a_program_never_may_more_than_its_account(subject, action, resource, now):
    person, program = (
        decide(replace(proved(subject, now), program=one), action, resource, now) for one in (None, "P1")
    )
    assert program.allowed <= (person.allowed and action in FOR_PROGRAMS)
    assert program.fields <= person.fields - NEVER_TO_PROGRAMS
    assert not program.proof_needed


@given(subject=subjects, action=st.sampled_from(sorted(FOR_PROGRAMS)), resource=resources, now=moments)
def test_what_no_program_is_told_it_is_not_told_of_its_account_s_own_referral_either(subject, action, resource, now):
    officer = replace(subject, role=Role.POLICE_OFFICER, organisation="testshire_police")
    own = replace(resource, entered_by=subject.code, organisation="testshire_police", conflicts=frozenset())
    person, program = (decide(replace(officer, program=one), action, own, now) for one in (None, "P1"))
    assert program.fields == person.fields - NEVER_TO_PROGRAMS
    assert action is not Action.SEE_REFERRAL or person.fields & NEVER_TO_PROGRAMS


@given(subject=subjects, action=actions, resource=resources, now=moments, window=windows)
def test_a_program_sees_nothing_through_the_glass_that_its_account_broke(subject, action, resource, now, window):
    program = replace(subject, program="P1")
    closed, opened = replace(resource, broken_glass={}), replace(resource, broken_glass={subject.code: window})
    assert decide(program, action, opened, now) == decide(program, action, closed, now)


# Who never sees what.


@given(subject=subjects, action=actions, resource=resources, now=moments)
def test_what_concerns_the_victim_and_equality_leave_to_nobody_but_the_police(subject, action, resource, now):
    for role in set(Role) - set(POLICE):
        leaving = decide(proved(replace(subject, role=role), now), action, resource, now).fields
        assert not leaving & {FieldGroup.RESTRICTED, FieldGroup.EQUALITY}


@given(subject=subjects, action=actions, resource=resources, now=moments)
def test_the_practice_supervisor_the_auditor_and_the_developer_see_no_field_of_anybody(subject, action, resource, now):
    for role in (Role.HT_SUPERVISOR, Role.AUDITOR, Role.AREA_DEVELOPER):
        assert decide(proved(replace(subject, role=role), now), action, resource, now).fields == frozenset()


@given(subject=subjects, action=actions, resource=resources, now=moments, role=st.sampled_from(POLICE))
def test_the_police_of_another_force_are_let_nothing_out(subject, action, resource, now, role):
    police, theirs = replace(proved(subject, now), role=role), replace(resource, organisation="a_third_force")
    assert decide(police, action, theirs, now).fields == frozenset()


# It is one pure function, and `permit` says the same.


@given(subject=st.none() | subjects, action=actions, resource=anything, now=moments, cell=st.none() | cells)
def test_permit_goes_on_exactly_where_it_is_allowed(subject, action, resource, now, cell):
    with with_cell(action, subject.role if subject else Role.AUDITOR, cell):
        answer = decide(subject, action, resource, now)
        if answer.allowed:
            assert permit(subject, action, resource, now) == answer
            return
        with pytest.raises(ProofNeeded if answer.proof_needed else NotAllowed) as refused:
            permit(subject, action, resource, now)
    assert refused.value.action is action


@given(subject=subjects, action=actions, resource=resources, now=moments)
def test_the_same_question_gets_the_same_answer_and_leaves_no_trace(subject, action, resource, now):
    before = (copy.copy(subject), replace(resource), {one: dict(cells) for one, cells in TABLE.items()})
    first, second = (decide(subject, action, resource, now) for _ in range(2))
    assert first == second
    assert (subject, resource, TABLE) == before


@given(subject=subjects, resource=resources, window=windows)
def test_nothing_that_is_asked_about_can_be_changed_afterwards(subject, resource, window):
    for thing in (subject, resource, window, decide(subject, Action.REFER, resource, NOW)):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, fields(thing)[0].name, None)
    with pytest.raises(TypeError):
        resource.broken_glass["me"] = window


@given(window=windows)
def test_who_opened_something_later_is_not_in_what_was_read_before(window):
    opened = {}
    resource = Resource(broken_glass=opened)
    opened["me"] = window
    assert dict(resource.broken_glass) == {}


@given(subject=st.none() | subjects, action=st.sampled_from(sorted(OPEN_TO_EVERYBODY)), resource=anything, now=moments)
def test_what_is_open_is_open_to_everybody_and_lets_no_field_out(subject, action, resource, now):
    answer = decide(subject, action, resource, now)
    assert (answer.allowed, answer.fields) == (True, frozenset())
