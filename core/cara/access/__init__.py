"""Who may do what: one pure function over a closed table, which fails closed."""

from cara.access.actions import Action
from cara.access.deciding import Access, NotAllowed, ProofNeeded, decide, permit
from cara.access.resources import FieldGroup, Relation, Resource, Window
from cara.access.roles import Role, Subject
from cara.access.table import PROOF_LASTS

__all__ = [
    "PROOF_LASTS",
    "Access",
    "Action",
    "FieldGroup",
    "NotAllowed",
    "ProofNeeded",
    "Relation",
    "Resource",
    "Role",
    "Subject",
    "Window",
    "decide",
    "permit",
]
