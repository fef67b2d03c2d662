"""The kinds of person who use an instance."""

from dataclasses import dataclass
from datetime import datetime

from cara.vocabulary import Word


class Role(Word):
    """What somebody does in an area. One person has one role in an instance."""

    POLICE_OFFICER = "police_officer", "Police officer"
    POLICE_SUPERVISOR = "police_supervisor", "Police supervisor"
    AREA_MANAGER = "area_manager", "Area manager"
    FACILITATOR = "facilitator", "Facilitator"
    VICTIM_CONTACT_WORKER = "victim_contact_worker", "Victim contact worker"
    DIRECTOR = "director", "Director"
    HT_SUPERVISOR = "ht_supervisor", "Practice supervisor"
    AUDITOR = "auditor", "Auditor"
    AREA_DEVELOPER = "area_developer", "Area developer"


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody who has signed in, or a program that a force runs for its officers.

    ``code`` names the account in logs and in the audit trail; no name of a person is in it. ``cohorts`` are the codes
    of those that a facilitator works with. ``proved_at`` is when this person last proved who he or she is. ``program``
    is the code of the program that asks for this account; ``None`` where a person asks.
    """

    account: int
    code: str
    role: Role
    organisation: str
    district: str | None = None
    request_id: str = ""
    cohorts: frozenset[str] = frozenset()
    proved_at: datetime | None = None
    program: str | None = None
