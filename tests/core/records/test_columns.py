"""Moments: aware, in UTC, equal on both databases to the microsecond."""

# ruff: noqa: PT012 - a unit of work is a block

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from tests.core.records.rows import add

from cara.records import PolicyBook

LONDON = ZoneInfo("Europe/London")


def store(unit, moment, digest="d"):
    add(unit, PolicyBook, digest=digest, area="testshire", body="{}", stored_at=moment)


def test_a_moment_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="aware"), database.write() as unit:
        store(unit, datetime(2026, 11, 23, 9, 30))


def test_a_moment_without_a_zone_is_refused_in_a_question(database):
    with pytest.raises(StatementError, match="aware"), database.read() as unit:
        unit.execute(select(PolicyBook).where(PolicyBook.stored_at < datetime(2026, 11, 23, 9, 30)))


ZONES = st.sampled_from([UTC, LONDON, timezone(timedelta(hours=-11)), timezone(timedelta(hours=5, minutes=45))])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1), timezones=ZONES))
def test_a_moment_comes_back_in_utc(database, moment):
    with pytest.raises(Undo), database.write() as unit:
        store(unit, moment)
        kept = unit.scalar(select(PolicyBook.stored_at))
        assert kept == moment.astimezone(UTC)
        assert kept.tzinfo is UTC
        raise Undo


class Undo(Exception):
    """Ends a unit without a trace."""


def test_the_hour_that_comes_twice_stays_two_hours(database):
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    second = first.replace(fold=1)
    with database.write() as unit:
        store(unit, first, "first")
        store(unit, second, "second")
        kept = unit.execute(select(PolicyBook.stored_at).order_by(PolicyBook.digest)).scalars().all()
    assert kept[1] - kept[0] == timedelta(hours=1)


def test_moments_are_in_order_whatever_their_zones(database):
    east, west = timezone(timedelta(hours=10)), timezone(timedelta(hours=-10))
    moments = {
        "a": datetime(2026, 1, 2, 9, 0, tzinfo=east),
        "b": datetime(2026, 1, 1, 23, 0, 0, 1, tzinfo=UTC),
        "c": datetime(2026, 1, 1, 14, 0, tzinfo=west),
    }
    with database.write() as unit:
        for digest, moment in moments.items():
            store(unit, moment, digest)
        kept = unit.execute(select(PolicyBook.digest).order_by(PolicyBook.stored_at)).scalars().all()
        since = select(PolicyBook.digest).where(PolicyBook.stored_at >= moments["c"])
        assert unit.execute(since).scalars().all() == ["c"]
    assert kept == ["a", "b", "c"]
