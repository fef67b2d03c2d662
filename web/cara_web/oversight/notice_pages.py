"""Marking as read what the first page tells somebody."""

from litestar import Controller, post
from litestar.params import FromPath
from litestar.response import Redirect

from cara.access import Action
from cara.oversight import mark_read
from cara_web.layout.form_body import read_form
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Web, use
from cara_web.visits import instance_of


class NoticePages(Controller):
    """Everything below ``/notices``."""

    path = "/notices"
    include_in_schema = False

    @post("/{notice:int}/read", opt={"action": Action.SEE_HOME})
    async def read(self, request: Web, notice: FromPath[int]) -> Redirect:
        """Mark one as read, and go on to the first page."""
        (await read_form(request)).refuse_unknown(())
        await use(request, mark_read, notice, now=instance_of(request).now())
        return see_other("/")
