"""The invented people who use the demonstration: one account of each kind, two officers and two victim contact workers."""

from dataclasses import dataclass
from datetime import datetime

from cara.access import Role, Subject
from cara.casework import Instance
from cara.staff import NewAccount, add_account
from cara.vocabulary import PoliceRank

PROVIDER, TRAINER = "provider", "practice_standard"


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer as a caution names him or her."""

    name: str
    collar_number: str


OFFICERS = {"officer-1": Officer("PC Marnie Oakhollow", "4127"), "officer-2": Officer("PC Imtiaz Fernleigh", "5508")}
AUTHORISING = {
    PoliceRank.SERGEANT: "Sgt Odette Pennyfield",
    PoliceRank.INSPECTOR: "Insp Rafe Stonecroft",
    PoliceRank.CHIEF_INSPECTOR: "Ch Insp Rowan Ashgill",
    PoliceRank.SUPERINTENDENT: "Supt Verena Millrace",
    PoliceRank.PROSECUTOR: "Thora Wexcombe",
}
"""Who authorises cautions, by rank."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who act in the stories."""

    officers: tuple[Subject, Subject]
    supervisor: Subject
    manager: Subject
    workers: tuple[Subject, Subject]
    facilitator: Subject
    director: Subject


def add_staff(instance: Instance, *, now: datetime) -> Staff:
    """Add every account that can sign in."""
    added = {account.code: _subject(instance, account, now) for account in _accounts(instance)}
    return Staff(
        officers=(added["officer-1"], added["officer-2"]),
        supervisor=added["supervisor-1"],
        manager=added["manager-1"],
        workers=(added["victim-contact-1"], added["victim-contact-2"]),
        facilitator=added["facilitator-1"],
        director=added["director-1"],
    )


def _subject(instance: Instance, new: NewAccount, now: datetime) -> Subject:
    account = add_account(instance.database, new, now=now)
    return Subject(account, new.code, new.role, new.organisation, new.district)


def _accounts(instance: Instance) -> tuple[NewAccount, ...]:
    area = instance.book.area
    police, districts = area.police.code, [district.code for district in area.districts]
    first, last = (districts[0], districts[-1]) if districts else (None, None)
    return (
        NewAccount("officer-1", OFFICERS["officer-1"].name, Role.POLICE_OFFICER, police, first),
        NewAccount("officer-2", OFFICERS["officer-2"].name, Role.POLICE_OFFICER, police, last),
        NewAccount("supervisor-1", "Sgt Delphine Marrowby", Role.POLICE_SUPERVISOR, police),
        NewAccount("manager-1", "Rosalind Tannerfield", Role.AREA_MANAGER, PROVIDER),
        NewAccount("facilitator-1", "Joel Amberwick", Role.FACILITATOR, PROVIDER),
        NewAccount("victim-contact-1", "Noor Hazelcombe", Role.VICTIM_CONTACT_WORKER, PROVIDER),
        NewAccount("victim-contact-2", "Emlyn Thistledown", Role.VICTIM_CONTACT_WORKER, PROVIDER),
        NewAccount("director-1", "Ingram Velderson", Role.DIRECTOR, PROVIDER),
        NewAccount("practice-1", "Bettina Quarrydale", Role.HT_SUPERVISOR, TRAINER),
        NewAccount("auditor-1", "Philippa Crossthorn", Role.AUDITOR, PROVIDER),
        NewAccount("developer-1", "Sorrel Inkpenny", Role.AREA_DEVELOPER, PROVIDER),
    )
