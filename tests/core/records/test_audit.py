"""The audit chain: what is in it stays, and every change of it is found."""

# ruff: noqa: PT012, TRY301 - a unit of work is a block, and ends by an exception where its work is to be undone

import json
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from tests.core.records.rows import NOW, add_venue, count, entry

from cara.records import AuditEntry, AuditHead, Head, RecordsUnavailable, RuleBroken, Venue, audit
from cara.records.audit import GENESIS
from cara.records.triggers import APPEND_ONLY

LENGTH = 6
COLUMNS = ("at", "actor", "action", "resource", "request_id", "detail", "previous_hash", "hash")


class Undo(Exception):
    """Ends a unit without a trace."""


@pytest.fixture
def chain(database):
    """A database whose chain has six entries, written by three units."""
    for number in range(1, LENGTH, 2):
        with database.write() as unit:
            unit.audit(entry(f"act-{number}", detail={"count": number, "codes": ["a", "b"]}))
            unit.audit(entry(f"act-{number + 1}", at=NOW + timedelta(microseconds=number)))
    return database


@contextmanager
def past_the_triggers(database):
    """A unit in which the chain may be altered, all of which is undone."""
    try:
        with database.write() as unit:
            for name in ("update", "delete", "replace") if database.dialect == "sqlite" else ():
                unit.execute(text(f"DROP TRIGGER tr_audit_entry_no_{name}"))
            if database.dialect == "postgresql":
                unit.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
            yield unit
            raise Undo
    except Undo:
        pass


def problem_after(database, *changes, noted=None):
    with past_the_triggers(database) as unit:
        for change in changes:
            unit.execute(change)
        return audit.verify(unit, noted).problem


def at(seq):
    return update(AuditEntry).where(AuditEntry.seq == seq)


def verified(database, noted=None):
    with database.read() as unit:
        return audit.verify(unit, noted)


def test_a_new_chain_is_whole(database):
    assert verified(database) == audit.Verification(Head(0, GENESIS))


def test_entries_are_numbered_in_the_order_of_their_units(chain):
    with chain.read() as unit:
        entries = unit.execute(select(AuditEntry.seq, AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert entries == [(number, f"act-{number}") for number in range(1, LENGTH + 1)]
    assert verified(chain).whole
    assert verified(chain).head.seq == LENGTH


def test_an_entry_keeps_all_that_was_said(chain):
    with chain.read() as unit:
        kept = unit.execute(select(AuditEntry).where(AuditEntry.seq == 1)).one()
    assert (kept.at, kept.actor, kept.resource, kept.request_id) == (NOW, "officer-1", "referral/7KQ4M2XH", "r-1")
    assert json.loads(kept.detail) == {"count": 1, "codes": ["a", "b"]}


def test_undone_work_leaves_no_gap(chain):
    with pytest.raises(Undo), chain.write() as unit:
        add_venue(unit)
        raise Undo
    with chain.write() as unit:
        unit.audit(entry())
    assert verified(chain).head.seq == LENGTH + 1
    assert verified(chain).whole


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("seq", [1, 3, LENGTH])
def test_an_edit_is_found(chain, column, seq):
    new = NOW + timedelta(microseconds=99) if column == "at" else "0123456789abcdef" * 4
    assert str(seq) in problem_after(chain, at(seq).values({column: new}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(
    seq=st.integers(1, LENGTH),
    column=st.sampled_from(["actor", "action", "resource", "request_id", "detail"]),
    new=st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=20),
)
def test_any_edit_is_found(chain, seq, column, new):
    with past_the_triggers(chain) as unit:
        old = unit.scalar(select(AuditEntry.__table__.c[column]).where(AuditEntry.seq == seq))
        unit.execute(at(seq).values({column: new}))
        assert audit.verify(unit).whole == (old == new)


@pytest.mark.parametrize("seq", [1, 3, LENGTH])
def test_a_deletion_is_found(chain, seq):
    problem = problem_after(chain, delete(AuditEntry).where(AuditEntry.seq == seq))
    assert "ends at entry 5" in problem if seq == LENGTH else problem == f"entry {seq} is missing"


def test_a_deletion_that_closes_the_gap_is_found(chain):
    closing = (at(seq).values(seq=seq - 1) for seq in range(4, LENGTH + 1))
    assert problem_after(chain, delete(AuditEntry).where(AuditEntry.seq == 3), *closing)


def test_a_swap_is_found(chain):
    swap = at(2).values(seq=99), at(3).values(seq=2), at(99).values(seq=3)
    assert problem_after(chain, *swap)


def test_an_insertion_is_found(chain):
    with past_the_triggers(chain) as unit:
        last = unit.execute(select(AuditEntry).where(AuditEntry.seq == LENGTH)).one()._asdict()
        unit.execute(insert(AuditEntry).values({**last, "seq": LENGTH + 1, "previous_hash": last["hash"]}))
        assert not audit.verify(unit).whole


def test_an_end_cut_off_is_found(chain):
    assert "ends at entry 4" in problem_after(chain, delete(AuditEntry).where(AuditEntry.seq > 4))


def test_an_emptied_chain_is_found(chain):
    assert problem_after(chain, delete(AuditEntry))


def test_a_missing_head_is_found(chain):
    assert problem_after(chain, delete(AuditHead)) == "the head of the chain is missing"


def test_an_end_cut_off_with_its_head_set_back_is_found_by_a_noted_head(chain):
    noted = verified(chain).head
    with chain.read() as unit:
        fourth = unit.scalar(select(AuditEntry.hash).where(AuditEntry.seq == 4))
    cut = delete(AuditEntry).where(AuditEntry.seq > 4), update(AuditHead).values(seq=4, hash=fourth)
    assert problem_after(chain, *cut) is None
    assert "noted earlier" in problem_after(chain, *cut, noted=noted)


def test_a_noted_head_stays_in_a_chain_that_grows(chain):
    noted = verified(chain).head
    with chain.write() as unit:
        unit.audit(entry())
    assert verified(chain, noted).whole


CHANGES = {
    "update": update(AuditEntry).values(actor="nobody"),
    "delete": delete(AuditEntry),
    "update of one": at(3).values(detail="{}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_the_chain(chain, change):
    with pytest.raises(RuleBroken) as refused, chain.write() as unit:
        unit.execute(change)
    assert refused.value.constraint == APPEND_ONLY
    assert verified(chain).whole


def test_the_database_refuses_other_ways_around(chain):
    ways = {
        "sqlite": "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 3",
        "postgresql": "TRUNCATE audit_entry",
    }
    with pytest.raises(RuleBroken) as refused, chain.write() as unit:
        unit.execute(text(ways[chain.dialect]))
    assert refused.value.constraint == APPEND_ONLY


def test_sqlite_by_hand_cannot_replace_an_entry(sqlite_template, tmp_path):
    path = tmp_path / "by-hand.db"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(path)) as by_hand:
        values = "(1, '', '', '', '', '', '', '', '')"
        by_hand.execute(f"INSERT INTO audit_entry VALUES {values}")
        with pytest.raises(sqlite3.IntegrityError, match=APPEND_ONLY):
            by_hand.execute(f"REPLACE INTO audit_entry VALUES {values}")


HARM = {"missing": delete(AuditHead), "set back": update(AuditHead).values(seq=2)}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_nothing_is_changed_while_the_chain_cannot_be_written(chain, harm):
    with pytest.raises(RecordsUnavailable, match="its audit chain"), chain.write() as unit:
        add_venue(unit)
        unit.execute(harm)
    with chain.read() as unit:
        assert count(unit, Venue) == 0
    assert verified(chain).whole
