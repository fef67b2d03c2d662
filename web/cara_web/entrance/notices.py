"""What is open to everybody: accessibility, privacy, and whether the service is well."""

from litestar import Controller, MediaType, Response, get
from sqlalchemy import select

from cara.access import Action
from cara.records import Account
from cara_web.instance import WebInstance, in_thread
from cara_web.layout.page import page
from cara_web.visits import PageRequest, instance_of


class Notices(Controller):
    """Pages that need no sign-in."""

    include_in_schema = False

    @get("/accessibility", opt={"action": Action.SEE_PUBLIC_PAGE})
    async def accessibility(self, request: PageRequest) -> Response[str]:
        """Say how accessible the service is, and whom to tell."""
        return page(request, "entrance/accessibility.html", title="Accessibility statement")

    @get("/privacy", opt={"action": Action.SEE_PUBLIC_PAGE})
    async def privacy(self, request: PageRequest) -> Response[str]:
        """Say what is kept about the people who use the service and about those they refer."""
        return page(request, "entrance/privacy.html", title="Privacy")

    @get("/health", media_type=MediaType.TEXT, opt={"action": Action.SEE_PUBLIC_PAGE})
    async def health(self, request: PageRequest) -> str:
        """Say that the records can be read; a fault is answered with 503."""
        instance = instance_of(request)
        await in_thread(instance, _look, instance)
        return "well\n"


def _look(instance: WebInstance) -> None:
    with instance.casework.database.read() as unit:
        unit.scalar(select(Account.id).limit(1))
