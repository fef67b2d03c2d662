"""Requests for a copy, on both sides: a canary in every text of them."""

from datetime import datetime

from tests.instances import Area

from cara.access import Subject
from cara.disclosure.copies import TAKEN_OUT
from cara.disclosure.kept import NewRequest
from cara.disclosure.participants import requests as participants
from cara.disclosure.texts import TextDecided, TextSeen
from cara.disclosure.victims import requests as victims
from cara.disclosure.words import RefusedWhy, TextAnswer

SAID_OF_COPIES = {
    "what a participant was told who gets no copy": "Kultarrcopy for nobody",
    "what a victim was told who gets no copy": "Wuhlwuhlcopy for nobody",
}


def ask_for_copies(area: Area, reference: str, now: datetime) -> None:
    """Record a participant's request, take a passage out of each text, and refuse it."""
    instance, manager, said = area.instance, area.manager, SAID_OF_COPIES
    code = participants.request_copy(instance, manager, reference, NewRequest(now.date()), now=now)
    for seen in participants.see_texts(instance, manager, code, now=now):
        participants.decide_text(instance, manager, code, _redacted(seen), now=now)
    told = said["what a participant was told who gets no copy"]
    participants.refuse_copy(instance, manager, code, RefusedWhy.IDENTITY, told, now=now)


def ask_for_victims_copy(area: Area, worker: Subject, victim: str, now: datetime) -> None:
    """Do the same about a victim."""
    instance, said = area.instance, SAID_OF_COPIES
    code = victims.request_copy(instance, worker, victim, NewRequest(now.date()), now=now)
    for seen in victims.see_texts(instance, worker, code, now=now):
        victims.decide_text(instance, worker, code, _redacted(seen), now=now)
    told = said["what a victim was told who gets no copy"]
    victims.refuse_copy(instance, worker, code, RefusedWhy.IDENTITY, told, now=now)


def _redacted(seen: TextSeen) -> TextDecided:
    return TextDecided(seen.text.place, seen.text.digest, TextAnswer.REDACT, seen.text.text + TAKEN_OUT)
