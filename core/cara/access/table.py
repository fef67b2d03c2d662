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
FACILITATOR, WORKER = Role.FACILITATOR, Role.VICTIM_CONTACT_WORKER
DIRECTOR, AUDITOR, HT, DEVELOPER = Role.DIRECTOR, Role.AUDITOR, Role.HT_SUPERVISOR, Role.AREA_DEVELOPER
G = FieldGroup

ANYTHING, OWN = Permission(Relation.ANY), Permission(Relation.OWN)
OWN_FORCE, OF_OTHERS = Permission(Relation.OWN_FORCE), Permission(Relation.NOT_OWN_ACT)

OF_VICTIMS = frozenset(
    {
        G.CONTACT_PROGRESS,
        G.VICTIM,
        G.SAFE_CONTACT,
        G.ATTEMPTS,
        G.FEEDBACK,
        G.BRIEFING,
        G.ONWARD,
        G.CONCERN,
    }
)
"""What leaves from the victim's side alone, and never with anything about the participant."""
ENTERED_BY_POLICE = frozenset(FieldGroup) - {G.IN_THE_ROOM, G.ATTENDANCE, G.BEHAVIOUR, G.ANSWERS} - OF_VICTIMS
"""What the police enter: whoever sees all of it can change it. The rest comes from the workshops."""
FOR_POLICE = ENTERED_BY_POLICE | {G.ATTENDANCE}
"""The police entered all of it, and a supervisor can finish what an officer began; of the workshops they see who came, and
never what somebody answered there."""
FOR_PLACES = frozenset(
    {
        G.PROGRESS,
        G.PLACE,
        G.IDENTITY,
        G.CONTACT,
        G.ATTENDANCE,
        G.BEHAVIOUR,
        G.NEEDS,
        G.KEEP_APART,
        G.CAUTION,
        G.FACTS,
        G.DECISIONS,
    }
)
"""What the provider's manager needs to find a place and to write: nothing about the victim, and none of the words in which
the police gave a reason, which may tell of him or her."""
IN_A_LIST = frozenset({G.PROGRESS, G.PLACE, G.IDENTITY})
"""What a list shows of each: who, where and how far."""
ON_THE_WORKLIST = frozenset({G.PROGRESS, G.PLACE})
"""What the worklist shows of each referral: no name."""
WHY = frozenset({G.PROGRESS, G.FACTS, G.DECISIONS})
"""What explains a decision: not who it is about."""
WHY_TO_POLICE = WHY | {G.RESTRICTED, G.REASONS}
IN_A_LETTER = frozenset({G.PROGRESS, G.PLACE, G.IDENTITY, G.CONTACT, G.NEEDS})
"""What a letter to the participant is written from."""
TO_BE_REACHED = frozenset({G.PROGRESS, G.IDENTITY, G.CONTACT})
"""What is corrected when somebody is reached in another way: who it is, and by which number and address."""
ON_A_REGISTER = frozenset({G.PROGRESS, G.PLACE, G.IN_THE_ROOM, G.ATTENDANCE, G.BEHAVIOUR})
"""What the register of a workshop shows of each: whom to call in, what he or she needs there, who came."""
ON_A_QUESTIONNAIRE = frozenset({G.ANSWERS})
"""What the questionnaire shows of each: a seat and the answers, no name."""
ON_THE_BOARD = frozenset({G.PLACE})
"""What the board shows of each: a seat that is taken."""
IN_A_REVIEW = frozenset({G.PROGRESS, G.PLACE, G.ATTENDANCE})
"""What a review of a sampled case shows: how it went, not who it is about."""
IN_A_COPY = FOR_PLACES - {G.KEEP_APART} | {G.REASONS, G.EQUALITY, G.ANSWERS}
"""What is read for a participant's copy of what is held about him or her: everything but what is about somebody else. The
words in which reasons were given are read first, since they may tell of the victim."""
IN_A_VICTIMS_COPY = OF_VICTIMS - {G.BRIEFING}
"""What is read for a victim's copy: a briefing is about the participant."""
IN_AN_EMERGENCY = frozenset({G.PROGRESS, G.PLACE, G.IDENTITY, G.CONTACT, G.NEEDS})
"""What an opening in an emergency shows: who and where, not why, and nobody else."""

