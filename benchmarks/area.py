"""The area that is measured: West Yorkshire on SQLite, with as many cohorts and referrals as a measurement wants."""

import json
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType

from joserfc import jwt
from joserfc.jwk import ECKey

from cara.access import Role, Subject
from cara.areas import discover
from cara.casework import (
    Held,
    Instance,
    NotAccepted,
    PlaceSearch,
    confirm_booking,
    hold_place,
    record_caution,
    record_needs,
    record_person,
)
from cara.casework.details import CautionDetails, Needs, PersonDetails
from cara.casework.opening import NewCohort, NewVenue, open_cohort, open_venue
from cara.policy import CaseFacts, RestrictedFacts
from cara.records import Database, Keyring
from cara.staff import NewAccount, add_account
from cara.staff.programs import add_program, take_token
from cara.vocabulary import Pathway, PoliceRank, Relationship, Sex

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIRST = date(2026, 12, 5)
GAP = timedelta(days=28)
FILE = "cara.db"
AUDIENCE = "https://cara.test/api/v1/token"
PATHWAYS = [Pathway(sex, relationship) for sex in Sex for relationship in Relationship]
MEN = PATHWAYS[0]

FACTS = CaseFacts.model_validate(
    {
        "referral_source": "west_yorkshire_police",
        "disposal": "conditional_caution",
        "age": 34,
        "sex": "male",
        "relationship": "intimate_partner",
        "offence": "criminal_damage",
        "offence_on": date(2026, 11, 20),
        "evidence_sufficient": True,
        "admits_offence": True,
        "risk_grade": "standard",
        "risk_tool": "dash",
        "earlier_matters": (),
        "current_orders": (),
        "coercive_control": False,
    }
)
RESTRICTED = RestrictedFacts(victim_views_sought=True)
CAUTION = CautionDetails(
    officer_name="Officer Example",
    collar_number="4411",
    authorising_name="Sergeant Example",
    authorising_rank=PoliceRank.SERGEANT,
    caution_on=NOW.date(),
    effect_explained=True,
    admission_signed=True,
)


def person(number: int) -> PersonDetails:
    """Invent a person."""
    return PersonDetails.model_validate(
        {
            "given_names": "Adam",
            "family_name": f"Example {_letters(number)}",
            "date_of_birth": date(1992, 6, 1),
            "phone": "07700 900982",
            "address": "1 Example Road\nLeeds",
            "crime_reference": f"13/{number}/26",
        }
    )


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@dataclass
class Measured(AbstractContextManager["Measured"]):
    """An instance in a directory of its own, removed at the end."""

    instance: Instance
    officer: Subject
    manager: Subject
    directory: tempfile.TemporaryDirectory[str]

    @classmethod
    def begin(cls) -> "Measured":
        """Open an empty West Yorkshire with its people."""
        directory = tempfile.TemporaryDirectory(prefix="cara-bench-")
        database = Database.open(f"sqlite:///{Path(directory.name) / FILE}", Keyring.development())
        database.upgrade()
        instance = Instance("west_yorkshire", database, discover())
        roles = {"officer-1": Role.POLICE_OFFICER, "manager-1": Role.AREA_MANAGER}
        subjects = [_account(instance, code, role) for code, role in roles.items()]
        return cls(instance, subjects[0], subjects[1], directory)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.instance.database.close()
        self.directory.cleanup()

    @property
    def file(self) -> Path:
        """Give the database's file."""
        return Path(self.directory.name) / FILE

    def cohorts(self, number: int, capacity: int = 12) -> None:
        """Open cohorts over the coming weeks, in turn for each pathway."""
        with self.instance.database.write():
            venues = [self._venue(district.code) for district in self.instance.book.area.districts]
            opened = 0
            week = 0
            while opened < number:
                first = FIRST + timedelta(weeks=week % 11)
                if not self._open(opened, venues[opened % len(venues)], first, capacity):
                    week += 1
                    continue
                opened += 1
                week += opened % len(PATHWAYS) == 0

    def _open(self, number: int, venue: int, first: date, capacity: int) -> bool:
        pathway = PATHWAYS[number % len(PATHWAYS)]
        cohort = NewCohort(f"B{number}", pathway, venue, first, first + GAP, capacity)
        try:
            open_cohort(self.instance, self.manager, cohort, now=NOW)
        except NotAccepted:
            return False
        return True

    def _venue(self, district: str) -> int:
        venue = NewVenue(
            f"{district}-1",
            f"Example Hall, {district}",
            "1 Example Street",
            district,
            "Bus 1",
            step_free=True,
            hearing_loop=True,
        )
        return open_venue(self.instance, self.manager, venue, now=NOW)

    def book(self, number: int, cohort: str) -> str:
        """Take one invented person from the check to the booking."""
        held = hold_place(self.instance, self.officer, FACTS, RESTRICTED, cohort, PlaceSearch(), now=NOW)
        assert isinstance(held, Held), held
        record_person(self.instance, self.officer, held.reference, person(number), now=NOW)
        record_needs(self.instance, self.officer, held.reference, Needs(), now=NOW)
        record_caution(self.instance, self.officer, held.reference, CAUTION, now=NOW)
        confirm_booking(self.instance, self.officer, held.reference, now=NOW)
        return held.reference

    def token(self) -> str:
        """Let a program call for the officer, and take a token for it."""
        database, key, code = self.instance.database, ECKey.generate_key("P-256", auto_kid=True), "program-1"
        add_program(
            database, None, code, self.officer.code, json.dumps({"keys": [key.as_dict(private=False)]}), now=NOW
        )
        ends = int((NOW + timedelta(minutes=2)).timestamp())
        claims = {"iss": code, "sub": code, "aud": AUDIENCE, "exp": ends, "jti": "benchmark-1"}
        assertion = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)
        return take_token(database, assertion, frozenset({AUDIENCE}), now=NOW, request_id="").text


def _account(instance: Instance, code: str, role: Role) -> Subject:
    organisation = "west_yorkshire_police"
    account = add_account(instance.database, NewAccount(code, f"Account {code}", role, organisation), now=NOW)
    return Subject(account, code, role, organisation)
