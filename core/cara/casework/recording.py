"""Recording who the person is, what he or she needs, and the caution. Every answer can be given again until confirmed."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, new_key, tell
from cara.acting.names import name_and_birth, name_birth_index, name_index
from cara.casework.details import CautionDetails, EqualityAnswers, Needs, PersonDetails, check_birth, check_caution_day
from cara.casework.duplicates import note_possible_duplicate
from cara.casework.holding import keep_impossible_days
from cara.casework.instance import Instance
from cara.casework.personal import read_person
from cara.casework.problems import AlreadyReferred
from cara.casework.redeciding import redecide
from cara.casework.referral_rows import ReferralRow, change, find_for
from cara.casework.standing import is_in_conflict_with
from cara.casework.states import ANSWERABLE, WrongStatus
from cara.records import CAUTION_ALREADY_REFERRED, Conflict, Unit
from cara.records import tables as t
from cara.vocabulary.dates import age_on

# Built once: building a statement takes longer than running it.
_KEY = select(t.Person.key).where(t.Person.id == bindparam("person"))
_CHANGE = update(t.Person).where(t.Person.id == bindparam("person"))
_ADD = insert(t.Person).returning(t.Person.id)
_NAME_SEAT = update(t.Membership).where(t.Membership.referral_id == bindparam("referral"), t.Membership.active)
_ALL_POSSIBLE = delete(t.UnavailableDay).where(t.UnavailableDay.referral_id == bindparam("referral"))
_ALL_TOGETHER = delete(t.KeepApart).where(t.KeepApart.referral_id == bindparam("referral"))


COLLEAGUE_MUST = (
    "You may not work with this person: a conflict was declared. Nothing was stored. Ask your supervisor to hand this "
    "referral over to a colleague, who enters the person"
)


def open_for_answers(unit: Unit, actor: Subject, reference: str, now: datetime) -> ReferralRow:
    """Open a referral whose answers may still be given.

    Raises:
        NoSuchReferral: there is none that this person may change.
        WrongStatus: it has been confirmed or closed.
    """
    row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
    if row.status not in ANSWERABLE:
        raise WrongStatus(row.reference, row.status, "Changing answers")
    return row


def record_person(instance: Instance, actor: Subject, reference: str, details: PersonDetails, *, now: datetime) -> None:
    """Record who the person is. An age that differs from the one checked is decided again, by the same book.

    Raises:
        NotAccepted: the date of birth is impossible, or this person may not see whom he or she enters: a colleague has
            to take it over.
        AlreadyReferred: an open referral for this person and this crime reference exists.
    """
    problem = check_birth(details.date_of_birth, instance.today(now))
    if problem:
        raise NotAccepted([Problem("date_of_birth", f"Date of birth {problem}")])

    def work(unit: Unit) -> None:
        row = open_for_answers(unit, actor, reference, now)
        _refuse_conflict(unit, actor, details)
        before = read_person(unit, row)
        person_id = _store_person(unit, row, details)
        try:
            version = change(unit, row, person_id=person_id, caution_index=_caution_index(unit, details))
        except Conflict as conflict:
            if conflict.constraint == CAUTION_ALREADY_REFERRED:
                raise AlreadyReferred(row.reference) from conflict
            raise
        _tell_membership(unit, row, person_id)
        tell(unit, actor, "person_recorded", row.reference, now, row.access)
        row = replace(row, person_id=person_id, version=version)
        if before is None or _who(before) != _who(details):
            note_possible_duplicate(unit, row, now)
        _correct_age(instance, unit, actor, row, details, now)

    instance.database.run(work)


def _refuse_conflict(unit: Unit, actor: Subject, details: PersonDetails) -> None:
    index = name_birth_index(unit, details.given_names, details.family_name, details.date_of_birth)
    if is_in_conflict_with(unit, actor, index):
        raise NotAccepted([Problem("family_name", COLLEAGUE_MUST)])


def _store_person(unit: Unit, row: ReferralRow, details: PersonDetails) -> int:
    indexes = {
        "name_index": name_index(unit, details.given_names, details.family_name),
        "name_birth_index": name_birth_index(unit, details.given_names, details.family_name, details.date_of_birth),
        "pnc_index": unit.blind("pnc", details.pnc_id) if details.pnc_id else None,
    }
    text = details.model_dump_json()
    if row.person_id is not None:
        key = str(unit.scalar(_KEY, {"person": row.person_id}))
        sealed = unit.seal(t.Person.details, key, text)
        unit.execute(_CHANGE, {"person": row.person_id, "details": sealed, **indexes})
        return row.person_id
    key = new_key()
    values = {"key": key, "details": unit.seal(t.Person.details, key, text), **indexes}
    return int(unit.execute(_ADD, values).scalar_one())


def _name_and_birth(details: PersonDetails) -> str:
    return name_and_birth(details.given_names, details.family_name, details.date_of_birth)


def _who(details: PersonDetails) -> tuple[str, str | None]:
    """Give what a possible duplicate is found by."""
    return _name_and_birth(details), details.pnc_id


def _caution_index(unit: Unit, details: PersonDetails) -> bytes:
    crime = "".join(character for character in details.crime_reference.upper() if character.isalnum())
    return unit.blind("caution", f"{crime}|{_name_and_birth(details)}")


def _tell_membership(unit: Unit, row: ReferralRow, person_id: int) -> None:
    unit.execute(_NAME_SEAT, {"referral": row.id, "person_id": person_id})


def _correct_age(
    instance: Instance, unit: Unit, actor: Subject, row: ReferralRow, details: PersonDetails, now: datetime
) -> None:
    age = age_on(row.on, details.date_of_birth)
    if age != row.facts.age:
        redecide(instance, unit, actor, row, row.facts.model_copy(update={"age": age}), row.restricted, now=now)


def record_needs(instance: Instance, actor: Subject, reference: str, needs: Needs, *, now: datetime) -> None:
    """Record languages, access, impossible days and with whom the person is kept apart.

    Raises:
        NotAccepted: the person has not been recorded yet, or is to be kept apart from himself or herself.
    """

    def work(unit: Unit) -> None:
        row = open_for_answers(unit, actor, reference, now)
        if row.person_id is None:
            raise NotAccepted([Problem("person", "Enter the person's details first")])
        if any(other.reference == row.reference for other in needs.keep_apart):
            raise NotAccepted([Problem("keep_apart", "This is the reference of the person's own referral")])
        key = str(unit.scalar(_KEY, {"person": row.person_id}))
        sealed = unit.seal(t.Person.needs, key, needs.model_dump_json())
        unit.execute(_CHANGE, {"person": row.person_id, "needs": sealed})
        unit.execute(_ALL_POSSIBLE, {"referral": row.id})
        keep_impossible_days(unit, row, set(needs.unavailable))
        _keep_apart(unit, row, needs)
        change(unit, row)
        tell(unit, actor, "needs_recorded", row.reference, now, row.access)

    instance.database.run(work)


def _keep_apart(unit: Unit, row: ReferralRow, needs: Needs) -> None:
    unit.execute(_ALL_TOGETHER, {"referral": row.id})
    for place, other in enumerate(needs.keep_apart):
        name = other.name
        unit.execute(
            insert(t.KeepApart).values(
                referral_id=row.id,
                other_reference=other.reference,
                name=unit.seal(t.KeepApart.name, f"{row.reference}:{place}", name) if name else None,
                name_index=name_index(unit, name) if name else None,
            )
        )


def record_equality(
    instance: Instance, actor: Subject, reference: str, answers: EqualityAnswers, *, now: datetime
) -> None:
    """Record the self-described answers, apart from everything that decides anything; all empty removes them."""

    def work(unit: Unit) -> None:
        row = open_for_answers(unit, actor, reference, now)
        unit.execute(delete(t.EqualityAnswers).where(t.EqualityAnswers.referral_id == row.id))
        if answers != EqualityAnswers():
            sealed = unit.seal(t.EqualityAnswers.answers, row.reference, answers.model_dump_json())
            unit.execute(insert(t.EqualityAnswers).values(referral_id=row.id, answers=sealed))
        tell(unit, actor, "equality_recorded", row.reference, now, row.access)

    instance.database.run(work)


def record_caution(
    instance: Instance, actor: Subject, reference: str, caution: CautionDetails, *, now: datetime
) -> None:
    """Record who gave and who authorised the caution, its day, and what has been signed.

    Raises:
        NotAccepted: the day of the caution is impossible.
    """

    def work(unit: Unit) -> None:
        row = open_for_answers(unit, actor, reference, now)
        problem = check_caution_day(caution.caution_on, row.facts.offence_on, instance.today(now))
        if problem:
            raise NotAccepted([Problem("caution_on", f"Date of the caution {problem}")])
        text = caution.model_dump_json()
        sealed = unit.seal(t.Referral.caution, row.reference, text)
        version = change(unit, row, caution=sealed, caution_on=caution.caution_on)
        tell(unit, actor, "caution_recorded", row.reference, now, row.access)
        row = replace(row, open_caution=lambda: text, caution_on=caution.caution_on, version=version)
        person = read_person(unit, row)
        if person is not None:
            _correct_age(instance, unit, actor, row, person, now)

    instance.database.run(work)
