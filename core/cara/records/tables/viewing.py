"""What somebody keeps for himself or herself: views of lists."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import Base, SealedBytes


class SavedView(Base):
    """A list of cases as one account narrows it, under a name of its own. What was searched for has no column."""

    __tablename__ = "saved_view"
    __table_args__ = (Index(None, "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[SealedBytes]
    tab: Mapped[str] = mapped_column(String(20))
    district: Mapped[str | None] = mapped_column(String(100))
    pathway: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime]
