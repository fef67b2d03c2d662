"""How the delivery is judged: observations, supervision, samples of cases, complaints."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_quality_setting()
    _make_observation()
    _make_observation_score()
    _make_supervision_session()
    _make_case_sample()
    _make_sampled_case()
    _make_complaint()


def downgrade() -> None:
    op.drop_table("complaint")
    op.drop_table("sampled_case")
    op.drop_table("case_sample")
    op.drop_table("supervision_session")
    op.drop_table("observation_score")
    op.drop_table("observation")
    op.drop_table("quality_setting")


def _make_quality_setting() -> None:
    op.create_table(
        "quality_setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 366", name=op.f("ck_quality_setting_value")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_quality_setting_set_by")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_quality_setting")),
    )


def _make_observation() -> None:
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("observer_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("strengths", sa.LargeBinary(), nullable=True),
        sa.Column("to_improve", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facilitator_id"], ["account.id"], name=op.f("fk_observation_facilitator_id")),
        sa.ForeignKeyConstraint(["observer_id"], ["account.id"], name=op.f("fk_observation_observer_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_observation_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("code", name=op.f("uq_observation_code")),
        sa.UniqueConstraint("workshop_id", "facilitator_id", "observer_id", name=op.f("uq_observation_workshop_id_facilitator_id_observer_id")),
    )
    op.create_index(op.f("ix_observation_facilitator_id"), "observation", ["facilitator_id"])


def _make_observation_score() -> None:
    op.create_table(
        "observation_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("aim", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 4", name=op.f("ck_observation_score_one_to_four")),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name=op.f("fk_observation_score_observation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_score")),
        sa.UniqueConstraint("observation_id", "aim", name=op.f("uq_observation_score_observation_id_aim")),
    )


def _make_supervision_session() -> None:
    op.create_table(
        "supervision_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("topics", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_supervision_session_minutes_of_a_day")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["account.id"], name=op.f("fk_supervision_session_facilitator_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_supervision_session_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_session")),
        sa.UniqueConstraint("code", name=op.f("uq_supervision_session_code")),
    )
    op.create_index(op.f("ix_supervision_session_facilitator_id_held_on"), "supervision_session", ["facilitator_id", "held_on"])
    op.create_index(op.f("ix_supervision_session_held_on"), "supervision_session", ["held_on"])


def _make_case_sample() -> None:
    op.create_table(
        "case_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_case_sample_days_in_order")),
        sa.CheckConstraint("size BETWEEN 1 AND 200", name=op.f("ck_case_sample_size")),
        sa.ForeignKeyConstraint(["drawn_by"], ["account.id"], name=op.f("fk_case_sample_drawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sample")),
        sa.UniqueConstraint("code", name=op.f("uq_case_sample_code")),
    )


def _make_sampled_case() -> None:
    op.create_table(
        "sampled_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_sampled_case_closed_whole")),
        sa.CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_sampled_case_opened_before_closed")),
        sa.CheckConstraint("(opened_at IS NULL) = (opened_by IS NULL)", name=op.f("ck_sampled_case_opened_whole")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_sampled_case_cohort_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_sampled_case_opened_by")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_sampled_case_referral_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["case_sample.id"], name=op.f("fk_sampled_case_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampled_case")),
        sa.UniqueConstraint("code", name=op.f("uq_sampled_case_code")),
        sa.UniqueConstraint("sample_id", "referral_id", name=op.f("uq_sampled_case_sample_id_referral_id")),
    )


def _make_complaint() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", name=op.f("ck_complaint_closed_whole")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_complaint_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("code", name=op.f("uq_complaint_code")),
    )
    op.create_index(op.f("ix_complaint_closed_on_due_on"), "complaint", ["closed_on", "due_on"])
    op.create_index(op.f("ix_complaint_received_on"), "complaint", ["received_on"])
