"""The pages about partners and stakeholders, for the area manager."""

from cara_web.engagement.contacts import ContactPages
from cara_web.engagement.meetings import DonePages, EngagementPages
from cara_web.engagement.organisations import OrganisationPages
from cara_web.engagement.plan import AwarenessPages, CommunityPages, PlanPages
from cara_web.engagement.steps import StepListPages, StepPages

ENGAGEMENT_PAGES = (
    OrganisationPages,
    PlanPages,
    AwarenessPages,
    CommunityPages,
    DonePages,
    StepListPages,
    ContactPages,
    EngagementPages,
    StepPages,
)

__all__ = ["ENGAGEMENT_PAGES"]
