"""What is asked for, as far as the decision about access has to know it: relations and moments, never content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from cara.vocabulary import Word


class Relation(Word):
    """How somebody must stand to what is asked for."""

    ANY = "any", "Anything in the area"
    OWN = "own", "What he or she entered or was handed, for his or her own organisation"
    OWN_FORCE = "own_force", "What his or her organisation entered"
    OWN_COHORT = "own_cohort", "Who is in his or her cohort, while it is open to facilitators"
    OWN_VICTIM = "own_victim", "The victim whose worker he or she is"
    OWN_CONCERN = "own_concern", "A concern on which he or she works"
    NOT_OWN_ACT = "not_own_act", "What somebody else did"


class FieldGroup(Word):
    """A part of a record that leaves it whole or not at all."""

    PROGRESS = "progress", "Reference, status, dates and history"
    PLACE = "place", "Pathway, place, days and venue"
    IDENTITY = "identity", "Name, date of birth and police references"
    CONTACT = "contact", "How to write or ring"
    IN_THE_ROOM = "in_the_room", "Name, languages and access, as the facilitators need them in the room"
    ATTENDANCE = "attendance", "Who came to which workshop, with the reasons given"
    BEHAVIOUR = "behaviour", "How somebody was at a workshop"
    NEEDS = "needs", "Languages, access and days that are impossible"
    KEEP_APART = "keep_apart", "With whom a workshop must not be shared"
    CAUTION = "caution", "The caution: officer, rank, day"
    FACTS = "facts", "The facts of the case"
    RESTRICTED = "restricted", "What the victim's position is"
    REASONS = "reasons", "Why the police decided so, in their own words"
    DECISIONS = "decisions", "The decisions, rule by rule"
    ANSWERS = "answers", "What the person answered about himself or herself before and after the workshops"
    EQUALITY = "equality", "What the person said for equality monitoring"
    CONTACT_PROGRESS = "contact_progress", "How far the contact with a victim is, by code"
    VICTIM = "victim", "Who the victim is and what the police told him or her"
    SAFE_CONTACT = "safe_contact", "How and when a victim may be contacted safely"
    ATTEMPTS = "attempts", "Attempts to contact a victim, and what came of them"
    FEEDBACK = "feedback", "What the victim said between the workshops"
    ONWARD = "onward", "Which help a victim was offered, and what came of it"
    CONCERN = "concern", "A safeguarding concern and what was done about it"
    BRIEFING = "briefing", "What the facilitators are told before workshop two"


@dataclass(frozen=True, slots=True)
class Window:
    """A time during which something is open: from ``opens``, until just before ``ends``."""

    opens: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        """Tell whether a moment is in it."""
        return self.opens <= now < self.ends


_NO_ACCOUNTS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that is asked for. Accounts stand in it by their codes; empty for what belongs to the whole area.

    Args:
        entered_by: who entered it, or did it.
        organisation: for which organisation.
        assigned: to whom it was handed over.
        conflicts: who may never see it, by a conflict that was declared.
        cohort: the cohort in which the person has a place.
        cohort_open: when that cohort's facilitators may see it.
        workers: who contacts the victim.
        concerned: who works on the concern.
        broken_glass: who opened it in an emergency, and for how long. It is copied: what changes later changes nothing.
    """

    entered_by: str | None = None
    organisation: str | None = None
    assigned: frozenset[str] = _NO_ACCOUNTS
    conflicts: frozenset[str] = _NO_ACCOUNTS
    cohort: str | None = None
    cohort_open: Window | None = None
    workers: frozenset[str] = _NO_ACCOUNTS
    concerned: frozenset[str] = _NO_ACCOUNTS
    broken_glass: Mapping[str, Window] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Let nobody change afterwards who opened it."""
        object.__setattr__(self, "broken_glass", MappingProxyType(dict(self.broken_glass)))
