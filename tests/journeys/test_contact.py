"""A participant's number and address corrected after the booking, on a desk and a phone, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.casework import correct_contact, see_contact
from cara.casework.details import PersonContact
from cara.vocabulary import Reference

NEW = {"phone": "07700 900555", "address": "9 New Street\nTestshire"}


@pytest.fixture
def booked(served: Served) -> Reference:
    """Somebody who is booked on cohort N1."""
    return served.area.booked()


@pytest.fixture
def manager(booked: Reference, served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def stored(served: Served, reference: Reference) -> PersonContact:
    area = served.area
    return see_contact(area.instance, area.manager, reference, now=area.now).contact


def test_the_area_manager_corrects_a_number_and_what_waits_goes_to_the_new_one(
    manager: Visitor, served: Served, booked: Reference
) -> None:
    manager.goto("/cases")
    manager.follow("Booked")
    manager.follow(booked.spoken)
    manager.follow("Correct the contact details")
    assert manager.is_whole_at(NARROWEST)
    assert "have not been corrected since the caution was signed" in manager.text
    manager.fill(phone="12", address="")
    manager.press("Store the correction")
    assert manager.page.locator(".govuk-error-summary li").count() == 2
    manager.fill(**NEW)
    manager.press("Store the correction")
    assert "The contact details are corrected" in manager.text
    assert stored(served, booked).phone == "07700900555"
    manager.goto("/messages?tab=cancelled")
    assert "The number or address that it was to go to was corrected" in manager.text
    manager.goto(f"/cases/{booked}/contact")
    assert "when Account manager-1 corrected it" in manager.text
    assert manager.is_whole_at(NARROWEST)


def test_two_who_correct_it_at_once_see_both_versions(manager: Visitor, served: Served, booked: Reference) -> None:
    manager.goto(f"/cases/{booked}/contact")
    area, theirs = served.area, PersonContact(phone="07700900111", address="2 Other Lane")
    correct_contact(area.instance, area.officer, booked, theirs, seen=1, now=area.now)
    manager.fill(**NEW)
    manager.press("Store the correction")
    assert "Account officer-1 changed this while you did" in manager.text
    assert "2 Other Lane" in manager.text
    assert manager.is_whole_at(NARROWEST)
    assert stored(served, booked) == theirs
    manager.press("Store the correction")
    assert stored(served, booked).phone == "07700900555"


def test_the_officer_corrects_it_from_the_referral(
    served: Served, chromium: Chromium, way: tuple[int, bool], booked: Reference
) -> None:
    officer = Visitor.entering(served, chromium, "officer-1", *way)
    officer.goto(f"/bookings/{booked}")
    officer.follow("Correct the contact details")
    officer.fill(phone="", email="", address="9 New Street")
    officer.press("Store the correction")
    assert "The contact details are corrected" in officer.text
    assert "9 New Street" in officer.text
    assert stored(served, booked) == PersonContact(address="9 New Street")
    officer.leave()
