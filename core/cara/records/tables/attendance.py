"""The two workshops of each cohort: who runs them, who is expected at them, and who came.

Expected and recorded attendance are apart: what was expected is never overwritten by what happened. Marks are only ever
added; one that corrects another names it, and each is corrected at most once, so that two people who correct the same
mark cannot both have the last word without knowing of each other.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes

FACILITATOR_ELSEWHERE = "uq_workshop_facilitator_account_id_day_active"
"""The conflict of one facilitator at two workshops on one day."""

FACILITATES_ALREADY = "uq_workshop_facilitator_workshop_id_account_id_active"
"""The conflict of one facilitator assigned twice to a workshop."""

MARKED_ALREADY = "uq_attendance_mark_expected_id_first"
"""The conflict of two first marks for one person at one workshop."""

CORRECTED_ALREADY = "uq_attendance_mark_corrects_id"
"""The conflict of two corrections of one mark."""


class Workshop(Base):
    """One day of a cohort: workshop one or workshop two."""

    __tablename__ = "workshop"
    __table_args__ = (
        CheckConstraint("number IN (1, 2)", name="one_or_two"),
        CheckConstraint("status IN ('planned', 'held', 'cancelled', 'not_held')", name="known_status"),
        UniqueConstraint("cohort_id", "number"),
        UniqueConstraint("id", "day"),
        Index(None, "day", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(70), unique=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    number: Mapped[int]
    day: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)


class WorkshopFacilitator(Base):
    """Somebody who runs a workshop, or was to. It repeats the day, so that nobody can be at two on one day."""

    __tablename__ = "workshop_facilitator"
    __table_args__ = (
        ForeignKeyConstraint(["workshop_id", "day"], ["workshop.id", "workshop.day"], onupdate="CASCADE"),
        CheckConstraint("active = (ended_at IS NULL)", name="active_until_ended"),
        Index(
            FACILITATOR_ELSEWHERE,
            "account_id",
            "day",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
        Index(
            FACILITATES_ALREADY,
            "workshop_id",
            "account_id",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int]
    day: Mapped[date]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    active: Mapped[bool]
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CohortChange(Base):
    """One step in the history of a cohort; rows are only ever added."""

    __tablename__ = "cohort_change"
    __table_args__ = (Index(None, "cohort_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[SealedBytes | None]


class WorkshopChange(Base):
    """One step in the history of a workshop, a new day included; rows are only ever added."""

    __tablename__ = "workshop_change"
    __table_args__ = (Index(None, "workshop_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[SealedBytes | None]


class ExpectedAttendance(Base):
    """That somebody with a booked place was to come to a workshop; ended where he or she no longer was."""

    __tablename__ = "expected_attendance"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_whole"),
        UniqueConstraint("membership_id", "workshop_id"),
        Index(None, "workshop_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(40))


class AttendanceMark(Base):
    """What was recorded about somebody at a workshop; rows are only ever added."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        CheckConstraint(
            "mark IN ('here', 'late', 'late_refused', 'left_early', 'sent_home', 'absent')", name="known_mark"
        ),
        CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes_of_a_day"),
        Index(
            MARKED_ALREADY,
            "expected_id",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        Index(CORRECTED_ALREADY, "corrects_id", unique=True),
        Index(None, "expected_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    expected_id: Mapped[int] = mapped_column(ForeignKey("expected_attendance.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("attendance_mark.id"))
    mark: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int | None]
    reason: Mapped[SealedBytes | None]
    behaviour: Mapped[SealedBytes | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class Extension(Base):
    """A longer time for one caution: until when, who authorised it and why; the last one counts."""

    __tablename__ = "extension"
    __table_args__ = (Index(None, "referral_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    until: Mapped[date]
    authorised_by: Mapped[SealedBytes]
    reason: Mapped[SealedBytes]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
