"""One organisation whole: whom to ask for, what was done, what comes next, and what it said before."""

from dataclasses import dataclass, field
from datetime import datetime

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.acting.editing import Former, former_versions
from cara.casework import Instance
from cara.engagement.communities import Community, communities
from cara.engagement.contacts import Contact, contacts_of
from cara.engagement.finding import Colleague, colleagues
from cara.engagement.meetings import Held, engagements_of
from cara.engagement.organisations import KIND, OrganisationRow, find_organisation
from cara.engagement.steps import Step, steps_of
from cara.engagement.words import OrganisationDetails
from cara.records import Unit


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation with everything that belongs to it."""

    row: OrganisationRow
    communities: tuple[Community, ...]
    contacts: tuple[Contact, ...] = field(repr=False)
    held: tuple[Held, ...]
    steps: tuple[Step, ...]
    former: tuple[Former[OrganisationDetails], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What people choose from: communities by code, and colleagues who may still sign in."""

    communities: tuple[Community, ...]
    colleagues: tuple[Colleague, ...]


def see_organisation(instance: Instance, actor: Subject, code: str, *, now: datetime) -> OrganisationView:
    """See one organisation.

    Raises:
        NotAllowed, NoSuchPartner: this person does not see partners, or there is none.
    """
    access = permit(actor, Action.SEE_PARTNERS, None, now)

    def work(unit: Unit) -> OrganisationView:
        row = find_organisation(unit, code)
        tell(unit, actor, "partner_seen", row.code, now, access)
        return OrganisationView(
            row=row,
            communities=tuple(one for one in communities(unit) if one.code in row.details.communities),
            contacts=contacts_of(unit, row),
            held=engagements_of(unit, row),
            steps=steps_of(unit, row),
            former=former_versions(unit, KIND, row.code, OrganisationDetails),
        )

    return instance.database.run(work)


def choices(instance: Instance, actor: Subject, *, now: datetime) -> Choices:
    """Give what can be chosen where something about partners is entered.

    Raises:
        NotAllowed: this person does not see partners.
    """
    permit(actor, Action.SEE_PARTNERS, None, now)
    with instance.database.read() as unit:
        active = tuple(one for one in colleagues(unit).values() if one.active)
        return Choices(tuple(one for one in communities(unit) if one.active), active)
