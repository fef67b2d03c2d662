"""Two managers and a director decide in any order while time passes: the laws of erasing hold after every step."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from tests.core.casework.conftest import emptied
from tests.core.retention.ended import MONTHS, Office, office_on, schedule
from tests.instances import NOW, area_on

from cara.access import NotAllowed
from cara.casework import ErasedAlready, withdraw
from cara.casework.states import WrongStatus
from cara.records import tables as t
from cara.retention.carrying import carry_out
from cara.retention.deciding import approve_erasure, keep_longer, lift_hold, place_hold, request_erasure, stop_erasure
from cara.retention.problems import NoSchedule, NotToErase, NotUnderWay, OnHold, SomebodyElseHeld
from cara.retention.words import WAITS, Scope, WhyErased
from cara.vocabulary.dates import add_months

REFUSED = (NoSchedule, NotToErase, NotUnderWay, OnHold, SomebodyElseHeld, NotAllowed, ErasedAlready, WrongStatus)
PEOPLE = st.sampled_from(["manager-1", "manager-2", "director-1"])
CASES = st.integers(0, 1)
HOURS = st.sampled_from([1, 24, 71, 72, 73, 24 * 200, 24 * 400])


class Erasing(RuleBasedStateMachine):
    """What the model remembers is what people did and when; what the records say is compared with it."""

    office: Office
    references: tuple[str, ...]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW + timedelta(days=1)
        self.scheduled = True
        self.asked: dict[str, tuple[str, int, datetime, WhyErased]] = {}
        self.approved: dict[str, tuple[str, datetime]] = {}
        self.stopped: set[str] = set()
        self.held: set[int] = set()
        self.ended: dict[int, datetime] = {}
        self.gone: dict[int, datetime] = {}

    open_office: Callable[[], Office]
    erased_in_all: int

    @initialize()
    def begin(self) -> None:
        self.office = self.open_office()
        people = ({}, {"family_name": "Other", "crime_reference": "13/2/26", "date_of_birth": "1990-01-01"})
        self.references = tuple(self.office.area.booked("N1", **person) for person in people)
        self.end_case(0)

    @property
    def instance(self):
        without = replace(self.office.instance, retention=schedule(self.office.instance.retention.erasures, source=""))
        return self.office.instance if self.scheduled else without

    @rule(case=CASES)
    def end(self, case: int) -> None:
        self.end_case(case)

    def end_case(self, case: int) -> None:
        with suppress(*REFUSED):
            withdraw(self.instance, self.office.area.officer, self.references[case], "Moved away", now=self.now)
            self.ended[case] = self.now

    @rule(hours=HOURS)
    def go_on(self, hours: int) -> None:
        self.go_on_by(hours)

    def go_on_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(case=CASES, why=st.sampled_from(WhyErased))
    def try_without_a_schedule(self, case: int, why: WhyErased) -> None:
        self.scheduled = False
        self.ask(case, "manager-1", why)
        for code in self.asked:
            self.agree(code, "manager-2")
        self.carry_out_now()
        self.scheduled = True

    @rule(case=CASES, who=PEOPLE, why=st.sampled_from(WhyErased))
    def one_asks(self, case: int, who: str, why: WhyErased) -> None:
        self.ask(case, who, why)

    def ask(self, case: int, who: str, why: WhyErased) -> None:
        actor, reference = self.office.who(who, self.now), self.references[case]
        with suppress(*REFUSED):
            code = request_erasure(self.instance, actor, reference, Scope.CASE, why, "Time", now=self.now)
            assert self.scheduled
            assert case in self.ended
            assert case not in self.held | self.gone.keys()
            assert why is WhyErased.ASKED_FOR or self.is_over(case)
            self.asked[code] = (who, case, self.now, why)

    def is_over(self, case: int) -> bool:
        began = self.instance.today(self.ended[case])
        return add_months(began, MONTHS["case_months"]) <= self.instance.today(self.now)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), who=PEOPLE)
    def approve(self, data: st.DataObject, who: str) -> None:
        self.agree(data.draw(st.sampled_from(list(self.asked))), who)

    def agree(self, code: str, who: str) -> None:
        asker, case, _, _ = self.asked[code]
        with suppress(*REFUSED):
            approve_erasure(self.instance, self.office.who(who, self.now), self.references[case], code, now=self.now)
            assert who != asker
            assert self.scheduled
            assert case not in self.held | self.gone.keys()
            assert code not in self.stopped | self.approved.keys()
            self.approved[code] = (who, self.now)

    @rule(case=CASES, why=st.sampled_from(WhyErased), asker=st.sampled_from(["manager-1", "manager-2"]), who=PEOPLE)
    def two_decide(self, case: int, why: WhyErased, asker: str, who: str) -> None:
        """Let the usual thing happen, so that many runs come as far as erasing."""
        self.two_decide_about(case, why, asker, who)

    def two_decide_about(self, case: int, why: WhyErased, asker: str, who: str) -> None:
        before = len(self.asked)
        self.ask(case, asker, why)
        if len(self.asked) > before:
            self.agree(list(self.asked)[-1], who)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), who=PEOPLE)
    def stop(self, data: st.DataObject, who: str) -> None:
        code = data.draw(st.sampled_from(list(self.asked)))
        case = self.asked[code][1]
        with suppress(*REFUSED):
            stop_erasure(self.instance, self.office.who(who, self.now), self.references[case], code, now=self.now)
            assert case not in self.gone
            self.stopped.add(code)

    @rule(case=CASES, why=st.sampled_from(WhyErased))
    def try_under_a_hold(self, case: int, why: WhyErased) -> None:
        self.place(case, "manager-1")
        self.ask(case, "manager-1", why)
        for code in self.asked:
            self.agree(code, "manager-2")
        self.go_on_by(72)
        self.carry_out_now()

    @rule(case=CASES, who=PEOPLE)
    def hold(self, case: int, who: str) -> None:
        self.place(case, who)

    def place(self, case: int, who: str) -> None:
        with suppress(*REFUSED):
            place_hold(self.instance, self.office.who(who, self.now), self.references[case], "A claim", now=self.now)
            assert case not in self.held | self.gone.keys()
            self.held.add(case)
            self.stopped |= {code for code, asked in self.asked.items() if asked[1] == case}

    @rule(case=CASES, who=PEOPLE)
    def lift(self, case: int, who: str) -> None:
        with suppress(*REFUSED):
            lift_hold(self.instance, self.office.who(who, self.now), self.references[case], "Settled", now=self.now)
            assert case in self.held
            self.held.discard(case)

    @rule(case=CASES, who=PEOPLE, months=st.integers(1, 24))
    def keep(self, case: int, who: str, months: int) -> None:
        until = add_months(self.instance.today(self.now), months)
        with suppress(*REFUSED):
            actor = self.office.who(who, self.now)
            keep_longer(self.instance, actor, self.references[case], Scope.CASE, until, "So", now=self.now)

    @rule(case=CASES, hours=st.sampled_from([71, 72]))
    def decide_wait_and_carry_out(self, case: int, hours: int) -> None:
        self.two_decide_about(case, WhyErased.ASKED_FOR, "manager-1", "manager-2")
        self.go_on_by(hours)
        self.carry_out_now()

    @rule()
    def carry_out(self) -> None:
        self.carry_out_now()

    def carry_out_now(self) -> None:
        due = {
            code
            for code, (_, at) in self.approved.items()
            if code not in self.stopped and at <= self.now - WAITS and self.asked[code][1] not in self.gone
        }
        try:
            done = set(carry_out(self.instance, now=self.now))
        except NoSchedule:
            assert due
            assert not self.scheduled
            return
        assert done == due
        for code in done:
            asker, case, _, _ = self.asked[code]
            approver, at = self.approved[code]
            assert asker != approver
            assert self.now - at >= timedelta(hours=72)
            assert self.scheduled
            assert case in self.ended
            assert case not in self.held
            self.gone[case] = self.now
            type(self).erased_in_all += 1

    @invariant()
    def what_is_erased_stays_erased_and_nothing_else_is(self) -> None:
        if not hasattr(self, "references"):
            return
        stored = standing(self.office)
        for case, reference in enumerate(self.references):
            assert stored[reference] == (self.gone.get(case), case not in self.gone)


def standing(office: Office) -> Mapping[str, tuple[datetime | None, bool]]:
    """For each referral when it was erased, and whether anybody is found by what it was about."""
    with office.instance.database.read() as unit:
        query = select(t.Referral.reference, t.Referral.erased_at, t.Person.pnc_index, t.Person.key, t.Person.details)
        rows = unit.execute(query.join(t.Person, t.Person.id == t.Referral.person_id)).all()
        return {
            row.reference: (row.erased_at, "Adam" in unit.unseal(t.Person.details, row.key, row.details))
            for row in rows
        }


def machine_on(fresh: Callable[[], Office]) -> type[Erasing]:
    """Give the machine with a way to an office on an empty database, and a tally of what it erased."""

    class OnOneDatabase(Erasing):
        open_office = staticmethod(fresh)
        erased_in_all = 0

    return OnOneDatabase


def test_the_laws_of_erasing_hold_in_any_order(database, database_kind, database_url, request, tmp_path_factory):
    template = request.getfixturevalue("sqlite_template") if database_kind == "sqlite" else None

    def fresh() -> Office:
        emptied(database_url, template)
        return office_on(area_on(database), tmp_path_factory.mktemp("office"))

    machine = machine_on(fresh)
    run_state_machine_as_test(machine, settings=settings(max_examples=50, stateful_step_count=30))
    assert machine.erased_in_all > 3
