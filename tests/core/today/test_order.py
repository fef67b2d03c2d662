"""The law of the order: what runs out sooner is never below what runs out later."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, run_state_machine_as_test
from tests.core.casework.conftest import emptied
from tests.core.workshops.test_rescheduling_laws import Rescheduling

from cara.today import HORIZON_DAYS, DueKind, DueLine, see_today
from cara.today.lines import in_order
from cara.vocabulary import MissedWorkshop

DAY = date(2026, 11, 23)

due_lines = st.builds(
    DueLine,
    by=st.integers(-200, 200).map(lambda days: DAY + timedelta(days=days)),
    kind=st.sampled_from(DueKind),
    about=st.text("ABC", max_size=2),
    target=st.text("ABC", max_size=2),
    why=st.just("It is due"),
)


@given(st.lists(due_lines, max_size=30))
def test_what_runs_out_sooner_is_never_below_what_runs_out_later(lines):
    ordered = in_order(lines)
    assert Counter(ordered) == Counter(lines), "nothing is lost and nothing is added"
    assert all(upper.by <= lower.by for upper, lower in pairwise(ordered))


@given(st.lists(due_lines, max_size=12), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_what_was_found_first(lines, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert in_order(shuffled) == in_order(lines)


class Due(Rescheduling):
    """The manager of the laws of rescheduling, who looks at the first page after each step."""

    @invariant()
    def the_page_is_in_order_and_holds_nothing_that_is_far_away(self):
        found = see_today(*self.asked, now=self.area.now)
        assert all(upper.by <= lower.by for upper, lower in pairwise(found.lines))
        assert all((line.by - self.area.today).days <= HORIZON_DAYS for line in found.lines)
        assert len({(line.kind, line.target, line.why) for line in found.lines}) == len(found.lines)


@pytest.mark.parametrize("missed", [MissedWorkshop.REPEAT_BOTH])
def test_the_page_keeps_the_order_whatever_happens(database, database_url, sqlite_template, missed):
    class OnEmptyDatabase(Due):
        def __init__(self) -> None:
            emptied(database_url, sqlite_template)
            super().__init__()

    OnEmptyDatabase.database, OnEmptyDatabase.missed, OnEmptyDatabase.done = database, missed, Counter()
    run_state_machine_as_test(OnEmptyDatabase, settings=settings(max_examples=6, stateful_step_count=20, deadline=None))
