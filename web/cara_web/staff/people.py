"""Who may sign in: everybody by role, found by name, code or role."""

from litestar import Controller, get
from litestar.params import FromQuery

from cara.access import Action, Role
from cara.staff.accounts import list_accounts
from cara_web.layout.forms import Form
from cara_web.layout.page import page
from cara_web.referrals.asking import Answer, Web
from cara_web.staff.asking import PEOPLE, may, plain, use_staff
from cara_web.visits import instance_of

SHOWN = [("ended", "Access taken away")]


class PeoplePages(Controller):
    """The list."""

    path = PEOPLE
    include_in_schema = False
    opt = {"action": Action.LIST_ACCOUNTS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def listed(
        self, request: Web, q: FromQuery[str] = "", role: FromQuery[str] = "", show: FromQuery[str] = ""
    ) -> Answer:
        """Show the accounts, by role."""
        wanted = next((one for one in Role if one.value == role), None)
        found = await use_staff(
            request, list_accounts, now=instance_of(request).now(), text=q[:100], role=wanted, active=show != "ended"
        )
        return page(
            request,
            "staff/people.html",
            title="People",
            found=found,
            form=Form({"q": (q[:100],), "role": (role,), "show": (show,)}),
            roles=[(one.value, one.label) for one in Role],
            shown=SHOWN,
            is_searched=bool(q.strip() or wanted or show == "ended"),
            ended=show == "ended",
            may_invite=may(request, Action.INVITE),
            **plain(request),
        )
