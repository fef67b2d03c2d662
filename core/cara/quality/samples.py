"""Samples of cases for review: drawn by seed, each opened with a reason that is kept, reviewed and closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import RowMapping, insert, select, update

from cara.access import Access, Action, FieldGroup, NotAllowed, Subject, permit
from cara.acting import NotAccepted, Problem, reason_given, tell
from cara.casework import Instance, ReferralStatus
from cara.casework.referral_rows import ReferralRow, find_by_id, refuse_erased
from cara.quality.drawing import draw
from cara.quality.finding import NoSuchQualityRecord, find_by_code, sealed, unsealed
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Attendance, Reference, Word
from cara.vocabulary.text import Paragraph

MOST_CASES = 200
IN_THE_ROOM = ("booked", "done", "left")
"""The places whose people were booked into a cohort, whatever came of it."""


class ReviewOutcome(Word):
    """What a review found, in one word."""

    GOOD = "good", "Nothing to change"
    LEARNING = "learning", "Something to learn from"
    CONCERN = "concern", "A concern that has to be acted on"


class SampleDetails(BaseModel):
    """What is drawn: cases of cohorts whose workshop two lies in a period, so many, by a seed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    until: date
    size: int = Field(ge=1, le=MOST_CASES)
    seed: int = Field(ge=0, le=2**31 - 1)


@dataclass(frozen=True, slots=True)
class SampledLine:
    """One case of a sample: it is named by its reference alone."""

    code: str
    reference: Reference
    cohort: str
    opened_at: datetime | None
    outcome: ReviewOutcome | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SampleView:
    """One sample with its cases, by cohort."""

    code: str
    details: SampleDetails
    drawn_by: str
    drawn_at: datetime
    cases: tuple[SampledLine, ...]

    @property
    def closed(self) -> int:
        """Count the cases that are reviewed."""
        return sum(one.closed_at is not None for one in self.cases)


@dataclass(frozen=True, slots=True)
class CaseForReview:
    """What a reviewer sees of a case: how it went, and never who it is about."""

    line: SampledLine
    reason: str | None = field(repr=False)
    findings: str | None = field(repr=False)
    caution_on: date | None
    deadline_on: date | None
    history: tuple[tuple[datetime, ReferralStatus], ...]
    attendance: tuple[tuple[date, int, Attendance], ...]


def list_samples(instance: Instance, actor: Subject, *, now: datetime) -> tuple[SampleView, ...]:
    """List the samples, the latest first.

    Raises:
        NotAllowed: this person reviews no cases.
    """
    access = permit(actor, Action.REVIEW_CASES, None, now)

    def work(unit: Unit) -> tuple[SampleView, ...]:
        tell(unit, actor, "samples_listed", "samples", now, access)
        rows = unit.execute(_SAMPLES.order_by(t.CaseSample.id.desc())).mappings().all()
        return tuple(_sample(unit, row) for row in rows)

    return instance.database.run(work)


def see_sample(instance: Instance, actor: Subject, code: str, *, now: datetime) -> SampleView:
    """See one sample.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person reviews no cases, or there is none.
    """
    access = permit(actor, Action.REVIEW_CASES, None, now)

    def work(unit: Unit) -> SampleView:
        row = find_by_code(unit, _SAMPLES, t.CaseSample.code, code)
        tell(unit, actor, "sample_seen", row["code"], now, access)
        return _sample(unit, row)

    return instance.database.run(work)