_EVERYBODY = dict.fromkeys(Role, ANYTHING)
_POLICE = {OFFICER: ANYTHING, SUPERVISOR: ANYTHING}
_WRITERS = {OFFICER: OWN, SUPERVISOR: OWN_FORCE}
_MANAGER = {MANAGER: ANYTHING}

_LISTING = {
    OFFICER: Permission(Relation.OWN, IN_A_LIST),
    SUPERVISOR: Permission(Relation.OWN_FORCE, IN_A_LIST),
    MANAGER: Permission(Relation.ANY, IN_A_LIST),
}
_READING = {
    OFFICER: Permission(Relation.OWN, FOR_POLICE),
    SUPERVISOR: Permission(Relation.OWN_FORCE, FOR_POLICE),
    MANAGER: Permission(Relation.ANY, FOR_PLACES),
}
_ASKING_WHY = {
    OFFICER: Permission(Relation.OWN, WHY_TO_POLICE),
    SUPERVISOR: Permission(Relation.OWN_FORCE, WHY_TO_POLICE),
    MANAGER: Permission(Relation.ANY, WHY),
}
_WRITING_LETTERS = {
    OFFICER: Permission(Relation.OWN, IN_A_LETTER),
    SUPERVISOR: Permission(Relation.OWN_FORCE, IN_A_LETTER),
    MANAGER: Permission(Relation.ANY, IN_A_LETTER),
}
_CORRECTING_CONTACT = {
    OFFICER: Permission(Relation.OWN, TO_BE_REACHED),
    SUPERVISOR: Permission(Relation.OWN_FORCE, TO_BE_REACHED),
    MANAGER: Permission(Relation.ANY, TO_BE_REACHED),
}
_TELLING = {MANAGER: Permission(Relation.ANY, IN_A_LETTER)}
_WORKLIST = {
    SUPERVISOR: Permission(Relation.OWN_FORCE, ON_THE_WORKLIST),
    MANAGER: Permission(Relation.ANY, ON_THE_WORKLIST),
}
_SIGNPOSTING = {
    MANAGER: Permission(Relation.ANY, ON_THE_WORKLIST),
    FACILITATOR: Permission(Relation.OWN_COHORT, ON_THE_WORKLIST),
}

_CASES = {MANAGER: Permission(Relation.ANY, IN_A_LIST | {G.ATTENDANCE})}
_REGISTER = {
    FACILITATOR: Permission(Relation.OWN_COHORT, ON_A_REGISTER),
    MANAGER: Permission(Relation.ANY, ON_A_REGISTER),
}
_CHECKLIST = {FACILITATOR: Permission(Relation.OWN_COHORT), MANAGER: ANYTHING}
_ANSWERS = {
    FACILITATOR: Permission(Relation.OWN_COHORT, ON_A_QUESTIONNAIRE),
    MANAGER: Permission(Relation.ANY, ON_A_QUESTIONNAIRE),
}

_RETENTION = {role: Permission(Relation.ANY, frozenset({G.PROGRESS})) for role in (MANAGER, DIRECTOR)}
"""How long a record is kept is decided by dates and codes: nobody's name is needed for it."""

