"""Declared conflicts, referrals handed over, openings in an emergency, and what accounts are told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_declared_conflict()
    _make_assignment()
    _make_broken_glass()
    _make_notice()


def downgrade() -> None:
    for table in ("notice", "broken_glass", "assignment", "declared_conflict"):
        op.drop_table(table)


def _make_declared_conflict() -> None:
    op.create_table(
        "declared_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("name_birth_index", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("declared_by", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(referral_id IS NULL) <> (name_birth_index IS NULL)", name=op.f("ck_declared_conflict_referral_or_name")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_declared_conflict_account_id")),
        sa.ForeignKeyConstraint(["declared_by"], ["account.id"], name=op.f("fk_declared_conflict_declared_by")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_declared_conflict_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_conflict")),
        sa.UniqueConstraint("code", name=op.f("uq_declared_conflict_code")),
    )
    op.create_index(op.f("ix_declared_conflict_account_id"), "declared_conflict", ["account_id"])
    op.create_index(op.f("ix_declared_conflict_name_birth_index"), "declared_conflict", ["name_birth_index"])
    op.create_index(op.f("ix_declared_conflict_referral_id"), "declared_conflict", ["referral_id"])


def _make_assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assignment_account_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["account.id"], name=op.f("fk_assignment_assigned_by")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_assignment_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_account_id"), "assignment", ["account_id"])
    op.create_index(
        "uq_assignment_referral_id_account_id_open",
        "assignment",
        ["referral_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _make_broken_glass() -> None:
    op.create_table(
        "broken_glass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)", name=op.f("ck_broken_glass_reviewed_whole")
        ),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> account_id", name=op.f("ck_broken_glass_reviewed_by_another")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_broken_glass_account_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_broken_glass_referral_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_broken_glass_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broken_glass")),
        sa.UniqueConstraint("code", name=op.f("uq_broken_glass_code")),
    )
    op.create_index(op.f("ix_broken_glass_account_id"), "broken_glass", ["account_id"])
    op.create_index(op.f("ix_broken_glass_referral_id"), "broken_glass", ["referral_id"])
    op.create_index(
        "ix_broken_glass_to_review",
        "broken_glass",
        ["id"],
        sqlite_where=sa.text("reviewed_at IS NULL"),
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )


def _make_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("resource", sa.String(length=128), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(
        "ix_notice_account_id_unread",
        "notice",
        ["account_id", "id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
