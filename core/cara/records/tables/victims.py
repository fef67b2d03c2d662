"""The victim's side: tables of its own, sealed by keys of its own.

They are imported by name and by the room of the victim's side alone: nothing that tells participants anything reads
them. Where something has a history, its rows are only ever added.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import OF_VICTIMS, Base, SealedBytes

VICTIM_HAS_WORKER = "uq_victim_worker_victim_id_active"
"""The conflict of two workers for one victim."""

CHECKED_BY_ANOTHER = "ck_safe_contact_checked_by_another"
"""What is broken where somebody would confirm instructions of his or her own."""

APPROVED_BY_ANOTHER = "ck_briefing_approved_by_another"
"""What is broken where somebody would approve a briefing of his or her own."""

BRIEFING_RELEASED = "uq_briefing_membership_id_released"
"""The conflict of two briefings about one place that are both in force."""


def _active(name: str, *columns: str, where: str = "active") -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def _with(*arguments: Any) -> tuple[Any, ...]:  # Any: constraints and indexes have no common type
    return (*arguments, {"info": OF_VICTIMS})


class Victim(Base):
    """Somebody whom the participant harmed, as the police name him or her; one referral has one or more."""

    __tablename__ = "victim"
    __table_args__ = _with(Index(None, "referral_id"), Index(None, "status", "id"), Index(None, "name_birth_index"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    status: Mapped[str] = mapped_column(String(20))
    details: Mapped[SealedBytes]
    name_birth_index: Mapped[bytes | None]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    erased_at: Mapped[datetime | None]


class VictimVersion(Base):
    """What was said about a victim before somebody changed it; rows are only ever added."""

    __tablename__ = "victim_version"
    __table_args__ = _with(UniqueConstraint("victim_id", "version"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    version: Mapped[int]
    details: Mapped[SealedBytes]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class VictimChange(Base):
    """One step in the contact with a victim; rows are only ever added."""

    __tablename__ = "victim_change"
    __table_args__ = _with(Index(None, "victim_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[SealedBytes | None]


class SafeContact(Base):
    """How a victim may be contacted safely. The newest counts, once a second person has checked what needs a check."""

    __tablename__ = "safe_contact"
    __table_args__ = _with(
        UniqueConstraint("victim_id", "number"),
        CheckConstraint("(checked_by IS NULL) = (checked_at IS NULL)", name="checked_whole"),
        CheckConstraint("checked_by IS NULL OR checked_by <> entered_by", name="checked_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    number: Mapped[int]
    said: Mapped[SealedBytes]
    needs_check: Mapped[bool]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]


class VictimWorker(Base):
    """Who contacts a victim; never a facilitator of the cohort in which the participant has a place."""

    __tablename__ = "victim_worker"
    __table_args__ = _with(
        CheckConstraint("active = (ended_at IS NULL)", name="active_until_ended"),
        _active(VICTIM_HAS_WORKER, "victim_id"),
        Index(None, "account_id", "active"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    active: Mapped[bool]
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ContactAttempt(Base):
    """One attempt to contact a victim, and what came of it; rows are only ever added."""

    __tablename__ = "contact_attempt"
    __table_args__ = _with(Index(None, "victim_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    way: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    note: Mapped[SealedBytes | None]
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class VictimFeedback(Base):
    """What a victim said between the workshops; a later one adds to it and replaces nothing."""

    __tablename__ = "victim_feedback"
    __table_args__ = _with(UniqueConstraint("victim_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    number: Mapped[int]
    said: Mapped[SealedBytes]
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class VictimDraft(Base):
    """What a worker is just writing, kept while the call lasts; taken away when it is stored or given up."""

    __tablename__ = "victim_draft"
    __table_args__ = _with(UniqueConstraint("account_id", "victim_id", "kind"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[SealedBytes]
    saved_at: Mapped[datetime]


class OnwardReferral(Base):
    """A service offered to a victim, and how far it came."""

    __tablename__ = "onward_referral"
    __table_args__ = _with(
        CheckConstraint("is_open = (status IN ('offered', 'accepted'))", name="open_by_status"),
        Index(None, "victim_id"),
        Index(None, "is_open", "offered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    need: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool]
    offered_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class OnwardStep(Base):
    """One step of an onward referral; rows are only ever added."""

    __tablename__ = "onward_step"
    __table_args__ = _with(Index(None, "onward_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    onward_id: Mapped[int] = mapped_column(ForeignKey("onward_referral.id"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Concern(Base):
    """A safeguarding concern: what was seen, who acknowledges it by when, and how far it has come."""

    __tablename__ = "concern"
    __table_args__ = _with(Index(None, "status", "acknowledge_by"), Index(None, "referral_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    victim_id: Mapped[int | None] = mapped_column(ForeignKey("victim.id"))
    about: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    what: Mapped[SealedBytes]
    raised_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime]
    acknowledge_by: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    erased_at: Mapped[datetime | None]


class ConcernStep(Base):
    """One step of a concern, an outcome included; rows are only ever added."""

    __tablename__ = "concern_step"
    __table_args__ = _with(Index(None, "concern_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[SealedBytes | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))


class ConcernMember(Base):
    """Who works on a concern and may so see it."""

    __tablename__ = "concern_member"
    __table_args__ = _with(
        CheckConstraint("active = (ended_at IS NULL)", name="active_until_ended"),
        _active("uq_concern_member_concern_id_account_id_active", "concern_id", "account_id"),
        Index(None, "account_id", "active"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_lead: Mapped[bool]
    active: Mapped[bool]
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Briefing(Base):
    """What the two facilitators of a cohort are told about one participant before workshop two."""

    __tablename__ = "briefing"
    __table_args__ = _with(
        CheckConstraint("approved_by IS NULL OR approved_by <> written_by", name="approved_by_another"),
        CheckConstraint("(released_at IS NULL) = (approved_by IS NULL)", name="released_whole"),
        UniqueConstraint("membership_id", "number"),
        _active(BRIEFING_RELEASED, "membership_id", where="status = 'released'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    said: Mapped[SealedBytes]
    written_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class BriefingChange(Base):
    """One step of a briefing; rows are only ever added."""

    __tablename__ = "briefing_change"
    __table_args__ = _with(Index(None, "briefing_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    briefing_id: Mapped[int] = mapped_column(ForeignKey("briefing.id"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[SealedBytes | None]


class BriefingRead(Base):
    """That a facilitator has marked a briefing as read; rows are only ever added."""

    __tablename__ = "briefing_read"
    __table_args__ = _with(UniqueConstraint("briefing_id", "account_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    briefing_id: Mapped[int] = mapped_column(ForeignKey("briefing.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
