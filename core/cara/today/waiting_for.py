"""What waits for the area manager elsewhere: the worklist, the police, messages, partners, and other people's acts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import Date, and_, bindparam, func, or_, select

from cara.access import Subject
from cara.casework import ReferralStatus
from cara.casework.items import ItemKind, Owner
from cara.casework.outbox.words import MessageStatus
from cara.casework.standing import IN_CONFLICT, in_conflict
from cara.records import Unit
from cara.records import tables as t
from cara.today.lines import DueKind, DueLine
from cara.vocabulary import Occasion, Reference
from cara.vocabulary.dates import in_words
from cara.workshops.with_police import ACKNOWLEDGED

OF_THE_PLACE = frozenset({ItemKind.TO_REBOOK, ItemKind.DEFERRED, ItemKind.PLACE_TO_FOLLOW})
"""The kinds of items that say no more than that somebody has no place."""

_FAILED = frozenset({MessageStatus.FAILED.value, MessageStatus.NOT_KNOWN.value})

# Built once: building a statement takes longer than running it.
_ITEMS = (
    select(
        t.WorklistItem.code, t.WorklistItem.kind, t.WorklistItem.due_on, t.WorklistItem.opened_at, t.Referral.reference
    )
    .join(t.Referral, t.Referral.id == t.WorklistItem.referral_id)
    .where(
        t.WorklistItem.owner == Owner.AREA_MANAGER.value,
        t.WorklistItem.decided_at.is_(None),
        t.WorklistItem.kind.not_in(sorted(kind.value for kind in OF_THE_PLACE)),
        ~IN_CONFLICT,
    )
)
_RETURNED_AT = (
    select(func.max(t.StatusChange.id))
    .where(
        t.StatusChange.referral_id == t.Referral.id,
        t.StatusChange.after == ReferralStatus.RETURNED.value,
        t.StatusChange.before != ReferralStatus.RETURNED.value,
    )
    .correlate(t.Referral)
    .scalar_subquery()
)
_RETURNS = (
    select(t.Referral.reference, t.StatusChange.before, t.StatusChange.reason, t.StatusChange.at)
    .join(t.StatusChange, t.StatusChange.referral_id == t.Referral.id)
    .where(
        t.Referral.status == ReferralStatus.RETURNED.value,
        t.StatusChange.after == ReferralStatus.RETURNED.value,
        t.StatusChange.id >= _RETURNED_AT,
        ~IN_CONFLICT,
    )
    .order_by(t.StatusChange.id)
)
_MESSAGES = (
    select(t.Message.code, t.Message.status, t.Message.occasion, t.Message.day, t.Referral.reference)
    .join(t.Referral, t.Referral.id == t.Message.referral_id)
    .where(
        or_(
            and_(t.Message.status.in_(sorted(_FAILED)), t.Referral.active),
            and_(t.Message.status == MessageStatus.TO_PRINT.value, t.Message.due_at <= bindparam("now")),
        ),
        or_(t.Message.day.is_(None), t.Message.day >= bindparam("today", type_=Date())),
        ~IN_CONFLICT,
    )
    .order_by(t.Message.day, t.Message.id)
)
_STEPS = (
    select(
        t.NextStep.code, t.NextStep.due_on, t.PartnerOrganisation.code.label("organisation"), t.PartnerOrganisation.name
    )
    .join(t.PartnerOrganisation, t.PartnerOrganisation.id == t.NextStep.organisation_id)
    .where(
        t.NextStep.who == bindparam("asks"),
        t.NextStep.done_at.is_(None),
        t.NextStep.due_on <= bindparam("until", type_=Date()),
        t.PartnerOrganisation.active,
    )
)
_OPENINGS = (
    select(t.BrokenGlass.code, t.BrokenGlass.opened_at)
    .join(t.Referral, t.Referral.id == t.BrokenGlass.referral_id)
    .where(
        t.BrokenGlass.reviewed_at.is_(None),
        t.BrokenGlass.account_id != bindparam("asks"),
        ~in_conflict(bindparam("asks")),
    )
)
_CONFIRMATIONS = select(t.Confirmation.code, t.Confirmation.asked_at).where(
    t.Confirmation.decided_at.is_(None),
    t.Confirmation.asked_by != bindparam("asks"),
    t.Confirmation.account_id != bindparam("asks"),
)


def items_due(unit: Unit, actor: Subject, today: date) -> Iterator[DueLine]:
    """Give what the area manager has to decide, but for what says only that somebody has no place."""
    for row in unit.execute(_ITEMS, {"asks": actor.account}).all():
        reference = Reference(row.reference).spoken
        why = f"{ItemKind(row.kind).label}, waiting since {in_words(row.opened_at.date())}"
        yield DueLine(row.due_on or today, DueKind.ITEM, reference, row.code, why)


def returns_not_seen(unit: Unit, actor: Subject, today: date) -> Iterator[DueLine]:
    """Give the referrals that went back to the police, who have not said that they have seen them."""
    returned: dict[str, datetime] = {}
    for row in unit.execute(_RETURNS, {"asks": actor.account}).all():
        if row.before != ReferralStatus.RETURNED.value:
            returned[row.reference] = row.at
        elif unit.unseal(t.StatusChange.reason, row.reference, row.reason) == ACKNOWLEDGED:
            returned.pop(row.reference, None)
    for reference, at in returned.items():
        why = f"Returned on {in_words(at.date())}; the police have not said that they have seen it"
        yield DueLine(today, DueKind.RETURN, Reference(reference).spoken, reference, why)


def messages_due(unit: Unit, actor: Subject, now: datetime, today: date) -> Iterator[DueLine]:
    """Give the first message of each participant that did not go, and how many letters are to be printed."""
    letters: list[date] = []
    failed: set[str] = set()
    for row in unit.execute(_MESSAGES, {"asks": actor.account, "now": now, "today": today}).all():
        by = row.day or today
        if row.status not in _FAILED:
            letters.append(by)
        elif row.reference not in failed:
            failed.add(row.reference)
            why = f"{MessageStatus(row.status).label}: the message “{Occasion(row.occasion).label}”"
            yield DueLine(by, DueKind.MESSAGE, Reference(row.reference).spoken, row.code, why)
    if letters:
        many = "1 letter waits" if len(letters) == 1 else f"{len(letters)} letters wait"
        yield DueLine(min(letters), DueKind.LETTERS, "", "", f"{many} to be printed and posted")


def steps_due(unit: Unit, actor: Subject, today: date, horizon: int) -> Iterator[DueLine]:
    """Give this person's own next steps with partners."""
    given = {"asks": actor.account, "until": today + timedelta(days=horizon)}
    for row in unit.execute(_STEPS, given).all():
        step = Reference(row.code).spoken
        yield DueLine(row.due_on, DueKind.STEP, step, row.organisation, f"You said that you would do it: {row.name}")


def acts_due(unit: Unit, actor: Subject, today: date) -> Iterator[DueLine]:
    """Give what somebody else did or asked for and this person has to look at."""
    for row in unit.execute(_OPENINGS, {"asks": actor.account}).all():
        why = f"Opened on {in_words(row.opened_at.date())}, not reviewed"
        yield DueLine(today, DueKind.OPENING, Reference(row.code).spoken, row.code, why)
    for row in unit.execute(_CONFIRMATIONS, {"asks": actor.account}).all():
        why = f"Asked for on {in_words(row.asked_at.date())}"
        yield DueLine(today, DueKind.CONFIRMATION, Reference(row.code).spoken, row.code, why)
