"""A referral as it is stored: found for those who may, and changed only as it was when it was found.

What is sealed of it is opened when it is first asked for: what somebody does not get is not opened for him or her.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select, update

from cara.access import Access, Action, NotAllowed, Resource, Subject, permit
from cara.casework.problems import ErasedAlready, NoSuchReferral, SomebodyElseChanged
from cara.casework.standing import STANDING, resource_of
from cara.casework.states import ReferralStatus
from cara.policy import CaseFacts, RestrictedFacts
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Pathway, Reference, ReferenceProblem

T = TypeVar("T")

Opening = Callable[[], T]
"""Opens a part of a record and gives it."""


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral, found. Its sealed parts are opened by the properties of their names."""

    id: int
    reference: Reference
    status: ReferralStatus
    source: str
    entered_on: date
    entered_at: datetime
    entered_by: str
    book_digest: str | None
    open_facts: Opening[CaseFacts]
    open_restricted: Opening[RestrictedFacts]
    person_id: int | None
    pathway: Pathway | None
    offence_on: date | None
    caution_on: date | None
    deadline_on: date | None
    extended_to: date | None
    """The last day that an authorised extension leaves, in the place of ``deadline_on``."""
    deferred_until: date | None
    open_wished: Opening[str | None]
    open_caution: Opening[str | None]
    place_by: date | None
    confirmed_at: datetime | None
    version: int
    erased_at: datetime | None
    """When what it said was erased; the dates and codes that stay are its skeleton."""
    resource: Resource
    """How whoever opened it stands to it, for the decision about access."""
    access: Access | None = None
    """The answer by which it was found for somebody; None where the instance itself found it."""

    @property
    def facts(self) -> CaseFacts:
        """Give the facts of the case."""
        return self.open_facts()

    @property
    def restricted(self) -> RestrictedFacts:
        """Give what concerns the victim."""
        return self.open_restricted()

    @property
    def wished(self) -> str | None:
        """Give what was wished of a place, as JSON."""
        return self.open_wished()

    @property
    def caution(self) -> str | None:
        """Give the caution's details, as JSON."""
        return self.open_caution()

    @property
    def on(self) -> date:
        """Give the day whose rules bind: the caution's once it is known, till then the day it was entered."""
        return self.caution_on or self.entered_on


_QUERY = select(t.Referral, t.Account.code.label("entered_by_code"), *STANDING).join(
    t.Account, t.Account.id == t.Referral.entered_by
)
# Built once: building a statement takes longer than running it.
_BY_REFERENCE = _QUERY.where(t.Referral.reference == bindparam("wanted"))
_BY_ID = _QUERY.where(t.Referral.id == bindparam("wanted"))
_OF_STATUS = _QUERY.where(t.Referral.status.in_(bindparam("statuses", expanding=True))).order_by(t.Referral.id)
_LOCKED_BY_REFERENCE = _BY_REFERENCE.with_for_update(of=t.Referral)
_LOCKED_BY_ID = _BY_ID.with_for_update(of=t.Referral)
_HEAD = (
    select(
        t.Referral.id,
        t.Referral.reference,
        t.Referral.status,
        t.Referral.source,
        t.Referral.erased_at,
        t.Account.code.label("entered_by_code"),
        *STANDING,
    )
    .join(t.Account, t.Account.id == t.Referral.entered_by)
    .where(t.Referral.reference == bindparam("wanted"))
)
SEEN_WHEN_ERASED = frozenset({Action.SEE_REFERRAL, Action.SEE_DECISIONS, Action.SEE_VICTIM, Action.RAISE_CONCERN})
"""For what a referral is still found once what it said has been erased."""

_NO_REFERENCE = ""
"""Asked for in the place of what is no reference: it is looked for like any other, and there is none."""
_CHANGE = update(t.Referral).where(
    t.Referral.id == bindparam("own_id"), t.Referral.version == bindparam("seen_version")
)


def find(unit: Unit, reference: str, asked_by: Subject | None = None, *, lock: bool = False) -> ReferralRow:
    """Find one referral; with ``lock`` nobody else changes it before this transaction ends.

    Whether ``asked_by`` may have it opened is for the caller to decide, by its ``resource``.

    Raises:
        NoSuchReferral: there is none.
    """
    row = _row(unit, _LOCKED_BY_REFERENCE if lock else _BY_REFERENCE, reference, asked_by)
    if row is None:
        raise NoSuchReferral(reference)
    return _found(unit, row, resource_of(row, asked_by))


def _row(
    unit: Unit, query: Select[*tuple[Any, ...]], reference: str, asked_by: Subject | None
) -> Any:  # Any: the row mapping of the query, or nothing
    try:
        wanted = str(Reference.parse(reference))
    except ReferenceProblem:
        wanted = _NO_REFERENCE
    return unit.execute(query, {"wanted": wanted, "asks": _account(asked_by)}).mappings().one_or_none()


def find_by_id(unit: Unit, referral_id: int, asked_by: Subject | None = None, *, lock: bool = False) -> ReferralRow:
    """Find one referral by its row, as :func:`find` does."""
    query = _LOCKED_BY_ID if lock else _BY_ID
    row = unit.execute(query, {"wanted": referral_id, "asks": _account(asked_by)}).mappings().one()
    return _found(unit, row, resource_of(row, asked_by))


def find_by_status(
    unit: Unit, statuses: Collection[ReferralStatus], asked_by: Subject | None = None
) -> tuple[ReferralRow, ...]:
    """Find every referral that stands somewhere, in one look, as :func:`find` finds one."""
    given = {"statuses": sorted(status.value for status in statuses), "asks": _account(asked_by)}
    rows = unit.execute(_OF_STATUS, given).mappings().all()
    return tuple(_found(unit, row, resource_of(row, asked_by)) for row in rows)


