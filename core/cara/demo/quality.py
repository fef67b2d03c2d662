"""The quality of delivery in the demonstration: checklists, answers, observations, supervision, a sample, complaints."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from cara.access import Subject
from cara.casework import Instance
from cara.demo.diary import Story
from cara.demo.staff import Staff
from cara.quality import (
    AnswersEntry,
    ChecklistEntry,
    Coverage,
    record_answers,
    record_checklist,
    see_answers,
)
from cara.quality.agreed import Agreed, agree
from cara.quality.complaints import (
    ComplaintAbout,
    ComplaintChannel,
    ComplaintDetails,
    ComplaintOutcome,
    acknowledge_complaint,
    close_complaint,
    record_complaint,
)
from cara.quality.content import aims_of
from cara.quality.observations import ObservationDetails, record_observation
from cara.quality.samples import ReviewOutcome, SampleDetails, draw_sample, open_case, review_case, see_sample
from cara.quality.supervision import SupervisionDetails, record_supervision
from cara.records import tables as t
from cara.vocabulary import Reference

AGREED = Agreed(score_tenths=30, supervision_months=3, acknowledge_days=5, answer_days=28)
WEEK = timedelta(weeks=1)
FACILITATOR = "facilitator-1"
NOTES = (None, None, None, "The afternoon was short: the room closed at four.", "The film did not run.")
COVERED = (Coverage.COVERED,) * 7 + (Coverage.PARTLY,) * 2 + (Coverage.NOT_COVERED,)
TOPICS = ("How to slow the morning down.", "Groups that go quiet.", "Where time out is misunderstood.")
COMPLAINTS = (
    (6, ComplaintChannel.EMAIL, ComplaintAbout.VENUE, "There was no step-free way in.", ComplaintOutcome.UPHELD),
    (
        15,
        ComplaintChannel.TELEPHONE,
        ComplaintAbout.DATES,
        "The second day was changed twice.",
        ComplaintOutcome.PARTLY,
    ),
)
"""In which week each came that is closed now."""


class Quality:
    """Half a year of looking at the quality, told as one story."""

    def __init__(self, instance: Instance, staff: Staff, rng: Random) -> None:
        self._instance = replace(instance, draw_reference=lambda: Reference.new(rng.choice))
        self._staff, self._rng = staff, rng

    def half_year(self, begin: datetime, now: datetime) -> Story:
        """Agree on numbers, look at each week's workshops, and leave a complaint open at the end."""
        at = yield begin + timedelta(hours=5)
        agree(self._instance, self._staff.director, AGREED, now=at)
        for week in range(1, (now - begin).days // 7):
            at = yield begin + week * WEEK + timedelta(hours=11)
            self._week(week, at)
        at = yield now - timedelta(hours=3)
        self._complain(ComplaintChannel.LETTER, ComplaintAbout.MESSAGES, "A letter came a day late.", at)

    def _week(self, week: int, at: datetime) -> None:
        for code, own in self._held(at):
            self._say_what_was_covered(code, own, at)
            if own:
                self._enter_answers(code, at)
                if week % 4 == 0:
                    self._observe(code, at)
        if week % 5 == 0:
            self._supervise(at)
        if week == 20:  # noqa: PLR2004 - once in the half year
            self._review_cases(at)
        for due, channel, about, said, outcome in COMPLAINTS:
            if week == due:
                code = self._complain(channel, about, said, at)
                close_complaint(self._instance, self._staff.director, code, outcome, "It was put right.", now=at)

    def _held(self, at: datetime) -> Iterator[tuple[str, bool]]:
        """Give the workshops held in the week before, and whether the facilitator of the demonstration ran them."""
        today = self._instance.today(at)
        ran = (
            select(t.WorkshopFacilitator.workshop_id)
            .join(t.Account, t.Account.id == t.WorkshopFacilitator.account_id)
            .where(t.Account.code == FACILITATOR, t.WorkshopFacilitator.active)
        )
        query = select(t.Workshop.code, t.Workshop.id.in_(ran)).where(
            t.Workshop.status == "held", t.Workshop.day < today, t.Workshop.day >= today - WEEK
        )
        with self._instance.database.read() as unit:
            yield from [(code, bool(own)) for code, own in unit.execute(query.order_by(t.Workshop.code))]

    def _who(self, own: bool) -> Subject:  # noqa: FBT001 - one of two people
        return self._staff.facilitator if own else self._staff.manager

    def _say_what_was_covered(self, code: str, own: bool, at: datetime) -> None:  # noqa: FBT001 - as above
        aims = {aim.code: self._rng.choice(COVERED) for aim in aims_of(self._instance)}
        entry = ChecklistEntry(aims=aims, note=self._rng.choice(NOTES))
        record_checklist(self._instance, self._who(own), code, entry, now=at)

    def _enter_answers(self, code: str, at: datetime) -> None:
        sheet = see_answers(self._instance, self._staff.facilitator, code, now=at)
        least = 2 if sheet.workshop.number == 1 else 3
        for line in sheet.lines:
            if self._rng.random() < 0.8:  # noqa: PLR2004 - four in five answer
                agreed = {one.code: self._rng.randint(least, least + 2) for one in sheet.statements}
                entry = AnswersEntry(agreed=agreed)
                record_answers(self._instance, self._staff.facilitator, code, line.seat, entry, now=at)

    def _observe(self, code: str, at: datetime) -> None:
        scores = {aim.code: self._rng.choice((2, 3, 3, 4)) for aim in aims_of(self._instance)[:6]}
        written = {"strengths": "Calm, and brought the quiet ones in.", "to_improve": "Leave more time for the end."}
        details = ObservationDetails(facilitator=FACILITATOR, scores=scores, **written)
        record_observation(self._instance, self._staff.director, code, details, now=at)

    def _supervise(self, at: datetime) -> None:
        on = self._instance.today(at) - timedelta(days=2)
        session = {"facilitator": FACILITATOR, "held_on": on, "minutes": self._rng.choice((60, 90))}
        details = SupervisionDetails(**session, topics=self._rng.choice(TOPICS))
        record_supervision(self._instance, self._staff.director, details, now=at)

    def _review_cases(self, at: datetime) -> None:
        instance, director, today = self._instance, self._staff.director, self._instance.today(at)
        details = SampleDetails(since=today - 13 * WEEK, until=today, size=6, seed=self._rng.randrange(1000))
        sample = draw_sample(instance, director, details, now=at)
        cases = [one.code for one in see_sample(instance, director, sample, now=at).cases]
        self._review(sample, cases[:3], at)

    def _review(self, sample: str, cases: Sequence[str], at: datetime) -> None:
        instance, director = self._instance, self._staff.director
        for place, case in enumerate(cases):
            open_case(instance, director, sample, case, "Review of the quarter.", now=at)
            if place:
                found = ReviewOutcome.LEARNING if place == 1 else ReviewOutcome.GOOD
                review_case(instance, director, sample, case, found, "Each step was in its time.", now=at)

    def _complain(self, channel: ComplaintChannel, about: ComplaintAbout, said: str, at: datetime) -> str:
        details = ComplaintDetails(received_on=self._instance.today(at), channel=channel, about=about, said=said)
        code = record_complaint(self._instance, self._staff.director, details, now=at)
        acknowledge_complaint(self._instance, self._staff.director, code, now=at)
        return code
