"""Each single change of the table of access changes the matrix that people review: none slips through."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from tests.core.access.matrix import WHO, line
from tests.core.access.tables import with_cell

from cara.access import Action, FieldGroup, Relation, Role
from cara.access import deciding as deciding_module
from cara.access.table import BY_BROKEN_GLASS, FOR_PROGRAMS, NEEDS_PROOF, OPEN_TO_EVERYBODY, TABLE, Permission

CELLS = [(action, role) for action in TABLE for role in Role]


def other_cells(cell: Permission | None) -> Iterator[Permission]:
    """Give every cell that differs in one thing: its relation, or one group of fields."""
    if cell is None:
        yield from (Permission(relation) for relation in Relation)
        return
    yield from (Permission(relation, cell.fields) for relation in Relation if relation is not cell.relation)
    yield from (Permission(cell.relation, cell.fields ^ {group}) for group in FieldGroup)


@pytest.mark.parametrize(("action", "role"), CELLS)
def test_another_cell_is_another_line(action, role):
    reviewed = line(WHO[role.value], action)
    for other in other_cells(TABLE[action].get(role)):
        with with_cell(action, role, other):
            assert line(WHO[role.value], action) != reviewed, other


@pytest.mark.parametrize(("action", "role"), [(action, role) for action, role in CELLS if role in TABLE[action]])
def test_a_cell_that_is_gone_is_another_line(action, role):
    reviewed = line(WHO[role.value], action)
    less = {**TABLE, action: {one: cell for one, cell in TABLE[action].items() if one is not role}}
    with patch.object(deciding_module, "TABLE", less):
        assert line(WHO[role.value], action) != reviewed


@pytest.mark.parametrize(
    ("name", "whole"),
    [("NEEDS_PROOF", NEEDS_PROOF), ("FOR_PROGRAMS", FOR_PROGRAMS), ("OPEN_TO_EVERYBODY", OPEN_TO_EVERYBODY)],
)
@pytest.mark.parametrize("action", Action)
def test_an_action_more_or_less_in_a_set_is_another_line(name, whole, action):
    if name != "OPEN_TO_EVERYBODY" and (action in OPEN_TO_EVERYBODY or not _a_program_could(name, action)):
        return
    reviewed = [line(person, action) for person in WHO.values()]
    with patch.object(deciding_module, name, whole ^ {action}):
        assert [line(person, action) for person in WHO.values()] != reviewed


def _a_program_could(name: str, action: Action) -> bool:
    """Tell whether the set says anything of the action: no program acts for anybody but the police."""
    return name != "FOR_PROGRAMS" or bool({Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR} & set(TABLE[action]))


@pytest.mark.parametrize("group", FieldGroup)
def test_a_group_more_or_less_in_an_emergency_is_another_line(group):
    officer, action = WHO[Role.POLICE_OFFICER.value], Action.SEE_REFERRAL
    reviewed, changed = line(officer, action), {action: BY_BROKEN_GLASS[action] ^ {group}}
    with patch.object(deciding_module, "BY_BROKEN_GLASS", changed):
        assert line(officer, action) != reviewed
