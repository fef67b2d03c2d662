"""The decision about access: a closed table of action, role and relation. What is not in it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cara.access.actions import Action
from cara.access.roles import Role, Subject
from cara.vocabulary import CaraError, Word


class Relation(Word):
    """How somebody must stand to what is asked for."""

    ANY = "any", "Anything in the area"
    OWN = "own", "What he or she entered"
    OWN_FORCE = "own_force", "What his or her organisation entered"


@dataclass(frozen=True, slots=True)
class Resource:
    """What is asked for: who entered it and for which organisation; empty for what belongs to the whole area."""

    entered_by: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """The answer, with its reason in words that hold no name."""

    allowed: bool
    reason: str


class NotAllowed(CaraError):
    """Somebody asked for what he or she may not do. Nothing was done."""

    def __init__(self, action: Action) -> None:
        self.action = action
        super().__init__(
            f"You are not allowed to do this: {action.label.lower()}. Ask your area manager if you should be."
        )


OFFICER, SUPERVISOR, MANAGER = Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR, Role.AREA_MANAGER
DEVELOPER, HT = Role.AREA_DEVELOPER, Role.HT_SUPERVISOR
ANY, OWN, OWN_FORCE = Relation.ANY, Relation.OWN, Relation.OWN_FORCE

_SIGNED_IN = dict.fromkeys(Role, ANY)
_POLICE = {OFFICER: ANY, SUPERVISOR: ANY}
_REFERRAL_READERS = {OFFICER: OWN, SUPERVISOR: OWN_FORCE, MANAGER: ANY}
_REFERRAL_WRITERS = {OFFICER: OWN, SUPERVISOR: OWN_FORCE}

OPEN_TO_EVERYBODY = frozenset({Action.SEE_PUBLIC_PAGE, Action.SIGN_IN, Action.SEE_COMPONENTS})
"""What needs no table: everybody may do it, signed in or not."""

TABLE: Mapping[Action, Mapping[Role, Relation]] = {
    Action.SIGN_OUT: _SIGNED_IN,
    Action.SEE_HOME: _SIGNED_IN,
    Action.CHECK_ELIGIBILITY: _POLICE,
    Action.SEE_PLACES: {**_POLICE, MANAGER: ANY},
    Action.REFER: _POLICE,
    Action.LIST_REFERRALS: {**_POLICE, MANAGER: ANY},
    Action.SEE_REFERRAL: _REFERRAL_READERS,
    Action.CHANGE_REFERRAL: _REFERRAL_WRITERS,
    Action.CONFIRM_BOOKING: _REFERRAL_WRITERS,
    Action.WITHDRAW_REFERRAL: _REFERRAL_WRITERS,
    Action.SEE_DECISIONS: _REFERRAL_READERS,
    Action.PRINT_LETTER: _REFERRAL_READERS,
    Action.SEE_WORKLIST: {SUPERVISOR: ANY, MANAGER: ANY},
    Action.DECIDE_DISPOSAL: {SUPERVISOR: OWN_FORCE},
    Action.DECIDE_PLACE: {MANAGER: ANY},
    Action.REVIEW_DUPLICATE: {SUPERVISOR: OWN_FORCE, MANAGER: ANY},
    Action.OPEN_VENUE: {MANAGER: ANY},
    Action.OPEN_COHORT: {MANAGER: ANY},
    Action.ADD_ACCOUNT: {MANAGER: ANY},
    Action.SEE_AREAS: {MANAGER: ANY, DEVELOPER: ANY, HT: ANY, SUPERVISOR: ANY, OFFICER: ANY},
}
"""For each action, who may do it to what. An action or a role that is missing here is refused."""


def decide(subject: Subject | None, action: Action, resource: Resource | None, now: datetime) -> Access:  # noqa: ARG001 - releases by date come with the briefing
    """Decide whether somebody may do something to something at a moment.

    Args:
        subject: who asks; ``None`` for somebody who has not signed in.
        action: what is asked.
        resource: to what; ``None`` asks whether there is anything at all to which it may be done.
        now: the moment, with its offset.
    """
    if action in OPEN_TO_EVERYBODY:
        return Access(allowed=True, reason="open to everybody")
    if subject is None:
        return Access(allowed=False, reason="not signed in")
    relation = TABLE.get(action, {}).get(subject.role)
    if relation is None:
        return Access(allowed=False, reason=f"nothing permits '{action}' to '{subject.role}'")
    if resource is None or _stands(subject, relation, resource):
        return Access(allowed=True, reason=f"{subject.role.label}: {relation.label.lower()}")
    return Access(allowed=False, reason=f"{subject.role.label} may do this only to: {relation.label.lower()}")


def _stands(subject: Subject, relation: Relation, resource: Resource) -> bool:
    match relation:
        case Relation.ANY:
            return True
        case Relation.OWN:
            return resource.entered_by == subject.code
        case Relation.OWN_FORCE:
            return resource.organisation == subject.organisation


def permit(subject: Subject | None, action: Action, resource: Resource | None, now: datetime) -> None:
    """Go on only if it is allowed.

    Raises:
        NotAllowed: it is not.
    """
    if not decide(subject, action, resource, now).allowed:
        raise NotAllowed(action)
