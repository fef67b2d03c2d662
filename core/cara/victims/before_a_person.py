"""A contact goes before a person where the police's word is not enough: at the beginning, and when that comes out later.

Somebody may be entered as a victim first and be referred as a participant afterwards, or turn out to be under 18. The
police who refer and record know nothing of it, and nothing of the referral changes: it is noticed here, whenever contacts
are listed and before any is made.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import bindparam, select

from cara.acting import SYSTEM, tell
from cara.acting.names import name_birth_index
from cara.casework import Instance
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.details import VictimDetails
from cara.victims.rows import QUERY, VictimRow, found, move, note_step, resource_for
from cara.victims.states import WAYS, ContactStatus
from cara.victims.words import WhyAPersonDecides
from cara.vocabulary.dates import age_on

ADULT = 18
S, W = ContactStatus, WhyAPersonDecides

MAY_COME_BACK = frozenset(status for status in ContactStatus if S.TO_DECIDE in WAYS[status])
"""Where contact may still be made, so that something that comes to light later matters."""

_REFERRALS = (
    select(t.Referral.reference)
    .join(t.Person, t.Person.id == t.Referral.person_id)
    .where(t.Person.name_birth_index == bindparam("index"))
    .order_by(t.Referral.id)
)
_EVERYBODY = select(t.Person.name_birth_index).where(
    t.Person.name_birth_index.in_(bindparam("indexes", expanding=True))
)
_PUT_BEFORE = select(v.VictimChange.key, v.VictimChange.reason).where(
    v.VictimChange.victim_id == bindparam("victim"),
    v.VictimChange.after == S.TO_DECIDE.value,
    v.VictimChange.reason.is_not(None),
)
_OPEN = QUERY.where(v.Victim.status.in_(sorted(status.value for status in MAY_COME_BACK))).order_by(v.Victim.id)


def why_a_person_decides(unit: Unit, details: VictimDetails, today: date) -> tuple[WhyAPersonDecides, ...]:
    """Give why the police's word alone is not enough to contact a victim: what is not known is no pass."""
    return tuple(dict.fromkeys(why for why, _ in _points(unit, details, today)))


def in_words(unit: Unit, details: VictimDetails, today: date) -> str:
    """Give what is put before a person as it is kept, so that the same is not asked twice."""
    return "\n".join(_as_kept(unit, details, today))


def _as_kept(unit: Unit, details: VictimDetails, today: date) -> list[str]:
    return [f"{why.value} {reference}".strip() for why, reference in _points(unit, details, today)]


def _points(unit: Unit, details: VictimDetails, today: date) -> Iterator[tuple[WhyAPersonDecides, str]]:
    born = details.date_of_birth
    if born is None:
        yield W.AGE_NOT_KNOWN, ""
        return
    if age_on(today, born) < ADULT:
        yield W.UNDER_18, ""
    index = name_birth_index(unit, details.given_names, details.family_name, born)
    for reference in unit.execute(_REFERRALS, {"index": index}).scalars():
        yield W.ALSO_PARTICIPANT, reference


def _not_put_yet(unit: Unit, row: VictimRow, today: date) -> str:
    put = {
        point
        for key, reason in unit.execute(_PUT_BEFORE, {"victim": row.id}).all()
        if reason
        for point in unit.unseal(v.VictimChange.reason, key, reason).split("\n")
    }
    return "\n".join(point for point in _as_kept(unit, row.details, today) if point not in put)


def put_again(instance: Instance, unit: Unit, row: VictimRow, now: datetime) -> VictimRow:
    """Put a contact before a person if something has come to light that no person has decided about; gives it as it is then.

    What is kept of the reason is sealed; the trail says that it went before a person, and not why. A draft stays: whoever is
    on the telephone just then records what came of it once it is decided.
    """
    if row.status not in MAY_COME_BACK:
        return row
    points = _not_put_yet(unit, row, instance.today(now))
    if not points:
        return row
    moved = move(unit, row, S.TO_DECIDE, by=SYSTEM, at=now, reason=points)
    tell(unit, None, "contact_to_decide", row.told_as, now, about=row.reference)
    return moved


def put_all_again(instance: Instance, unit: Unit, now: datetime) -> int:
    """Put before a person every contact about which something has come to light, and tell how many.

    Each that is open is looked at: whom a victim is, only the victims' keys tell.
    """
    rows = unit.execute(_OPEN, {"asks": None}).mappings().all()
    contacts = [found(unit, row, resource_for(row, None)) for row in rows]
    today, known = instance.today(now), _participants_among(unit, contacts)
    wanted = [one for one in contacts if one.id in known or _is_of_doubtful_age(one.details, today)]
    return sum(put_again(instance, unit, one, now).status is S.TO_DECIDE for one in wanted)


def _participants_among(unit: Unit, contacts: list[VictimRow]) -> set[int]:
    indexes = {one.id: _index_of(unit, one.details) for one in contacts}
    asked = sorted({index for index in indexes.values() if index})
    there = set(unit.execute(_EVERYBODY, {"indexes": asked}).scalars()) if asked else set()
    return {own for own, index in indexes.items() if index in there}


def _index_of(unit: Unit, details: VictimDetails) -> bytes | None:
    born = details.date_of_birth
    return name_birth_index(unit, details.given_names, details.family_name, born) if born else None


def _is_of_doubtful_age(details: VictimDetails, today: date) -> bool:
    return details.date_of_birth is None or age_on(today, details.date_of_birth) < ADULT


def note_decided(instance: Instance, unit: Unit, row: VictimRow, now: datetime) -> None:
    """Keep what a person decides about, where that came to light after the contact was put before him or her."""
    points = _not_put_yet(unit, row, instance.today(now))
    if points:
        note_step(unit, row.id, S.TO_DECIDE, S.TO_DECIDE, by=SYSTEM, at=now, reason=points)