def draw_sample(instance: Instance, actor: Subject, details: SampleDetails, *, now: datetime) -> str:
    """Draw a sample, and give its code. The same records, period, size and seed give the same cases.

    Raises:
        NotAllowed: this person reviews no cases.
        NotAccepted: the period ends before it begins, or no cohort ended in it.
    """
    access = permit(actor, Action.REVIEW_CASES, None, now)
    if details.until < details.since:
        raise NotAccepted([Problem("until", "The last day must not be before the first")])

    def work(unit: Unit) -> str:
        cases = cases_of(unit, details.since, details.until)
        drawn = draw({cohort: list(found) for cohort, found in cases.items()}, details.size, details.seed)
        if not drawn:
            raise NotAccepted([Problem("since", "No cohort had its workshop two in this period: choose another")])
        code = str(instance.draw_reference())
        row = {"code": code, "drawn_by": actor.account, "drawn_at": now, **details.model_dump()}
        sample = unit.execute(insert(t.CaseSample).values(**row).returning(t.CaseSample.id)).scalar_one()
        found = {reference: ids for by_reference in cases.values() for reference, ids in by_reference.items()}
        rows = [
            {
                "code": str(instance.draw_reference()),
                "sample_id": sample,
                "referral_id": found[reference][0],
                "cohort_id": found[reference][1],
            }
            for reference in drawn
        ]
        unit.execute(insert(t.SampledCase), rows)
        tell(unit, actor, "sample_drawn", code, now, access, size=len(rows), seed=details.seed)
        return code

    return instance.database.run(work)


def cases_of(unit: Unit, since: date, until: date) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """Give the cases of each cohort whose workshop two lies in a period, by its code and their references.

    Somebody who was in two of them is a case of the later one.
    """
    query = (
        select(t.Cohort.code, t.Cohort.id.label("cohort_id"), t.Referral.id, t.Referral.reference)
        .join(t.Membership, t.Membership.cohort_id == t.Cohort.id)
        .join(t.Referral, t.Referral.id == t.Membership.referral_id)
        .where(t.Cohort.second_day >= since, t.Cohort.second_day <= until, t.Cohort.status != "cancelled")
        .where(t.Membership.status.in_(IN_THE_ROOM))
        .order_by(t.Cohort.second_day, t.Cohort.code)
    )
    latest = {row.reference: row for row in unit.execute(query)}
    cases: dict[str, dict[str, tuple[int, int]]] = {}
    for reference, row in latest.items():
        cases.setdefault(row.code, {})[reference] = (row.id, row.cohort_id)
    return cases


def open_case(instance: Instance, actor: Subject, sample: str, code: str, reason: str, *, now: datetime) -> None:
    """Open a sampled case with a reason, which is kept; opened twice it was opened the first time.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person may not see this case, or there is none.
        NotAccepted: there is no reason.
    """
    given = reason_given(reason)

    def work(unit: Unit) -> None:
        row, referral, access = _case_for(unit, actor, sample, code, now)
        refuse_erased(referral)
        if row["opened_at"] is None:
            kept = {"reason": sealed(unit, t.SampledCase.reason, row["code"], given)}
            opened = update(t.SampledCase).where(t.SampledCase.id == row["id"])
            unit.execute(opened.values(**kept, opened_at=now, opened_by=actor.account))
            tell(unit, actor, "sampled_case_opened", row["reference"], now, access, case=row["code"])

    instance.database.run(work)


def see_case(instance: Instance, actor: Subject, sample: str, code: str, *, now: datetime) -> CaseForReview | None:
    """See a sampled case that was opened; nothing of it before. Every look is told.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person may not see this case, or there is none.
    """

    def work(unit: Unit) -> CaseForReview | None:
        row, referral, access = _case_for(unit, actor, sample, code, now)
        if row["opened_at"] is None:
            return None
        tell(unit, actor, "sampled_case_seen", row["reference"], now, access, case=row["code"])
        return _for_review(unit, row, referral, access)

    return instance.database.run(work)


def review_case(
    instance: Instance,
    actor: Subject,
    sample: str,
    code: str,
    outcome: ReviewOutcome,
    findings: Paragraph,
    *,
    now: datetime,
) -> None:
    """Store what a review found, and close it.

    Raises:
        NotAllowed, NoSuchQualityRecord: this person may not see this case, or there is none.
        NotAccepted: it was not opened, or is closed already.
    """

    def work(unit: Unit) -> None:
        row, referral, access = _case_for(unit, actor, sample, code, now)
        refuse_erased(referral)
        if row["opened_at"] is None:
            raise NotAccepted([Problem("findings", "Open the case with a reason before you review it")])
        if row["closed_at"] is not None:
            raise NotAccepted([Problem("findings", "This review is closed already: open it again to see it")])
        kept = {"findings": sealed(unit, t.SampledCase.findings, row["code"], findings), "outcome": outcome.value}
        unit.execute(update(t.SampledCase).where(t.SampledCase.id == row["id"]).values(**kept, closed_at=now))
        tell(unit, actor, "sampled_case_reviewed", row["reference"], now, access, case=row["code"], found=outcome.value)

    instance.database.run(work)


