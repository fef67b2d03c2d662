"""Work to be done outside a transaction, and what participants are told: the outbox."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes


class Job(Base):
    """One thing to be done once, by whichever worker leases it first. It carries a reference and never content."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'done', 'dropped')", name="known_status"),
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="lease_whole"),
        UniqueConstraint("kind", "resource"),
        Index(
            "ix_job_due",
            "due_at",
            "id",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    resource: Mapped[str] = mapped_column(String(128))
    status: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Message(Base):
    """One message to a participant. What it says and to which number or address is sealed."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("channel IN ('sms', 'email', 'letter')", name="known_channel"),
        CheckConstraint(
            "status IN ('waiting', 'sending', 'sent', 'delivered', 'kept', 'to_print', 'printed', "
            "'held', 'failed', 'not_known', 'cancelled')",
            name="known_status",
        ),
        CheckConstraint("number IS NULL OR number >= 1", name="number_of_workshop"),
        Index(None, "referral_id", "id"),
        Index(None, "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    occasion: Mapped[str] = mapped_column(String(40))
    number: Mapped[int | None]
    day: Mapped[date | None]
    channel: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(20))
    problem: Mapped[str | None] = mapped_column(String(40))
    content: Mapped[SealedBytes | None]
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class MessageEvent(Base):
    """One thing that happened to a message. Triggers refuse any change of a row."""

    __tablename__ = "message_event"
    __table_args__ = (Index(None, "message_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    what: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    problem: Mapped[str | None] = mapped_column(String(40))
    next_at: Mapped[datetime | None]


class WordingApproval(Base):
    """Somebody has looked at the whole wording of one language, as it then was, and lets it be sent."""

    __tablename__ = "wording_approval"
    __table_args__ = (Index(None, "language", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64))
    translator: Mapped[SealedBytes | None]
    approved_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime]
