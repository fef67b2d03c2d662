"""How long records are kept: holds, reviews, and erasures by two people. Whatever is written freely is sealed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes

HELD_ALREADY = "uq_legal_hold_referral_id_active"
"""The conflict of a second hold on one referral."""

ERASURE_UNDER_WAY = "uq_erasure_referral_id_scope_under_way"
"""The conflict of a second erasure of one part of a referral."""

_NOT_LIFTED = text("lifted_at IS NULL")
_UNDER_WAY = text("status IN ('requested', 'approved')")


class LegalHold(Base):
    """Nothing of a referral is erased while a hold on it stands: by whom, why, and who lifted it."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_whole"),
        Index(HELD_ALREADY, "referral_id", unique=True, sqlite_where=_NOT_LIFTED, postgresql_where=_NOT_LIFTED),
        Index(None, "referral_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    reason: Mapped[SealedBytes | None]
    placed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    placed_at: Mapped[datetime]
    lifted_reason: Mapped[SealedBytes | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]


class RetentionReview(Base):
    """One decision at a review that a part of a referral is kept for longer; rows are only ever added."""

    __tablename__ = "retention_review"
    __table_args__ = (
        CheckConstraint("scope IN ('case', 'victim', 'concern')", name="known_scope"),
        Index(None, "referral_id", "scope", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    scope: Mapped[str] = mapped_column(String(20))
    keep_until: Mapped[date]
    reason: Mapped[SealedBytes | None]
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]


class Erasure(Base):
    """The erasure of one part of a referral: one person asks, another approves, and it waits before it is carried out."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("scope IN ('case', 'victim', 'concern')", name="known_scope"),
        CheckConstraint("status IN ('requested', 'approved', 'stopped', 'carried_out')", name="known_status"),
        CheckConstraint("approved_by IS NULL OR approved_by <> requested_by", name="approved_by_another"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_whole"),
        CheckConstraint("status NOT IN ('approved', 'carried_out') OR approved_at IS NOT NULL", name="approved_first"),
        CheckConstraint("(status = 'carried_out') = (carried_out_at IS NOT NULL)", name="carried_out_whole"),
        CheckConstraint("(status = 'stopped') = (stopped_at IS NOT NULL)", name="stopped_whole"),
        Index(
            ERASURE_UNDER_WAY,
            "referral_id",
            "scope",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        Index(None, "referral_id", "id"),
        Index(None, "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    scope: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(String(20))
    reason: Mapped[SealedBytes | None]
    requested_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    stopped_at: Mapped[datetime | None]
    carried_out_at: Mapped[datetime | None]
    cleaned_at: Mapped[datetime | None]
