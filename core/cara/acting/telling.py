"""What a use case tells the audit trail, and the codes by which it names what it makes."""

import secrets
from datetime import datetime

from cara.access import Access, Subject
from cara.records import Entry, Unit
from cara.vocabulary import Reference

SYSTEM = "system"
"""Who acts when the instance itself does."""


def tell(
    unit: Unit,
    actor: Subject | None,
    action: str,
    resource: str,
    at: datetime,
    access: Access | None = None,
    **detail: str | int | tuple[str, ...] | None,
) -> None:
    """Write an audit entry of this transaction: references, codes and numbers, never a name.

    Args:
        unit: the transaction.
        actor: who acts; None for the instance itself.
        action: what is done, a word of :data:`cara.acting.operations.OPERATIONS`.
        resource: to what, by its reference or code.
        at: the moment.
        access: the answer that allowed it: why it did is kept with the entry.
        detail: what else has to be known of it.
    """
    why = {"why": access.why} if access else {}
    unit.audit(
        Entry(
            at=at,
            actor=actor.code if actor else SYSTEM,
            action=action,
            resource=resource,
            request_id=actor.request_id if actor else "",
            detail={**why, **detail},
        )
    )


def new_key() -> str:
    """Draw a random key for a record that nobody names."""
    return secrets.token_hex(16)


def new_code() -> str:
    """Draw a random code for a record that people name on a page: eight characters, as a reference has."""
    return str(Reference.new())
