"""Other tables of access than ours, by which a law decides."""

from contextlib import contextmanager
from unittest.mock import patch

from hypothesis import strategies as st

from cara.access import FieldGroup, Relation
from cara.access import deciding as deciding_module
from cara.access.table import TABLE, Permission

A_GROUP = frozenset({FieldGroup.PROGRESS})
cells = st.builds(Permission, st.sampled_from(list(Relation)), st.just(A_GROUP))
"""Cells that might be, for every relation: also for those that no cell of ours has yet."""


@contextmanager
def with_cell(action, role, cell):
    """Decide by our table with another cell; ``None`` leaves it as it is."""
    table = TABLE if cell is None else {**TABLE, action: {**TABLE.get(action, {}), role: cell}}
    with patch.object(deciding_module, "TABLE", table):
        yield
