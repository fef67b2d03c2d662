"""How each account proves who it is, and programs with keys of their own.

Sign-ins end and programs have to be added again: neither can be turned into what it is now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen_account()
    op.drop_table("sign_in")
    _make_sign_in()
    op.drop_table("api_client")
    _make_api_client()
    _make_invitation()
    _make_passkey()
    _make_passphrase()
    _make_used_ceremony()
    _make_api_token()
    _make_used_assertion()


def downgrade() -> None:
    for table in (
        "used_assertion",
        "api_token",
        "used_ceremony",
        "passphrase",
        "passkey",
        "invitation",
        "api_client",
        "sign_in",
    ):
        op.drop_table(table)
    _narrow_account()
    _make_earlier_sign_in()
    _make_earlier_api_client()


def _widen_account() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("provider", sa.String(length=32), nullable=True))
        account.add_column(sa.Column("federated_index", sa.LargeBinary(), nullable=True))
        account.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        account.create_check_constraint(
            op.f("ck_account_federated_whole"), "(provider IS NULL) = (federated_index IS NULL)"
        )
    with op.batch_alter_table("account") as account:
        account.alter_column("version", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    op.create_index(op.f("ix_account_federated_index"), "account", ["federated_index"], unique=True)


def _narrow_account() -> None:
    op.drop_index(op.f("ix_account_federated_index"), "account")
    with op.batch_alter_table("account") as account:
        account.drop_constraint(op.f("ck_account_federated_whole"), type_="check")
        for column in ("version", "federated_index", "provider"):
            account.drop_column(column)


def _make_sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("code", name=op.f("uq_sign_in_code")),
    )
    _index_sign_in()


def _make_earlier_sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sign_in")),
    )
    _index_sign_in()


def _index_sign_in() -> None:
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"])
    op.create_index(op.f("ix_sign_in_ends_at"), "sign_in", ["ends_at"])


def _make_api_client() -> None:
    op.create_table(
        "api_client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("public_keys", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_client_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("code", name=op.f("uq_api_client_code")),
    )
    op.create_index(op.f("ix_api_client_account_id"), "api_client", ["account_id"])


def _make_earlier_api_client() -> None:
    op.create_table(
        "api_client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_client_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("code", name=op.f("uq_api_client_code")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_client_token_sha256")),
    )
    op.create_index(op.f("ix_api_client_account_id"), "api_client", ["account_id"])


def _make_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("code_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_account_id"), "invitation", ["account_id"])


def _make_passkey() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("code", name=op.f("uq_passkey_code")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])


def _make_passphrase() -> None:
    op.create_table(
        "passphrase",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hashed", sa.LargeBinary(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passphrase_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_passphrase")),
    )


def _make_used_ceremony() -> None:
    op.create_table(
        "used_ceremony",
        sa.Column("key_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_used_ceremony")),
    )
    op.create_index(op.f("ix_used_ceremony_ends_at"), "used_ceremony", ["ends_at"])


def _make_api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_token_client_id")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_api_token")),
    )
    op.create_index(op.f("ix_api_token_client_id"), "api_token", ["client_id"])
    op.create_index(op.f("ix_api_token_ends_at"), "api_token", ["ends_at"])


def _make_used_assertion() -> None:
    op.create_table(
        "used_assertion",
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("jti_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_used_assertion_client_id")),
        sa.PrimaryKeyConstraint("client_id", "jti_sha256", name=op.f("pk_used_assertion")),
    )
    op.create_index(op.f("ix_used_assertion_ends_at"), "used_assertion", ["ends_at"])
