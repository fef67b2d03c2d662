"""The kinds of leak that were published, each as a journey: what led to it cannot be done on any page.

Seven organisations were reprimanded by the Information Commissioner within 14 months for domestic abuse leaks, and nobody
had broken in: what they sent went to the wrong person. Each journey names the published kind that it stands for.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.victims.conftest import details, safe
from tests.journeys.test_victim_contact import Overheard
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.web.inhabited import FACILITATOR, MANAGER
from tests.web.victims.conftest import OTHER_WORKER, Side, side_of

from cara.victims.details import SafeContactSaid
from cara.victims.entering import enter_victim
from cara.victims.words import ContactWay
from cara.victims.workers import take_contact
from cara.workshops import assign_facilitator

OLD, NEW = "07700 900111", "07700 900222"
HOME, MOVED = "1 Example Road\nTestshire\nZZ1 1ZZ", "9 Another Street\nTestshire\nZZ9 9ZZ"
FORMER = "7 Former Street\nTestshire\nZZ9 9ZZ"
SHARED = ("1, Example Rd., ZZ11ZZ", "Flat A, 1 Example Road, Testshire, zz1 1zz")


@pytest.fixture
def side(served: Served) -> Side:
    return side_of(served.inhabited)


@pytest.fixture
def worker(served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The first victim contact worker, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "victim-contact-1", *way)
    yield visitor
    visitor.leave()


def enters(served: Served, chromium: Chromium, way: tuple[int, bool], reference: str, **contact: str) -> None:
    """Have the police enter a victim whom a worker may ring, text or write to, by what is given."""
    officer = Visitor.entering(served, chromium, "officer-1", *way)
    officer.goto(f"/bookings/{reference}/victims/new")
    officer.look()
    officer.fill(given_names="Ana", family_name="Sample", **contact)
    officer.fill_date("date_of_birth", "2", "4", "1990")
    officer.choose(relationship="ex_partner", interpreter="no", told="expects_call")
    for name, field in (("call", "phone"), ("letter", "address")):
        if field in contact:
            officer.choose(ways=name)
    for day in range(7):
        officer.fill(**{f"from-{day}-1": "9:00", f"until-{day}-1": "9pm"})
    officer.fill_date("review_on", "31", "1", "2027")
    officer.press("Enter the victim")
    assert "The victim is entered" in officer.text
    officer.leave()


def takes_on(worker: Visitor) -> str:
    """Take the one contact on, and give its address."""
    worker.goto("/victim-contact?whose=everybody")
    worker.press("Take it on")
    return worker.path


def opens(worker: Visitor, way: str) -> None:
    """Ask for a number or an address in order to make contact now."""
    worker.choose(read="yes", way=way, why="attempt")
    worker.press("Show it")


def entered(side: Side, reference: str, said: SafeContactSaid, worker: str, **who: str) -> str:
    """Have the police enter a victim and a worker take the contact on; gives its address."""
    area = side.here.area
    code = enter_victim(area.instance, area.officer, reference, details(**who), said, now=area.now)
    take_contact(area.instance, side.subject(worker), code, now=area.now)
    return f"/victim-contact/{code}"


def heard(*people: Overheard) -> str:
    """Give everything that came over the network to some people, and what they came to see."""
    return "\n".join(body for one in people for _, body in one.bodies)


def test_voicemail_on_the_other_s_phone(
    served: Served, side: Side, chromium: Chromium, worker: Visitor, way: tuple[int, bool]
) -> None:
    """Published: a voicemail for the victim was left on the telephone of the alleged abuser.

    The police give the number that the participant gave too, written otherwise. It is opened for no contact, no attempt
    on it can be recorded, and on a number that is allowed nobody can record that a message was left.
    """
    participant = served.area.person().phone or ""
    shared = participant.replace(" ", "-").replace("0", "+44 ", 1)
    enters(served, chromium, way, side.booked(), phone=shared)
    overheard = Overheard(worker)
    at = takes_on(worker)
    assert "Leave no voicemail" in worker.text
    opens(worker, "call")
    assert "may also reach a participant" in worker.text
    assert not [way for way in (shared, participant) if way in heard(overheard)]
    worker.goto(f"{at}/attempts/new")
    worker.look()
    assert worker.page.get_by_text("left a message", exact=False).count() == 0
    worker.choose(way="call", outcome="no_answer")
    worker.press("Record the attempt")
    assert "This way is not allowed" in worker.text
    assert worker.is_whole_at(NARROWEST)
    worker.goto(at)
    assert "Nobody has tried yet" in worker.text

    allowed = f"/victim-contact/{side.taken()}"
    worker.goto(f"{allowed}/attempts/new")
    worker.choose(way="call", outcome="no_answer")
    worker.fill(note="Left a short voicemail.")
    worker.press("Record the attempt")
    assert worker.page.title().startswith("Error: ")
    assert "raise a safeguarding concern now" in worker.text
    assert worker.page.locator('[name="note"]').input_value() == "Left a short voicemail."
    worker.goto(allowed)
    assert "Nobody has tried yet" in worker.text


@pytest.mark.parametrize("home", SHARED)
def test_letter_to_the_shared_home(
    served: Served, side: Side, chromium: Chromium, worker: Visitor, way: tuple[int, bool], home: str
) -> None:
    """Published: a letter about the victim was sent to the home in which the alleged abuser lived too.

    The police give the participant's own letter box, written otherwise, and tick letters. It is opened for no letter, and
    none can be recorded; where only calls are safe, an address that nobody shares is opened for no letter either.
    """
    reference = str(served.area.booked(address=HOME))
    enters(served, chromium, way, reference, address=home)
    overheard = Overheard(worker)
    at = takes_on(worker)
    opens(worker, "letter")
    assert "may also reach a participant" in worker.text
    assert "ZZ1" not in heard(overheard).upper()
    worker.goto(f"{at}/attempts/new")
    worker.choose(way="letter", outcome="no_answer")
    worker.press("Record the attempt")
    assert "This way is not allowed" in worker.text

    calls_alone = f"/victim-contact/{side.taken(safe(address=MOVED))}"
    worker.goto(calls_alone)
    worker.look()
    opens(worker, "letter")
    assert "The instructions do not allow this way" in worker.text
    assert "ZZ9" not in heard(overheard)
    worker.goto(f"{calls_alone}/attempts/new")
    worker.choose(way="letter", outcome="no_answer")
    worker.press("Record the attempt")
    assert "This way is not allowed" in worker.text


def test_old_address(served: Served, side: Side, chromium: Chromium, worker: Visitor, way: tuple[int, bool]) -> None:
    """Published: the victim had moved, and what was meant for her or him went to the address of before.

    A worker enters the new number and address. Until a second person has checked them nobody makes contact; then only the
    new ones are opened, and the old ones stand on no page of the worker, the second person, the police or the manager.
    """
    reference = side.booked()
    said = safe(phone=OLD, address=FORMER, ways=(ContactWay.CALL, ContactWay.LETTER))
    at = entered(side, reference, said, "victim-contact-1")
    worker.goto(f"{at}/safe-contact")
    worker.press("Show and change it")
    worker.fill(phone=NEW, address=MOVED)
    worker.press("Store the change")
    ears = [Overheard(worker)]
    opens(worker, "letter")
    assert "A second person has not confirmed" in worker.text
    assert "9 Another Street" not in heard(*ears)
    worker.goto(f"{at}/attempts/new")
    assert worker.page.get_by_text("9 Another Street").count() == 0

    other = Visitor.entering(served, chromium, OTHER_WORKER, *way)
    ears.append(Overheard(other))
    confirms(other, at)

    for opened, value in (("letter", "9 Another Street"), ("call", "07700900222")):
        worker.goto(at)
        opens(worker, opened)
        assert value in worker.text
    for path in (at, f"{at}/attempts/new", f"{at}/details", "/victim-contact"):
        worker.goto(path)
    worker.goto(f"{at}/safe-contact")
    worker.press("Show and change it")
    assert worker.page.locator('[name="phone"]').input_value() == "07700900222"
    for code, paths in {
        "officer-1": (f"/bookings/{reference}", f"/bookings/{reference}/victims"),
        MANAGER: ("/victim-contact/checks", f"{at}/worker", f"/bookings/{reference}", "/victim-contact"),
    }.items():
        asking = Visitor.entering(served, chromium, code, *way)
        ears.append(Overheard(asking))
        for path in paths:
            asking.goto(path)
            asking.look()
            assert "9 Another Street" not in asking.text
            if path.endswith("/victims"):
                assert "The worker has been told otherwise" in asking.text
        asking.leave()
    assert not [old for old in ("7 Former", "07700900111", OLD) if old in heard(*ears)]


def test_wrong_recipient(
    served: Served, side: Side, chromium: Chromium, worker: Visitor, way: tuple[int, bool]
) -> None:
    """Published: what was about one person was handed, posted or read out to somebody else.

    Two victims of one case and one of another, each with another number and code word. Each page has its own alone, in two
    windows too; with the code of another nothing opens, nor do a briefing, a message or a letter of another case.
    """
    case, further = side.booked(), side.booked()
    ana = entered(side, case, safe(phone=OLD, code_word="Parcel"), "victim-contact-1")
    bea = entered(side, case, safe(phone=NEW, code_word="Library"), OTHER_WORKER, given_names="Bea")
    cleo = entered(
        side, further, safe(phone="07700 900333", code_word="Garden"), "victim-contact-1", given_names="Cleo"
    )
    ears = Overheard(worker)
    worker.goto(ana)
    window = worker.page
    worker.page = window.context.new_page()
    worker.goto(cleo)
    opens(worker, "call")
    assert "07700900333" in worker.text
    worker.page.close()
    worker.page = window
    opens(worker, "call")
    assert "07700900111" in worker.text
    assert not [word for word in ("07700900333", "Garden", "Cleo", "Bea", "Library") if word in worker.page.content()]

    not_there = _what_stands_at(worker, "/victim-contact/7KQ4M2XR")
    for path in ("", "/attempts/new", "/details", "/feedback", "/briefing", "/onward", "/concern"):
        assert _what_stands_at(worker, bea + path) == not_there, path
    assert not [word for word in ("07700900222", "Library", "Bea") if word in heard(ears)]

    briefing = briefs(served, chromium, way, worker, ana, (bea, cleo))
    area = side.here.area
    assign_facilitator(area.instance, area.manager, "S1-2", FACILITATOR, now=area.now)
    facilitator = Visitor.entering(served, chromium, FACILITATOR, *way)
    theirs = Overheard(facilitator)
    for path in ("/workshops/N1-2/briefing", f"/briefings/{briefing}", ana, f"/bookings/{case}"):
        facilitator.goto(path)
    facilitator.leave()
    stranger = Visitor.entering(served, chromium, "officer-2", *way)
    strangers = Overheard(stranger)
    for path in ("", "/victims", "/letter", "/letter.pdf", "/calendar.ics"):
        stranger.goto(f"/bookings/{case}{path}")
    stranger.leave()
    told = heard(theirs, strangers)
    assert not [
        word for word in ("No talk about telephones", "Example Road", "Adam", "Sample", "07700") if word in told
    ]


def confirms(other: Visitor, at: str) -> None:
    """Look at the changed address as the second person, and confirm it."""
    other.goto(f"{at}/check")
    other.press("Show it")
    assert "9 Another Street" in other.text
    other.choose(confirmed="yes")
    other.press("Confirm the change")
    other.leave()


def briefs(
    served: Served, chromium: Chromium, way: tuple[int, bool], worker: Visitor, own: str, others: tuple[str, ...]
) -> str:
    """Write a briefing and have it released, by its own code and by no victim's; gives that code."""
    worker.goto(f"{own}/briefing")
    worker.fill(in_mind="No talk about telephones.")
    worker.press("Put it before a second person")
    second = Visitor.entering(served, chromium, OTHER_WORKER, *way)
    second.goto("/briefings")
    second.page.locator("main table a").first.click()
    assert "No talk about telephones" in second.text
    briefing = second.path.rpartition("/")[2]
    second.press("Release it to the facilitators")
    for wrong in (*others, own):
        second.goto(f"/briefings/{wrong.rpartition('/')[2]}")
        assert "There is no such briefing" in second.text
    second.leave()
    return briefing


def _what_stands_at(visitor: Visitor, path: str) -> str:
    visitor.goto(path)
    return re.sub(r"[0-9a-f]{16}", "*", visitor.text)
