"""How long records are kept: legal holds, reviews, and erasures by two people."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ERASED = ("referral", "victim", "concern")
_SCOPE = "scope IN ('case', 'victim', 'concern')"


def upgrade() -> None:
    for table in _ERASED:
        op.add_column(table, sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    _make_legal_hold()
    _make_retention_review()
    _make_erasure()


def downgrade() -> None:
    for table in ("erasure", "retention_review", "legal_hold"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change_of_retention_review()")
    for table in reversed(_ERASED):
        with op.batch_alter_table(table) as narrowed:
            narrowed.drop_column("erased_at")


def _account(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, to: str = "account") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _make_legal_hold() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        _account("placed_by"),
        _moment("placed_at"),
        sa.Column("lifted_reason", sa.LargeBinary(), nullable=True),
        _account("lifted_by", nullable=True),
        _moment("lifted_at", nullable=True),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_legal_hold_lifted_whole")),
        _refers("legal_hold", "referral_id", "referral"),
        _refers("legal_hold", "placed_by"),
        _refers("legal_hold", "lifted_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.UniqueConstraint("code", name=op.f("uq_legal_hold_code")),
    )
    op.create_index(op.f("ix_legal_hold_referral_id_id"), "legal_hold", ["referral_id", "id"])
    _one("uq_legal_hold_referral_id_active", "legal_hold", ["referral_id"], "lifted_at IS NULL")


def _make_retention_review() -> None:
    op.create_table(
        "retention_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        _account("decided_by"),
        _moment("decided_at"),
        sa.CheckConstraint(_SCOPE, name=op.f("ck_retention_review_known_scope")),
        _refers("retention_review", "referral_id", "referral"),
        _refers("retention_review", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_review")),
        sa.UniqueConstraint("key", name=op.f("uq_retention_review_key")),
    )
    columns = ["referral_id", "scope", "id"]
    op.create_index(op.f("ix_retention_review_referral_id_scope_id"), "retention_review", columns)


def _make_erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        _account("requested_by"),
        _moment("requested_at"),
        _account("approved_by", nullable=True),
        _moment("approved_at", nullable=True),
        _account("stopped_by", nullable=True),
        _moment("stopped_at", nullable=True),
        _moment("carried_out_at", nullable=True),
        _moment("cleaned_at", nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_erasure_{name}")) for name, rule in _RULES.items()),
        _refers("erasure", "referral_id", "referral"),
        *(_refers("erasure", column) for column in ("requested_by", "approved_by", "stopped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("code", name=op.f("uq_erasure_code")),
    )
    op.create_index(op.f("ix_erasure_referral_id_id"), "erasure", ["referral_id", "id"])
    op.create_index(op.f("ix_erasure_status_id"), "erasure", ["status", "id"])
    under_way = "status IN ('requested', 'approved')"
    _one("uq_erasure_referral_id_scope_under_way", "erasure", ["referral_id", "scope"], under_way)


_RULES = {
    "known_scope": _SCOPE,
    "known_status": "status IN ('requested', 'approved', 'stopped', 'carried_out')",
    "approved_by_another": "approved_by IS NULL OR approved_by <> requested_by",
    "approved_whole": "(approved_by IS NULL) = (approved_at IS NULL)",
    "approved_first": "status NOT IN ('approved', 'carried_out') OR approved_at IS NOT NULL",
    "carried_out_whole": "(status = 'carried_out') = (carried_out_at IS NOT NULL)",
    "stopped_whole": "(status = 'stopped') = (stopped_at IS NOT NULL)",
}


def _one(name: str, table: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=only, postgresql_where=only)
