"""A hold is placed while an erasure is carried out: one of the two wins wholly, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select
from tests.core.retention.ended import LATER, Office

from cara.records import tables as t
from cara.retention.carrying import carry_out
from cara.retention.deciding import approve_erasure, place_hold, request_erasure, stop_erasure
from cara.retention.problems import NotToErase, NotUnderWay
from cara.retention.words import WAITS, Scope, WhyErased

ROUNDS = 12
NOW = LATER + WAITS


def approved(office: Office, number: int) -> tuple[str, str]:
    person = {"family_name": f"Person {chr(65 + number)}", "crime_reference": f"13/{number}/26"}
    reference = office.ended("N1", **person)
    over = (Scope.CASE, WhyErased.PERIOD_OVER, "Its time is over")
    code = request_erasure(office.instance, office.manager(LATER), reference, *over, now=LATER)
    approve_erasure(office.instance, office.other(LATER), reference, code, now=LATER)
    return reference, code


def both(first, second) -> list[bool]:
    """Let two begin together, and tell which of them did what it was to do."""
    start = Barrier(2)

    def begin(act) -> bool:
        start.wait()
        return act()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(begin, (first, second)))


def stored(office: Office, reference: str, code: str) -> tuple[bool, str, int]:
    with office.instance.database.read() as unit:
        erased = unit.scalar(select(t.Referral.erased_at).where(t.Referral.reference == reference))
        status = unit.scalar(select(t.Erasure.status).where(t.Erasure.code == code))
        holds = select(t.LegalHold.id).join(t.Referral, t.Referral.id == t.LegalHold.referral_id)
        held = unit.execute(holds.where(t.Referral.reference == reference)).scalars().all()
        return erased is not None, str(status), len(held)


def test_of_a_hold_and_an_erasure_one_wins_wholly(office):
    won = set()
    for number in range(ROUNDS):
        reference, code = approved(office, number)

        def hold(reference=reference) -> bool:
            try:
                place_hold(office.instance, office.manager(NOW), reference, "A claim", now=NOW)
            except NotToErase:
                return False
            return True

        held, erased = both(hold, lambda code=code: code in carry_out(office.instance, now=NOW))
        assert held != erased
        assert stored(office, reference, code) == ((True, "carried_out", 0) if erased else (False, "stopped", 1))
        won.add(held)
    assert won


def test_of_two_that_carry_out_and_one_that_stops_one_wins_wholly(office):
    for number in range(ROUNDS // 2):
        reference, code = approved(office, number)

        def stop(reference=reference, code=code) -> bool:
            try:
                stop_erasure(office.instance, office.manager(NOW), reference, code, now=NOW)
            except NotUnderWay:
                return False
            return True

        stopped, erased = both(stop, lambda code=code: code in carry_out(office.instance, now=NOW))
        assert stopped != erased
        assert stored(office, reference, code)[:2] == ((True, "carried_out") if erased else (False, "stopped"))
