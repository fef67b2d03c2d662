"""Requests of victims for a copy of what is held about them: sealed by the victims' keys, and read by that side alone."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import OF_VICTIMS, Base
from cara.records.tables.disclosure import (
    ReadingColumns,
    RequestColumns,
    StepColumns,
    checks_of_reading,
    checks_of_request,
)


class VictimRequest(RequestColumns, Base):
    """A victim's request, about himself or herself."""

    __tablename__ = "victim_request"
    __table_args__ = (
        *checks_of_request(),
        Index(None, "victim_id"),
        Index(None, "status", "due_on"),
        {"info": OF_VICTIMS},
    )

    victim_id: Mapped[int] = mapped_column(ForeignKey("victim.id"))


class VictimRequestStep(StepColumns, Base):
    """One step of a victim's request."""

    __tablename__ = "victim_request_step"
    __table_args__ = (Index(None, "request_id", "id"), {"info": OF_VICTIMS})

    request_id: Mapped[int] = mapped_column(ForeignKey("victim_request.id"))


class VictimReading(ReadingColumns, Base):
    """What was decided about one text for a victim's copy."""

    __tablename__ = "victim_reading"
    __table_args__ = (
        *checks_of_reading(),
        Index(None, "request_id", "place", "id"),
        {"info": OF_VICTIMS},
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("victim_request.id"))
