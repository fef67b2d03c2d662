"""By which way a victim's copy may be given: only as the instructions for contact allow, and never where it may reach
the participant.
"""

from datetime import datetime

from cara.casework import Instance
from cara.records import Unit
from cara.victims.opening import ways_against
from cara.victims.problems import NotSafeNow
from cara.victims.rows import SafeContactRow, VictimRow, safe_contact_of
from cara.victims.states import ContactStatus
from cara.victims.words import ContactWay, WhyNotNow
from cara.vocabulary import Word


class VictimsWay(Word):
    """How a victim's copy is given: to himself or herself, and to nobody else."""

    IN_PERSON = "in_person", "Handed over in person, as arranged with him or her"
    EMAIL = "email", "By email, to the address in the instructions"
    LETTER = "letter", "By letter, to the address in the instructions"


_AS_CONTACT = {VictimsWay.EMAIL: ContactWay.EMAIL, VictimsWay.LETTER: ContactWay.LETTER}
_CLOSED = frozenset({ContactStatus.TO_DECIDE, ContactStatus.UNSAFE})


def refuse_unsafe_way(instance: Instance, unit: Unit, row: VictimRow, way: VictimsWay, now: datetime) -> None:
    """Refuse a way by which a copy cannot be given safely now.

    Raises:
        NotSafeNow: in words, why.
    """
    why = why_not_so(instance, unit, row, way, now)
    if why is not None:
        raise NotSafeNow(row.code, why)


def why_not_so(instance: Instance, unit: Unit, row: VictimRow, way: VictimsWay, now: datetime) -> WhyNotNow | None:
    """Say why a copy may not be given in a way now, or nothing if it may as far as anybody has said."""
    safe = safe_contact_of(unit, row.id)
    if way is VictimsWay.IN_PERSON:
        return _why_not_in_person(instance, safe, now)
    if row.status in _CLOSED:
        return WhyNotNow.NO_INSTRUCTIONS
    return ways_against(instance, unit, row, safe, now)[_AS_CONTACT[way]]


def _why_not_in_person(instance: Instance, safe: SafeContactRow, now: datetime) -> WhyNotNow | None:
    """Say why nobody can have arranged a meeting: it goes by instructions that were confirmed and still hold."""
    instructions = safe.said.instructions_for(confirmed=safe.is_confirmed)
    if instructions is None:
        return WhyNotNow.NO_INSTRUCTIONS
    if not instructions.confirmed:
        return WhyNotNow.NOT_CONFIRMED
    return WhyNotNow.REVIEW_DUE if instance.today(now) > instructions.review_on else None
