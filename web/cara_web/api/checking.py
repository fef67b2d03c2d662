"""Checks and offers: nothing is stored."""

from litestar import Controller, post

from cara.access import Action
from cara.casework import check_eligibility, offer_places
from cara_web.api.answered import DecisionAnswered, OffersAnswered
from cara_web.api.doing import ROOT, Answer, answer, ask
from cara_web.api.operations import Operation, says
from cara_web.api.requests import read_body
from cara_web.api.sent import CaseSent, OffersSent
from cara_web.visits import PageRequest, instance_of

CHECK = Operation("checkCase", {200: DecisionAnswered}, takes=CaseSent, example="case", refuses=(503,))
OFFER = Operation("offerPlaces", {200: OffersAnswered}, takes=OffersSent, example="offers", refuses=(409, 503))


class Checking(Controller):
    """What is asked before anything is stored."""

    path = ROOT

    @post("/checks", opt=says(Action.CHECK_ELIGIBILITY, CHECK), status_code=200)
    async def check(self, request: PageRequest) -> Answer:
        """Decide a case by today's rules, rule by rule. Nothing is stored."""
        sent = await read_body(request, CaseSent)
        now = instance_of(request).now()
        decision = await ask(request, CaseSent, check_eligibility, sent.facts, sent.restricted_facts, now=now)
        return answer(DecisionAnswered.own(decision))

    @post("/offers", opt=says(Action.SEE_PLACES, OFFER), status_code=200)
    async def offer(self, request: PageRequest) -> Answer:
        """Offer up to three places, or say what stands in the way of every one. Nothing is stored or held."""
        sent = await read_body(request, OffersSent)
        now = instance_of(request).now()
        offers = await ask(request, OffersSent, offer_places, sent.facts, sent.search.search(), now=now)
        return answer(OffersAnswered.of(offers, now))
