"""The table of access: for each action, who may do it, to what, and which groups of fields leave with it.

It is closed: an action or a role that is missing is refused. The whole of it, worked out for every relation, stands in
``tests/core/access/matrix.txt``, where a change of it is reviewed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cara.access.actions import Action
from cara.access.resources import FieldGroup, Relation
from cara.access.roles import Role


@dataclass(frozen=True, slots=True)
class Permission:
    """To what somebody may do something, and what of it leaves."""

    relation: Relation
    fields: frozenset[FieldGroup] = frozenset()


OFFICER, SUPERVISOR, MANAGER = Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR, Role.AREA_MANAGER
DIRECTOR, AUDITOR, HT, DEVELOPER = Role.DIRECTOR, Role.AUDITOR, Role.HT_SUPERVISOR, Role.AREA_DEVELOPER
G = FieldGroup

ANYTHING, OWN = Permission(Relation.ANY), Permission(Relation.OWN)
OWN_FORCE, OF_OTHERS = Permission(Relation.OWN_FORCE), Permission(Relation.NOT_OWN_ACT)

FOR_POLICE = frozenset(FieldGroup)
"""The police entered all of it."""
FOR_PLACES = frozenset(
    {G.PROGRESS, G.PLACE, G.IDENTITY, G.CONTACT, G.NEEDS, G.KEEP_APART, G.CAUTION, G.FACTS, G.DECISIONS}
)
"""What the provider's manager needs to find a place and to write: nothing about the victim."""
IN_AN_EMERGENCY = frozenset({G.PROGRESS, G.PLACE, G.IDENTITY, G.CONTACT, G.NEEDS, G.KEEP_APART})
"""What an opening in an emergency shows: who and where, not why."""

_EVERYBODY = dict.fromkeys(Role, ANYTHING)
_POLICE = {OFFICER: ANYTHING, SUPERVISOR: ANYTHING}
_WRITERS = {OFFICER: OWN, SUPERVISOR: OWN_FORCE}
_MANAGER = {MANAGER: ANYTHING}
_READERS = {
    OFFICER: Permission(Relation.OWN, FOR_POLICE),
    SUPERVISOR: Permission(Relation.OWN_FORCE, FOR_POLICE),
    MANAGER: Permission(Relation.ANY, FOR_PLACES),
}

OPEN_TO_EVERYBODY = frozenset(
    {Action.SEE_PUBLIC_PAGE, Action.SIGN_IN, Action.ACCEPT_INVITATION, Action.TAKE_TOKEN, Action.SEE_COMPONENTS}
)
"""What needs no table: everybody may do it, signed in or not."""

TABLE: Mapping[Action, Mapping[Role, Permission]] = {
    Action.SIGN_OUT: _EVERYBODY,
    Action.PROVE_AGAIN: _EVERYBODY,
    Action.SEE_HOME: _EVERYBODY,
    Action.SEE_OWN_ACCOUNT: _EVERYBODY,
    Action.END_OWN_SIGN_IN: _EVERYBODY,
    Action.CHANGE_OWN_CREDENTIALS: _EVERYBODY,
    Action.CHECK_ELIGIBILITY: _POLICE,
    Action.SEE_PLACES: {**_POLICE, **_MANAGER},
    Action.REFER: _POLICE,
    Action.LIST_REFERRALS: {**_POLICE, **_MANAGER},
    Action.SEE_REFERRAL: _READERS,
    Action.CHANGE_REFERRAL: _WRITERS,
    Action.CONFIRM_BOOKING: _WRITERS,
    Action.WITHDRAW_REFERRAL: _WRITERS,
    Action.HAND_OVER: {SUPERVISOR: OWN_FORCE},
    Action.SEE_DECISIONS: _READERS,
    Action.PRINT_LETTER: {role: Permission(permission.relation) for role, permission in _READERS.items()},
    Action.SEE_WORKLIST: {SUPERVISOR: ANYTHING, **_MANAGER},
    Action.EXPORT_WORKLIST: {SUPERVISOR: ANYTHING, **_MANAGER},
    Action.DECIDE_DISPOSAL: {SUPERVISOR: OWN_FORCE},
    Action.DECIDE_PLACE: _MANAGER,
    Action.REVIEW_DUPLICATE: {SUPERVISOR: OWN_FORCE, **_MANAGER},
    Action.OPEN_VENUE: _MANAGER,
    Action.OPEN_COHORT: _MANAGER,
    Action.SEE_AREAS: dict.fromkeys((MANAGER, DEVELOPER, HT, SUPERVISOR, OFFICER, DIRECTOR, AUDITOR), ANYTHING),
    Action.LIST_ACCOUNTS: {**_MANAGER, AUDITOR: ANYTHING},
    Action.INVITE: _MANAGER,
    Action.CHANGE_ACCOUNT: {MANAGER: OF_OTHERS},
    Action.DECLARE_CONFLICT: _MANAGER,
    Action.LIST_PROGRAMS: {**_MANAGER, AUDITOR: ANYTHING},
    Action.CHANGE_PROGRAM: _MANAGER,
    Action.BREAK_GLASS: dict.fromkeys(
        (OFFICER, SUPERVISOR, MANAGER, Role.FACILITATOR, Role.VICTIM_CONTACT_WORKER, DIRECTOR), ANYTHING
    ),
    Action.REVIEW_BREAK_GLASS: {MANAGER: OF_OTHERS, DIRECTOR: OF_OTHERS},
    Action.READ_AUDIT: {**_MANAGER, AUDITOR: ANYTHING},
    Action.EXPORT_AUDIT: {**_MANAGER, AUDITOR: ANYTHING},
}
"""For each action, who may do it to what."""

BY_BROKEN_GLASS: Mapping[Action, frozenset[FieldGroup]] = {Action.SEE_REFERRAL: IN_AN_EMERGENCY}
"""What may be done to a record that this person opened in an emergency, and what of it leaves."""

NEEDS_PROOF = frozenset(
    {
        Action.CHANGE_OWN_CREDENTIALS,
        Action.EXPORT_WORKLIST,
        Action.INVITE,
        Action.CHANGE_ACCOUNT,
        Action.CHANGE_PROGRAM,
        Action.BREAK_GLASS,
        Action.EXPORT_AUDIT,
    }
)
"""What reveals, takes away or gives access: only for who has just proved who he or she is."""

PROOF_LASTS = timedelta(minutes=10)
