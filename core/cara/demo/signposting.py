"""The signposting of the demonstration: a directory, and signposts at every stage of the loop."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from cara.casework import Instance, ReferralStatus, Search, list_referrals
from cara.demo.diary import Story
from cara.demo.staff import Staff
from cara.engagement import Need
from cara.engagement.directory import Service, ServiceSearch, add_service, list_services
from cara.engagement.offers import OfferStatus
from cara.engagement.signposts import move_signpost, offer_signpost
from cara.engagement.words import FOR_VICTIMS_ALONE, ServiceDetails
from cara.vocabulary import Reference

S = OfferStatus
DIRECTORY = (
    ("Clear Glass, invented", (Need.ALCOHOL, Need.DRUGS), 200),
    ("Steady Ground housing advice, invented", (Need.HOUSING, Need.DEBT), 340),
    ("Open Door counselling, invented", (Need.COUNSELLING, Need.MENTAL_HEALTH), 170),
    ("Parents Together, invented", (Need.PARENTING,), 300),
    ("Work Again, invented", (Need.EMPLOYMENT,), 250),
    ("Lantern House advocacy, invented", (Need.DOMESTIC_ABUSE,), 280),
)
"""Each with what it is for, and after how many days it is checked again: one of them is due."""
ENDS = ((S.ACCEPTED, S.REACHED), (S.ACCEPTED, S.REACHED), (S.ACCEPTED, S.NOT_REACHED), (S.DECLINED,), (S.ACCEPTED,), ())
"""How signposts go on after the offer, drawn alike; the last two are left open."""
PHONES = ("07700 900701", "07700 900702", "07700 900703", "07700 900704", "07700 900705", "07700 900706")
MOST_AT_ONCE = 3


class Signposting:
    """The area manager's directory and signposts, told as one story through the half year."""

    def __init__(self, instance: Instance, staff: Staff, rng: Random) -> None:
        self._instance = replace(instance, draw_reference=lambda: Reference.new(rng.choice))
        self._manager, self._rng = staff.manager, rng
        self._offered: set[tuple[str, str]] = set()

    def half_year(self, begin: datetime, now: datetime) -> Story:
        """Fill the directory, and offer something every other week from the eighth on."""
        at = yield begin + timedelta(hours=3)
        services = self._directory(at)
        weeks = (now - begin).days // 7
        for week in range(8, weeks, 2):
            at = yield begin + timedelta(weeks=week, hours=8)
            moving = self._offer(services, at)
            at = yield at + timedelta(days=6)
            moving = self._move(moving, at)
            at = yield at + timedelta(days=5)
            self._move(moving, at)

    def _directory(self, at: datetime) -> tuple[Service, ...]:
        """Fill it, and give what is there for participants."""
        today = self._instance.today(at)
        for number, (name, needs, days) in enumerate(DIRECTORY):
            details = ServiceDetails(
                name=name,
                needs=needs,
                contact=f"{PHONES[number]}\nWeekdays, 9am to 5pm",
                how_to_refer="The person rings. We ring with him or her if that helps.",
                checked_on=today,
                review_on=today + timedelta(days=days),
            )
            add_service(self._instance, self._manager, details, now=at)
        listed = list_services(self._instance, self._manager, ServiceSearch(), now=at).lines
        return tuple(service for service in listed if not FOR_VICTIMS_ALONE.issuperset(service.details.needs))

    def _offer(self, services: tuple[Service, ...], at: datetime) -> list[tuple[str, tuple[OfferStatus, ...]]]:
        booked = list_referrals(self._instance, self._manager, Search(status=ReferralStatus.BOOKED), now=at).lines
        offered: list[tuple[str, tuple[OfferStatus, ...]]] = []
        for line in self._rng.sample(booked, min(MOST_AT_ONCE, len(booked))):
            service = self._rng.choice(services)
            if (line.reference, service.code) not in self._offered:
                self._offered.add((line.reference, service.code))
                need = self._rng.choice(service.details.needs)
                code = offer_signpost(self._instance, self._manager, line.reference, service.code, need, now=at)
                offered.append((code, self._rng.choice(ENDS)))
        return offered

    def _move(
        self, moving: list[tuple[str, tuple[OfferStatus, ...]]], at: datetime
    ) -> list[tuple[str, tuple[OfferStatus, ...]]]:
        for code, steps in moving:
            if steps:
                move_signpost(self._instance, self._manager, code, steps[0], now=at)
        return [(code, steps[1:]) for code, steps in moving]