_ENTERED_BY_POLICE = frozenset({G.CONTACT_PROGRESS, G.VICTIM, G.SAFE_CONTACT})
"""What the police said about a victim they see again, and that it goes on: not what he or she said to the worker."""
_SEEING_VICTIM = {
    OFFICER: Permission(Relation.OWN, _ENTERED_BY_POLICE),
    SUPERVISOR: Permission(Relation.OWN_FORCE, _ENTERED_BY_POLICE),
    WORKER: Permission(Relation.OWN_VICTIM, frozenset({G.CONTACT_PROGRESS, G.VICTIM, G.ATTEMPTS})),
    MANAGER: Permission(Relation.ANY, frozenset({G.CONTACT_PROGRESS})),
}
_RAISING = {
    OFFICER: OWN,
    SUPERVISOR: OWN_FORCE,
    MANAGER: ANYTHING,
    DIRECTOR: ANYTHING,
    FACILITATOR: Permission(Relation.OWN_COHORT),
    WORKER: Permission(Relation.OWN_VICTIM),
}
_ON_A_CONCERN = Permission(Relation.OWN_CONCERN, frozenset({G.CONCERN}))
_CONCERNED = {MANAGER: _ON_A_CONCERN, DIRECTOR: _ON_A_CONCERN, WORKER: _ON_A_CONCERN}
_COPYING = {MANAGER: Permission(Relation.ANY, IN_A_COPY)}
_CONFIRMING_COPY = Permission(Relation.NOT_OWN_ACT, IN_A_COPY)
_COPYING_VICTIM = {WORKER: Permission(Relation.OWN_VICTIM, IN_A_VICTIMS_COPY)}
_BY_WORKER = {WORKER: Permission(Relation.OWN_VICTIM, OF_VICTIMS - {G.CONCERN})}

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
    Action.SEE_PLACES: _POLICE,
    Action.REFER: _POLICE,
    Action.LIST_REFERRALS: _LISTING,
    Action.SEE_REFERRAL: _READING,
    Action.CHANGE_REFERRAL: _WRITERS,
    Action.CONFIRM_BOOKING: _WRITERS,
    Action.WITHDRAW_REFERRAL: _WRITERS,
    Action.CORRECT_CONTACT: _CORRECTING_CONTACT,
    Action.HAND_OVER: {SUPERVISOR: OWN_FORCE},
    Action.SEE_DECISIONS: _ASKING_WHY,
    Action.PRINT_LETTER: _WRITING_LETTERS,
    Action.SEE_WORKLIST: _WORKLIST,
    Action.EXPORT_WORKLIST: _WORKLIST,
    Action.DECIDE_DISPOSAL: {SUPERVISOR: OWN_FORCE},
    Action.DECIDE_PLACE: _MANAGER,
    Action.REVIEW_DUPLICATE: {SUPERVISOR: OWN_FORCE, **_MANAGER},
    Action.SEE_MESSAGES: _TELLING,
    Action.EXPORT_MESSAGES: _MANAGER,
    Action.CHANGE_MESSAGE: _TELLING,
    Action.PRINT_LETTERS: _TELLING,
    Action.SEE_WORDING: _MANAGER,
    Action.APPROVE_WORDING: _MANAGER,
    Action.OPEN_VENUE: _MANAGER,
    Action.OPEN_COHORT: _MANAGER,
    Action.LIST_CASES: _CASES,
    Action.EXPORT_CASES: _CASES,
    Action.SEE_BOARD: {MANAGER: Permission(Relation.ANY, ON_THE_BOARD)},
    Action.LIST_OWN_WORKSHOPS: {FACILITATOR: ANYTHING},
    Action.SEE_REGISTER: _REGISTER,
    Action.RECORD_ATTENDANCE: _REGISTER,
    Action.SEE_CHECKLIST: {**_CHECKLIST, DIRECTOR: ANYTHING},
    Action.RECORD_CHECKLIST: _CHECKLIST,
    Action.SEE_ANSWERS: _ANSWERS,
    Action.RECORD_ANSWERS: _ANSWERS,
    Action.ASSIGN_FACILITATOR: _MANAGER,
    Action.RESCHEDULE: _MANAGER,
    Action.CANCEL_WORKSHOP: _MANAGER,
    Action.TAKE_OFF: _MANAGER,
    Action.RETURN_TO_POLICE: _MANAGER,
    Action.DECIDE_RETURN: {SUPERVISOR: OWN_FORCE},
    Action.REPORT_AFTER_BOOKING: _WRITERS,
    Action.SEE_AREAS: dict.fromkeys((MANAGER, DEVELOPER, HT, SUPERVISOR, OFFICER, DIRECTOR, AUDITOR), ANYTHING),
    Action.LIST_ACCOUNTS: {**_MANAGER, AUDITOR: ANYTHING},
    Action.INVITE: _MANAGER,
    Action.CHANGE_ACCOUNT: {MANAGER: OF_OTHERS},
    Action.LIST_TO_CONFIRM: {**_MANAGER, AUDITOR: ANYTHING, SUPERVISOR: OWN_FORCE},
    Action.CONFIRM_ACCESS: {MANAGER: OF_OTHERS, AUDITOR: OF_OTHERS, SUPERVISOR: OWN_FORCE},
    Action.DECLARE_CONFLICT: _MANAGER,
    Action.END_CONFLICT: {MANAGER: OF_OTHERS},
    Action.LIST_PROGRAMS: {**_MANAGER, AUDITOR: ANYTHING},
    Action.CHANGE_PROGRAM: _MANAGER,
    Action.BREAK_GLASS: {OFFICER: OWN_FORCE, DIRECTOR: ANYTHING},
    Action.REVIEW_BREAK_GLASS: {MANAGER: OF_OTHERS, DIRECTOR: OF_OTHERS},
    Action.READ_AUDIT: {**_MANAGER, AUDITOR: ANYTHING},
    Action.EXPORT_AUDIT: {**_MANAGER, AUDITOR: ANYTHING},
    Action.SEE_QUALITY: {**_MANAGER, DIRECTOR: ANYTHING},
    Action.CHANGE_QUALITY: {DIRECTOR: ANYTHING},
    Action.EXPORT_QUALITY: {**_MANAGER, DIRECTOR: ANYTHING},
    Action.SEE_PRACTICE: {**_MANAGER, DIRECTOR: ANYTHING, HT: ANYTHING},
    Action.EXPORT_PRACTICE: {**_MANAGER, DIRECTOR: ANYTHING, HT: ANYTHING},
    Action.REVIEW_CASES: {DIRECTOR: Permission(Relation.ANY, IN_A_REVIEW)},
    Action.SEE_COMPLAINTS: {DIRECTOR: ANYTHING},
    Action.CHANGE_COMPLAINTS: {DIRECTOR: ANYTHING},
    Action.EXPORT_COMPLAINTS: {DIRECTOR: ANYTHING},
    Action.SEE_REPORTS: {**_MANAGER, DIRECTOR: ANYTHING},
    Action.EXPORT_REPORTS: {**_MANAGER, DIRECTOR: ANYTHING},
    Action.SEE_PARTNERS: _MANAGER,
    Action.CHANGE_PARTNERS: _MANAGER,
    Action.EXPORT_PARTNERS: _MANAGER,
    Action.SEE_DIRECTORY: {**_MANAGER, FACILITATOR: ANYTHING},
    Action.CHANGE_DIRECTORY: _MANAGER,
    Action.SEE_SIGNPOSTS: _SIGNPOSTING,
    Action.OFFER_SIGNPOST: _SIGNPOSTING,
    Action.EXPORT_SIGNPOSTS: {MANAGER: Permission(Relation.ANY, ON_THE_WORKLIST)},
    Action.ENTER_VICTIM: _WRITERS,
    Action.SEE_VICTIM: _SEEING_VICTIM,
    Action.LIST_CONTACTS: {
        WORKER: Permission(Relation.ANY, frozenset({G.CONTACT_PROGRESS})),
        MANAGER: Permission(Relation.ANY, frozenset({G.CONTACT_PROGRESS})),
    },
    Action.TAKE_CONTACT: {WORKER: ANYTHING},
    Action.ASSIGN_WORKER: _MANAGER,
    Action.OPEN_SAFE_CONTACT: _BY_WORKER,
    Action.CHANGE_VICTIM: _BY_WORKER,
    Action.CHECK_SAFE_CONTACT: {
        WORKER: Permission(Relation.NOT_OWN_ACT, frozenset({G.SAFE_CONTACT})),
        MANAGER: Permission(Relation.NOT_OWN_ACT, frozenset({G.CONTACT_PROGRESS})),
    },
    Action.RECORD_CONTACT: _BY_WORKER,
    Action.DECIDE_CONTACT: {MANAGER: Permission(Relation.ANY, frozenset({G.CONTACT_PROGRESS, G.VICTIM}))},
    Action.RECORD_FEEDBACK: _BY_WORKER,
    Action.WRITE_BRIEFING: _BY_WORKER,
    Action.APPROVE_BRIEFING: {
        WORKER: Permission(Relation.NOT_OWN_ACT, frozenset({G.CONTACT_PROGRESS, G.BRIEFING})),
        MANAGER: Permission(Relation.NOT_OWN_ACT, frozenset({G.CONTACT_PROGRESS, G.BRIEFING})),
    },
    Action.OFFER_ONWARD: _BY_WORKER,
    Action.LIST_ONWARD: {WORKER: Permission(Relation.OWN_VICTIM, frozenset({G.CONTACT_PROGRESS, G.ONWARD}))},
    Action.COUNT_ONWARD: _MANAGER,
    Action.READ_BRIEFING: {FACILITATOR: Permission(Relation.OWN_COHORT, frozenset({G.BRIEFING}))},
    Action.RAISE_CONCERN: _RAISING,
    Action.LIST_CONCERNS: _CONCERNED,
    Action.SEE_CONCERN: _CONCERNED,
    Action.ACT_ON_CONCERN: _CONCERNED,
    Action.SEE_COMPLETENESS: {MANAGER: Permission(Relation.ANY, frozenset({G.CONTACT_PROGRESS}))},
    Action.SEE_COPIES: dict.fromkeys((MANAGER, DIRECTOR), Permission(Relation.ANY, frozenset({G.PROGRESS}))),
    Action.PREPARE_COPY: _COPYING,
    Action.CONFIRM_COPY: dict.fromkeys((MANAGER, DIRECTOR), _CONFIRMING_COPY),
    Action.EXPORT_COPY: _COPYING,
    Action.SEE_VICTIM_COPIES: dict.fromkeys(
        (MANAGER, WORKER), Permission(Relation.ANY, frozenset({G.CONTACT_PROGRESS}))
    ),
    Action.PREPARE_VICTIM_COPY: _COPYING_VICTIM,
    Action.CONFIRM_VICTIM_COPY: {WORKER: Permission(Relation.NOT_OWN_ACT, IN_A_VICTIMS_COPY)},
    Action.EXPORT_VICTIM_COPY: _COPYING_VICTIM,
    Action.SEE_RETENTION: _RETENTION,
    Action.REVIEW_RETENTION: _MANAGER,
    Action.REQUEST_ERASURE: _MANAGER,
    Action.APPROVE_ERASURE: {MANAGER: OF_OTHERS, DIRECTOR: OF_OTHERS},
    Action.STOP_ERASURE: {**_MANAGER, DIRECTOR: ANYTHING},
}
"""For each action, who may do it to what.

Only who works with referrals and cannot see them all anyway opens one in an emergency: the police a colleague's of
their own force, the provider's director any. A facilitator has the registers and the signposts of the own cohorts, and
nothing of the victim's side; a victim contact worker has that side alone, and of a victim's number or address only what
he or she opens with a reason. An opening in an emergency opens nothing of it. A victim's copy is confirmed by another
worker and not by the manager: what the victim said, and how he or she is reached, is that side's alone.
"""

