"""An instance whose workshops are held: people booked on them, facilitators who run them, and time that goes on."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.instances import Area, area_on

from cara.access import Subject
from cara.casework import ReferralStatus, see_referral
from cara.policy import Rule
from cara.records import Database
from cara.records import tables as t
from cara.vocabulary import Attendance, Reference
from cara.workshops import Marked, Register, assign_facilitator, record_register, see_register


@dataclass
class Running:
    """An instance with cohort N1 on 5 December and 2 January, which ``facilitator-1`` runs."""

    area: Area
    booked: dict[int, Reference] = field(default_factory=dict)
    """The references by their seats in N1."""

    @property
    def facilitator(self) -> Subject:
        return self.area.subjects["facilitator-1"]

    @property
    def manager(self) -> Subject:
        return self.area.manager

    def moment(self, code: str = "N1-1", *, days: int = 0, at: time = time(16)) -> datetime:
        """Give a moment on a workshop's day, or so many days after."""
        with self.area.database.read() as unit:
            day = unit.scalar(select(t.Workshop.day).where(t.Workshop.code == code))
        return datetime.combine(day + timedelta(days=days), at, self.area.instance.zone)

    def book(self, *names: str, cohort: str = "N1") -> None:
        """Book people of different family names, from seat 1 on."""
        for name in names:
            reference = self.area.booked(cohort, family_name=name, crime_reference=f"13/{name}/26")
            self.booked[len(self.booked) + 1] = reference

    def run(self, *codes: str, by: str = "facilitator-1") -> None:
        for code in codes:
            assign_facilitator(self.area.instance, self.manager, code, by, now=self.area.now)

    def mark(
        self,
        code: str = "N1-1",
        *,
        at: datetime | None = None,
        by: Subject | None = None,
        seen: dict[int, str | None] | None = None,
        **seats: Attendance,
    ) -> Register:
        """Mark seats, e.g. ``mark(seat_1=Attendance.HERE)``, having seen what stands unless told otherwise."""
        now, who = at or self.moment(code), by or self.facilitator
        numbers = {int(name.removeprefix("seat_")): mark for name, mark in seats.items()}
        known = self.seen(code, now) if seen is None else seen
        entries = [Marked(seat=seat, mark=mark, seen=known.get(seat)) for seat, mark in numbers.items()]
        return record_register(self.area.instance, who, code, entries, now=now)

    def seen(self, code: str, now: datetime) -> dict[int, str | None]:
        register = see_register(self.area.instance, self.manager, code, now=now)
        return {line.seat: line.latest.key if line.latest else None for line in register.lines}

    def status(self, seat: int) -> ReferralStatus:
        view = see_referral(self.area.instance, self.manager, self.booked[seat], now=self.area.now)
        return view.status

    def place(self, seat: int) -> tuple[str, bool]:
        """Give how the place of whoever was booked on a seat stands, and whether it is active."""
        query = (
            select(t.Membership.status, t.Membership.active)
            .join(t.Referral, t.Referral.id == t.Membership.referral_id)
            .where(t.Referral.reference == str(self.booked[seat]))
            .order_by(t.Membership.id.desc())
        )
        with self.area.database.read() as unit:
            return tuple(unit.execute(query).first())

    def workshops(self, **columns: Any) -> dict[str, str]:
        with self.area.database.read() as unit:
            return dict(unit.execute(select(t.Workshop.code, t.Workshop.status)).all())


def running_on(database: Database, *rules: Rule) -> Running:
    """Open an instance under rules that differ from the usual ones, with three people on N1."""
    from tests.instances import west_yorkshire_like

    running = Running(area_on(database, west_yorkshire_like(*rules) if rules else None))
    running.run("N1-1", "N1-2")
    running.book("Alder", "Birch", "Cedar")
    return running


@pytest.fixture
def running(database: Database) -> Running:
    """Testshire with West Yorkshire's gaps: what a missed workshop means is unknown."""
    return running_on(database)
