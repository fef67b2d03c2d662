"""A referral with a canary in every group of fields, and the ways in which somebody stands to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape

from litestar.testing import TestClient
from sqlalchemy import insert, select
from tests.instances import MEN, Area
from tests.programs import calling_program
from tests.web.api.conftest import Program
from tests.web.inhabited import Inhabited, inhabit
from tests.web.visitors import Browser

from cara.access import Action, FieldGroup, Resource, Role, Subject, Window, decide
from cara.acting import tell
from cara.casework import (
    Held,
    PlaceSearch,
    ReferralStatus,
    decide_disposal,
    hold_another_place,
    record_equality,
    record_needs,
    record_person,
    refer_to_person,
)
from cara.casework.details import EqualityAnswers, KeepApart, Needs, PersonDetails
from cara.quality import AnswersEntry, record_answers
from cara.records import Database
from cara.records import tables as t
from cara.staff import NewAccount, add_account
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import Attendance, PoliceRank, Reference
from cara.workshops import Marked, record_register

G = FieldGroup

CANARIES: Mapping[FieldGroup, tuple[str, ...]] = {
    G.PROGRESS: ("by supervisor-1", '"by":"supervisor-1"'),
    G.REASONS: ("Kultarrreason",),
    G.PLACE: ("Bettonghall",),
    G.IDENTITY: ("Quokkagiven", "Wombatfamily", "29 March 1987", "1987-03-29", "2019/7654321Z", "13/98765432/26"),
    G.CONTACT: ("07700900417", "numbatmail@example.org", "Bilbyaddress Lane 17"),
    G.ATTENDANCE: ("Thylacinereason",),
    G.BEHAVIOUR: ("Numbatbehaviour",),
    G.NEEDS: ("Potorooneeds",),
    G.KEEP_APART: ("Bandicootapart", "Kept apart from"),
    G.CAUTION: ("Dunnartofficer", "KX7Q94ZV", "Kowariauthor"),
    G.FACTS: ("Mulgaratool", "Common assault or battery"),
    G.RESTRICTED: ("The victim's position", "Reasonable efforts", '"agrees"'),
    G.DECISIONS: ("Policy book", '"book_digest"'),
    G.ANSWERS: ("notice_anger", "I notice early when"),
    G.EQUALITY: ("Dibblerlanguage",),
}

NOTHING, IN_CONFLICT, HANDED_OVER, OPEN, ENDED = "nothing", "in conflict", "handed over", "glass open", "glass ended"
RELATIONS = (NOTHING, IN_CONFLICT, HANDED_OVER, OPEN, ENDED)
"""What is told of everybody who asks, beside what role, force and own acts say already."""

MORE = (("director-1", Role.DIRECTOR, "provider"), ("auditor-1", Role.AUDITOR, "provider"))


@dataclass
class Canaries:
    """The site, the referrals with canaries, and who asks how."""

    inhabited: Inhabited
    relation: str
    booked: Reference
    """Confirmed: its letter can be printed."""
    waiting: Reference
    """The same person's other referral, on the worklists of a supervisor and of the area manager."""
    items: Mapping[str, str]
    browsers: dict[str, Browser] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)

    @property
    def area(self) -> Area:
        return self.inhabited.area

    @property
    def accounts(self) -> Mapping[str, Subject]:
        with self.area.database.read() as unit:
            rows = unit.execute(select(t.Account.id, t.Account.code, t.Account.role, t.Account.organisation)).all()
        return {row.code: Subject(row.id, row.code, Role(row.role), row.organisation) for row in rows}

    def fields(self, account: str, action: Action, *, program: bool = False) -> frozenset[FieldGroup]:
        """Give the groups that the decision about access gives, from how the account stands as this test knows it."""
        subject = replace(self.accounts[account], program="a-program" if program else None)
        mine, window = frozenset({account}), self._window()
        resource = Resource(
            entered_by="officer-1",
            organisation="testshire_police",
            assigned=mine if self.relation == HANDED_OVER else frozenset(),
            conflicts=mine if self.relation == IN_CONFLICT else frozenset(),
            broken_glass={account: window} if window else {},
        )
        return decide(subject, action, resource, self.area.now).fields

    def _window(self) -> Window | None:
        opened = opened_at(self.relation, self.area.now)
        return Window(opened, opened + timedelta(minutes=60)) if opened else None

    def page(self, account: str, path: str) -> str:
        """Give what an account gets at an address, whatever its status."""
        if account not in self.browsers:
            self.browsers[account] = self.inhabited.sign_in(account)
        return unescape(self.browsers[account].get(path).text)

    def interface(self, account: str, path: str) -> str:
        """Give what a program for an account gets."""
        if account not in self.programs:
            force = calling_program(self.area.database, f"program-{account}", account, self.area.now)
            client = TestClient(self.inhabited.site.app, base_url="http://cara.test")
            self.programs[account] = Program(client, force, self.inhabited)
        return self.programs[account].get(path).text


