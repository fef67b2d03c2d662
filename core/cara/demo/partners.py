"""The partners of the demonstration: a year of meetings, presentations and sessions, with gaps that are left to fill."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from cara.casework import Instance
from cara.demo.diary import Story
from cara.demo.staff import Staff
from cara.engagement import EngagementKind, OrganisationKind
from cara.engagement.communities import add_community
from cara.engagement.contacts import add_contact
from cara.engagement.meetings import record_engagement
from cara.engagement.organisations import add_organisation
from cara.engagement.plan import set_periods
from cara.engagement.steps import add_step, finish_step
from cara.engagement.words import (
    CommunityDetails,
    ContactDetails,
    EngagementDetails,
    OrganisationDetails,
    StepDetails,
)
from cara.vocabulary import Reference

PERIODS = {
    OrganisationKind.POLICE_TEAM: 4,
    OrganisationKind.MULTI_AGENCY_BOARD: 6,
    OrganisationKind.STATUTORY: 6,
    OrganisationKind.VOLUNTARY: 9,
}
COMMUNITIES = (
    CommunityDetails(name="Polish speakers", hard_to_reach=False),
    CommunityDetails(name="Gypsies and Travellers", hard_to_reach=True),
    CommunityDetails(name="South Asian women", hard_to_reach=True),
    CommunityDetails(name="Deaf people", hard_to_reach=True),
)
NAMES = {
    OrganisationKind.POLICE_TEAM: "{district} custody and response team",
    OrganisationKind.MULTI_AGENCY_BOARD: "{district} domestic abuse partnership board",
    OrganisationKind.STATUTORY: "{district} adult services, front door",
    OrganisationKind.VOLUNTARY: "{district} families' advice, invented",
    OrganisationKind.COMMUNITY: "{district} community circle",
}
CONTACTS = (
    ContactDetails(name="Perpetua Larkfold", post="Chair", email="chair@example.org"),
    ContactDetails(name="Osric Wainthorpe", post="Duty inspector", phone="07700 900231"),
    ContactDetails(name="Tamsin Greybeck", post="Team leader", phone="07700 900232", note="Not on Fridays."),
    ContactDetails(name="Bartholomew Finch", post="Coordinator", email="coordinator@example.org"),
)
TOPICS = {
    EngagementKind.MEETING: ("How referrals go", "Who can be referred, and who cannot", "Venues and travel"),
    EngagementKind.PRESENTATION: ("The first half year", "What the workshops hold", "Groups for women"),
    EngagementKind.AWARENESS_SESSION: ("Booking a place while issuing the caution", "Admission and risk grade"),
}
DONE_WITH = {
    OrganisationKind.POLICE_TEAM: EngagementKind.AWARENESS_SESSION,
    OrganisationKind.MULTI_AGENCY_BOARD: EngagementKind.PRESENTATION,
}
STEPS = ("Send the leaflet for officers", "Ask for a place on the agenda", "Bring the figures of the quarter")
LEFT_OUT_IN_FOUR, WEEKS_BETWEEN = 1, 9


class Partner(NamedTuple):
    """An organisation that was added, with what it is."""

    code: str
    kind: OrganisationKind


class Partners:
    """The area manager's work with partners, told as one story that goes through the year."""

    def __init__(self, instance: Instance, staff: Staff, rng: Random) -> None:
        self._instance = replace(instance, draw_reference=lambda: Reference.new(rng.choice))
        self._manager, self._rng = staff.manager, rng

    def year(self, begin: datetime, now: datetime) -> Story:
        """Name communities, add organisations, and keep meeting them until now."""
        at = yield begin + timedelta(hours=2)
        partners = self._added(at)
        for weeks in range(1, (now - begin).days // 7):
            at = yield datetime.combine(begin.date() + timedelta(weeks=weeks, days=2), time(14), begin.tzinfo)
            for number, partner in enumerate(partners):
                if (weeks + number) % WEEKS_BETWEEN == 0 and number % 5 != 4:  # noqa: PLR2004 - one in five is not met
                    self._meet(partner, at)
        at = yield now - timedelta(days=3)
        for number, partner in enumerate(partners[:6]):
            self._plan(partner, at, number)

    def _added(self, at: datetime) -> list[Partner]:
        instance, manager = self._instance, self._manager
        set_periods(instance, manager, PERIODS, now=at)
        communities = [add_community(instance, manager, said, now=at) for said in COMMUNITIES]
        area = instance.book.area
        districts: list[tuple[str | None, str]] = [(one.code, one.name) for one in area.districts]
        return [
            self._add(kind, district, name, communities[(number + place) % 3], at)
            for number, (district, name) in enumerate(districts or [(None, area.name)])
            for place, kind in enumerate(OrganisationKind)
            if (number + place) % 4 != LEFT_OUT_IN_FOUR or kind is OrganisationKind.POLICE_TEAM
        ]

    def _add(self, kind: OrganisationKind, district: str | None, name: str, community: str, at: datetime) -> Partner:
        serves = (community,) if kind in {OrganisationKind.VOLUNTARY, OrganisationKind.COMMUNITY} else ()
        named = NAMES[kind].format(district=name)
        details = OrganisationDetails(name=named, kind=kind, district=district, communities=serves)
        code = add_organisation(self._instance, self._manager, details, now=at)
        add_contact(self._instance, self._manager, code, self._rng.choice(CONTACTS), now=at)
        return Partner(code, kind)

    def _meet(self, partner: Partner, at: datetime) -> None:
        own = DONE_WITH.get(partner.kind, EngagementKind.MEETING)
        kind = own if self._rng.random() < 0.7 else EngagementKind.MEETING  # noqa: PLR2004 - about two in three
        details = EngagementDetails(
            kind=kind,
            held_on=self._instance.today(at),
            led_by=self._manager.code,
            topic=self._rng.choice(TOPICS[kind]),
            attended=self._rng.randrange(3, 26),
        )
        record_engagement(self._instance, self._manager, partner.code, details, now=at)

    def _plan(self, partner: Partner, at: datetime, number: int) -> None:
        day: date = self._instance.today(at) + timedelta(days=number * 4)
        details = StepDetails(what=STEPS[number % len(STEPS)], who=self._manager.code, due_on=day)
        step = add_step(self._instance, self._manager, partner.code, details, now=at)
        if number == 1:
            finish_step(self._instance, self._manager, partner.code, step, now=at)
