"""What workshops covered of their aims."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_workshop_checklist()
    _make_checklist_aim()


def downgrade() -> None:
    op.drop_table("checklist_aim")
    op.drop_table("workshop_checklist")


def _make_workshop_checklist() -> None:
    op.create_table(
        "workshop_checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["workshop_checklist.id"], name=op.f("fk_workshop_checklist_corrects_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_workshop_checklist_recorded_by")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_checklist_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_checklist")),
        sa.UniqueConstraint("key", name=op.f("uq_workshop_checklist_key")),
    )
    op.create_index("uq_workshop_checklist_corrects_id", "workshop_checklist", ["corrects_id"], unique=True)
    op.create_index(op.f("ix_workshop_checklist_workshop_id_id"), "workshop_checklist", ["workshop_id", "id"])
    op.create_index(
        "uq_workshop_checklist_workshop_id_first",
        "workshop_checklist",
        ["workshop_id"],
        unique=True,
        sqlite_where=sa.text("corrects_id IS NULL"),
        postgresql_where=sa.text("corrects_id IS NULL"),
    )


def _make_checklist_aim() -> None:
    op.create_table(
        "checklist_aim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("aim", sa.String(length=64), nullable=False),
        sa.Column("covered", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "covered IN ('covered', 'partly', 'not_covered')", name=op.f("ck_checklist_aim_known_coverage")
        ),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["workshop_checklist.id"], name=op.f("fk_checklist_aim_checklist_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_aim")),
        sa.UniqueConstraint("checklist_id", "aim", name=op.f("uq_checklist_aim_checklist_id_aim")),
    )