def found_in(text: str) -> frozenset[FieldGroup]:
    """Give the groups whose canaries came back."""
    return frozenset(group for group, said in CANARIES.items() if any(canary in text for canary in said))


def opened_at(relation: str, now: datetime) -> datetime | None:
    """Give when everybody opened the referrals in an emergency, if they did."""
    ago = {OPEN: timedelta(minutes=5), ENDED: timedelta(minutes=60)}.get(relation)
    return now - ago if ago else None


def hide(database: Database, relation: str) -> Canaries:
    """Fill the referrals, and put everybody into a relation to them."""
    inhabited = inhabit(database)
    area = inhabited.area
    for code, role, organisation in MORE:
        add_account(database, NewAccount(code, f"Account {code}", role, organisation), now=area.now)
    area.venue("canary-1", name="Bettonghall")
    area.cohort("C1", MEN, "canary-1")
    booked = _booked(area)
    waiting = _waiting(area)
    items = {"disposal": area.item_of(waiting, area.supervisor), "duplicate": area.item_of(waiting, area.manager)}
    hidden = Canaries(inhabited, relation, booked, waiting, items)
    for account in hidden.accounts.values():
        _relate(hidden, account)
    return hidden


def _booked(area: Area) -> Reference:
    reference = area.referred(risk_tool_version="Mulgaratool")
    code = area.item_of(reference, area.supervisor)
    said = {"approve": True, "rank": PoliceRank.SERGEANT, "reason": "Kultarrreason"}
    decide_disposal(area.instance, area.supervisor, code, now=area.now, **said)
    held = hold_another_place(area.instance, area.officer, reference, "C1", PlaceSearch(), now=area.now)
    assert isinstance(held, Held)
    _record(area, reference)
    area.confirm(reference)
    assert area.see(reference).status is ReferralStatus.BOOKED
    marked = Marked(seat=1, mark=Attendance.HERE, reason="Thylacinereason", behaviour="Numbatbehaviour")
    record_register(area.instance, area.manager, "C1-1", [marked], now=area.later(days=20))
    answers = AnswersEntry(agreed={"notice_anger": 5})
    record_answers(area.instance, area.manager, "C1-1", 1, answers, now=area.later(days=20))
    return reference


def _waiting(area: Area) -> Reference:
    history = ({"outcome": "caution", "violence": False, "domestic_abuse": False},)
    facts = area.facts(risk_tool_version="Mulgaratool", earlier_matters=history)
    reference = refer_to_person(area.instance, area.officer, facts, area.restricted(), now=area.now)
    _record(area, reference, crime_reference="13/98765432/27")
    return reference


def _record(area: Area, reference: str, **changes: str) -> None:
    given, family, _, _, pnc, crime = CANARIES[G.IDENTITY]
    phone, email, address = CANARIES[G.CONTACT]
    details = {"given_names": given, "family_name": family, "date_of_birth": "1987-03-29", "pnc_id": pnc}
    reached = {"phone": phone, "email": email, "address": address, "crime_reference": crime}
    person = PersonDetails.model_validate({**details, **reached, **changes})
    record_person(area.instance, area.officer, reference, person, now=area.now)
    needs = Needs(other_needs="Potorooneeds", keep_apart=(KeepApart(name="Bandicootapart Name"),))
    record_needs(area.instance, area.officer, reference, needs, now=area.now)
    officer, collar, authorising = CANARIES[G.CAUTION]
    area.sign(reference, officer_name=officer, collar_number=collar, authorising_name=authorising)
    record_equality(
        area.instance, area.officer, reference, EqualityAnswers(first_language="Dibblerlanguage"), now=area.now
    )


def _relate(hidden: Canaries, account: Subject) -> None:
    area = hidden.area
    if hidden.relation == IN_CONFLICT:
        declare_conflict(area.database, area.manager, account.code, hidden.booked, now=area.now)
        return
    references = (hidden.booked, hidden.waiting)
    with area.database.write() as unit:
        for referral in unit.execute(select(t.Referral.id).where(t.Referral.reference.in_(references))).scalars().all():
            if hidden.relation == HANDED_OVER:
                given = {"referral_id": referral, "account_id": account.account, "assigned_by": area.supervisor.account}
                unit.execute(insert(t.Assignment).values(**given, assigned_at=area.now))
            opened = opened_at(hidden.relation, area.now)
            if opened:
                code = str(Reference.new())
                times = {"opened_at": opened, "ends_at": opened + timedelta(minutes=60)}
                reason = unit.seal(t.BrokenGlass.reason, code, "In an emergency")
                unit.execute(
                    insert(t.BrokenGlass).values(
                        code=code, referral_id=referral, account_id=account.account, reason=reason, **times
                    )
                )
        tell(unit, None, "account_added", account.code, area.now)
