"""Who may not see somebody, who was handed a referral, and what was opened in an emergency."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes

HANDED_TO_THEM_ALREADY = "uq_assignment_referral_id_account_id_open"
"""The conflict of handing a referral to somebody who has it."""


class DeclaredConflict(Base):
    """A participant whom an account may not see: one referred already, or whoever is referred with a name and birth."""

    __tablename__ = "declared_conflict"
    __table_args__ = (
        CheckConstraint("(referral_id IS NULL) <> (name_birth_index IS NULL)", name="referral_or_name"),
        Index(None, "account_id"),
        Index(None, "referral_id"),
        Index(None, "name_birth_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    name_birth_index: Mapped[bytes | None]
    words: Mapped[SealedBytes]
    declared_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    declared_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Assignment(Base):
    """A referral handed over to a colleague of whoever entered it."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            HANDED_TO_THEM_ALREADY,
            "referral_id",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assigned_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BrokenGlass(Base):
    """One record opened in an emergency, by one account and for a time, until somebody else has reviewed it."""

    __tablename__ = "broken_glass"
    __table_args__ = (
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by IS NULL)", name="reviewed_whole"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> account_id", name="reviewed_by_another"),
        Index(None, "referral_id"),
        Index(None, "account_id"),
        Index(
            "ix_broken_glass_to_review",
            "id",
            sqlite_where=text("reviewed_at IS NULL"),
            postgresql_where=text("reviewed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[SealedBytes]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    finding: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[SealedBytes | None]


class Notice(Base):
    """Something that an account is told on its first page: a kind and a reference, never content."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "ix_notice_account_id_unread",
            "account_id",
            "id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(40))
    resource: Mapped[str] = mapped_column(String(128))
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
