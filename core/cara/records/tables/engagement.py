"""Partners and stakeholders: organisations, whom to ask for there, what was done with them and what comes next.

Who stands behind an organisation and whatever is written freely is sealed; an organisation's own name is public.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes


class Community(Base):
    """A community of the area, as the area manager names it."""

    __tablename__ = "community"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    hard_to_reach: Mapped[bool]
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class PartnerOrganisation(Base):
    """An organisation with which the area works. Without a district it works in the whole area."""

    __tablename__ = "partner_organisation"
    __table_args__ = (Index(None, "district", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    district: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[SealedBytes | None]
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class CommunityServed(Base):
    """A community that an organisation serves."""

    __tablename__ = "community_served"
    __table_args__ = (Index(None, "community_id"),)

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("partner_organisation.id"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True, autoincrement=False)


class PartnerContact(Base):
    """Somebody to ask for at an organisation."""

    __tablename__ = "partner_contact"
    __table_args__ = (Index(None, "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("partner_organisation.id"))
    details: Mapped[SealedBytes]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Engagement(Base):
    """A meeting, presentation or awareness session that was held with an organisation."""

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("attended >= 0", name="attended"),
        Index(None, "organisation_id", "held_on"),
        Index(None, "kind", "held_on"),
        Index(None, "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("partner_organisation.id"))
    kind: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date]
    led_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    topic: Mapped[SealedBytes]
    attended: Mapped[int | None]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class NextStep(Base):
    """What somebody is to do next with an organisation, and by when."""

    __tablename__ = "next_step"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_whole"),
        Index(None, "organisation_id"),
        Index(None, "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("partner_organisation.id"))
    what: Mapped[SealedBytes]
    who: Mapped[int] = mapped_column(ForeignKey("account.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class EngagementPeriod(Base):
    """After how many months without anything done an organisation of a kind is a gap in the plan."""

    __tablename__ = "engagement_period"
    __table_args__ = (CheckConstraint("months BETWEEN 1 AND 60", name="months"),)

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    months: Mapped[int]
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]
