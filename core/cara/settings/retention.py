"""How long each class of record is kept: decided by the controller, never by this program. There is no default period."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Months = Annotated[int, Field(ge=1, le=600)]


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """A whole schedule: how many months each class of record is kept after it began to wait, and by whose decision."""

    case: int
    victim: int
    concern: int
    decided_by: str
    decided_on: date
    source: str


class RetentionSettings(BaseModel):
    """The retention schedule. An incomplete one is as none: managers are warned, and nothing is erased."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case_months: Months | None = Field(
        default=None, description="For how many whole months the participant's side is kept after the case ended."
    )
    victim_months: Months | None = Field(
        default=None,
        description="For how many the victim's side is kept after the case ended or the last contact, whichever is later.",
    )
    concern_months: Months | None = Field(
        default=None,
        description="For how many safeguarding concerns are kept after the case ended or their last step, whichever is later.",
    )
    decided_by: Said = Field(default="", description="Who decided these periods: the controller.")
    decided_on: date | None = Field(default=None, description="The day on which they were decided.")
    source: Said = Field(default="", description="The document in which the decision stands.")
    erasures: Path | None = Field(
        default=None,
        description="The file outside the database that names what was erased; else erasures.register beside the keys.",
    )

    @property
    def schedule(self) -> RetentionSchedule | None:
        """Give the schedule, or nothing while any part of it is missing."""
        months = (self.case_months, self.victim_months, self.concern_months)
        if None in months or self.decided_on is None or not (self.decided_by and self.source):
            return None
        case, victim, concern = (one or 0 for one in months)
        return RetentionSchedule(case, victim, concern, self.decided_by, self.decided_on, self.source)

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the settings that are missing for a whole schedule."""
        names = ("case_months", "victim_months", "concern_months", "decided_by", "decided_on", "source")
        return tuple(name for name in names if not getattr(self, name))
