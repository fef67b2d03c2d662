"""Requests for a copy of what is held: the participants' and, apart and sealed by other keys, the victims'."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SIDES = (("access_request", "access_reading", "referral"), ("victim_request", "victim_reading", "victim"))
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for request, reading, owner in SIDES:
        _make_request(request, owner)
        _make_step(request)
        _make_reading(reading, request)


def downgrade() -> None:
    for request, reading, _ in reversed(SIDES):
        op.drop_table(reading)
        op.drop_table(f"{request}_step")
        op.drop_table(request)


def _make_request(name: str, owner: str) -> None:
    op.create_table(
        name,
        sa.Column(f"{owner}_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("identity", sa.String(length=40), nullable=True),
        sa.Column("prepared_at", MOMENT, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("given_how", sa.String(length=20), nullable=True),
        sa.Column("refused_why", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("identity_by", sa.Integer(), nullable=True),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        *_checks_of_request(name),
        *_accounts(name, "confirmed_by", "identity_by", "prepared_by", "recorded_by"),
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{name}_{owner}_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{name}_code")),
    )
    op.create_index(op.f(f"ix_{name}_{owner}_id"), name, [f"{owner}_id"])
    op.create_index(op.f(f"ix_{name}_status_due_on"), name, ["status", "due_on"])


def _checks_of_request(name: str) -> list[sa.CheckConstraint]:
    checks = {
        "known_status": "status IN ('received', 'prepared', 'confirmed', 'given', 'refused')",
        "identity_whole": "(identity IS NULL) = (identity_by IS NULL)",
        "prepared_whole": "(prepared_by IS NULL) = (digest IS NULL)",
        "prepared_at_a_time": "(prepared_by IS NULL) = (prepared_at IS NULL)",
        "confirmed_by_another": "confirmed_by IS NULL OR confirmed_by <> prepared_by",
        "confirmed_once_prepared": "confirmed_by IS NULL OR prepared_by IS NOT NULL",
        "given_once_confirmed": "status NOT IN ('confirmed', 'given') OR confirmed_by IS NOT NULL",
        "given_on_a_day": "(status = 'given') = (given_on IS NOT NULL)",
        "given_in_a_way": "(given_on IS NULL) = (given_how IS NULL)",
        "refused_with_a_reason": "(status = 'refused') = (refused_why IS NOT NULL)",
    }
    return [sa.CheckConstraint(check, name=op.f(f"ck_{name}_{own}")) for own, check in checks.items()]


def _accounts(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([one], ["account.id"], name=op.f(f"fk_{table}_{one}")) for one in columns]


def _make_step(request: str) -> None:
    name = f"{request}_step"
    op.create_table(
        name,
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        *_accounts(name, "by"),
        sa.ForeignKeyConstraint(["request_id"], [f"{request}.id"], name=op.f(f"fk_{name}_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )
    op.create_index(op.f(f"ix_{name}_request_id_id"), name, ["request_id", "id"])


def _make_reading(name: str, request: str) -> None:
    op.create_table(
        name,
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("redacted", sa.LargeBinary(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer IN ('release', 'redact', 'withhold')", name=op.f(f"ck_{name}_known_answer")),
        sa.CheckConstraint(
            "(answer = 'redact') = (redacted IS NOT NULL)", name=op.f(f"ck_{name}_redacted_whole")
        ),
        *_accounts(name, "by"),
        sa.ForeignKeyConstraint(["request_id"], [f"{request}.id"], name=op.f(f"fk_{name}_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )
    op.create_index(op.f(f"ix_{name}_request_id_place_id"), name, ["request_id", "place", "id"])
