"""Who may sign in, how each proves who he or she is, and which programs may call."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes


class Account(Base):
    """Somebody who may sign in, by a code that is no name.

    Whoever comes from an organisation's own identity provider is found by ``federated_index``, the keyed index of
    issuer and subject, and has no passkey or passphrase here.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("(provider IS NULL) = (federated_index IS NULL)", name="federated_whole"),
        Index(None, "federated_index", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[SealedBytes]
    role: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str] = mapped_column(String(100))
    district: Mapped[str | None] = mapped_column(String(100))
    active: Mapped[bool] = mapped_column(default=True)
    provider: Mapped[str | None] = mapped_column(String(32))
    federated_index: Mapped[bytes | None]
    version: Mapped[int] = mapped_column(default=1)


class SignIn(Base):
    """One sign-in, found by the hash of its token: the token itself is nowhere.

    ``code`` names it on its owner's page and in the audit trail. ``way`` says how: ``passkey``, ``passphrase``,
    ``demo`` or ``provider:ID``. ``browser`` is no more than "Firefox on Windows".
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id"), Index(None, "ends_at"))

    token_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    way: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Invitation(Base):
    """A one-time way in for an account: the code handed over is nowhere, only its hash."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "account_id"),)

    code_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Confirmation(Base):
    """Something that lets somebody in, and waits until a second person has confirmed it.

    ``account_id`` is for whom it is; ``program_id`` the program that is to call for it; ``role_before`` what a refused
    role goes back to. Without ``decided_by`` it was overtaken, or whoever has the machine decided.
    """

    __tablename__ = "confirmation"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_whole"),
        CheckConstraint(
            "decided_by IS NULL OR (decided_by <> asked_by AND decided_by <> account_id)", name="decided_by_another"
        ),
        Index(None, "account_id"),
        Index(
            "ix_confirmation_waiting",
            "id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    program_id: Mapped[int | None] = mapped_column(ForeignKey("api_client.id"))
    role_before: Mapped[str | None] = mapped_column(String(40))
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))


class Passkey(Base):
    """A passkey of an account. ``code`` names it on its owner's page; ``label`` is what the owner calls it."""

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    label: Mapped[SealedBytes]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passphrase(Base):
    """A passphrase with a code from an authenticator app, where the instance allows it."""

    __tablename__ = "passphrase"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    hashed: Mapped[SealedBytes]
    totp_secret: Mapped[SealedBytes]
    last_step: Mapped[int]


class TryTally(Base):
    """The wrong tries of one account, one address or both together, found by a keyed index and kept for a day at most.

    ``proved`` says that the account was proved from the address since.
    """

    __tablename__ = "try_tally"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries_counted"), Index(None, "ends_at"))

    tally_index: Mapped[bytes] = mapped_column(primary_key=True)
    tries: Mapped[int]
    waits_until: Mapped[datetime | None]
    proved: Mapped[bool]
    ends_at: Mapped[datetime]


class UsedCeremony(Base):
    """A step of signing in that was done: what was remembered for it in the browser is taken once."""

    __tablename__ = "used_ceremony"
    __table_args__ = (Index(None, "ends_at"),)

    key_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]


class ApiClient(Base):
    """A program that a force runs: it acts for one account and proves itself by a key of its own.

    ``public_keys`` is a JSON Web Key Set; the private keys never come here.
    """

    __tablename__ = "api_client"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    public_keys: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)


class ApiToken(Base):
    """A short token of a program, found by its hash."""

    __tablename__ = "api_token"
    __table_args__ = (Index(None, "client_id"), Index(None, "ends_at"))

    token_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("api_client.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class UsedAssertion(Base):
    """An assertion that a program has used: it is taken once, until it would have ended anyway."""

    __tablename__ = "used_assertion"
    __table_args__ = (Index(None, "ends_at"),)

    client_id: Mapped[int] = mapped_column(ForeignKey("api_client.id"), primary_key=True, autoincrement=False)
    jti_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
