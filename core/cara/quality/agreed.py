"""What the area has agreed about quality: a score, a period, time limits. What is not agreed has no default."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, insert, select

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.casework import Instance
from cara.records import Unit
from cara.records import tables as t


class Agreed(BaseModel):
    """The numbers that are agreed; ``None`` for one that is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score_tenths: int | None = Field(
        default=None, ge=10, le=40, description="The mean score of an observation that is good enough, in tenths."
    )
    supervision_months: int | None = Field(
        default=None, ge=1, le=24, description="Within how many months each facilitator is supervised."
    )
    acknowledge_days: int | None = Field(
        default=None, ge=1, le=90, description="Within how many days a complaint is acknowledged."
    )
    answer_days: int | None = Field(
        default=None, ge=1, le=366, description="Within how many days a complaint is answered."
    )


def see_agreed(instance: Instance, actor: Subject, *, now: datetime) -> Agreed:
    """See what is agreed.

    Raises:
        NotAllowed: this person does not see the quality of delivery.
    """
    permit(actor, Action.SEE_QUALITY, None, now)
    with instance.database.read() as unit:
        return agreed_in(unit)


def agreed_in(unit: Unit) -> Agreed:
    """Give what is agreed now."""
    rows = unit.execute(select(t.QualitySetting.name, t.QualitySetting.value)).all()
    return Agreed(**{row.name: row.value for row in rows})


def agree(instance: Instance, actor: Subject, agreed: Agreed, *, now: datetime) -> None:
    """Store what was agreed. What is recorded already keeps what was agreed when it was.

    Raises:
        NotAllowed: this person does not change the quality of delivery.
    """
    access = permit(actor, Action.CHANGE_QUALITY, None, now)
    given: Mapping[str, int | None] = agreed.model_dump()

    def work(unit: Unit) -> None:
        unit.execute(delete(t.QualitySetting))
        rows = [
            {"name": name, "value": value, "set_by": actor.account, "set_at": now}
            for name, value in given.items()
            if value is not None
        ]
        if rows:
            unit.execute(insert(t.QualitySetting), rows)
        tell(unit, actor, "quality_agreed", "quality", now, access, **given)

    instance.database.run(work)