BY_BROKEN_GLASS: Mapping[Action, frozenset[FieldGroup]] = {Action.SEE_REFERRAL: IN_AN_EMERGENCY}
"""What may be done to a record that this person opened in an emergency, and what of it leaves."""

FOR_PROGRAMS = frozenset(
    {
        Action.CHECK_ELIGIBILITY,
        Action.SEE_PLACES,
        Action.REFER,
        Action.LIST_REFERRALS,
        Action.SEE_REFERRAL,
        Action.CHANGE_REFERRAL,
        Action.CONFIRM_BOOKING,
        Action.WITHDRAW_REFERRAL,
        Action.SEE_DECISIONS,
        Action.SEE_AREAS,
        Action.ENTER_VICTIM,
    }
)
"""What a program may do for its account, if the account may: nothing that a person has to do or to prove."""
NEVER_TO_PROGRAMS = frozenset({G.EQUALITY})
"""What no program is told: it is asked for on pages alone."""

NEEDS_PROOF = frozenset(
    {
        Action.CHANGE_OWN_CREDENTIALS,
        Action.EXPORT_WORKLIST,
        Action.EXPORT_CASES,
        Action.EXPORT_MESSAGES,
        Action.APPROVE_WORDING,
        Action.INVITE,
        Action.CHANGE_ACCOUNT,
        Action.CONFIRM_ACCESS,
        Action.END_CONFLICT,
        Action.CHANGE_PROGRAM,
        Action.BREAK_GLASS,
        Action.EXPORT_AUDIT,
        Action.EXPORT_PARTNERS,
        Action.EXPORT_QUALITY,
        Action.EXPORT_PRACTICE,
        Action.EXPORT_REPORTS,
        Action.EXPORT_COMPLAINTS,
        Action.EXPORT_SIGNPOSTS,
        Action.EXPORT_COPY,
        Action.EXPORT_VICTIM_COPY,
        Action.REQUEST_ERASURE,
        Action.APPROVE_ERASURE,
    }
)
"""What lets somebody in or shuts somebody out, shows what was closed to somebody, takes a file of records away or erases: only
for who has just proved who he or she is."""

PROOF_LASTS = timedelta(minutes=10)
