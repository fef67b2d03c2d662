"""A whole story with a canary in every field: none of one side is in the other side's copy.

Every text is released as it is, so nothing here rests on what a person would have taken out.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from tests.core.disclosure.exporting import participants_document_of
from tests.core.records.canaries import FIELDS, SAID, live_through_everything
from tests.core.records.victims_said import SAID_OF_VICTIMS
from tests.instances import Area

from cara.access import Role, Subject
from cara.disclosure.copies import Copy, as_document
from cara.disclosure.kept import NewRequest
from cara.disclosure.texts import TextDecided
from cara.disclosure.victims import collecting, requests
from cara.disclosure.words import IdentityChecked, TextAnswer
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.staff import NewAccount, add_account

AFTER = datetime(2027, 1, 11, 12, tzinfo=UTC)
SECOND_WORKER = "worker-of-copies"
ON_THE_VICTIMS_SIDE = {
    name: text
    for name, text in SAID.items()
    if "victim" in name
    or name
    in {
        "why there may be contact",
        "phone before",
        "code word",
        "what to mind",
        "note on an attempt",
        "draft of a worker",
    }
} | SAID_OF_VICTIMS
ON_THE_PARTICIPANTS_SIDE = {name: text for name, text in (FIELDS | SAID).items() if name not in ON_THE_VICTIMS_SIDE}
NEVER_TO_PARTICIPANTS = {
    **ON_THE_VICTIMS_SIDE,
    **{
        name: text
        for name, text in (FIELDS | SAID).items()
        if name
        in {
            "KeepApart.name",
            "CautionDetails.officer_name",
            "CautionDetails.collar_number",
            "CautionDetails.authorising_name",
            "account",
            "disposal declined",
            "place decided",
            "duplicate reviewed",
            "why the glass was broken",
            "what the reviewer noted",
            "conflict by name",
            "who authorised",
            "strengths observed",
            "to improve",
            "topics of supervision",
            "why a case was opened",
            "findings of a review",
            "complaint",
            "answer to a complaint",
        }
    },
}
IN_THEIR_OWN = {
    "PersonDetails.given_names",
    "PersonDetails.family_name",
    "PersonDetails.pnc_id",
    "PersonDetails.crime_reference",
    "PersonDetails.phone",
    "PersonContact.phone",
    "PersonContact.email",
    "PersonContact.address",
    "Needs.other_needs",
    "EqualityAnswers.first_language",
    "CaseFacts.risk_tool_version",
    "withdrawn",
    "override",
    "reason at a workshop",
    "behaviour at a workshop",
    "why longer",
    "other days",
}
"""What the participants' copies do hold: a copy that held nothing would pass as well."""


@pytest.fixture
def lived(area: Area) -> Area:
    live_through_everything(area)
    return area


def test_no_participants_copy_holds_a_canary_of_the_victims_side(lived: Area):
    with lived.database.read() as unit:
        references = list(unit.execute(select(t.Referral.reference).order_by(t.Referral.id)).scalars())
    documents = "\n".join(participants_document_of(lived, one, AFTER).decode() for one in references)
    assert {name for name, text in NEVER_TO_PARTICIPANTS.items() if text in documents} == set()
    assert {name for name in IN_THEIR_OWN if (FIELDS | SAID)[name] not in documents} == set()


def test_no_victims_copy_holds_a_canary_of_the_participants_side(lived: Area):
    document = as_document(victims_copy_of(lived, AFTER)).decode()
    assert {name for name, text in ON_THE_PARTICIPANTS_SIDE.items() if text in document} == set()
    kept_out = {"draft of a worker", "what to bear in mind", "why a briefing was returned", "concern"}
    kept_out |= {"what was done about a concern"}  # a concern about a child is not about the victim
    missing = {name for name, text in ON_THE_VICTIMS_SIDE.items() if text not in document}
    assert missing == kept_out


def test_a_canary_of_the_other_side_would_be_found(lived: Area, monkeypatch):
    """Planted: the participant's name is in the victim's copy."""
    usual = collecting.held_about

    def leaking(instance, unit, row):
        return replace(usual(instance, unit, row), ask=FIELDS["PersonDetails.family_name"])

    monkeypatch.setattr("cara.disclosure.victims.finding.held_about", leaking)
    document = as_document(victims_copy_of(lived, AFTER)).decode()
    assert {name for name, text in ON_THE_PARTICIPANTS_SIDE.items() if text in document} == {
        "PersonDetails.family_name"
    }


def victims_copy_of(area: Area, now: datetime) -> Copy:
    """Give the copy of the one victim of the story, every text of it released."""
    instance = area.instance
    with area.database.read() as unit:
        code = str(unit.scalar(select(v.Victim.code)))
        account = unit.scalar(select(t.Account.id).where(t.Account.code == "worker-1"))
    assert account is not None
    worker = Subject(account, "worker-1", Role.VICTIM_CONTACT_WORKER, "provider", proved_at=now)
    new = NewAccount(SECOND_WORKER, "Second", Role.VICTIM_CONTACT_WORKER, "provider")
    second = Subject(add_account(area.database, new, now=now), SECOND_WORKER, Role.VICTIM_CONTACT_WORKER, "provider")
    request = requests.request_copy(instance, worker, code, NewRequest(now.date(), IdentityChecked.RUNG_BACK), now=now)
    for seen in requests.see_texts(instance, worker, request, now=now):
        decided = TextDecided(seen.text.place, seen.text.digest, TextAnswer.RELEASE)
        requests.decide_text(instance, worker, request, decided, now=now)
    requests.prepare_copy(instance, worker, request, now=now)
    row, copy = requests.look_through(instance, second, request, now=now)
    requests.confirm_copy(instance, second, request, row.digest or "", now=now)
    return copy
