"""What records said before somebody changed them: nothing that two people wrote over each other is lost."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes


class RecordVersion(Base):
    """A record as it stood until somebody replaced it; rows are only ever added, and go with their record."""

    __tablename__ = "record_version"
    __table_args__ = (Index(None, "kind", "code", "version", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    body: Mapped[SealedBytes]
    replaced_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    replaced_at: Mapped[datetime]
