"""Who signs in, and which programs may call."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes


class Account(Base):
    """Somebody who may sign in, by a code that is no name."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[SealedBytes]
    role: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str] = mapped_column(String(100))
    district: Mapped[str | None] = mapped_column(String(100))
    active: Mapped[bool] = mapped_column(default=True)


class SignIn(Base):
    """One sign-in, found by the hash of its token: the token itself is nowhere."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id"), Index(None, "ends_at"))

    token_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class ApiClient(Base):
    """A program that acts for an account."""

    __tablename__ = "api_client"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    token_sha256: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    active: Mapped[bool] = mapped_column(default=True)