def _account(asked_by: Subject | None) -> int | None:
    return asked_by.account if asked_by else None


@dataclass(frozen=True, slots=True)
class ReferralHead:
    """As much of a referral as can be read without opening anything."""

    id: int
    reference: Reference
    status: ReferralStatus
    access: Access


def find_head_for(unit: Unit, actor: Subject, action: Action, reference: str, now: datetime) -> ReferralHead:
    """Find one referral for somebody who may do this to it, without opening it.

    Raises:
        NoSuchReferral: there is none, or this person may not do this to it; the two look alike.
        ErasedAlready: as for :func:`find_for`.
    """
    row, _, access = _permitted(unit, _HEAD, actor, action, reference, now)
    return ReferralHead(row["id"], Reference(row["reference"]), ReferralStatus(row["status"]), access)


def find_for(
    unit: Unit, actor: Subject, action: Action, reference: str, now: datetime, *, lock: bool = False
) -> ReferralRow:
    """Find one referral for somebody who may do this to it.

    Raises:
        NoSuchReferral: there is none, or this person may not do this to it; the two look alike.
        ErasedAlready: what it said has been erased, and this is more than to see what is left.
    """
    query = _LOCKED_BY_REFERENCE if lock else _BY_REFERENCE
    row, resource, access = _permitted(unit, query, actor, action, reference, now)
    return _found(unit, row, resource, access)


def _permitted(
    unit: Unit, query: Select[*tuple[Any, ...]], actor: Subject, action: Action, reference: str, now: datetime
) -> tuple[Any, Resource, Access]:  # Any: the row mapping of the query
    """Go on only with a referral that there is and to which this person may do this: one look, and one way to no."""
    row = _row(unit, query, reference, actor)
    resource = resource_of(row, actor) if row is not None else Resource()
    try:
        access = permit(actor, action, resource, now)
    except NotAllowed as refused:
        raise NoSuchReferral(reference) from refused
    if row is None:
        raise NoSuchReferral(reference)
    if row["erased_at"] is not None and action not in SEEN_WHEN_ERASED:
        raise ErasedAlready(row["reference"])
    return row, resource, access


def _found(
    unit: Unit, row: Any, resource: Resource, access: Access | None = None
) -> ReferralRow:  # Any: SQLAlchemy's row mapping of the query above
    reference = Reference(row["reference"])

    def text(column: Any, name: str) -> str:  # Any: whichever column is sealed
        return unit.unseal(column, reference, row[name])

    return ReferralRow(
        id=row["id"],
        reference=reference,
        status=ReferralStatus(row["status"]),
        source=row["source"],
        entered_on=row["entered_on"],
        entered_at=row["entered_at"],
        entered_by=row["entered_by_code"],
        book_digest=row["book_digest"],
        open_facts=cache(lambda: CaseFacts.model_validate_json(text(t.Referral.facts, "facts"))),
        open_restricted=cache(
            lambda: RestrictedFacts.model_validate_json(text(t.Referral.restricted_facts, "restricted_facts"))
        ),
        person_id=row["person_id"],
        pathway=Pathway.from_code(row["pathway"]) if row["pathway"] else None,
        offence_on=row["offence_on"],
        caution_on=row["caution_on"],
        deadline_on=row["deadline_on"],
        extended_to=row["extended_to"],
        deferred_until=row["deferred_until"],
        open_wished=cache(lambda: text(t.Referral.wished, "wished") if row["wished"] else None),
        open_caution=cache(lambda: text(t.Referral.caution, "caution") if row["caution"] else None),
        place_by=row["place_by"],
        confirmed_at=row["confirmed_at"],
        version=row["version"],
        erased_at=row["erased_at"],
        resource=resource,
        access=access,
    )


def with_answers(
    row: ReferralRow, facts: CaseFacts, restricted: RestrictedFacts, pathway: Pathway | None, version: int
) -> ReferralRow:
    """Give a referral as it is once other answers have been stored."""
    return replace(
        row,
        open_facts=lambda: facts,
        open_restricted=lambda: restricted,
        pathway=pathway,
        offence_on=facts.offence_on,
        version=version,
    )


def pathway_of(facts: CaseFacts) -> Pathway | None:
    """Give the pathway, once sex and relationship are both recorded."""
    return Pathway(facts.sex, facts.relationship) if facts.sex and facts.relationship else None


def sealed_facts(unit: Unit, reference: str, facts: CaseFacts, restricted: RestrictedFacts) -> dict[str, bytes]:
    """Seal both kinds of facts, each in its own column."""
    return {
        "facts": unit.seal(t.Referral.facts, reference, facts.model_dump_json()),
        "restricted_facts": unit.seal(t.Referral.restricted_facts, reference, restricted.model_dump_json()),
    }


def refuse_erased(row: ReferralRow) -> None:
    """Go on only with a referral of which what it said is still there.

    Raises:
        ErasedAlready: it has been erased.
    """
    if row.erased_at is not None:
        raise ErasedAlready(row.reference)


def change(unit: Unit, row: ReferralRow, **values: object) -> int:
    """Write columns of a referral that nobody else has changed since it was opened, and give its new version.

    Raises:
        SomebodyElseChanged: somebody has.
        ErasedAlready: what it said has been erased.
    """
    refuse_erased(row)
    given = {"own_id": row.id, "seen_version": row.version, "version": row.version + 1, **values}
    if unit.execute(_CHANGE, given).rowcount != 1:
        raise SomebodyElseChanged(row.reference)
    return row.version + 1
