"""The site's menu: for each person the pages that he or she may open.

Write a page's entry here. It is shown to whoever may do its action and has one of its roles, once its route exists.
Whoever may open more pages than fit one line finds those that are about the service itself behind one entry.
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
    about: str | None = None
    """What the page is for, where it may stand behind *Administration*: it is not what the day begins with."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page shows it; ``here`` says that the page or one below it is open."""

    text: str
    href: str
    here: bool
    about: str | None = None


MOST_IN_A_LINE = 10
"""With more entries than this, those about the service itself stand on a page of their own."""

ADMINISTRATION = "/administration"

_POLICE = frozenset({Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR})

_MANAGER = frozenset({Role.AREA_MANAGER})

ENTRIES: Sequence[Entry] = (
    Entry("Today", "/", Action.LIST_CASES, _MANAGER),
    Entry("Book a place", "/bookings/new", Action.CHECK_ELIGIBILITY, _POLICE),
    Entry("My referrals", "/bookings", Action.LIST_REFERRALS, frozenset({Role.POLICE_OFFICER})),
    Entry("Referrals", "/bookings", Action.LIST_REFERRALS, frozenset({Role.POLICE_SUPERVISOR})),
    Entry(
        "Referrals",
        "/bookings",
        Action.LIST_REFERRALS,
        frozenset({Role.AREA_MANAGER}),
        about="Every referral as the police entered it",
    ),
    Entry("Worklist", "/worklist", Action.SEE_WORKLIST),
    Entry("Cases", "/cases", Action.LIST_CASES),
    Entry("Waiting list", "/places/waiting", Action.LIST_CASES),
    Entry("Saturdays", "/saturdays", Action.SEE_BOARD),
    Entry(
        "Signposting",
        "/signposting",
        Action.SEE_SIGNPOSTS,
        about="Services offered to participants, followed to their end",
    ),
    Entry(
        "Partners",
        "/partners",
        Action.SEE_PARTNERS,
        about="Partners and communities: the plan, its gaps, the next steps",
    ),
    Entry("Calls to make", "/victim-contact", Action.LIST_CONTACTS, frozenset({Role.VICTIM_CONTACT_WORKER})),
    Entry("Victim contact", "/victim-contact", Action.LIST_CONTACTS, frozenset({Role.AREA_MANAGER})),
    Entry("Quality", "/quality", Action.SEE_QUALITY, about="Observations, supervision, samples and complaints"),
    Entry(
        "Practice",
        "/practice",
        Action.SEE_PRACTICE,
        about="Cohorts in numbers and facilitators by code, as the practice supervisor sees them",
    ),
    Entry("Reports", "/reports/quarterly", Action.SEE_REPORTS, about="The quarterly report to the commissioner"),
    Entry("Messages", "/messages", Action.SEE_MESSAGES),
    Entry("My workshops", "/my/workshops", Action.LIST_OWN_WORKSHOPS),
    Entry("Briefings", "/briefings", Action.APPROVE_BRIEFING, frozenset({Role.VICTIM_CONTACT_WORKER})),
    Entry("Safeguarding", "/safeguarding", Action.LIST_CONCERNS),
    Entry("Safeguarding", "/safeguarding/new", Action.RAISE_CONCERN, _POLICE | {Role.FACILITATOR}),
    Entry(
        "Copies",
        "/copies",
        Action.SEE_COPIES,
        about="Participants who ask for a copy of what is held about them, and until when they are answered",
    ),
    Entry(
        "Victims' copies",
        "/victim-contact/copies",
        Action.SEE_VICTIM_COPIES,
        _MANAGER,
        about="Victims who ask for a copy, by code, and until when they are answered",
    ),
    Entry("Copies", "/victim-contact/copies", Action.SEE_VICTIM_COPIES, frozenset({Role.VICTIM_CONTACT_WORKER})),
    Entry("People", "/people", Action.LIST_ACCOUNTS, about="Who may sign in: invite, change a role, take access away"),
    Entry("Programs", "/programs", Action.LIST_PROGRAMS, about="The programs that may call, and for whom"),
    Entry(
        "To confirm",
        "/confirmations",
        Action.LIST_TO_CONFIRM,
        about="What lets somebody in and waits for a second person",
    ),
    Entry(
        "Retention",
        "/retention",
        Action.SEE_RETENTION,
        about="Records whose time is over: keep, hold or erase them, by two people",
    ),
    Entry("How this area works", "/areas", Action.SEE_AREAS, about="Every rule in force, its source, what is unknown"),
    Entry("Emergency", "/emergency", Action.BREAK_GLASS),
    Entry(
        "Openings to review",
        "/openings",
        Action.REVIEW_BREAK_GLASS,
        about="Records opened in an emergency, and whether that was justified",
    ),
    Entry("Audit", "/audit", Action.READ_AUDIT, about="Who saw or changed which record, when and why"),
)

HOME: dict[Role, str] = {
    Role.POLICE_OFFICER: "/bookings",
    Role.POLICE_SUPERVISOR: "/worklist",
    Role.AREA_MANAGER: "/",
    Role.FACILITATOR: "/my/workshops",
    Role.VICTIM_CONTACT_WORKER: "/victim-contact",
    Role.DIRECTOR: "/quality",
    Role.HT_SUPERVISOR: "/practice",
    Role.AREA_DEVELOPER: "/areas",
    Role.AUDITOR: "/audit",
}
"""Where each kind of person begins; whoever is not here, or whose page does not exist, begins at the start page."""


def menu(subject: Subject | None, path: str, routes: Collection[str], now: datetime) -> tuple[Shown, ...]:
    """Give the entries for somebody, with the mark on the one whose page is open."""
    open_to = _open_to(subject, routes, now)
    here = max((entry.href for entry in open_to if _is_below(path, entry.href)), key=len, default=None)
    shown = tuple(Shown(entry.text, entry.href, entry.href == here, entry.about) for entry in open_to)
    return _in_a_line(shown, path) if ADMINISTRATION in routes else shown


def may_reach(subject: Subject | None, href: str, routes: Collection[str], now: datetime) -> bool:
    """Tell whether the menu leads somebody to a page, be it by the page of everything about the service itself."""
    return any(entry.href == href for entry in _open_to(subject, routes, now))


def administration(subject: Subject | None, routes: Collection[str], now: datetime) -> tuple[Shown, ...]:
    """Give the pages about the service itself that somebody may open."""
    return tuple(
        Shown(entry.text, entry.href, here=False, about=entry.about)
        for entry in _open_to(subject, routes, now)
        if entry.about
    )


def _in_a_line(shown: tuple[Shown, ...], path: str) -> tuple[Shown, ...]:
    """Put what is about the service itself behind one entry, if everything together is too much for a line."""
    if len(shown) <= MOST_IN_A_LINE:
        return shown
    here = path == ADMINISTRATION or any(entry.here for entry in shown if entry.about)
    daily = tuple(entry for entry in shown if entry.about is None)
    return (*daily, Shown("Administration", ADMINISTRATION, here))


def _open_to(subject: Subject | None, routes: Collection[str], now: datetime) -> list[Entry]:
    if subject is None:
        return []
    return [
        entry
        for entry in ENTRIES
        if entry.href in routes and subject.role in entry.roles and _may_open(subject, entry.action, now)
    ]


def _may_open(subject: Subject, action: Action, now: datetime) -> bool:
    """Say whether somebody may open a page, be it after proving again who it is."""
    access = decide(subject, action, None, now)
    return access.allowed or access.proof_needed


def _is_below(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
