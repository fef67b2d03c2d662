"""Every controller of the site. A page that is not named here does not exist."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from cara_web import api
from cara_web.areas import AreaPages
from cara_web.briefings import BRIEFING_PAGES
from cara_web.cases import CASE_PAGES
from cara_web.copies import COPY_PAGES
from cara_web.engagement import ENGAGEMENT_PAGES
from cara_web.entrance import CHOOSER_PAGES, COMPONENT_PAGES, OPEN_PAGES, ORGANISATION_PAGES, SIGN_IN_PAGES
from cara_web.entrance.ways import organisations_of
from cara_web.instance import WebInstance
from cara_web.messages import MESSAGE_PAGES
from cara_web.onward import ONWARD_PAGES
from cara_web.oversight import OVERSIGHT_PAGES
from cara_web.quality import QUALITY_PAGES
from cara_web.referrals import REFERRAL_PAGES
from cara_web.referrals.why import WhyPages
from cara_web.reports import REPORT_PAGES
from cara_web.retention import RETENTION_PAGES
from cara_web.safeguarding import SAFEGUARDING_PAGES
from cara_web.signposting import SIGNPOSTING_PAGES
from cara_web.staff import STAFF_PAGES
from cara_web.today import TodayPages
from cara_web.victims import VICTIM_PAGES
from cara_web.worklist import WorklistPages
from cara_web.workshops import WORKSHOP_PAGES

PAGES: Sequence[ControllerRouterHandler] = (
    *OPEN_PAGES,
    *REFERRAL_PAGES,
    WhyPages,
    WorklistPages,
    *MESSAGE_PAGES,
    *WORKSHOP_PAGES,
    *SAFEGUARDING_PAGES,
    *BRIEFING_PAGES,
    *CASE_PAGES,
    TodayPages,
    AreaPages,
    *OVERSIGHT_PAGES,
    *STAFF_PAGES,
    *ENGAGEMENT_PAGES,
    *SIGNPOSTING_PAGES,
    *VICTIM_PAGES,
    *ONWARD_PAGES,
    *QUALITY_PAGES,
    *REPORT_PAGES,
    *COPY_PAGES,
    *RETENTION_PAGES,
)
"""The pages for people, on every instance."""

INTERFACE: Sequence[ControllerRouterHandler] = api.CONTROLLERS
"""The addresses for programs, below ``/api``; these alone are in the OpenAPI document."""


def controllers_of(instance: WebInstance) -> list[ControllerRouterHandler]:
    """Give the controllers of an instance: how people sign in there, and the components page only where it belongs.

    Raises:
        SettingsProblem: a provider of it cannot be.
    """
    return [
        *PAGES,
        *INTERFACE,
        *(CHOOSER_PAGES if instance.settings.sign_in_chooser else SIGN_IN_PAGES),
        *(ORGANISATION_PAGES if organisations_of(instance) else ()),
        *(COMPONENT_PAGES if instance.settings.demo else ()),
    ]
