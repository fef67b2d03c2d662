"""Whether records are those that an instance was set up with: they are there, its keys open them, its clock fits them."""

from datetime import datetime, timedelta

from sqlalchemy import select

from cara.records.database import Database
from cara.records.errors import CannotUnseal, KeyFileProblem, RecordsProblem
from cara.records.rotation import sealed_columns
from cara.records.sealing import Keyring
from cara.records.tables import AuditEntry

APART = timedelta(minutes=5)
"""How far the clocks of machines that share a database may be apart."""


class NoRecords(RecordsProblem):
    """A database has no tables yet, so it is not the one that an instance was served from before."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"There are no records in {address}: put the database back, or correct its address in the settings. "
            "A new instance is made by `cara init`, empty records for these settings by `cara database upgrade`."
        )


def refuse_no_records(database: Database) -> None:
    """Go on only if a version of the tables was made, so that nobody works in an empty database by mistake.

    Raises:
        NoRecords: none was.
    """
    if database.is_new():
        raise NoRecords(database.address)


def refuse_other_keys(database: Database) -> None:
    """Go on only if the keys open something of what is sealed, or nothing is; one value of each column is tried.

    One value that was damaged is no reason not to start.

    Raises:
        KeyFileProblem: they open nothing.
    """
    whose = database.keyring.whose
    with database.read() as unit:
        found = [(str(one), unit.scalar(select(one).where(one.is_not(None)).limit(1))) for one in sealed_columns(whose)]
    sealed = [(column, blob) for column, blob in found if blob is not None]
    if sealed and not any(_opens(database.keyring, column, blob) for column, blob in sealed):
        where = database.keyring.file.path if database.keyring.file else "a demonstration"
        raise KeyFileProblem(
            f"The keys in {where} open nothing of these records: put back the file that belongs to them."
        )


def clock_behind(database: Database, now: datetime) -> datetime | None:
    """Give the moment of the newest entry of the audit trail, if it is later than now by more than clocks may differ."""
    with database.read() as unit:
        newest = unit.scalar(select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1))
    return newest if newest is not None and newest > now + APART else None


def _opens(keyring: Keyring, column: str, blob: bytes) -> bool:
    try:
        keyring.wrap_anew(column, blob)
    except CannotUnseal:
        return False
    return True
