"""How the delivery is judged: observations, supervision, samples of cases, complaints, and what was agreed about them.

Whatever is written freely is sealed. Nobody's name is here: facilitators and observers are accounts.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes

OBSERVED_ALREADY = "uq_observation_workshop_id_facilitator_id_observer_id"
"""The conflict of one observer who scores one facilitator at one workshop twice."""


class QualitySetting(Base):
    """A number that the area has agreed: a score, a period, a time limit. Without a row nothing is agreed."""

    __tablename__ = "quality_setting"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 366", name="value"),)

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]


class Observation(Base):
    """That somebody observed a facilitator at a workshop; ``agreed`` is the agreed score of that day, in tenths."""

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint("workshop_id", "facilitator_id", "observer_id", name=OBSERVED_ALREADY),
        Index(None, "facilitator_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    observer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    agreed: Mapped[int | None]
    strengths: Mapped[SealedBytes | None]
    to_improve: Mapped[SealedBytes | None]
    recorded_at: Mapped[datetime]


class ObservationScore(Base):
    """How well one aim was met, 1 to 4. An aim that could not be seen has no row."""

    __tablename__ = "observation_score"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 4", name="one_to_four"),
        UniqueConstraint("observation_id", "aim"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"))
    aim: Mapped[str] = mapped_column(String(64))
    score: Mapped[int]


class SupervisionSession(Base):
    """A session in which a facilitator was supervised."""

    __tablename__ = "supervision_session"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_of_a_day"),
        Index(None, "facilitator_id", "held_on"),
        Index(None, "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    held_on: Mapped[date]
    minutes: Mapped[int]
    topics: Mapped[SealedBytes]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class CaseSample(Base):
    """A sample of cases: its seed, size and period make it again from the same records."""

    __tablename__ = "case_sample"
    __table_args__ = (
        CheckConstraint("size BETWEEN 1 AND 200", name="size"),
        CheckConstraint("until >= since", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    seed: Mapped[int]
    size: Mapped[int]
    since: Mapped[date]
    until: Mapped[date]
    drawn_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    drawn_at: Mapped[datetime]


class SampledCase(Base):
    """One case of a sample: drawn, opened with a reason, reviewed."""

    __tablename__ = "sampled_case"
    __table_args__ = (
        CheckConstraint("(opened_at IS NULL) = (opened_by IS NULL)", name="opened_whole"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_whole"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opened_before_closed"),
        UniqueConstraint("sample_id", "referral_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("case_sample.id"))
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    reason: Mapped[SealedBytes | None]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    findings: Mapped[SealedBytes | None]
    closed_at: Mapped[datetime | None]


class Complaint(Base):
    """A complaint: how it came, about what kind of thing, and what became of it."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", name="closed_whole"),
        Index(None, "closed_on", "due_on"),
        Index(None, "received_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    received_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(40))
    said: Mapped[SealedBytes]
    acknowledge_by: Mapped[date | None]
    acknowledged_on: Mapped[date | None]
    due_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[SealedBytes | None]
    closed_on: Mapped[date | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
