"""Wrong tries are counted by account, by address and by both together, and no longer beside the passphrase.

What was counted before is forgotten either way: it would have ended within a quarter of an hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "try_tally",
        sa.Column("tally_index", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_try_tally_tries_counted")),
        sa.PrimaryKeyConstraint("tally_index", name=op.f("pk_try_tally")),
    )
    op.create_index(op.f("ix_try_tally_ends_at"), "try_tally", ["ends_at"])
    with op.batch_alter_table("passphrase") as passphrase:
        passphrase.drop_column("closed_until")
        passphrase.drop_column("failures")


def downgrade() -> None:
    with op.batch_alter_table("passphrase") as passphrase:
        passphrase.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        passphrase.add_column(sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("passphrase") as passphrase:
        passphrase.alter_column("failures", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    op.drop_table("try_tally")
