"""People, their referrals, and what happened to each."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes

CAUTION_ALREADY_REFERRED = "uq_referral_caution_index_active"
"""The conflict of a second active referral for one caution."""


class Person(Base):
    """Somebody referred. Names and dates of birth are sealed; they are found by keyed blind indexes only."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "name_index"), Index(None, "name_birth_index"), Index(None, "pnc_index"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    details: Mapped[SealedBytes]
    needs: Mapped[SealedBytes | None]
    name_index: Mapped[bytes]
    name_birth_index: Mapped[bytes]
    pnc_index: Mapped[bytes | None]


class Referral(Base):
    """One referral by the police, for one caution."""

    __tablename__ = "referral"
    __table_args__ = (
        Index(
            CAUTION_ALREADY_REFERRED,
            "caution_index",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
        Index(None, "entered_by", "id"),
        Index(None, "status", "id"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(8), unique=True)
    area: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(64))
    entered_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    book_digest: Mapped[str | None] = mapped_column(String(64), ForeignKey("policy_book.digest"))
    facts: Mapped[SealedBytes]
    restricted_facts: Mapped[SealedBytes]
    wished: Mapped[SealedBytes | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    pathway: Mapped[str | None] = mapped_column(String(40))
    offence_on: Mapped[date | None]
    caution_on: Mapped[date | None]
    deadline_on: Mapped[date | None]
    caution: Mapped[SealedBytes | None]
    caution_index: Mapped[bytes | None]
    place_by: Mapped[date | None]
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    extended_to: Mapped[date | None]
    deferred_until: Mapped[date | None]
    erased_at: Mapped[datetime | None]


class StatusChange(Base):
    """One step in the history of a referral; rows are only ever added."""

    __tablename__ = "status_change"
    __table_args__ = (Index(None, "referral_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    before: Mapped[str | None] = mapped_column(String(40))
    after: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[SealedBytes | None]


class KeepApart(Base):
    """Somebody with whom this person must not share a workshop: another referral, or a name."""

    __tablename__ = "keep_apart"
    __table_args__ = (
        CheckConstraint("(other_reference IS NULL) <> (name IS NULL)", name="reference_or_name"),
        Index(None, "referral_id"),
        Index(None, "other_reference"),
        Index(None, "name_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    other_reference: Mapped[str | None] = mapped_column(String(8))
    name: Mapped[SealedBytes | None]
    name_index: Mapped[bytes | None]


class UnavailableDay(Base):
    """A day on which the person cannot come."""

    __tablename__ = "unavailable_day"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class EqualityAnswers(Base):
    """What the person chose to say for equality monitoring, apart from everything else."""

    __tablename__ = "equality_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), unique=True)
    answers: Mapped[SealedBytes]


ITEM_ALREADY_OPEN = "uq_worklist_item_referral_id_kind_open"
"""The conflict of a second open item of one kind for one referral."""


class WorklistItem(Base):
    """Something that a person has to decide."""

    __tablename__ = "worklist_item"
    __table_args__ = (
        CheckConstraint("owner IN ('police', 'area_manager')", name="known_owner"),
        Index(
            ITEM_ALREADY_OPEN,
            "referral_id",
            "kind",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(
            "ix_worklist_item_owner_open",
            "owner",
            "id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    owner: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[SealedBytes | None]
    version: Mapped[int] = mapped_column(default=1)


class PolicyBook(Base):
    """A policy book, stored once under its digest so that every decision by it can be replayed."""

    __tablename__ = "policy_book"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    area: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime]
