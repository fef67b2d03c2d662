"""Who may do what: one pure function over a closed table, which fails closed."""

from cara.access.actions import Action
from cara.access.deciding import Access, NotAllowed, Relation, Resource, decide, permit
from cara.access.roles import Role, Subject

__all__ = ["Access", "Action", "NotAllowed", "Relation", "Resource", "Role", "Subject", "decide", "permit"]
