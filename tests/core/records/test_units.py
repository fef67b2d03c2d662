"""Units of work: together or not at all, and never without saying who."""

from sqlalchemy import func, select

from cara.records import AuditEntry, Venue


def test_a_change_is_kept_with_its_entry(database):
    with database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(Venue)) == 0
        assert unit.scalar(select(func.count()).select_from(AuditEntry)) == 0
