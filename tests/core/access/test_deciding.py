"""Access: one closed table, reviewed whole, and everything else refused."""

from dataclasses import replace

import pytest
from tests.core.access.matrix import MINE, NOW, RELATIONS, REVIEWED, STALE, matrix, subject

from cara.access import Action, FieldGroup, NotAllowed, ProofNeeded, Relation, Resource, Role, decide, permit
from cara.access.table import (
    BY_BROKEN_GLASS,
    FOR_PLACES,
    FOR_PROGRAMS,
    IN_AN_EMERGENCY,
    NEEDS_PROOF,
    OPEN_TO_EVERYBODY,
    TABLE,
)

ABOUT_PEOPLE = [
    action
    for action in Action
    if any(
        word in action.value
        for word in (
            "referral",
            "booking",
            "hand_over",
            "decision",
            "letter",
            "worklist",
            "disposal",
            "place",
            "duplicate",
        )
    )
]
"""What is done with referrals."""


def test_the_whole_matrix_is_as_it_was_reviewed():
    assert matrix() == REVIEWED.read_text()


def test_every_action_is_in_the_table_or_open_to_everybody():
    assert set(TABLE) | OPEN_TO_EVERYBODY == set(Action)
    assert not set(TABLE) & OPEN_TO_EVERYBODY


def test_what_the_table_says_beside_its_cells_is_about_its_cells():
    assert set(BY_BROKEN_GLASS) | FOR_PROGRAMS | NEEDS_PROOF <= set(TABLE)


def test_a_program_may_do_nothing_that_has_to_be_proved_or_that_only_a_person_may_decide():
    assert not FOR_PROGRAMS & NEEDS_PROOF
    assert not FOR_PROGRAMS & {Action.DECIDE_DISPOSAL, Action.DECIDE_PLACE, Action.HAND_OVER, Action.BREAK_GLASS}


def test_an_opening_in_an_emergency_shows_less_than_a_place_needs():
    assert IN_AN_EMERGENCY < FOR_PLACES
    assert not IN_AN_EMERGENCY & {FieldGroup.FACTS, FieldGroup.DECISIONS, FieldGroup.KEEP_APART}


def test_whoever_may_see_a_record_anyway_has_nothing_to_open_in_an_emergency():
    assert not {role for role in TABLE[Action.BREAK_GLASS] if _sees_everything(role)}


def _sees_everything(role):
    seen = TABLE[Action.SEE_REFERRAL].get(role)
    return seen is not None and seen.relation is Relation.ANY


@pytest.mark.parametrize("action", ["read_everything", "", "SEE_REFERRAL", "see_referral\n"])
@pytest.mark.parametrize("role", Role)
def test_an_unknown_action_is_refused(action, role):
    answer = decide(subject(role), action, None, NOW)
    assert (answer.allowed, answer.why) == (False, "no_permission")


@pytest.mark.parametrize("action", TABLE)
def test_an_unknown_role_is_refused(action):
    assert not decide(subject("root"), action, RELATIONS["own"], NOW).allowed


@pytest.mark.parametrize("action", TABLE)
def test_nobody_does_anything_of_the_table_before_signing_in(action):
    assert not decide(None, action, None, NOW).allowed


def test_a_refusal_names_what_was_asked_and_nobody():
    with pytest.raises(NotAllowed, match="You are not allowed to do this: decide what the police decide") as refused:
        permit(subject(Role.POLICE_OFFICER), Action.DECIDE_DISPOSAL, RELATIONS["own"], NOW)

    assert refused.value.action is Action.DECIDE_DISPOSAL


def test_what_has_to_be_proved_says_what_it_was():
    with pytest.raises(ProofNeeded, match="Prove again that it is you before you do this: invite somebody") as refused:
        permit(subject(Role.AREA_MANAGER, proved_at=STALE), Action.INVITE, None, NOW)

    assert refused.value.action is Action.INVITE


@pytest.mark.parametrize("role", [Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR])
def test_somebody_of_another_force_sees_nothing_even_if_it_was_handed_over(role):
    theirs = RELATIONS["handed over by other force"]
    assert not any(decide(subject(role), action, theirs, NOW).allowed for action in ABOUT_PEOPLE if _is_narrow(action))


def _is_narrow(action):
    return any(cell.relation in {Relation.OWN, Relation.OWN_FORCE} for cell in TABLE[action].values())


@pytest.mark.parametrize(
    "role",
    [Role.FACILITATOR, Role.VICTIM_CONTACT_WORKER, Role.HT_SUPERVISOR, Role.AUDITOR, Role.AREA_DEVELOPER],
)
@pytest.mark.parametrize("relation", RELATIONS)
def test_whoever_has_no_work_with_referrals_sees_none(role, relation):
    assert len(ABOUT_PEOPLE) > 10
    assert not [one for one in ABOUT_PEOPLE if decide(subject(role), one, RELATIONS[relation], NOW).allowed]


@pytest.mark.parametrize("action", [Action.CHANGE_ACCOUNT, Action.END_CONFLICT, Action.REVIEW_BREAK_GLASS])
def test_nobody_decides_about_his_or_her_own(action):
    manager, own = subject(Role.AREA_MANAGER), Resource(entered_by="me", organisation=MINE)
    assert not decide(manager, action, own, NOW).allowed
    assert decide(manager, action, replace(own, entered_by="somebody"), NOW).allowed


@pytest.mark.parametrize(
    ("role", "action", "relation", "why", "reason"),
    [
        (Role.AREA_MANAGER, Action.SEE_COMPONENTS, "own", "open", "open to everybody"),
        (Role.POLICE_OFFICER, Action.SEE_REFERRAL, "own", "own", "Police officer: what he or she entered or was"),
        (Role.AREA_MANAGER, Action.SEE_REFERRAL, "own", "any", "Area manager: anything in the area"),
        (Role.POLICE_OFFICER, Action.SEE_REFERRAL, "own force's with glass open", "broken_glass", "opened in an"),
        (
            Role.POLICE_OFFICER,
            Action.SEE_REFERRAL,
            "own force's",
            "other_relation",
            "Police officer may do this only to",
        ),
        (Role.AUDITOR, Action.REFER, "own", "no_permission", "nothing permits 'refer' to 'auditor'"),
    ],
)
def test_an_answer_says_why(role, action, relation, why, reason):
    answer = decide(subject(role), action, RELATIONS[relation], NOW)
    assert answer.why == why
    assert answer.reason.startswith(reason)


def test_other_refusals_say_why_too():
    manager, own = subject(Role.AREA_MANAGER), RELATIONS["own"]
    program = subject(Role.POLICE_OFFICER, program="P1")
    assert decide(None, Action.REFER, None, NOW).reason == "not signed in"
    assert decide(None, Action.REFER, None, NOW).why == "not_signed_in"
    conflict = decide(manager, Action.SEE_REFERRAL, replace(own, conflicts=frozenset({"me"})), NOW)
    assert (conflict.why, conflict.reason) == ("conflict", "a conflict was declared")
    assert decide(program, Action.SIGN_OUT, None, NOW).why == "not_for_programs"
    assert decide(program, Action.SIGN_OUT, None, NOW).reason == "a program may not do this"
    stale = decide(replace(manager, proved_at=STALE), Action.INVITE, None, NOW)
    assert (stale.why, stale.reason) == ("proof_needed", "must be proved again")
    broken = decide(manager, Action.SEE_REFERRAL, "no resource", NOW)
    assert (broken.why, broken.reason) == ("cannot_be_told", "it cannot be told how they stand to it")
