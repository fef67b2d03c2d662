"""A workshop whose day has come can be recorded as not held."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _check("status IN ('planned', 'held', 'cancelled', 'not_held')")


def downgrade() -> None:
    op.execute("UPDATE workshop SET status = 'cancelled' WHERE status = 'not_held'")
    _check("status IN ('planned', 'held', 'cancelled')")


def _check(condition: str) -> None:
    name = op.f("ck_workshop_known_status")
    with op.batch_alter_table("workshop") as workshop:
        workshop.drop_constraint(name, type_="check")
        workshop.create_check_constraint(name, condition)
