"""The start page: each kind of person goes to where the work begins."""

from litestar import Controller, Response, get
from litestar.response import Redirect

from cara.access import Action, Role, Subject
from cara.oversight import ToldOf, notices_of
from cara_web.instance import in_thread
from cara_web.layout.navigation import ADMINISTRATION, HOME, administration
from cara_web.layout.page import page, pages_of, see_other
from cara_web.today import show_today
from cara_web.visits import PageRequest, instance_of, visit_of


class Start(Controller):
    """The address ``/``."""

    path = "/"
    include_in_schema = False

    @get(opt={"action": Action.SEE_HOME})
    async def begin(self, request: PageRequest) -> Response[str] | Redirect:
        """Show what is due today, or go to the first page of this kind of person, or show what there is to read."""
        subject = visit_of(request).subject
        home = HOME.get(subject.role) if subject else None
        told = await _told(request, subject)
        if subject is not None and subject.role is Role.AREA_MANAGER:
            return await show_today(request, told)
        if home in pages_of(request).routes and not told:
            return see_other(str(home))
        return page(request, "entrance/start.html", title="Start page", told=told)


class Administration(Controller):
    """The pages about the service itself, for whoever has too many for one menu."""

    path = ADMINISTRATION
    include_in_schema = False

    @get(opt={"action": Action.SEE_HOME})
    async def all(self, request: PageRequest) -> Response[str]:
        """Show each with what it is for."""
        found = administration(visit_of(request).subject, pages_of(request).routes, instance_of(request).now())
        return page(request, "entrance/administration.html", title="Administration", entries=found)


async def _told(request: PageRequest, subject: Subject | None) -> tuple[ToldOf, ...]:
    if subject is None:
        return ()
    instance = instance_of(request)
    return await in_thread(instance, notices_of, instance.casework, subject, now=instance.now())
