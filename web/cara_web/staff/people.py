"""Who may sign in: everybody by role, found by name, code or role."""

from litestar import Controller, get, post
from litestar.params import FromQuery

from cara.access import Action, Role
from cara.acting import Problem
from cara.staff import Account
from cara.staff.accounts import list_accounts
from cara_web.layout.forms import Form
from cara_web.layout.page import page
from cara_web.layout.searching import ENDED, Searches
from cara_web.referrals.asking import Answer, Web
from cara_web.staff.asking import PEOPLE, may, plain, use_staff
from cara_web.visits import instance_of

SHOWN = [("ended", "Access taken away")]
SEARCHES = Searches(
    "people", PEOPLE, {"role": frozenset(one.value for one in Role), "show": frozenset(value for value, _ in SHOWN)}
)


class PeoplePages(Controller):
    """The list."""

    path = PEOPLE
    include_in_schema = False
    opt = {"action": Action.LIST_ACCOUNTS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def listed(
        self, request: Web, find: FromQuery[str] = "", role: FromQuery[str] = "", show: FromQuery[str] = ""
    ) -> Answer:
        """Show the accounts, by role; of a search that has ended nobody."""
        wanted = next((one for one in Role if one.value == role), None)
        typed = SEARCHES.typed(request, find)
        form = Form({"q": (typed or "",), "role": (role,), "show": (show,)})
        found: tuple[Account, ...] = ()
        if typed is None:
            form = form.refused([Problem("q", ENDED)])
        else:
            found = await use_staff(
                request, list_accounts, now=instance_of(request).now(), text=typed, role=wanted, active=show != "ended"
            )
        return page(
            request,
            "staff/people.html",
            title="People",
            status=410 if form.errors else 200,
            found=found,
            form=form,
            roles=[(one.value, one.label) for one in Role],
            shown=SHOWN,
            is_searched=bool(typed or wanted or show == "ended"),
            ended=show == "ended",
            may_invite=may(request, Action.INVITE),
            **plain(request),
        )

    @post("/")
    async def find(self, request: Web) -> Answer:
        """Take a search, and go to whom it finds."""
        return await SEARCHES.take(request)
