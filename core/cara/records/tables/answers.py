"""What participants answered about themselves before and after the workshops: apart from the facts of their cases.

Numbers alone, by statement, beside whoever was expected at a workshop. Nothing here says who somebody is.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base

ANSWERED_ALREADY = "uq_participant_answers_expected_id_first"
"""The conflict of two first entries for one person at one workshop."""

ANSWERS_CORRECTED_ALREADY = "uq_participant_answers_corrects_id"
"""The conflict of two corrections of one entry."""


class ParticipantAnswers(Base):
    """One entry of what somebody answered at a workshop; rows are only ever added. One without answers takes them back."""

    __tablename__ = "participant_answers"
    __table_args__ = (
        Index(
            ANSWERED_ALREADY,
            "expected_id",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        Index(ANSWERS_CORRECTED_ALREADY, "corrects_id", unique=True),
        Index(None, "expected_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    expected_id: Mapped[int] = mapped_column(ForeignKey("expected_attendance.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("participant_answers.id"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class ParticipantAnswer(Base):
    """How far somebody agreed with one statement, 1 to 5; rows are only ever added."""

    __tablename__ = "participant_answer"
    __table_args__ = (
        CheckConstraint("agreed BETWEEN 1 AND 5", name="one_to_five"),
        UniqueConstraint("answers_id", "statement"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answers_id: Mapped[int] = mapped_column(ForeignKey("participant_answers.id"))
    statement: Mapped[str] = mapped_column(String(64))
    agreed: Mapped[int]
