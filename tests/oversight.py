"""Those who look after the records' use, in an area for tests."""

from dataclasses import replace

from sqlalchemy import insert, select
from tests.instances import Area

from cara.access import Role, Subject
from cara.records import Entry, Person, Referral
from cara.records.tables import DeclaredConflict
from cara.staff import NewAccount, add_account

OVERSIGHT = (
    ("manager-2", Role.AREA_MANAGER),
    ("director-1", Role.DIRECTOR),
    ("director-2", Role.DIRECTOR),
    ("auditor-1", Role.AUDITOR),
)


def overseen(area: Area) -> Area:
    """Add a second area manager, two directors and an auditor."""
    added = {
        code: Subject(
            add_account(area.database, NewAccount(code, f"Account {code}", role, "provider"), now=area.now),
            code,
            role,
            "provider",
        )
        for code, role in OVERSIGHT
    }
    return replace(area, subjects={**area.subjects, **added})


def proved(area: Area, code: str) -> Subject:
    """Give somebody who has just proved again who it is."""
    return replace(area.subjects[code], proved_at=area.now)


def declare_conflict(area: Area, code: str, reference: str, *, by_name: bool = False, ended: bool = False) -> None:
    """Declare that somebody may not see the person of a referral."""
    with area.database.write() as unit:
        row = unit.execute(
            select(Referral.id, Person.name_birth_index)
            .outerjoin(Person, Person.id == Referral.person_id)
            .where(Referral.reference == reference)
        ).one()
        declared = {
            "code": code[:2] + reference[:6],
            "account_id": area.subjects[code].account,
            "referral_id": None if by_name else row.id,
            "name_birth_index": row.name_birth_index if by_name else None,
            "words": unit.seal(DeclaredConflict.words, reference, "A cousin"),
            "declared_by": area.manager.account,
            "declared_at": area.now,
            "ended_at": area.now if ended else None,
        }
        unit.execute(insert(DeclaredConflict).values(**declared))
        unit.audit(Entry(at=area.now, actor="system", action="declared", resource=reference, request_id=""))
