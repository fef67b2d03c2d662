"""Reading referrals. Each reading is audited before it is answered."""

from litestar import Controller, get, post
from litestar.params import FromPath

from cara.access import Action
from cara.casework import offer_places_for, see_decisions, see_referral
from cara.vocabulary import Reference
from cara_web.api.answered import (
    DecisionsAnswered,
    KeptAnswered,
    OffersAnswered,
    ReferralAnswered,
)
from cara_web.api.doing import REFERRALS, Answer, answer, ask
from cara_web.api.operations import Operation, says
from cara_web.api.requests import read_body, read_query
from cara_web.api.sent import NothingAsked, SearchSent
from cara_web.visits import PageRequest, instance_of

SEE = Operation("seeReferral", {200: ReferralAnswered}, query=NothingAsked)
DECISIONS = Operation("seeDecisions", {200: DecisionsAnswered}, query=NothingAsked)
OFFERS = Operation("offerPlacesFor", {200: OffersAnswered}, takes=SearchSent, example="search", refuses=(409, 503))


class Reading(Controller):
    """Referrals as whoever asks may see them."""

    path = REFERRALS

    @get("/{reference:str}", opt=says(Action.SEE_REFERRAL, SEE))
    async def referral(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Open one referral."""
        read_query(request, NothingAsked)
        view = await ask(request, None, see_referral, reference, now=instance_of(request).now())
        return answer(ReferralAnswered.seen(view))

    @get("/{reference:str}/decisions", opt=says(Action.SEE_DECISIONS, DECISIONS))
    async def decisions(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Give every decision about a referral, the newest first, rule by rule."""
        read_query(request, NothingAsked)
        kept = await ask(request, None, see_decisions, reference, now=instance_of(request).now())
        told = tuple(KeptAnswered.of(one) for one in kept)
        return answer(DecisionsAnswered(reference=Reference.parse(reference), decisions=told))

    @post("/{reference:str}/offers", opt=says(Action.CHANGE_REFERRAL, OFFERS), status_code=200)
    async def offers(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Offer places for a referral that exists, by what has been recorded. Nothing is stored or held."""
        sent = await read_body(request, SearchSent)
        now = instance_of(request).now()
        offers = await ask(request, SearchSent, offer_places_for, reference, sent.search(), now=now)
        return answer(OffersAnswered.of(offers, now))
