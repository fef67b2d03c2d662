"""Venues, cohorts and who has a place in them.

The rules about places are constraints: a membership repeats its cohort's capacity and pathway under composite foreign
keys, so that no seat above the capacity and no person on the wrong pathway can be stored by any code.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base

SEAT_TAKEN = "uq_membership_cohort_id_seat_active"
"""The conflict of two people on one seat."""

REFERRAL_HAS_PLACE = "uq_membership_referral_id_active"
"""The conflict of a second place for one referral."""

PERSON_HAS_PLACE = "uq_membership_person_id_active"
"""The conflict of a second place for one person."""


class Venue(Base):
    """Where a workshop is held."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(String(100))
    travel: Mapped[str] = mapped_column(Text)
    step_free: Mapped[bool]
    hearing_loop: Mapped[bool]
    open: Mapped[bool] = mapped_column(default=True)


class Cohort(Base):
    """The people who go through both workshops together."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 1 AND 1000", name="capacity"),
        CheckConstraint("status IN ('provisional', 'open', 'closed', 'completed', 'cancelled')", name="known_status"),
        CheckConstraint("second_day > first_day", name="days_in_order"),
        UniqueConstraint("id", "capacity"),
        UniqueConstraint("id", "pathway"),
        Index(None, "pathway", "status", "first_day", "second_day", "id"),
        Index(None, "venue_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    pathway: Mapped[str] = mapped_column(String(40))
    capacity: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    first_day: Mapped[date]
    second_day: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)


def _one_active(name: str, *columns: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text("active"), postgresql_where=text("active"))


class Membership(Base):
    """A place in a cohort, held or booked, or that was once. Only active ones count against seats."""

    __tablename__ = "membership"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "capacity"], ["cohort.id", "cohort.capacity"], onupdate="CASCADE"),
        ForeignKeyConstraint(["cohort_id", "pathway"], ["cohort.id", "cohort.pathway"], onupdate="CASCADE"),
        CheckConstraint("status IN ('held', 'booked', 'released', 'left', 'done')", name="known_status"),
        CheckConstraint("seat BETWEEN 1 AND capacity", name="seat_within_capacity"),
        CheckConstraint("NOT active OR seat IS NOT NULL", name="active_has_seat"),
        CheckConstraint("active = (status IN ('held', 'booked'))", name="active_by_status"),
        _one_active(SEAT_TAKEN, "cohort_id", "seat"),
        _one_active(REFERRAL_HAS_PLACE, "referral_id"),
        _one_active(PERSON_HAS_PLACE, "person_id"),
        Index(
            "ix_membership_held_until",
            "held_until",
            sqlite_where=text("status = 'held'"),
            postgresql_where=text("status = 'held'"),
        ),
        Index(None, "cohort_id"),
        Index(None, "referral_id"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cohort_id: Mapped[int]
    capacity: Mapped[int]
    pathway: Mapped[str] = mapped_column(String(40))
    seat: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool]
    held_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
