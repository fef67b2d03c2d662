"""The victim's side: whom to contact how, what was said, briefings, concerns; sealed by keys of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_victim()
    _make_briefing()
    _make_concern()
    _make_contact_attempt()
    _make_onward_referral()
    _make_safe_contact()
    _make_victim_change()
    _make_victim_draft()
    _make_victim_feedback()
    _make_victim_version()
    _make_victim_worker()
    _make_briefing_change()
    _make_briefing_read()
    _make_concern_member()
    _make_concern_step()
    _make_onward_step()


def downgrade() -> None:
    for table in (
        "onward_step",
        "concern_step",
        "concern_member",
        "briefing_read",
        "briefing_change",
        "victim_worker",
        "victim_version",
        "victim_feedback",
        "victim_draft",
        "victim_change",
        "safe_contact",
        "onward_referral",
        "contact_attempt",
        "concern",
        "briefing",
        "victim",
    ):
        op.drop_table(table)


def _make_victim() -> None:
    op.create_table(
        "victim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("name_birth_index", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_victim_entered_by")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_victim_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim")),
        sa.UniqueConstraint("code", name=op.f("uq_victim_code")),
        sa.UniqueConstraint("key", name=op.f("uq_victim_key")),
    )
    op.create_index(op.f("ix_victim_name_birth_index"), "victim", ["name_birth_index"])
    op.create_index(op.f("ix_victim_referral_id"), "victim", ["referral_id"])
    op.create_index(op.f("ix_victim_status_id"), "victim", ["status", "id"])


def _make_briefing() -> None:
    op.create_table(
        "briefing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> written_by", name=op.f("ck_briefing_approved_by_another")
        ),
        sa.CheckConstraint("(released_at IS NULL) = (approved_by IS NULL)", name=op.f("ck_briefing_released_whole")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_briefing_approved_by")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_briefing_membership_id")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_briefing_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
        sa.UniqueConstraint("code", name=op.f("uq_briefing_code")),
        sa.UniqueConstraint("key", name=op.f("uq_briefing_key")),
        sa.UniqueConstraint("membership_id", "number", name=op.f("uq_briefing_membership_id_number")),
    )
    op.create_index(
        "uq_briefing_membership_id_released",
        "briefing",
        ["membership_id"],
        unique=True,
        sqlite_where=sa.text("status = 'released'"),
        postgresql_where=sa.text("status = 'released'"),
    )


def _make_concern() -> None:
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["raised_by"], ["account.id"], name=op.f("fk_concern_raised_by")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_concern_referral_id")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_concern_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("code", name=op.f("uq_concern_code")),
        sa.UniqueConstraint("key", name=op.f("uq_concern_key")),
    )
    op.create_index(op.f("ix_concern_referral_id"), "concern", ["referral_id"])
    op.create_index(op.f("ix_concern_status_acknowledge_by"), "concern", ["status", "acknowledge_by"])


def _make_contact_attempt() -> None:
    op.create_table(
        "contact_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_contact_attempt_by")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_contact_attempt_membership_id")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_contact_attempt_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
        sa.UniqueConstraint("key", name=op.f("uq_contact_attempt_key")),
    )
    op.create_index(op.f("ix_contact_attempt_victim_id_id"), "contact_attempt", ["victim_id", "id"])


def _make_onward_referral() -> None:
    op.create_table(
        "onward_referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "is_open = (status IN ('offered', 'accepted'))", name=op.f("ck_onward_referral_open_by_status")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_onward_referral_service_id")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_onward_referral_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward_referral")),
        sa.UniqueConstraint("code", name=op.f("uq_onward_referral_code")),
    )
    op.create_index(op.f("ix_onward_referral_is_open_offered_at"), "onward_referral", ["is_open", "offered_at"])
    op.create_index(op.f("ix_onward_referral_victim_id"), "onward_referral", ["victim_id"])


def _make_safe_contact() -> None:
    op.create_table(
        "safe_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("needs_check", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "checked_by IS NULL OR checked_by <> entered_by", name=op.f("ck_safe_contact_checked_by_another")
        ),
        sa.CheckConstraint("(checked_by IS NULL) = (checked_at IS NULL)", name=op.f("ck_safe_contact_checked_whole")),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name=op.f("fk_safe_contact_checked_by")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_safe_contact_entered_by")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_safe_contact_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_contact")),
        sa.UniqueConstraint("key", name=op.f("uq_safe_contact_key")),
        sa.UniqueConstraint("victim_id", "number", name=op.f("uq_safe_contact_victim_id_number")),
    )


def _make_victim_change() -> None:
    op.create_table(
        "victim_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_victim_change_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim_change")),
        sa.UniqueConstraint("key", name=op.f("uq_victim_change_key")),
    )
    op.create_index(op.f("ix_victim_change_victim_id_id"), "victim_change", ["victim_id", "id"])


def _make_victim_draft() -> None:
    op.create_table(
        "victim_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_victim_draft_account_id")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_victim_draft_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim_draft")),
        sa.UniqueConstraint("account_id", "victim_id", "kind", name=op.f("uq_victim_draft_account_id_victim_id_kind")),
    )


def _make_victim_feedback() -> None:
    op.create_table(
        "victim_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_victim_feedback_by")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_victim_feedback_membership_id")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_victim_feedback_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim_feedback")),
        sa.UniqueConstraint("key", name=op.f("uq_victim_feedback_key")),
        sa.UniqueConstraint("victim_id", "number", name=op.f("uq_victim_feedback_victim_id_number")),
    )


def _make_victim_version() -> None:
    op.create_table(
        "victim_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["replaced_by"], ["account.id"], name=op.f("fk_victim_version_replaced_by")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_victim_version_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim_version")),
        sa.UniqueConstraint("key", name=op.f("uq_victim_version_key")),
        sa.UniqueConstraint("victim_id", "version", name=op.f("uq_victim_version_victim_id_version")),
    )


def _make_victim_worker() -> None:
    op.create_table(
        "victim_worker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("victim_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("active = (ended_at IS NULL)", name=op.f("ck_victim_worker_active_until_ended")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_victim_worker_account_id")),
        sa.ForeignKeyConstraint(["victim_id"], ["victim.id"], name=op.f("fk_victim_worker_victim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim_worker")),
    )
    op.create_index(op.f("ix_victim_worker_account_id_active"), "victim_worker", ["account_id", "active"])
    op.create_index(
        "uq_victim_worker_victim_id_active",
        "victim_worker",
        ["victim_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def _make_briefing_change() -> None:
    op.create_table(
        "briefing_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_change_briefing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_change")),
        sa.UniqueConstraint("key", name=op.f("uq_briefing_change_key")),
    )
    op.create_index(op.f("ix_briefing_change_briefing_id_id"), "briefing_change", ["briefing_id", "id"])


def _make_briefing_read() -> None:
    op.create_table(
        "briefing_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_briefing_read_account_id")),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_read_briefing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_read")),
        sa.UniqueConstraint("briefing_id", "account_id", name=op.f("uq_briefing_read_briefing_id_account_id")),
    )


def _make_concern_member() -> None:
    op.create_table(
        "concern_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("active = (ended_at IS NULL)", name=op.f("ck_concern_member_active_until_ended")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_concern_member_account_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_member_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_member")),
    )
    op.create_index(op.f("ix_concern_member_account_id_active"), "concern_member", ["account_id", "active"])
    op.create_index(
        "uq_concern_member_concern_id_account_id_active",
        "concern_member",
        ["concern_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def _make_concern_step() -> None:
    op.create_table(
        "concern_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_step_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_step")),
        sa.UniqueConstraint("key", name=op.f("uq_concern_step_key")),
    )
    op.create_index(op.f("ix_concern_step_concern_id_id"), "concern_step", ["concern_id", "id"])


def _make_onward_step() -> None:
    op.create_table(
        "onward_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("onward_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_onward_step_by")),
        sa.ForeignKeyConstraint(["onward_id"], ["onward_referral.id"], name=op.f("fk_onward_step_onward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward_step")),
    )
    op.create_index(op.f("ix_onward_step_onward_id_id"), "onward_step", ["onward_id", "id"])
