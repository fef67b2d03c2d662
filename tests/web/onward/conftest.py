"""Testshire with a victim who was spoken to, and a service that fits."""

from datetime import date

import pytest
from tests.web.victims.conftest import Side, manager, officer, other, side, worker

from cara.engagement import Need
from cara.engagement.directory import add_service
from cara.engagement.words import ServiceDetails
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.words import ContactWay, Outcome
from cara.vocabulary import Reference

__all__ = ["manager", "officer", "other", "side", "worker"]


def spoken(side: Side) -> Reference:
    """Enter a victim, take the contact on and speak."""
    code = side.taken()
    spoke = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE)
    record_attempt(side.here.area.instance, side.worker, code, spoke, now=side.now)
    return code


def service_on(side: Side, name: str = "Safe Harbour") -> str:
    """Add a service for victims to the directory."""
    area = side.here.area
    details = ServiceDetails(
        name=name,
        needs=(Need.DOMESTIC_ABUSE,),
        contact="07700 900333",
        how_to_refer="Ring",
        checked_on=date(2026, 11, 1),
        review_on=date(2027, 5, 1),
    )
    return add_service(area.instance, area.manager, details, now=area.now)


@pytest.fixture
def victim(side: Side) -> Reference:
    return spoken(side)


@pytest.fixture
def service(side: Side) -> str:
    return service_on(side)
