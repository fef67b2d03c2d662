"""Requests of participants for a copy of what is held about them, and what a person decided about each text in it.

The victims' own are like them, but sealed by the victims' keys and kept apart, so their columns are written once here.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from cara.records.columns import Base, SealedBytes

STATUSES = ("received", "prepared", "confirmed", "given", "refused")


def checks_of_request() -> tuple[CheckConstraint, ...]:
    """Give what must hold of every request, whoever asks."""
    known = ", ".join(f"'{status}'" for status in STATUSES)
    return (
        CheckConstraint(f"status IN ({known})", name="known_status"),
        CheckConstraint("(identity IS NULL) = (identity_by IS NULL)", name="identity_whole"),
        CheckConstraint("(prepared_by IS NULL) = (digest IS NULL)", name="prepared_whole"),
        CheckConstraint("(prepared_by IS NULL) = (prepared_at IS NULL)", name="prepared_at_a_time"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> prepared_by", name="confirmed_by_another"),
        CheckConstraint("confirmed_by IS NULL OR prepared_by IS NOT NULL", name="confirmed_once_prepared"),
        CheckConstraint(
            "status NOT IN ('confirmed', 'given') OR confirmed_by IS NOT NULL", name="given_once_confirmed"
        ),
        CheckConstraint("(status = 'given') = (given_on IS NOT NULL)", name="given_on_a_day"),
        CheckConstraint("(given_on IS NULL) = (given_how IS NULL)", name="given_in_a_way"),
        CheckConstraint("(status = 'refused') = (refused_why IS NOT NULL)", name="refused_with_a_reason"),
    )


class RequestColumns:
    """A request for a copy: from the day it came, by whom the person was known, until it was given or refused."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    received_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    identity: Mapped[str | None] = mapped_column(String(40))
    prepared_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    given_on: Mapped[date | None]
    given_how: Mapped[str | None] = mapped_column(String(20))
    refused_why: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    def identity_by(cls) -> Mapped[int | None]:  # noqa: N805 - as SQLAlchemy calls it
        return mapped_column(ForeignKey("account.id"))

    @declared_attr
    def prepared_by(cls) -> Mapped[int | None]:  # noqa: N805 - as above
        return mapped_column(ForeignKey("account.id"))

    @declared_attr
    def confirmed_by(cls) -> Mapped[int | None]:  # noqa: N805 - as above
        return mapped_column(ForeignKey("account.id"))

    @declared_attr
    def recorded_by(cls) -> Mapped[int]:  # noqa: N805 - as above
        return mapped_column(ForeignKey("account.id"))


class StepColumns:
    """One step of a request; rows are only ever added."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    what: Mapped[str] = mapped_column(String(20))
    way: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[SealedBytes | None]
    at: Mapped[datetime]

    @declared_attr
    def by(cls) -> Mapped[int]:  # noqa: N805 - as above
        return mapped_column(ForeignKey("account.id"))


class ReadingColumns:
    """What a person decided about one text, as it then was: the newest about a text counts, while the text is the same."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    place: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String(20))
    redacted: Mapped[SealedBytes | None]
    at: Mapped[datetime]

    @declared_attr
    def by(cls) -> Mapped[int]:  # noqa: N805 - as above
        return mapped_column(ForeignKey("account.id"))


def checks_of_reading() -> tuple[CheckConstraint, ...]:
    """Give what must hold of every reading."""
    return (
        CheckConstraint("answer IN ('release', 'redact', 'withhold')", name="known_answer"),
        CheckConstraint("(answer = 'redact') = (redacted IS NOT NULL)", name="redacted_whole"),
    )


class AccessRequest(RequestColumns, Base):
    """A participant's request, about one referral."""

    __tablename__ = "access_request"
    __table_args__ = (*checks_of_request(), Index(None, "referral_id"), Index(None, "status", "due_on"))

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))


class AccessRequestStep(StepColumns, Base):
    """One step of a participant's request."""

    __tablename__ = "access_request_step"
    __table_args__ = (Index(None, "request_id", "id"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("access_request.id"))


class AccessReading(ReadingColumns, Base):
    """What was decided about one text for a participant's copy."""

    __tablename__ = "access_reading"
    __table_args__ = (*checks_of_reading(), Index(None, "request_id", "place", "id"))

    request_id: Mapped[int] = mapped_column(ForeignKey("access_request.id"))
