"""Reading the audit trail: who saw or changed a record, when and why. Reading it is itself audited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, and_, or_, select

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.operations import OPERATIONS, Operation
from cara.casework import Instance
from cara.oversight.lines import LISTS, AuditLine, lines_of, names_of_accounts
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference

PAGE = 50
MOST_DOWNLOADED = 20_000
LAST_SEQ = 2**63 - 1


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What the trail is narrowed to.

    Args:
        about: the record that was seen or changed, in a list too.
        account: who did it, by the account's code.
        action: one word of :data:`cara.acting.operations.OPERATIONS`.
        operation: one of the six operations of the Data Protection Act 2018, section 62.
        since: the first day, in the instance's zone.
        until: the last day, which is included.
        before: only entries before the one of this number: where the next page begins.
    """

    about: Reference | None = None
    account: str | None = None
    action: str | None = None
    operation: Operation | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None

    def told(self) -> dict[str, str]:
        """Say for the trail itself what was looked for."""
        looked_for = {
            "about": self.about,
            "account": self.account,
            "word": self.action,
            "operation": self.operation.value if self.operation else None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }
        return {name: str(value) for name, value in looked_for.items() if value is not None}


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Up to 50 entries, the newest first; where the next page begins; and everybody who may be asked for."""

    lines: tuple[AuditLine, ...]
    next_before: int | None
    people: tuple[tuple[str, str], ...]


def read_audit(instance: Instance, actor: Subject, search: AuditSearch, *, now: datetime) -> AuditPage:
    """Read a page of the audit trail, the newest entry first.

    Raises:
        NotAllowed: this person may not read it.
    """
    access = permit(actor, Action.READ_AUDIT, None, now)

    def work(unit: Unit) -> AuditPage:
        names = names_of_accounts(unit)
        rows = entries(unit, narrowed(search, instance.zone), PAGE + 1)
        lines = lines_of(unit, rows[:PAGE], names, search.about)
        tell(unit, actor, "audit_read", "audit", now, access, **search.told())
        people = tuple(sorted(names.items(), key=lambda person: (person[1].casefold(), person[0])))
        return AuditPage(lines, lines[-1].seq if len(rows) > PAGE else None, people)

    return instance.database.run(work)


def download_audit(instance: Instance, actor: Subject, search: AuditSearch, *, now: datetime) -> tuple[AuditLine, ...]:
    """Read everything that a search finds, to take it away.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NotAccepted: it is more than can be taken away at once.
    """
    access = permit(actor, Action.EXPORT_AUDIT, None, now)

    def work(unit: Unit) -> tuple[AuditLine, ...]:
        rows = entries(unit, narrowed(search, instance.zone), MOST_DOWNLOADED + 1)
        if len(rows) > MOST_DOWNLOADED:
            sentence = f"These are more than {MOST_DOWNLOADED:,} entries: choose fewer days"
            raise NotAccepted([Problem("since", sentence)])
        tell(unit, actor, "audit_downloaded", "audit", now, access, **search.told())
        return lines_of(unit, rows, names_of_accounts(unit), search.about)

    return instance.database.run(work)


def entries(unit: Unit, conditions: Sequence[ColumnElement[bool]], most: int) -> Sequence[RowMapping]:
    """Give the newest entries for which some conditions hold. Their numbers are their order, so none ties."""
    query = select(t.AuditEntry.__table__).where(*conditions).order_by(t.AuditEntry.seq.desc()).limit(most)
    return unit.execute(query).mappings().all()


def narrowed(search: AuditSearch, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    """Put a search into conditions."""
    return list(_narrowed(search, zone))


def _narrowed(search: AuditSearch, zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
    entry = t.AuditEntry
    if search.about is not None:
        yield concerns(search.about)
    if search.account is not None:
        yield entry.actor == search.account
    if search.action is not None:
        yield entry.action == search.action
    if search.operation is not None:
        yield entry.action.in_([word for word, operation in OPERATIONS.items() if operation is search.operation])
    if search.since is not None:
        yield entry.at >= datetime.combine(search.since, time.min, zone)
    if search.until is not None:
        yield entry.at < datetime.combine(search.until + timedelta(days=1), time.min, zone)
    if search.before is not None:
        yield entry.seq < max(0, min(search.before, LAST_SEQ))


def concerns(reference: Reference) -> ColumnElement[bool]:
    """Give the condition that an entry concerns a record: by itself, or as one of a list that was shown."""
    entry = t.AuditEntry
    listed = and_(entry.resource.in_(LISTS), entry.detail.contains(f'"{reference}"', autoescape=True))
    return or_(entry.resource == str(reference), listed)
