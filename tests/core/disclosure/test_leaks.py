"""The documented harms by their names: what went to the wrong person elsewhere does not leave here."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.core.disclosure.exporting import SECOND, asked, confirmed, read_all, second_of
from tests.core.victims.conftest import VictimsArea, safe
from tests.instances import Area

from cara.casework.correcting_contact import correct_contact
from cara.casework.details import PersonContact
from cara.disclosure.copies import WITHHELD, as_document
from cara.disclosure.kept import NewRequest
from cara.disclosure.participants import requests as r
from cara.disclosure.texts import TextDecided
from cara.disclosure.victims import requests as of_victims
from cara.disclosure.victims.giving import VictimsWay
from cara.disclosure.words import CopyNotReady, IdentityChecked, NoSuchRequest, TextAnswer, WrongRequest
from cara.victims.problems import NotSafeNow
from cara.victims.words import ContactWay, WhyNotNow
from cara.vocabulary import Attendance
from cara.workshops import Marked, record_register

AFTER = datetime(2026, 12, 7, 10, tzinfo=UTC)
HERS = "Ana Sample of 4 Woylie Street rang to say that he waits outside"


def test_disclosure_to_the_one_asked_about(victims: VictimsArea):
    """He asks what is held about him: nobody can tell from it that she was entered, reached or heard."""
    area, now = victims.area, victims.now
    reference = victims.booked()
    code = victims.taken(reference, safe(address="4 Woylie Street"))
    request = confirmed(area, reference, now)
    copy = r.take_copy(area.instance, replace(area.manager, proved_at=now), request, now=now)
    document = as_document(copy).decode()
    for hers in ("Ana", "Sample", "Woylie", "07700900111", "07700 900111", str(code), code.spoken, "worker"):
        assert hers not in document
    with pytest.raises(NoSuchRequest):
        of_victims.see_request(area.instance, area.manager, request, now=now)


def test_unredacted_report(area: Area):
    """A note that names her leaves only as somebody has decided who read it, and a second person has looked."""
    reference = str(area.booked())
    said = Marked(seat=1, mark=Attendance.ABSENT, reason=HERS)
    record_register(area.instance, area.manager, "N1-1", [said], now=AFTER)
    code = asked(area, reference, AFTER)
    with pytest.raises(CopyNotReady):
        r.prepare_copy(area.instance, area.manager, code, now=AFTER)
    texts = r.see_texts(area.instance, area.manager, code, now=AFTER)
    assert HERS in {seen.text.text for seen in texts}
    read_all(area, code, AFTER, TextAnswer.WITHHOLD)
    r.prepare_copy(area.instance, area.manager, code, now=AFTER)
    with pytest.raises(WrongRequest):
        r.take_copy(area.instance, replace(area.manager, proved_at=AFTER), code, now=AFTER)
    with pytest.raises(NoSuchRequest):
        r.confirm_copy(area.instance, area.manager, code, "0" * 64, now=AFTER)
    second = second_of(area, AFTER)
    assert second.code == SECOND
    row, copy = r.look_through(area.instance, second, code, now=AFTER)
    r.confirm_copy(area.instance, second, code, row.digest or "", now=AFTER)
    document = as_document(copy).decode()
    assert WITHHELD in document
    for hers in ("Ana", "Sample", "Woylie", "outside"):
        assert hers not in document


def test_address_in_a_bundle(victims: VictimsArea):
    """Her copy, in which her address is, never goes where he may open it: not even to an address that he once had."""
    area, now = victims.area, victims.now
    instance, worker = area.instance, victims.worker
    reference = victims.booked(address="9 Shared Road\nLS1 4AP")
    moved = PersonContact.model_validate({"address": "2 Other Road"})
    correct_contact(instance, area.manager, reference, moved, seen=1, now=now)
    shared = {"address": "Flat 1, 9 Shared Rd, LS1 4AP", "ways": (ContactWay.LETTER, ContactWay.CALL)}
    code = victims.taken(reference, safe(**shared))
    new = NewRequest(date(2026, 11, 23), IdentityChecked.RUNG_BACK)
    request = of_victims.request_copy(instance, worker, code, new, now=now)
    for seen in of_victims.see_texts(instance, worker, request, now=now):
        decided = TextDecided(seen.text.place, seen.text.digest, TextAnswer.RELEASE)
        of_victims.decide_text(instance, worker, request, decided, now=now)
    of_victims.prepare_copy(instance, worker, request, now=now)
    row, _ = of_victims.look_through(instance, victims.other_worker, request, now=now)
    of_victims.confirm_copy(instance, victims.other_worker, request, row.digest or "", now=now)
    with pytest.raises(NotSafeNow) as refused:
        of_victims.take_copy(instance, replace(worker, proved_at=now), request, VictimsWay.LETTER, now=now)
    assert refused.value.why is WhyNotNow.MAY_REACH_PARTICIPANT
    his = confirmed(area, reference, now)
    copy = r.take_copy(instance, replace(area.manager, proved_at=now), his, now=now)
    assert "Flat 1" not in as_document(copy).decode()
