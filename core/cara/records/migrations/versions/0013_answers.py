"""What participants answered before and after the workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_participant_answers()
    _make_participant_answer()


def downgrade() -> None:
    op.drop_table("participant_answer")
    op.drop_table("participant_answers")


def _make_participant_answers() -> None:
    op.create_table(
        "participant_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("expected_id", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["participant_answers.id"], name=op.f("fk_participant_answers_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["expected_id"], ["expected_attendance.id"], name=op.f("fk_participant_answers_expected_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_participant_answers_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_answers")),
        sa.UniqueConstraint("key", name=op.f("uq_participant_answers_key")),
    )
    op.create_index("uq_participant_answers_corrects_id", "participant_answers", ["corrects_id"], unique=True)
    op.create_index(op.f("ix_participant_answers_expected_id_id"), "participant_answers", ["expected_id", "id"])
    op.create_index(
        "uq_participant_answers_expected_id_first",
        "participant_answers",
        ["expected_id"],
        unique=True,
        sqlite_where=sa.text("corrects_id IS NULL"),
        postgresql_where=sa.text("corrects_id IS NULL"),
    )


def _make_participant_answer() -> None:
    op.create_table(
        "participant_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.CheckConstraint("agreed BETWEEN 1 AND 5", name=op.f("ck_participant_answer_one_to_five")),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["participant_answers.id"], name=op.f("fk_participant_answer_answers_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_answer")),
        sa.UniqueConstraint("answers_id", "statement", name=op.f("uq_participant_answer_answers_id_statement")),
    )
