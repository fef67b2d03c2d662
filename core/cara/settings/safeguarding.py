"""Who acknowledges a safeguarding concern, by when, and where to ring on a Saturday."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class SafeguardingSettings(BaseModel):
    """The settings for safeguarding concerns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lead: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = Field(
        default=None, description="The code of the lead's account; without one every area manager is the lead."
    )
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = Field(
        default="", description="What the lead is called on pages: a name or an office."
    )
    saturday_phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = Field(
        default="", description="The number that is answered while workshops are held."
    )
    acknowledge_minutes: int = Field(
        default=60, ge=5, le=24 * 60, description="Within how many minutes a concern is acknowledged, or goes further."
    )
