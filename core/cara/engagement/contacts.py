"""Whom to ask for at an organisation: sealed, and erased when somebody leaves there."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.acting.editing import check_unchanged, forget_versions, keep_version
from cara.casework import Instance
from cara.engagement.finding import find_by_code
from cara.engagement.organisations import OrganisationRow, find_organisation
from cara.engagement.problems import NoSuchPartner
from cara.engagement.words import ContactDetails
from cara.records import Unit
from cara.records import tables as t

KIND = "contact"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ask for, as stored."""

    id: int
    code: str
    details: ContactDetails = field(repr=False)
    version: int


def add_contact(
    instance: Instance, actor: Subject, organisation: str, details: ContactDetails, *, now: datetime
) -> str:
    """Add somebody to ask for at an organisation, and give the code.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is no such organisation.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> str:
        row = find_organisation(unit, organisation)
        code = str(instance.draw_reference())
        sealed = unit.seal(t.PartnerContact.details, code, details.model_dump_json())
        values = {"code": code, "organisation_id": row.id, "details": sealed, "made_at": now}
        unit.execute(insert(t.PartnerContact).values(**values))
        tell(unit, actor, "contact_added", row.code, now, access, contact=code)
        return code

    return instance.database.run(work)


def change_contact(
    instance: Instance,
    actor: Subject,
    organisation: str,
    code: str,
    details: ContactDetails,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Change what is known of somebody; what was known before is kept.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is nobody of this code.
        EditedMeanwhile: somebody else changed it since ``seen``.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        row = find_organisation(unit, organisation)
        contact = find_contact(unit, row, code, lock=True)
        check_unchanged(unit, KIND, contact.code, contact.details, seen=seen, version=contact.version)
        keep_version(unit, KIND, contact.code, contact.details, contact.version, actor, now)
        sealed = unit.seal(t.PartnerContact.details, contact.code, details.model_dump_json())
        changed = update(t.PartnerContact).where(t.PartnerContact.id == contact.id)
        unit.execute(changed.values(details=sealed, version=contact.version + 1))
        tell(unit, actor, "contact_changed", row.code, now, access, contact=contact.code)

    instance.database.run(work)


def remove_contact(instance: Instance, actor: Subject, organisation: str, code: str, *, now: datetime) -> None:
    """Erase somebody from an organisation, and all that was ever entered about him or her.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is nobody of this code.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        row = find_organisation(unit, organisation)
        contact = find_contact(unit, row, code, lock=True)
        unit.execute(delete(t.PartnerContact).where(t.PartnerContact.id == contact.id))
        forget_versions(unit, KIND, contact.code)
        tell(unit, actor, "contact_erased", row.code, now, access, contact=contact.code)

    instance.database.run(work)


def contacts_of(unit: Unit, organisation: OrganisationRow) -> tuple[Contact, ...]:
    """Give everybody to ask for at an organisation, in the order of the names."""
    query = select(t.PartnerContact.__table__).where(t.PartnerContact.organisation_id == organisation.id)
    found = [_opened(unit, row) for row in unit.execute(query).mappings().all()]
    return tuple(sorted(found, key=lambda one: (one.details.name.casefold(), one.id)))


def find_contact(unit: Unit, organisation: OrganisationRow, code: str, *, lock: bool = False) -> Contact:
    """Find somebody to ask for at an organisation.

    Raises:
        NoSuchPartner: there is nobody of this code there.
    """
    query = select(t.PartnerContact.__table__)
    row = find_by_code(
        unit,
        query.with_for_update() if lock else query,
        t.PartnerContact.code,
        code,
        NoSuchPartner,
        t.PartnerContact.organisation_id == organisation.id,
    )
    return _opened(unit, row)


def _opened(unit: Unit, row: RowMapping) -> Contact:
    said = unit.unseal(t.PartnerContact.details, row["code"], row["details"])
    return Contact(row["id"], row["code"], ContactDetails.model_validate_json(said), row["version"])
