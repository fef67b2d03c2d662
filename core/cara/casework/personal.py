"""Opening what was recorded about a person: details, needs, equality answers, caution."""

from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import bindparam, select

from cara.casework.details import CautionDetails, EqualityAnswers, Needs, PersonDetails
from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t

# Built once: building a statement takes longer than running it.
_OF_PERSON = {
    column: select(t.Person.key, getattr(t.Person, column)).where(t.Person.id == bindparam("person"))
    for column in ("details", "needs")
}

D = TypeVar("D", bound=BaseModel)


def read_person(unit: Unit, row: ReferralRow) -> PersonDetails | None:
    """Open who the person is, once recorded."""
    return _read(unit, row, "details", PersonDetails)


def read_needs(unit: Unit, row: ReferralRow) -> Needs | None:
    """Open what the person needs, once recorded."""
    return _read(unit, row, "needs", Needs)


def _read(unit: Unit, row: ReferralRow, column: str, model: type[D]) -> D | None:
    if row.person_id is None:
        return None
    found = unit.execute(_OF_PERSON[column], {"person": row.person_id}).one()
    if found[1] is None:
        return None
    return model.model_validate_json(unit.unseal(getattr(t.Person, column), found[0], found[1]))


def read_equality(unit: Unit, row: ReferralRow) -> EqualityAnswers | None:
    """Open the self-described answers, if any were given."""
    query = select(t.EqualityAnswers.answers).where(t.EqualityAnswers.referral_id == row.id)
    sealed = unit.scalar(query)
    if sealed is None:
        return None
    text = unit.unseal(t.EqualityAnswers.answers, row.reference, sealed)
    return EqualityAnswers.model_validate_json(text)


def read_caution(row: ReferralRow) -> CautionDetails | None:
    """Open the caution's details, once recorded."""
    return CautionDetails.model_validate_json(row.caution) if row.caution else None
