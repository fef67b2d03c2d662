"""Decisions by the policy book, and what people decided otherwise."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes


class Decision(Base):
    """One decision about a referral; a later one is a new row with the next number."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("referral_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    number: Mapped[int]
    stage: Mapped[str] = mapped_column(String(40))
    verdict: Mapped[str] = mapped_column(String(40))
    book_digest: Mapped[str] = mapped_column(String(64), ForeignKey("policy_book.digest"))
    decided_at: Mapped[datetime]
    body: Mapped[SealedBytes | None]


class DecisionOverride(Base):
    """A named person's decision against some of the rules, with the reason; never an edit."""

    __tablename__ = "decision_override"
    __table_args__ = (Index(None, "decision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    rules: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rank: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[SealedBytes]
    at: Mapped[datetime]
