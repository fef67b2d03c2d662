"""What stands on both sides on the afternoon of a workshop: people who wrote and recorded, to be attacked on their pages."""

from dataclasses import dataclass
from typing import Any

from tests.attack.attacked import Attacked
from tests.core.victims.conftest import details, safe
from tests.core.workshops.running import Running
from tests.web.inhabited import FACILITATOR, MANAGER, VICTIM_CONTACT
from tests.web.victims.conftest import OTHER_WORKER, side_of

from cara.access import Role
from cara.disclosure.kept import NewRequest
from cara.disclosure.participants import requests as participants
from cara.disclosure.victims import requests as victims
from cara.disclosure.words import IdentityChecked
from cara.staff import NewAccount, add_account
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.briefings import BriefingSaid, write_briefing
from cara.victims.concerns import ConcernSaid, acknowledge_concern
from cara.victims.entering import enter_victim
from cara.victims.feedback import FeedbackSaid, MayRaise, record_feedback
from cara.victims.raising import raise_concern_about_victim
from cara.victims.words import About, ContactWay, Outcome, SafetyNow
from cara.victims.workers import take_contact
from cara.vocabulary import Attendance

DIRECTOR = "director-1"
ACCOUNTS = (VICTIM_CONTACT, OTHER_WORKER, FACILITATOR, DIRECTOR, MANAGER)


@dataclass(frozen=True)
class AtWork:
    """The codes of what stands, by which its pages are addressed."""

    victim: str
    briefing: str
    concern: str
    reference: str
    copies: tuple[tuple[str, str], ...]
    """The requests for copies, the participant's and the victim's: below which address, and the code."""


def go_to_work(target: Attacked) -> AtWork:
    """Hold workshop one, and have a victim spoken to, a briefing wait for approval and a concern be acknowledged."""
    here = target.inhabited
    side, area = side_of(here), here.area
    add_account(area.database, NewAccount(DIRECTOR, "Account of the director", Role.DIRECTOR, "provider"), now=area.now)
    running = Running(area)
    running.run("N1-1", "N1-2")
    running.book("Alder", "Birch")
    reference = str(running.booked[1])
    victim = enter_victim(area.instance, area.officer, reference, details(), safe(), now=area.now)
    enter_victim(area.instance, area.officer, str(running.booked[2]), details(), safe(), now=area.now)
    here.site.clock.moment = area.now = running.moment()
    running.mark(seat_2=Attendance.HERE, seat_3=Attendance.ABSENT)  # seat 1 is held
    asked: tuple[Any, ...] = (area.instance, side.worker, victim)  # Any: what every use case of the side begins with
    now = {"now": area.now}
    take_contact(*asked, **now)
    record_attempt(*asked, AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE), **now)
    raised = MayRaise(what="Hand-overs on Sundays", how="Ask how Sundays go")
    record_feedback(*asked, FeedbackSaid(better="The Sundays", safety=SafetyNow.SAFE, may_raise=(raised,)), **now)
    briefing = write_briefing(*asked, BriefingSaid(may_raise=(raised,)), **now)
    said = ConcernSaid(about=About.CHILD, what="A bruise", danger_now=False)
    concern = raise_concern_about_victim(*asked, said, **now)
    acknowledge_concern(area.instance, area.manager, str(concern.code), **now)
    new = NewRequest(area.today, IdentityChecked.KNOWN)
    copies = (
        ("copies", participants.request_copy(area.instance, area.manager, reference, new, **now)),
        ("victim-contact/copies", victims.request_copy(*asked, new, **now)),
    )
    return AtWork(str(victim), str(briefing), str(concern.code), reference, copies)


def starts_of(at: AtWork) -> tuple[str, ...]:
    """Where the pages of what stands begin; to whoever may not see one it is not there."""
    return (
        "/",
        "/victim-contact",
        f"/victim-contact/{at.victim}",
        f"/briefings/{at.briefing}",
        "/safeguarding/new",
        f"/safeguarding/{at.concern}",
        f"/cases/{at.reference}",
        f"/victim-contact/copies/new/{at.victim}",
        f"/copies/new/{at.reference}",
        *(f"/{of}/{code}{page}" for of, code in at.copies for page in ("", "/texts", "/texts/1", "/given", "/refuse")),
        f"/retention/{at.reference}",
        f"/retention/{at.reference}/hold",
        f"/retention/{at.reference}/keep/case",
        "/my/workshops",
        "/workshops/N1-1/register",
    )
