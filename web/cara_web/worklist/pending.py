"""An item that waits until the area's rules can be read again."""

from cara.areas import AreaUnavailable
from cara.casework import Item, decide_pending, see_referral
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of
from cara_web.worklist.consequences import PENDING, WORKLIST, listed_after
from cara_web.worklist.facts import facts_in_words, restricted_in_words


async def show(request: Web, item: Item, form: Form | None = None, status: int = 200) -> Answer:
    """Show why the rules could not be read, and whether they can be now."""
    instance = instance_of(request)
    view = await use(request, see_referral, item.reference, now=instance.now())
    return page(
        request,
        "worklist/pending.html",
        title="Rules pending",
        status=status,
        item=item,
        view=view,
        area=instance.area_name,
        area_id=instance.casework.area,
        problem=_why_not(request),
        facts=facts_in_words(view.facts),
        restricted=restricted_in_words(view.restricted),
        form=form or Form.empty(),
        back=WORKLIST,
    )


async def decide(request: Web, item: Item) -> Answer:
    """Let the rules decide."""
    await read_form(request)
    try:
        after = await use(request, decide_pending, item.code, now=instance_of(request).now())
    except AreaUnavailable:
        return await show(request, item, status=503)
    return see_other(listed_after(PENDING[after]))


def _why_not(request: Web) -> str:
    try:
        _ = instance_of(request).casework.book
    except AreaUnavailable as unavailable:
        return unavailable.reason
    return ""
