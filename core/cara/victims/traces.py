"""Whether a briefing could be traced to the victim: what it must not hold, and where it does.

Facilitators speak to the participant with what they read in mind. What can be repeated must be such that nobody could
tell who said it: no name, number, address or code word, none of the victim's own words but those agreed to be raised.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from cara.victims.collisions import normal_addresses, normal_email, normal_phone
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.victims.words import Trace
from cara.vocabulary.text import normalised_name

WORDS_IN_A_ROW = 6
"""So many words in a row that are the same are somebody's own words."""

SHORTEST_NAME = 3
_TELLING = re.compile(
    r"\b(she|he|they|victim|partner|ex|wife|husband|girlfriend|boyfriend|mother|father|mum|dad|sister|brother)\b"
    r"[^.!?]{0,40}\b(said|says|told|tells|reports?|reported|feels?|felt|disclosed|mentioned|asked)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+(0-9][0-9 ()\-.]{7,}[0-9]")
_MAILBOX = re.compile(r"\S+@\S+")


def traces_in(
    text: str, victims: Iterable[tuple[VictimDetails, SafeContactSaid]], heard: Iterable[str]
) -> tuple[Trace, ...]:
    """Give by what a text that may be repeated could be traced to a victim, each once.

    Args:
        text: what the facilitators may raise, and how.
        victims: every victim of the referral, with how he or she is reached.
        heard: what they said that was not agreed to be raised.
    """
    found = {trace for details, safe in victims for trace in _of_victim(text, details, safe)}
    if any(_own_words(text, said) for said in heard):
        found.add(Trace.OWN_WORDS)
    if _TELLING.search(text):
        found.add(Trace.CONTACT)
    return tuple(trace for trace in Trace if trace in found)


def _of_victim(text: str, details: VictimDetails, safe: SafeContactSaid) -> Iterator[Trace]:
    words = set(normalised_name(text).split())
    names = normalised_name(details.given_names, details.family_name).split()
    if any(name in words for name in names if len(name) >= SHORTEST_NAME):
        yield Trace.NAME
    if _holds_channel(text, safe):
        yield Trace.CHANNEL
    if safe.code_word and normalised_name(safe.code_word) in normalised_name(text):
        yield Trace.CODE_WORD


def _holds_channel(text: str, safe: SafeContactSaid) -> bool:
    numbers = {normal_phone(match[0]) for match in _NUMBER.finditer(text)} - {None}
    mailboxes = {normal_email(match[0].strip(".,;")) for match in _MAILBOX.finditer(text)} - {None}
    address = normal_addresses(safe.address) if safe.address else frozenset()
    return bool(
        (safe.phone and normal_phone(safe.phone) in numbers)
        or (safe.email and normal_email(safe.email) in mailboxes)
        or address & normal_addresses(text)
    )


def _own_words(text: str, said: str) -> bool:
    return bool(_runs(normalised_name(text).split()) & _runs(normalised_name(said).split()))


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    last = len(words) - WORDS_IN_A_ROW + 1
    return {tuple(words[start : start + WORDS_IN_A_ROW]) for start in range(max(last, 0))}
