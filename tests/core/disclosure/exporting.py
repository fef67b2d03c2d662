"""A participant's copy from the day it is asked for until it is taken away, as two people make it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from tests.instances import Area

from cara.access import Role, Subject
from cara.disclosure.copies import Copy, as_document
from cara.disclosure.kept import NewRequest
from cara.disclosure.packing import packed
from cara.disclosure.participants.requests import (
    confirm_copy,
    decide_text,
    look_through,
    prepare_copy,
    request_copy,
    see_texts,
    take_copy,
)
from cara.disclosure.texts import TextDecided
from cara.disclosure.words import IdentityChecked, TextAnswer
from cara.records import tables as t
from cara.staff import NewAccount, add_account

SECOND = "director-of-copies"


def second_of(area: Area, now: datetime) -> Subject:
    """Give somebody who may confirm what the manager put together; added when first asked for."""
    with area.database.read() as unit:
        account = unit.scalar(select(t.Account.id).where(t.Account.code == SECOND))
    if account is None:
        account = add_account(area.database, NewAccount(SECOND, "Second", Role.DIRECTOR, "provider"), now=now)
    return Subject(account, SECOND, Role.DIRECTOR, "provider")


def asked(area: Area, reference: str, now: datetime) -> str:
    """Record a request of somebody who is known."""
    new = NewRequest(area.instance.today(now), IdentityChecked.KNOWN)
    return request_copy(area.instance, area.manager, reference, new, now=now)


def read_all(area: Area, code: str, now: datetime, answer: TextAnswer = TextAnswer.RELEASE) -> None:
    """Decide the same about every text."""
    for seen in see_texts(area.instance, area.manager, code, now=now):
        decided = TextDecided(seen.text.place, seen.text.digest, answer)
        decide_text(area.instance, area.manager, code, decided, now=now)


def confirmed(area: Area, reference: str, now: datetime) -> str:
    """Have a copy put together by the manager, everything in it released, and confirmed by a second person."""
    code = asked(area, reference, now)
    read_all(area, code, now)
    prepare_copy(area.instance, area.manager, code, now=now)
    second = second_of(area, now)
    row, _ = look_through(area.instance, second, code, now=now)
    confirm_copy(area.instance, second, code, row.digest or "", now=now)
    return code


def participants_copy_of(area: Area, reference: str, now: datetime | None = None) -> Copy:
    """Give the participant's copy of a referral with every text released, whatever was written in it."""
    at = now or area.now
    code = confirmed(area, str(reference), at)
    return take_copy(area.instance, replace(area.manager, proved_at=at), code, now=at)


def participants_export_of(area: Area, reference: str, now: datetime | None = None) -> bytes:
    """Give the participant's copy as it leaves: the bytes of the ZIP."""
    return packed(participants_copy_of(area, reference, now))


def participants_document_of(area: Area, reference: str, now: datetime | None = None) -> bytes:
    """Give the JSON of it alone, which holds everything that the PDF says, and is quicker made."""
    return as_document(participants_copy_of(area, reference, now))
