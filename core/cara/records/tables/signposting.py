"""Services to which participants are signposted, and what came of each signpost."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes

SIGNPOST_ALREADY_OPEN = "uq_signpost_referral_id_service_id_open"
"""The conflict of offering a service that is offered already."""


class Service(Base):
    """A service in the directory. Without a district it is there for the whole area."""

    __tablename__ = "service"
    __table_args__ = (CheckConstraint("review_on > checked_on", name="review_after_check"), Index(None, "review_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    district: Mapped[str | None] = mapped_column(String(100))
    details: Mapped[SealedBytes]
    checked_on: Mapped[date]
    review_on: Mapped[date]
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ServiceNeed(Base):
    """What a service is for."""

    __tablename__ = "service_need"
    __table_args__ = (Index(None, "need"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True, autoincrement=False)
    need: Mapped[str] = mapped_column(String(40), primary_key=True)


class Signpost(Base):
    """A service offered to the participant of a referral, and how far it has come."""

    __tablename__ = "signpost"
    __table_args__ = (
        CheckConstraint("is_open = (status IN ('offered', 'accepted'))", name="open_by_status"),
        Index(
            SIGNPOST_ALREADY_OPEN,
            "referral_id",
            "service_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(None, "referral_id"),
        Index(None, "service_id"),
        Index(None, "is_open", "offered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    need: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool]
    offered_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class SignpostStep(Base):
    """One step of a signpost; rows are only ever added."""

    __tablename__ = "signpost_step"
    __table_args__ = (Index(None, "signpost_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    signpost_id: Mapped[int] = mapped_column(ForeignKey("signpost.id"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
