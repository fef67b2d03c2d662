"""The quality of delivery: what workshops covered. Nothing here is about a participant."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes

CHECKLIST_ALREADY = "uq_workshop_checklist_workshop_id_first"
"""The conflict of two first checklists of one workshop."""

CHECKLIST_CORRECTED_ALREADY = "uq_workshop_checklist_corrects_id"
"""The conflict of two corrections of one version of a checklist."""


class WorkshopChecklist(Base):
    """One version of what a workshop covered; rows are only ever added."""

    __tablename__ = "workshop_checklist"
    __table_args__ = (
        Index(
            CHECKLIST_ALREADY,
            "workshop_id",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        Index(CHECKLIST_CORRECTED_ALREADY, "corrects_id", unique=True),
        Index(None, "workshop_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("workshop_checklist.id"))
    note: Mapped[SealedBytes | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class ChecklistAim(Base):
    """How far one aim was covered, in one version of a checklist; rows are only ever added."""

    __tablename__ = "checklist_aim"
    __table_args__ = (
        CheckConstraint("covered IN ('covered', 'partly', 'not_covered')", name="known_coverage"),
        UniqueConstraint("checklist_id", "aim"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("workshop_checklist.id"))
    aim: Mapped[str] = mapped_column(String(64))
    covered: Mapped[str] = mapped_column(String(20))
