"""Access: one closed table, reviewed whole, and everything else refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cara.access import Action, NotAllowed, Resource, Role, Subject, decide, permit
from cara.access.deciding import OPEN_TO_EVERYBODY, TABLE

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
REVIEWED = Path(__file__).with_name("matrix.txt")

RELATIONS = {
    "anything": None,
    "own": Resource(entered_by="me", organisation="mine"),
    "own force's": Resource(entered_by="somebody", organisation="mine"),
    "other force's": Resource(entered_by="somebody", organisation="theirs"),
    "nobody's": Resource(),
}
"""What is asked for, as it stands to whoever asks."""


def subject(role):
    return Subject(1, "me", role, "mine")


def matrix() -> str:
    """Write every decision: a line for each action and role, with the relations in which it is allowed.

    After a change that is meant: look at the difference and write it with
    ``python -c "from tests.core.access.test_deciding import *; REVIEWED.write_text(matrix())"``.
    """
    who = {"not signed in": None, **{role.value: subject(role) for role in Role}}
    lines = [
        f"{action.value:<18} {name:<22} {_allowed(person, action)}" for action in Action for name, person in who.items()
    ]
    return "\n".join([f"{'action':<18} {'who':<22} may do it to", *lines, ""])


def _allowed(person, action):
    allowed = [name for name, resource in RELATIONS.items() if decide(person, action, resource, NOW).allowed]
    return "everything" if len(allowed) == len(RELATIONS) else ", ".join(allowed) or "-"


def test_the_whole_matrix_is_as_it_was_reviewed():
    assert matrix() == REVIEWED.read_text()


def test_every_action_is_in_the_table_or_open_to_everybody():
    assert set(TABLE) | OPEN_TO_EVERYBODY == set(Action)
    assert not set(TABLE) & OPEN_TO_EVERYBODY


@pytest.mark.parametrize("action", ["read_everything", "", "SEE_REFERRAL", "see_referral\n"])
@pytest.mark.parametrize("role", Role)
def test_an_unknown_action_is_refused(action, role):
    answer = decide(subject(role), action, None, NOW)
    assert not answer.allowed
    assert answer.reason.startswith("nothing permits")


@pytest.mark.parametrize("action", TABLE)
def test_an_unknown_role_is_refused(action):
    assert not decide(subject("root"), action, RELATIONS["own"], NOW).allowed


@pytest.mark.parametrize("action", TABLE)
def test_nobody_does_anything_of_the_table_before_signing_in(action):
    assert not decide(None, action, None, NOW).allowed


def test_a_refusal_names_what_was_asked_and_nobody():
    with pytest.raises(NotAllowed, match="You are not allowed to do this: decide what the police decide"):
        permit(subject(Role.POLICE_OFFICER), Action.DECIDE_DISPOSAL, RELATIONS["own"], NOW)


def test_what_is_permitted_goes_on():
    permit(subject(Role.POLICE_OFFICER), Action.SEE_REFERRAL, RELATIONS["own"], NOW)


@pytest.mark.parametrize(
    "role", [Role.FACILITATOR, Role.VICTIM_CONTACT_WORKER, Role.HT_SUPERVISOR, Role.AREA_DEVELOPER]
)
@pytest.mark.parametrize("relation", RELATIONS)
def test_whoever_has_no_work_with_referrals_sees_none(role, relation):
    about_people = [action for action in Action if "referral" in action.value or "booking" in action.value]
    assert not any(decide(subject(role), action, RELATIONS[relation], NOW).allowed for action in about_people)