_SAMPLES = select(t.CaseSample, t.Account.code.label("by")).join(t.Account, t.Account.id == t.CaseSample.drawn_by)
_CASES = (
    select(t.SampledCase, t.Referral.reference, t.Cohort.code.label("cohort"), t.CaseSample.code.label("sample"))
    .join(t.Referral, t.Referral.id == t.SampledCase.referral_id)
    .join(t.Cohort, t.Cohort.id == t.SampledCase.cohort_id)
    .join(t.CaseSample, t.CaseSample.id == t.SampledCase.sample_id)
)
_MARKS = (
    select(t.Workshop.day, t.Workshop.number, t.AttendanceMark.expected_id, t.AttendanceMark.mark)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .join(t.AttendanceMark, t.AttendanceMark.expected_id == t.ExpectedAttendance.id)
    .order_by(t.Workshop.day, t.AttendanceMark.id)
)


def _case_for(
    unit: Unit, actor: Subject, sample: str, code: str, now: datetime
) -> tuple[RowMapping, ReferralRow, Access]:
    """Find a sampled case for somebody who may review it: not there and not allowed look alike."""
    permit(actor, Action.REVIEW_CASES, None, now)
    row = find_by_code(unit, _CASES, t.SampledCase.code, code)
    referral = find_by_id(unit, row["referral_id"], actor, lock=True)
    if row["sample"] != sample:
        raise NoSuchQualityRecord(code)
    try:
        return row, referral, permit(actor, Action.REVIEW_CASES, referral.resource, now)
    except NotAllowed as refused:
        raise NoSuchQualityRecord(code) from refused


def _sample(unit: Unit, row: RowMapping) -> SampleView:
    rows = unit.execute(_CASES.where(t.SampledCase.sample_id == row["id"]).order_by(t.SampledCase.id)).mappings()
    names = SampleDetails.model_fields
    return SampleView(
        code=row["code"],
        details=SampleDetails(**{name: row[name] for name in names}),
        drawn_by=row["by"],
        drawn_at=row["drawn_at"],
        cases=tuple(_line(one) for one in rows),
    )


def _line(row: RowMapping) -> SampledLine:
    outcome = ReviewOutcome(row["outcome"]) if row["outcome"] else None
    return SampledLine(
        row["code"], Reference(row["reference"]), row["cohort"], row["opened_at"], outcome, row["closed_at"]
    )


def _for_review(unit: Unit, row: RowMapping, referral: ReferralRow, access: Access) -> CaseForReview:
    steps = select(t.StatusChange.at, t.StatusChange.after).where(t.StatusChange.referral_id == referral.id)
    history = unit.execute(steps.order_by(t.StatusChange.id)).all() if FieldGroup.PROGRESS in access.fields else []
    marks = _marks(unit, referral.id) if FieldGroup.ATTENDANCE in access.fields else {}
    return CaseForReview(
        line=_line(row),
        reason=unsealed(unit, t.SampledCase.reason, row["code"], row["reason"]),
        findings=unsealed(unit, t.SampledCase.findings, row["code"], row["findings"]),
        caution_on=referral.caution_on,
        deadline_on=referral.extended_to or referral.deadline_on,
        history=tuple((at, ReferralStatus(after)) for at, after in history),
        attendance=tuple(marks.values()),
    )


def _marks(unit: Unit, referral: int) -> dict[int, tuple[date, int, Attendance]]:
    """Give the mark that counts of each workshop at which somebody was expected."""
    rows = unit.execute(_MARKS.where(t.Membership.referral_id == referral))
    return {expected: (day, number, Attendance(mark)) for day, number, expected, mark in rows}
