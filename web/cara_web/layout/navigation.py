"""The site's menu: for each person the pages that he or she may open.

Write a page's entry here. It is shown to whoever may do its action and has one of its roles, once its route exists.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cara.access import Action, Role, Subject, decide


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the menu."""

    text: str
    href: str
    action: Action
    roles: frozenset[Role] = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page shows it; ``here`` says that the page or one below it is open."""

    text: str
    href: str
    here: bool


_POLICE = frozenset({Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR})

ENTRIES: Sequence[Entry] = (
    Entry("Book a place", "/bookings/new", Action.CHECK_ELIGIBILITY, _POLICE),
    Entry("My referrals", "/bookings", Action.LIST_REFERRALS, frozenset({Role.POLICE_OFFICER})),
    Entry("Referrals", "/bookings", Action.LIST_REFERRALS, frozenset({Role.POLICE_SUPERVISOR, Role.AREA_MANAGER})),
    Entry("Worklist", "/worklist", Action.SEE_WORKLIST),
    Entry("Cases", "/cases", Action.LIST_CASES),
    Entry("Saturdays", "/saturdays", Action.SEE_BOARD),
    Entry("Signposting", "/signposting", Action.SEE_SIGNPOSTS),
    Entry("Partners", "/partners", Action.SEE_PARTNERS),
    Entry("Calls to make", "/victim-contact", Action.LIST_CONTACTS, frozenset({Role.VICTIM_CONTACT_WORKER})),
    Entry("Victim contact", "/victim-contact", Action.LIST_CONTACTS, frozenset({Role.AREA_MANAGER})),
    Entry("Messages", "/messages", Action.SEE_MESSAGES),
    Entry("My workshops", "/my/workshops", Action.LIST_OWN_WORKSHOPS),
    Entry("People", "/people", Action.LIST_ACCOUNTS),
    Entry("Programs", "/programs", Action.LIST_PROGRAMS),
    Entry("To confirm", "/confirmations", Action.LIST_TO_CONFIRM),
    Entry("How this area works", "/areas", Action.SEE_AREAS),
    Entry("Emergency", "/emergency", Action.BREAK_GLASS),
    Entry("Openings to review", "/openings", Action.REVIEW_BREAK_GLASS),
    Entry("Audit", "/audit", Action.READ_AUDIT),
)

HOME: dict[Role, str] = {
    Role.POLICE_OFFICER: "/bookings",
    Role.POLICE_SUPERVISOR: "/worklist",
    Role.AREA_MANAGER: "/worklist",
    Role.FACILITATOR: "/my/workshops",
    Role.VICTIM_CONTACT_WORKER: "/victim-contact",
    Role.AREA_DEVELOPER: "/areas",
    Role.AUDITOR: "/audit",
}
"""Where each kind of person begins; whoever is not here, or whose page does not exist, begins at the start page."""


def menu(subject: Subject | None, path: str, routes: Collection[str], now: datetime) -> tuple[Shown, ...]:
    """Give the entries for somebody, with the mark on the one whose page is open."""
    open_to = [
        entry
        for entry in ENTRIES
        if entry.href in routes
        and subject is not None
        and subject.role in entry.roles
        and _may_open(subject, entry.action, now)
    ]
    here = max((entry.href for entry in open_to if _is_below(path, entry.href)), key=len, default=None)
    return tuple(Shown(entry.text, entry.href, here=entry.href == here) for entry in open_to)


def _may_open(subject: Subject, action: Action, now: datetime) -> bool:
    """Say whether somebody may open a page, be it after proving again who it is."""
    access = decide(subject, action, None, now)
    return access.allowed or access.proof_needed


def _is_below(path: str, href: str) -> bool:
    return path == href or path.startswith(href.rstrip("/") + "/")
