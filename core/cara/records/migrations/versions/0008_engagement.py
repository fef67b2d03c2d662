"""Partners and stakeholders, the signposting directory, and what records said before they were changed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_record_version()
    _make_community()
    _make_partner_organisation()
    _make_community_served()
    _make_partner_contact()
    _make_engagement()
    _make_next_step()
    _make_engagement_period()
    _make_service()
    _make_service_need()
    _make_signpost()
    _make_signpost_step()


def downgrade() -> None:
    for table in (
        "signpost_step",
        "signpost",
        "service_need",
        "service",
        "engagement_period",
        "next_step",
        "engagement",
        "partner_contact",
        "community_served",
        "partner_organisation",
        "community",
        "record_version",
    ):
        op.drop_table(table)


def _make_record_version() -> None:
    op.create_table(
        "record_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["replaced_by"], ["account.id"], name=op.f("fk_record_version_replaced_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_version")),
    )
    op.create_index(
        op.f("ix_record_version_kind_code_version"), "record_version", ["kind", "code", "version"], unique=True
    )


def _make_community() -> None:
    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hard_to_reach", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("code", name=op.f("uq_community_code")),
    )


def _make_partner_organisation() -> None:
    op.create_table(
        "partner_organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_organisation_code")),
    )
    op.create_index(op.f("ix_partner_organisation_district_kind"), "partner_organisation", ["district", "kind"])


def _make_community_served() -> None:
    op.create_table(
        "community_served",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_community_served_community_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["partner_organisation.id"], name=op.f("fk_community_served_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "community_id", name=op.f("pk_community_served")),
    )
    op.create_index(op.f("ix_community_served_community_id"), "community_served", ["community_id"])


def _make_partner_contact() -> None:
    op.create_table(
        "partner_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["partner_organisation.id"], name=op.f("fk_partner_contact_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_contact")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_contact_code")),
    )
    op.create_index(op.f("ix_partner_contact_organisation_id"), "partner_contact", ["organisation_id"])


def _make_engagement() -> None:
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("led_by", sa.Integer(), nullable=False),
        sa.Column("topic", sa.LargeBinary(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("attended >= 0", name=op.f("ck_engagement_attended")),
        sa.ForeignKeyConstraint(["led_by"], ["account.id"], name=op.f("fk_engagement_led_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["partner_organisation.id"], name=op.f("fk_engagement_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("code", name=op.f("uq_engagement_code")),
    )
    op.create_index(op.f("ix_engagement_held_on"), "engagement", ["held_on"])
    op.create_index(op.f("ix_engagement_kind_held_on"), "engagement", ["kind", "held_on"])
    op.create_index(op.f("ix_engagement_organisation_id_held_on"), "engagement", ["organisation_id", "held_on"])


def _make_next_step() -> None:
    op.create_table(
        "next_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_next_step_done_whole")),
        sa.ForeignKeyConstraint(["done_by"], ["account.id"], name=op.f("fk_next_step_done_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["partner_organisation.id"], name=op.f("fk_next_step_organisation_id")
        ),
        sa.ForeignKeyConstraint(["who"], ["account.id"], name=op.f("fk_next_step_who")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
        sa.UniqueConstraint("code", name=op.f("uq_next_step_code")),
    )
    op.create_index(op.f("ix_next_step_due_on"), "next_step", ["due_on"])
    op.create_index(op.f("ix_next_step_organisation_id"), "next_step", ["organisation_id"])


def _make_engagement_period() -> None:
    op.create_table(
        "engagement_period",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 60", name=op.f("ck_engagement_period_months")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_engagement_period_set_by")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_engagement_period")),
    )


def _make_service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("review_on > checked_on", name=op.f("ck_service_review_after_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("code", name=op.f("uq_service_code")),
    )
    op.create_index(op.f("ix_service_review_on"), "service", ["review_on"])


def _make_service_need() -> None:
    op.create_table(
        "service_need",
        sa.Column("service_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_need_service_id")),
        sa.PrimaryKeyConstraint("service_id", "need", name=op.f("pk_service_need")),
    )
    op.create_index(op.f("ix_service_need_need"), "service_need", ["need"])


def _make_signpost() -> None:
    op.create_table(
        "signpost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("is_open = (status IN ('offered', 'accepted'))", name=op.f("ck_signpost_open_by_status")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_signpost_referral_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_signpost_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signpost")),
        sa.UniqueConstraint("code", name=op.f("uq_signpost_code")),
    )
    op.create_index(op.f("ix_signpost_is_open_offered_at"), "signpost", ["is_open", "offered_at"])
    op.create_index(op.f("ix_signpost_referral_id"), "signpost", ["referral_id"])
    op.create_index(op.f("ix_signpost_service_id"), "signpost", ["service_id"])
    op.create_index(
        "uq_signpost_referral_id_service_id_open",
        "signpost",
        ["referral_id", "service_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def _make_signpost_step() -> None:
    op.create_table(
        "signpost_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signpost_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_signpost_step_by")),
        sa.ForeignKeyConstraint(["signpost_id"], ["signpost.id"], name=op.f("fk_signpost_step_signpost_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signpost_step")),
    )
    op.create_index(op.f("ix_signpost_step_signpost_id_id"), "signpost_step", ["signpost_id", "id"])
