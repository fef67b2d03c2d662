"""The use cases in any order: what must hold between any two of them, on SQLite."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from tests.instances import area_on

from cara.casework import (
    OPEN,
    WAYS,
    BelowTheFloor,
    NoSuchItem,
    NotAccepted,
    NotClearedYet,
    PlaceDoesNotFit,
    PlaceOutcome,
    PlaceSearch,
    ReferralStatus,
    WrongStatus,
    ask_for_place,
    ask_for_place_for,
    change_answers,
    decide_disposal,
    decide_place,
    give_place,
    hold_another_place,
    refer_on,
    release_expired_holds,
    replay_decisions,
    withdraw,
    worklist,
)
from cara.casework.deciding import latest, uncovered
from cara.casework.items import WAITS_FOR, ItemKind
from cara.casework.referral_rows import find
from cara.casework.states import CONFIRMED, DECIDED
from cara.decisions import ReplayAnswer
from cara.policy import Stage
from cara.records import Cohort, Database, Keyring, Membership, Referral, StatusChange, WorklistItem, audit
from cara.vocabulary import PoliceRank

S = ReferralStatus
CAUTION = ({"outcome": "caution", "violence": False, "domestic_abuse": False},)
REFUSALS = (BelowTheFloor, NoSuchItem, NotAccepted, NotClearedYet, PlaceDoesNotFit, WrongStatus)
"""What a person may be told; any other error is a fault."""

COHORTS = ("pair", "single", "W1")
ANSWERS = (
    {},
    {"age": 40},
    {"earlier_matters": CAUTION},
    {"risk_grade": "medium"},
    {"sex": "female"},
    {"sex": None},
)


class Casework(RuleBasedStateMachine):
    """Officers, a supervisor and a manager at work on two small cohorts; refusals are part of the work."""

    database: ClassVar[Database]
    references = Bundle("references")

    def __init__(self) -> None:
        super().__init__()
        self.area = area_on(self.database)
        self.area.cohort("pair", capacity=2)
        self.area.cohort("single", weeks=1, capacity=1)
        self.histories: dict[int, list[tuple]] = {}
        self.people = 0
        self.checked: dict[str, int] = {}

    def teardown(self) -> None:
        kept = {one.replay.answer for one in replay_decisions(self.area.instance)}
        assert kept <= {ReplayAnswer.IDENTICAL}
        with self.database.read() as unit:
            assert audit.verify(unit).whole

    @initialize(target=references)
    def begin(self):
        return multiple(self.area.hold("pair"), self.area.hold("single"), self.ask(), self.area.referred())

    @rule(target=references, cohort=st.sampled_from(COHORTS), answers=st.sampled_from(ANSWERS))
    def hold(self, cohort, answers):
        with suppress(*REFUSALS):
            answer = self.area.try_to_hold(cohort, **answers)
            if hasattr(answer, "reference"):
                return answer.reference
        return multiple()

    @rule(target=references, answers=st.sampled_from(ANSWERS))
    def refer(self, answers):
        return self.area.referred(**answers)

    @rule(target=references)
    def ask(self):
        area = self.area
        return ask_for_place(area.instance, area.officer, area.facts(), area.restricted(), PlaceSearch(), now=area.now)

    @rule(reference=references, cohort=st.sampled_from(COHORTS))
    def hold_another(self, reference, cohort):
        with suppress(*REFUSALS):
            hold_another_place(self.area.instance, self.area.officer, reference, cohort, None, now=self.area.now)

    @rule(reference=references, answers=st.sampled_from(ANSWERS))
    def change(self, reference, answers):
        area = self.area
        facts = area.facts(**answers)
        with suppress(*REFUSALS):
            change_answers(area.instance, area.officer, reference, facts, area.restricted(), now=area.now)

    @rule(reference=references, rank=st.sampled_from((PoliceRank.CONSTABLE, PoliceRank.SERGEANT)))
    def complete(self, reference, rank):
        self.people += 1
        with suppress(*REFUSALS):
            self.area.complete(reference, crime_reference=f"13/{self.people:05}/26", date_of_birth="1986-01-01")
            self.area.sign(reference, authorising_rank=rank)

    @rule(reference=references)
    def confirm(self, reference):
        with suppress(*REFUSALS):
            self.area.confirm(reference)

    @rule(reference=references)
    def book(self, reference):
        """Go the whole way, which single steps seldom find."""
        self.complete(reference, PoliceRank.SERGEANT)
        self.confirm(reference)

    @rule(days=st.integers(1, 60))
    def promise(self, days):
        """Accept and confirm somebody for whom no place fitted."""
        reference = self.ask()
        self.decide_place(PlaceOutcome.ACCEPTED, days)
        self.book(reference)

    @rule(reference=references)
    def refer_on(self, reference):
        with suppress(*REFUSALS):
            refer_on(self.area.instance, self.area.officer, reference, now=self.area.now)

    @rule(reference=references)
    def ask_again(self, reference):
        with suppress(*REFUSALS):
            ask_for_place_for(self.area.instance, self.area.officer, reference, now=self.area.now)

    @rule(approve=st.booleans())
    def decide_disposal(self, approve):
        area = self.area
        for item in worklist(area.instance, area.supervisor, now=area.now)[:1]:
            with suppress(*REFUSALS):
                decide_disposal(
                    area.instance,
                    area.supervisor,
                    item.code,
                    approve=approve,
                    rank=PoliceRank.SERGEANT,
                    reason="Decided",
                    now=area.now,
                )

    @rule(outcome=st.sampled_from(PlaceOutcome), days=st.integers(0, 60))
    def decide_place(self, outcome, days):
        area = self.area
        for item in worklist(area.instance, area.manager, now=area.now)[-2:]:
            with suppress(*REFUSALS):
                decide_place(
                    area.instance,
                    area.manager,
                    item.code,
                    outcome=outcome,
                    reason="Decided",
                    place_by=area.today + timedelta(days=days),
                    now=area.now,
                )

    @rule(reference=references, cohort=st.sampled_from(COHORTS))
    def give(self, reference, cohort):
        with suppress(*REFUSALS):
            give_place(self.area.instance, self.area.manager, reference, cohort, now=self.area.now)

    @rule(reference=references, sure=st.sampled_from((False, False, True)))
    def withdraw(self, reference, sure):
        if sure:
            with suppress(*REFUSALS):
                withdraw(self.area.instance, self.area.officer, reference, "Not proceeding", now=self.area.now)

    @rule(minutes=st.sampled_from((1, 5, 20, 61)))
    def wait(self, minutes):
        self.area.now = self.area.later(minutes=minutes)

    @rule()
    def release(self):
        release_expired_holds(self.area.instance, now=self.area.now)

    @invariant()
    def nobody_sits_on_two_seats_or_beyond_the_last(self):
        with self.database.read() as unit:
            taken = unit.execute(
                select(Cohort.capacity, func.count(), func.count(Membership.seat.distinct()))
                .join(Membership, Membership.cohort_id == Cohort.id)
                .where(Membership.active)
                .group_by(Cohort.id, Cohort.capacity)
            ).all()
            places = select(func.count()).where(Membership.active).group_by(Membership.referral_id)
            assert all(people == seats <= capacity for capacity, people, seats in taken)
            assert set(unit.execute(places).scalars()) <= {1}

    @invariant()
    def a_status_agrees_with_its_place_and_with_what_waits(self):
        with self.database.read() as unit:
            rows = unit.execute(
                select(
                    Referral.id,
                    Referral.status,
                    Referral.active,
                    Membership.status,
                    Membership.pathway,
                    Referral.pathway,
                ).outerjoin(Membership, (Membership.referral_id == Referral.id) & Membership.active)
            ).all()
            items = select(WorklistItem.referral_id, WorklistItem.kind).where(WorklistItem.decided_at.is_(None))
            waiting = [tuple(row) for row in unit.execute(items).all()]
        for id_, word, active, place, of_place, pathway in rows:
            status = S(word)
            assert active is (status in OPEN)
            assert place in PLACES[status], (status, place)
            assert of_place in {None, pathway}
            kinds = {ItemKind(kind) for referral, kind in waiting if referral == id_} - {ItemKind.POSSIBLE_DUPLICATE}
            assert kinds == ({WAITS_FOR[status]} if status in WAITS_FOR else set())

    @invariant()
    def a_history_only_grows_and_keeps_to_the_ways(self):
        with self.database.read() as unit:
            query = select(
                StatusChange.referral_id, StatusChange.before, StatusChange.after, StatusChange.at, StatusChange.by
            )
            now: dict[int, list[tuple]] = {}
            for id_, *step in unit.execute(query.order_by(StatusChange.id)).all():
                now.setdefault(id_, []).append(tuple(step))
            stand = dict(unit.execute(select(Referral.id, Referral.status)).all())
        for id_, steps in now.items():
            before = self.histories.get(id_, [])
            assert steps[: len(before)] == before
            assert steps[-1][1] == stand[id_]
            for old, new, _, _ in steps[1:]:
                assert old == new or S(new) in WAYS[S(old)]
        self.histories = now

    @invariant()
    def the_last_decision_agrees_with_the_status(self):
        with self.database.read() as unit:
            versions = dict(unit.execute(select(Referral.reference, Referral.version)).all())
            for reference in (one for one, version in versions.items() if self.checked.get(one) != version):
                row = find(unit, reference)
                decision = latest(unit, row)[1]
                if row.status in CONFIRMED:
                    assert decision.keeps_the_floor
                if row.status in CONFIRMED or (row.status in DECIDED and decision.stage is Stage.CHECK):
                    assert not uncovered(unit, row, decision)
        self.checked = versions


PLACES = {
    S.RULES_PENDING: {None},
    S.AWAITING_DECISION: {None, "held"},
    S.CLEARED: {None},
    S.AWAITING_PLACE: {None},
    S.ACCEPTED: {None},
    S.HELD: {"held"},
    S.RELEASED: {None},
    S.BOOKED: {"booked"},
    S.PLACE_TO_FOLLOW: {None},
    S.DECLINED: {None},
    S.WITHDRAWN: {None},
}
"""In which status a referral has which place."""


@contextmanager
def emptied_again_and_again(template: Path) -> Iterator[type[Casework]]:
    """Give the machine one open database, put back to the template before each run."""
    with TemporaryDirectory() as folder:
        path = shutil.copyfile(template, Path(folder) / "cara.db")
        opened = Database.open(f"sqlite:///{path}", Keyring.development())

        class OnOneDatabase(Casework):
            database = opened

            def __init__(self) -> None:
                with closing(sqlite3.connect(template)) as empty, closing(sqlite3.connect(path)) as used:
                    empty.backup(used)
                super().__init__()

        yield OnOneDatabase
        opened.close()


def test_what_must_hold_holds_in_any_order(sqlite_template):
    with emptied_again_and_again(sqlite_template) as machine:
        run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=30))
