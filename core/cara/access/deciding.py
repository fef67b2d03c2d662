"""The decision about access: one pure function over the closed table, which fails closed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cara.access.actions import Action
from cara.access.resources import FieldGroup, Relation, Resource
from cara.access.roles import Subject
from cara.access.table import (
    BY_BROKEN_GLASS,
    FOR_PROGRAMS,
    NEEDS_PROOF,
    NEVER_TO_PROGRAMS,
    OPEN_TO_EVERYBODY,
    PROOF_LASTS,
    TABLE,
    Permission,
)
from cara.vocabulary import CaraError

_NOTHING: frozenset[FieldGroup] = frozenset()


@dataclass(frozen=True, slots=True)
class Access:
    """The answer: whether, why in words that hold no name, and which groups of fields may leave.

    ``why`` is a code for the audit trail. ``proof_needed`` says that it would be allowed to this person, once he or she
    has proved again who it is.
    """

    allowed: bool
    why: str
    reason: str
    fields: frozenset[FieldGroup] = _NOTHING
    proof_needed: bool = False


class NotAllowed(CaraError):
    """Somebody asked for what he or she may not do. Nothing was done."""

    def __init__(self, action: Action) -> None:
        self.action = action
        super().__init__(
            f"You are not allowed to do this: {action.label.lower()}. Ask your area manager if you should be."
        )


class ProofNeeded(CaraError):
    """Somebody may do this, but must first prove again who it is. Nothing was done."""

    def __init__(self, action: Action) -> None:
        self.action = action
        super().__init__(f"Prove again that it is you before you do this: {action.label.lower()}.")


def decide(subject: Subject | None, action: Action, resource: Resource | None, now: datetime) -> Access:
    """Decide whether somebody may do something to something at a moment.

    A declared conflict refuses whatever else holds. An opening in an emergency allows what it allows until it ends.
    What cannot be told is refused.

    Args:
        subject: who asks; ``None`` for somebody who has not signed in.
        action: what is asked.
        resource: to what; ``None`` asks whether there may be anything at all to which it may be done, and no fields
            leave with the answer.
        now: the moment, with its offset.
    """
    try:
        access = _decided(subject, action, resource, now)
    except Exception:  # noqa: BLE001 - whatever is wrong with what is asked about, the answer is no
        return _refused("cannot_be_told", "it cannot be told how they stand to it")
    return replace(access, fields=_NOTHING) if resource is None and access.fields else access


def _decided(subject: Subject | None, action: Action, resource: Resource | None, now: datetime) -> Access:
    if action in OPEN_TO_EVERYBODY:
        return Access(allowed=True, why="open", reason="open to everybody")
    if subject is None:
        return _refused("not_signed_in", "not signed in")
    if resource is not None and _is_one_of(subject.code, resource.conflicts):
        return _refused("conflict", "a conflict was declared")
    if subject.program is not None:
        return _for_program(subject, action, resource, now)
    allowed = _by_table(subject, action, resource, now)
    if not allowed.allowed:
        allowed = _by_broken_glass(subject, action, resource, now) or allowed
    if allowed.allowed and action in NEEDS_PROOF and not _has_proved(subject, now):
        return Access(allowed=False, why="proof_needed", reason="must be proved again", proof_needed=True)
    return allowed


def permit(subject: Subject | None, action: Action, resource: Resource | None, now: datetime) -> Access:
    """Go on only if it is allowed, and give the answer.

    Raises:
        ProofNeeded: it is, once this person has proved again who it is.
        NotAllowed: it is not.
    """
    access = decide(subject, action, resource, now)
    if access.proof_needed:
        raise ProofNeeded(action)
    if not access.allowed:
        raise NotAllowed(action)
    return access


def _by_table(subject: Subject, action: Action, resource: Resource | None, now: datetime) -> Access:
    permission = TABLE.get(action, {}).get(subject.role)
    if permission is None:
        return _refused("no_permission", f"nothing permits '{action}' to '{subject.role}'")
    words = permission.relation.label.lower()
    if resource is None or _stands(subject, permission, resource, now):
        why = f"{subject.role.label}: {words}"
        return Access(allowed=True, why=permission.relation.value, reason=why, fields=permission.fields)
    return _refused("other_relation", f"{subject.role.label} may do this only to: {words}")


def _stands(subject: Subject, permission: Permission, resource: Resource, now: datetime) -> bool:
    match permission.relation:
        case Relation.ANY:
            return True
        case Relation.OWN:
            mine = _is_same(resource.entered_by, subject.code) or _is_one_of(subject.code, resource.assigned)
            return mine and _is_same(resource.organisation, subject.organisation)
        case Relation.OWN_FORCE:
            return _is_same(resource.organisation, subject.organisation)
        case Relation.OWN_COHORT:
            mine = resource.cohort is not None and _is_one_of(resource.cohort, subject.cohorts)
            return mine and resource.cohort_open is not None and resource.cohort_open.holds(now)
        case Relation.OWN_VICTIM | Relation.OWN_CONCERN:
            by_name = resource.workers if permission.relation is Relation.OWN_VICTIM else resource.concerned
            return _is_one_of(subject.code, by_name)
        case Relation.NOT_OWN_ACT:
            return isinstance(resource.entered_by, str) and resource.entered_by not in {"", subject.code}


def _is_same(known: str | None, asked: str) -> bool:
    """Tell whether both are known and the same: nothing is never the same as nothing."""
    return bool(known) and known == asked


def _is_one_of(code: str, codes: frozenset[str]) -> bool:
    """Tell whether a code is in a set.

    Raises:
        TypeError: it is no set, but perhaps a string that holds the code as a part.
    """
    if not isinstance(codes, frozenset):
        raise TypeError(type(codes))
    return code in codes


def _for_program(subject: Subject, action: Action, resource: Resource | None, now: datetime) -> Access:
    if action not in FOR_PROGRAMS:
        return _refused("not_for_programs", "a program may not do this")
    access = _by_table(subject, action, resource, now)
    return replace(access, fields=access.fields - NEVER_TO_PROGRAMS) if access.fields & NEVER_TO_PROGRAMS else access


def _by_broken_glass(subject: Subject, action: Action, resource: Resource | None, now: datetime) -> Access | None:
    fields = BY_BROKEN_GLASS.get(action)
    if fields is None or not _by_table(subject, Action.BREAK_GLASS, resource, now).allowed:
        return None
    window = resource.broken_glass.get(subject.code) if resource is not None else None
    if resource is None or (window is not None and window.holds(now)):
        return Access(allowed=True, why="broken_glass", reason="opened in an emergency", fields=fields)
    return None


def _has_proved(subject: Subject, now: datetime) -> bool:
    return subject.proved_at is not None and timedelta(0) <= now - subject.proved_at < PROOF_LASTS


def _refused(why: str, reason: str) -> Access:
    return Access(allowed=False, why=why, reason=reason)
