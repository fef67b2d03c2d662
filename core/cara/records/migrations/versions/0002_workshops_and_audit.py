"""Venues, cohorts and places; answers kept for requests sent twice; the audit chain, empty."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_venue()
    _make_cohort()
    _make_membership()
    _make_idempotency_key()
    _make_audit_entry()
    _make_audit_head()
    op.execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '" + "0" * 64 + "')")


def downgrade() -> None:
    for table in ("audit_head", "audit_entry", "idempotency_key", "membership", "cohort", "venue"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_audit_entry()")


def _make_venue() -> None:
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("travel", sa.Text(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("hearing_loop", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("code", name=op.f("uq_venue_code")),
    )


def _make_cohort() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("pathway", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("second_day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed', 'provisional')", name=op.f("ck_cohort_known_status")),
        sa.CheckConstraint("capacity BETWEEN 1 AND 1000", name=op.f("ck_cohort_capacity")),
        sa.CheckConstraint("second_day > first_day", name=op.f("ck_cohort_days_in_order")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_cohort_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("code", name=op.f("uq_cohort_code")),
        sa.UniqueConstraint("id", "capacity", name=op.f("uq_cohort_id_capacity")),
        sa.UniqueConstraint("id", "pathway", name=op.f("uq_cohort_id_pathway")),
    )
    days = ["pathway", "status", "first_day", "second_day", "id"]
    op.create_index(op.f("ix_cohort_pathway_status_first_day_second_day_id"), "cohort", days)
    op.create_index(op.f("ix_cohort_venue_id"), "cohort", ["venue_id"])


def _make_membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("pathway", sa.String(length=40), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("active = (status IN ('held', 'booked'))", name=op.f("ck_membership_active_by_status")),
        sa.CheckConstraint("status IN ('held', 'booked', 'released', 'left')", name=op.f("ck_membership_known_status")),
        sa.CheckConstraint("NOT active OR seat IS NOT NULL", name=op.f("ck_membership_active_has_seat")),
        sa.CheckConstraint("seat BETWEEN 1 AND capacity", name=op.f("ck_membership_seat_within_capacity")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "capacity"],
            ["cohort.id", "cohort.capacity"],
            name=op.f("fk_membership_cohort_id_capacity"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "pathway"],
            ["cohort.id", "cohort.pathway"],
            name=op.f("fk_membership_cohort_id_pathway"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_membership_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    _index_membership()


def _index_membership() -> None:
    op.create_index(op.f("ix_membership_cohort_id"), "membership", ["cohort_id"])
    op.create_index(
        "ix_membership_held_until",
        "membership",
        ["held_until"],
        sqlite_where=sa.text("status = 'held'"),
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"])
    op.create_index(op.f("ix_membership_referral_id"), "membership", ["referral_id"])
    op.create_index(
        "uq_membership_cohort_id_seat_active",
        "membership",
        ["cohort_id", "seat"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        "uq_membership_person_id_active",
        "membership",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        "uq_membership_referral_id_active",
        "membership",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def _make_idempotency_key() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status IS NULL) = (body IS NULL)", name=op.f("ck_idempotency_key_answered_whole")),
        sa.PrimaryKeyConstraint("client", "operation", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_made_at"), "idempotency_key", ["made_at"])


def _make_audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("resource", sa.String(length=128), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_resource_seq"), "audit_entry", ["resource", "seq"])


def _make_audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
