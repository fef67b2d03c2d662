"""The words of working with partners, and what people enter about each record."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from cara.casework.details import Language
from cara.vocabulary import Word
from cara.vocabulary.text import Line, Paragraph

MOST_ATTENDED = 10_000
MOST_MONTHS = 60


class OrganisationKind(Word):
    """What kind of organisation a partner is."""

    POLICE_TEAM = "police_team", "Police team"
    MULTI_AGENCY_BOARD = "multi_agency_board", "Multi-agency board"
    STATUTORY = "statutory", "Statutory service"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    COMMUNITY = "community", "Community group"


class EngagementKind(Word):
    """What was done with an organisation."""

    MEETING = "meeting", "Meeting"
    PRESENTATION = "presentation", "Presentation to a multi-agency board"
    AWARENESS_SESSION = "awareness_session", "Awareness session for a police team"


ONLY_WITH = {
    EngagementKind.PRESENTATION: OrganisationKind.MULTI_AGENCY_BOARD,
    EngagementKind.AWARENESS_SESSION: OrganisationKind.POLICE_TEAM,
}
"""What is done with one kind of organisation alone."""


class Need(Word):
    """What a service is for, and why a participant is signposted to it or a victim is offered it."""

    ALCOHOL = "alcohol", "Alcohol"
    DRUGS = "drugs", "Drugs"
    HOUSING = "housing", "Housing"
    DEBT = "debt", "Debt and money"
    MENTAL_HEALTH = "mental_health", "Mental health"
    PARENTING = "parenting", "Parenting"
    EMPLOYMENT = "employment", "Work and training"
    COUNSELLING = "counselling", "Counselling"
    DOMESTIC_ABUSE = "domestic_abuse", "Support after domestic abuse"
    LEGAL = "legal", "Legal advice"
    OTHER = "other", "Something else"


FOR_VICTIMS_ALONE = frozenset({Need.DOMESTIC_ABUSE})
"""What no participant is signposted for: whoever supports victims is not to be met there."""


class Entered(BaseModel):
    """What people enter about a record, as it is stored and compared."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class OrganisationDetails(Entered):
    """An organisation: without a district it works in the whole area. Communities stand by their codes, in order."""

    name: Line
    kind: OrganisationKind
    district: str | None = None
    communities: tuple[str, ...] = ()
    note: Paragraph | None = None


class CommunityDetails(Entered):
    """A community, as the area manager names it."""

    name: Line
    hard_to_reach: bool = False


class ContactDetails(Entered):
    """Somebody to ask for at an organisation."""

    name: Line
    post: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    note: Paragraph | None = None


class EngagementDetails(Entered):
    """What was done with an organisation: on which day, who of us led it, about what, and how many came."""

    kind: EngagementKind
    held_on: date
    led_by: str
    topic: Line
    attended: int | None = Field(default=None, ge=0, le=MOST_ATTENDED)


class StepDetails(Entered):
    """What is to be done next, by whom and by when."""

    what: Paragraph
    who: str
    due_on: date


class ServiceDetails(Entered):
    """A service in the directory: without a district it is there for the whole area, without a language in English."""

    name: Line
    needs: tuple[Need, ...] = Field(min_length=1)
    district: str | None = None
    languages: tuple[Language, ...] = Field(default=(Language.ENGLISH,), min_length=1)
    contact: Paragraph
    how_to_refer: Paragraph
    checked_on: date
    review_on: date
