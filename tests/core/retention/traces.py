"""Everything that could still hold what was erased: the files of the database, and whatever the keys open."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from tests.core.records.canaries import CANARIES, live_through_everything
from tests.core.records.every_column import ring_of, sealed_columns_of
from tests.core.records.rows import entry
from tests.core.retention.ended import Office, schedule
from tests.instances import Area, area_on

from cara.access import Role, Subject
from cara.casework.states import ENDS
from cara.records import Base, CannotUnseal, Database, Keyring
from cara.records import tables as t
from cara.records.columns import SealedBytes
from cara.records.tables import victims as v
from cara.retention.beginning import part_of
from cara.retention.carrying import carry_out, clean_up
from cara.retention.deciding import approve_erasure, request_erasure
from cara.retention.register import ErasureRegister
from cara.retention.registry import KEPT
from cara.retention.words import WAITS, Scope, WhyErased
from cara.victims.words import ConcernStatus

LATER = datetime(2033, 1, 3, 9, tzinfo=UTC)
STAY = {
    "account",
    "note on a partner",
    "contact at a partner",
    "contact before",
    "topic of a meeting",
    "next step",
    "contact of a service",
    "how to refer there",
    "translator",
    "other days",
    "cohort cancelled",
    "view that was saved",
    "note on a checklist",
    "strengths observed",
    "to improve",
    "topics of supervision",
    "complaint",
    "answer to a complaint",
    "conflict by name",
}
"""What is about no participant's case and no victim: staff, partners, the delivery; and a conflict with somebody else."""
GONE = {name: text for name, text in CANARIES.items() if name not in STAY}


def lived(database: Database, folder: Path) -> Office:
    """Live through everything, and end every case and every concern."""
    area = area_on(database)
    live_through_everything(area)
    ends = [status.value for status in ENDS]
    with database.write() as unit:
        unit.audit(entry())
        open_cases = unit.execute(select(t.Referral.id).where(t.Referral.status.not_in(ends))).scalars().all()
        unit.execute(update(t.Referral).values(status="closed", active=False).where(t.Referral.id.in_(open_cases)))
        for one in open_cases:
            unit.execute(insert(t.StatusChange).values(referral_id=one, after="closed", at=area.now, by="supervisor-1"))
        unit.execute(update(v.Concern).values(status=ConcernStatus.CLOSED.value))
    return _office(area, folder)


def _office(area: Area, folder: Path) -> Office:
    """Give the area a schedule and a register; the story has brought a second manager."""
    instance = replace(area.instance, retention=schedule(folder / "erasures.register"))
    ErasureRegister(instance.retention.erasures).make()
    with area.database.read() as unit:
        account = unit.execute(select(t.Account.id).where(t.Account.code == "manager-2")).scalar_one()
    codes = {**area.subjects, "manager-2": Subject(account, "manager-2", Role.AREA_MANAGER, "provider")}
    return Office(replace(area, instance=instance), instance, codes)


def parts(office: Office) -> list[tuple[str, Scope]]:
    """Every part of every referral of which something is there."""
    with office.instance.database.read() as unit:
        rows = unit.execute(select(t.Referral.id, t.Referral.reference).order_by(t.Referral.id)).all()
        return [
            (reference, scope)
            for own, reference in rows
            for scope in Scope
            if part_of(office.instance, unit, own, scope).there
        ]


def erase_everything(office: Office) -> None:
    """Have two people decide about every part of every referral, wait, carry it out and rewrite the files."""
    instance, now = office.instance, LATER
    for reference, scope in parts(office):
        asked = (reference, scope, WhyErased.PERIOD_OVER, "Quokkawhy it is erased")
        code = request_erasure(instance, office.manager(now), *asked, now=now)
        approve_erasure(instance, office.other(now), reference, code, now=now)
    assert carry_out(instance, now=now + WAITS)
    assert clean_up(instance, now=now + WAITS)
    assert clean_up(instance, now=now + WAITS) == 0


def behind_the_keys(database: Database) -> bytes:
    """Open every sealed value of every table, bound as it was noted when it was sealed."""
    return "\n".join(_opened(database)).encode()


def _opened(database: Database) -> Iterator[str]:
    with database.read() as unit:
        for table in Base.metadata.sorted_tables:
            for column in sealed_columns_of(table):
                for blob in unit.execute(select(column).where(column.is_not(None))).scalars():
                    yield _open(ring_of(database, table), str(column), blob)


_BOUND: defaultdict[str, set[str]] = defaultdict(set)


def note_what_values_are_bound_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Note of every column to what records its values are bound from now on."""
    _BOUND.clear()
    seal = Keyring.seal

    def noting(own: Keyring, column: str, record_key: str, text: str) -> SealedBytes:
        _BOUND[column].add(record_key)
        return seal(own, column, record_key, text)

    monkeypatch.setattr(Keyring, "seal", noting)


def _open(ring: Keyring, column: str, blob: bytes) -> str:
    for key in _BOUND[column]:
        with suppress(CannotUnseal):
            return ring.unseal(column, key, blob)
    raise AssertionError(f"what is sealed in {column} does not open by any key that was sealed to")


def sealed_now(database: Database) -> dict[bytes, str]:
    """Give what is sealed now in columns that go, each with its column."""
    with database.read() as unit:
        return {
            bytes(blob): str(column)
            for table in Base.metadata.sorted_tables
            for column in sealed_columns_of(table)
            if str(column) not in KEPT
            for blob in unit.execute(select(column).where(column.is_not(None))).scalars()
        }
