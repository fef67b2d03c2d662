"""Wrong tries are counted for all processes together, nobody is shut out by strangers, and nothing is given away."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select
from sqlalchemy.engine import Engine
from tests.core.staff.people import NOW, Office
from tests.core.staff.phones import GOOD, Phone, accept
from tests.core.staff.trying import try_at_once, try_wrongly

from cara.acting import tell
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff import CannotSignIn, NoSuchInvitation, Peer, TooManyTries, WaitFirst, limiting
from cara.staff.invitations import invitation_of
from cara.staff.limiting import SIGN_IN, forget_old_tries, note_right, note_wrong, take_turn
from cara.staff.passphrases import prove_with_passphrase
from cara.staff.tries import NOWHERE, Allowance

SCRIPT = Path(__file__).with_name("trying.py")
HOME, ELSEWHERE = Peer.at("192.0.2.7"), Peer.at("198.51.100.9")


def wrong(phone: Phone, times: int, peer: Peer = HOME, account: str | None = None) -> None:
    for _ in range(times):
        with pytest.raises(CannotSignIn):
            phone.sign_in("another passphrase", account=account, peer=peer)


def strangers(phone: Phone, times: int) -> None:
    """Try once each from so many addresses."""
    for number in range(times):
        wrong(phone, 1, Peer.at(f"203.0.113.{number}"))


def tallies(database: Database) -> int:
    with database.read() as unit:
        return len(unit.execute(select(t.TryTally.tally_index)).all())


def test_after_five_wrong_tries_even_the_right_one_waits_a_minute(phone: Phone):
    wrong(phone, 5)
    phone.office.later(seconds=59)
    with pytest.raises(WaitFirst) as refused:
        phone.sign_in(peer=HOME)
    assert refused.value.until == NOW + timedelta(minutes=1, seconds=30)
    phone.office.later(seconds=1)

    assert phone.sign_in(peer=HOME)


def test_four_wrong_tries_close_nothing_and_a_success_forgets_them(phone: Phone):
    for _ in range(3):
        wrong(phone, 4)
        assert phone.sign_in(peer=HOME)
        phone.next_code()


def test_each_further_wrong_try_waits_twice_as_long(phone: Phone):
    wrong(phone, 5)
    for minutes in (1, 2, 4, 8):
        phone.office.later(minutes=minutes, seconds=-1)
        with pytest.raises(WaitFirst):
            phone.sign_in("x", peer=HOME)
        phone.office.later(seconds=1)
        wrong(phone, 1)


def test_nobody_is_shut_out_by_what_comes_from_another_address(phone: Phone):
    wrong(phone, 5, ELSEWHERE)

    assert phone.sign_in(peer=HOME)


def test_what_was_not_looked_at_counts_nowhere_and_writes_nothing(phone: Phone):
    wrong(phone, 5)
    before = phone.office.rows()
    for _ in range(3):
        with pytest.raises(WaitFirst):
            phone.sign_in("x", peer=HOME)

    assert phone.office.rows() == before


def test_beyond_the_ceiling_an_account_is_tried_once_in_five_minutes_from_wherever(phone: Phone):
    strangers(phone, 50)
    with pytest.raises(WaitFirst):
        phone.sign_in(peer=ELSEWHERE)
    phone.office.later(minutes=5)

    assert phone.sign_in(peer=ELSEWHERE)


def test_the_ceiling_does_not_hold_where_the_owner_signed_in_during_the_last_day(phone: Phone):
    phone.sign_in(peer=HOME)
    phone.next_code()
    wrong(phone, 1)
    strangers(phone, 50)
    assert phone.sign_in(peer=HOME)

    wrong(phone, 5)
    with pytest.raises(WaitFirst):
        phone.sign_in(peer=HOME)


def test_an_address_that_was_wrong_too_often_waits_for_every_account(phone: Phone):
    peer = Peer.at("192.0.2.7", free=10)
    for number in range(10):
        wrong(phone, 1, peer, account=f"NOBODY{number:02}")
    with pytest.raises(TooManyTries) as refused:
        phone.sign_in(peer=peer)
    assert refused.value.until == phone.office.now + timedelta(minutes=1)

    assert phone.sign_in(peer=ELSEWHERE)


def test_an_address_that_has_to_wait_costs_no_hashing(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    peer = Peer.at("192.0.2.7", free=10)
    for number in range(10):
        wrong(phone, 1, peer, account=f"NOBODY{number:02}")
    monkeypatch.setattr("cara.staff.passphrases._is_passphrase", lambda *_: pytest.fail("hashed"))

    with pytest.raises(TooManyTries):
        phone.sign_in(peer=peer)


def test_proving_again_counts_as_signing_in_does(phone: Phone):
    office = phone.office
    wrong(phone, 3)
    for _ in range(2):
        with pytest.raises(CannotSignIn):
            prove_with_passphrase(office.database, phone.person, "wrong", phone.code, HOME, now=office.now)

    with pytest.raises(WaitFirst):
        prove_with_passphrase(office.database, phone.person, GOOD, phone.code, HOME, now=office.now)


def test_codes_of_invitations_are_counted_by_address_and_apart_from_signing_in(office: Office):
    manager, _ = office.manager()
    invited, peer = office.invite(manager), Peer.at("192.0.2.7", free=10)
    for _ in range(10):
        with pytest.raises(NoSuchInvitation):
            invitation_of(office.database, "WRONG", peer, now=office.now)
    for code in ("WRONG", invited.code):
        with pytest.raises(TooManyTries):
            invitation_of(office.database, code, peer, now=office.now)

    assert invitation_of(office.database, invited.code, ELSEWHERE, now=office.now).code == invited.account
    phone = accept(office, invited)
    phone.next_code()
    assert phone.sign_in(peer=peer)


def test_where_no_address_is_known_a_wrong_code_of_an_invitation_leaves_nothing(office: Office):
    before = office.rows()
    with pytest.raises(NoSuchInvitation):
        invitation_of(office.database, "WRONG", now=office.now)

    assert office.rows() == before


def test_where_no_address_is_known_an_account_has_its_ceiling_all_the_same(phone: Phone):
    wrong(phone, 50, NOWHERE)

    with pytest.raises(WaitFirst):
        phone.sign_in()


def test_the_trail_says_when_a_wait_begins_and_never_from_where(phone: Phone):
    wrong(phone, 5)
    with phone.office.database.read() as unit:
        entries = unit.execute(select(t.AuditEntry.action, t.AuditEntry.resource, t.AuditEntry.detail)).all()
        rows = unit.execute(select(t.TryTally.__table__)).all()

    assert [entry.action for entry in entries[-2:]] == ["sign_in_failed", "tries_limited"]
    assert entries[-1].resource == f"account:{phone.person.subject.code}"
    assert "account and address" in entries[-1].detail
    assert "192.0.2" not in str(entries) + str(rows)


def test_what_was_typed_for_an_account_that_is_not_there_stands_nowhere(phone: Phone):
    wrong(phone, 5, account="my passphrase by mistake")
    with phone.office.database.read() as unit:
        told = unit.execute(select(t.AuditEntry.action, t.AuditEntry.resource)).all()[-2:]

    assert [tuple(entry) for entry in told] == [
        ("sign_in_failed", "account:unknown"),
        ("tries_limited", "account:unknown"),
    ]


def test_a_day_later_nothing_of_it_is_kept(phone: Phone):
    wrong(phone, 3)
    assert tallies(phone.office.database) == 3
    forget_old_tries(phone.office.database, now=phone.office.later(hours=23, minutes=59))
    assert tallies(phone.office.database) == 3
    forget_old_tries(phone.office.database, now=phone.office.later(minutes=1))

    assert tallies(phone.office.database) == 0
    before = phone.office.rows()
    forget_old_tries(phone.office.database, now=phone.office.now)
    assert phone.office.rows() == before


def test_every_wrong_try_forgets_what_is_older_than_a_day(phone: Phone):
    wrong(phone, 1)
    phone.office.later(days=1)
    wrong(phone, 1, ELSEWHERE, account="NOBODY")

    assert tallies(phone.office.database) == 3


@contextmanager
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_an_account_that_is_there_and_one_that_is_not_ask_the_database_the_same(phone: Phone):
    """Wrong tries, and those that wait: word for word the same statements."""
    asked: dict[str, list[list[str]]] = {}
    known = phone.person.subject.code
    for account in (known, "NOBODY12", f"{known[:4]}-{known[4:]}".lower()):
        peer = Peer.at(f"192.0.2.{len(asked) + 1}")
        for _ in range(6):
            with statements() as said, pytest.raises(CannotSignIn):
                phone.sign_in("wrong", account=account, peer=peer)
            asked.setdefault(account, []).append(said)
    there, not_there, spoken = asked.values()

    assert there == not_there == spoken
    assert len(there[5]) < len(there[4])


def test_of_many_wrong_tries_at_once_five_are_answered(phone: Phone):
    said = try_at_once(phone.office.database, phone.person.subject.code, ["192.0.2.7"] * 24, phone.office.now)

    assert (said.count("wrong"), said.count("waits")) == (5, 19)


def test_of_many_wrong_tries_at_once_from_everywhere_fifty_are_answered(phone: Phone):
    addresses = [f"203.0.113.{number}" for number in range(70)]
    said = try_at_once(phone.office.database, phone.person.subject.code, addresses, phone.office.now)

    assert (said.count("wrong"), said.count("waits")) == (50, 20)


def test_two_processes_share_what_is_counted(phone: Phone, database_url: str):
    command = [sys.executable, str(SCRIPT), database_url, phone.person.subject.code, "12"]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = " ".join(process.communicate(timeout=120)[0] for process in processes).split()

    assert (said.count("wrong"), said.count("waits")) == (5, 19)


def test_a_right_try_among_many_wrong_ones_is_taken_or_waits_and_frees_none_that_wait(phone: Phone):
    wrong(phone, 4)
    assert try_wrongly(phone.office.database, phone.person.subject.code, "192.0.2.7", phone.office.now) == "wrong"
    with pytest.raises(WaitFirst):
        phone.sign_in(peer=HOME)
    assert try_wrongly(phone.office.database, phone.person.subject.code, "192.0.2.7", phone.office.now) == "waits"


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 30, 59, 60, 61, 240, 300, 3600, 3 * 3600, 24 * 3600]),
        st.sampled_from(["192.0.2.1", "192.0.2.2", "192.0.2.3"]),
        st.sampled_from(["ALDER234", "CEDAR567"]),
        st.integers(0, 9).map(lambda drawn: drawn == 0),
    ),
    min_size=8,
    max_size=45,
)
DAY = timedelta(days=1)


class Book:
    """What a clerk would write down: every answered wrong try with its moment, from which the waits follow."""

    def __init__(self) -> None:
        self.wrong: dict[tuple[str, ...], list[datetime]] = {}
        self.proved: dict[tuple[str, ...], datetime] = {}

    def since(self, key: tuple[str, ...], now: datetime) -> list[datetime]:
        """Give the tries of the day that began with the first of them, or with the last proof."""
        tries = self.wrong.get(key, [])
        begun = self.proved.get(key, tries[0] if tries else now)
        if now >= begun + DAY:
            self.wrong[key] = []
            self.proved.pop(key, None)
        return self.wrong.get(key, [])

    def waits(self, key: tuple[str, ...], now: datetime, free: int, minutes: tuple[int, ...]) -> bool:
        tries = self.since(key, now)
        if len(tries) < free:
            return False
        return now < tries[-1] + timedelta(minutes=minutes[min(len(tries) - free, len(minutes) - 1)])

    def expected(self, account: str, address: str, now: datetime, *, right: bool) -> str:
        pair = account, address
        if self.waits((address,), now, 14, (1, 2, 4, 8, 15)):
            return "address waits"
        if self.waits(pair, now, 5, (1, 2, 4, 8, 16, 32, 60)):
            return "waits"
        self.since(pair, now)
        if self.waits(("of", account, "all"), now, 9, (5,)) and pair not in self.proved:
            return "waits"
        if right:
            self.proved[pair], self.wrong[pair] = now, []
            return "right"
        for key in ((address,), pair, ("of", account, "all")):
            self.wrong.setdefault(key, []).append(now)
        return "wrong"


def answer(unit: Unit, account: str, address: str, now: datetime, *, right: bool) -> str:
    turn = take_turn(unit, SIGN_IN, account, Peer.at(address, free=14), now)
    tell(unit, None, "sign_in" if right else "sign_in_failed", "account:unknown", now)
    if right:
        note_right(unit, turn, now)
        return "right"
    note_wrong(unit, turn, now)
    return "wrong"


def answered(database: Database, account: str, address: str, now: datetime, *, right: bool) -> str:
    try:
        return database.run(lambda unit: answer(unit, account, address, now, right=right))
    except TooManyTries:
        return "address waits"
    except WaitFirst:
        return "waits"


@given(EVENTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
def test_whatever_comes_from_wherever_is_answered_as_the_book_says(
    office: Office, monkeypatch: pytest.MonkeyPatch, events: list[tuple[int, str, str, bool]]
):
    monkeypatch.setattr(limiting, "OF_ACCOUNT", Allowance(9, timedelta(minutes=5), timedelta(minutes=5)))
    database, book, now = office.database, Book(), NOW

    def forget(unit: Unit) -> None:
        unit.execute(delete(t.TryTally))
        tell(unit, None, "tries_forgotten", "tries", now)

    database.run(forget)
    for later, address, account, right in events:
        now += timedelta(seconds=later)
        expected = book.expected(account, address, now, right=right)
        assert answered(database, account, address, now, right=right) == expected
