"""Whether a victim's telephone, mailbox or letter box may also be the participant's: then it is never used.

Channels are compared after normalising, and rather too much is taken for the same than too little: what cannot be
compared is not used either. A telephone number is compared in the form of ITU-T E.164, a mailbox without case, dots and
what follows a plus sign (at Yahoo a hyphen too), and under one of the names that some providers have for the same
mailbox, an address by postcode and number, or, where it has no postcode, by all its letters and digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from cara.victims.words import ContactWay

COUNTRY = "GB"
"""Where a number without a country's prefix is from."""

_POSTCODE = re.compile(r"\b(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})\b")
_NUMBER = re.compile(r"[0-9]+")
_WITH_TAGS, _WITH_HYPHENS = re.compile(r"[+].*\Z"), re.compile(r"[+-].*\Z")
_ONE_MAILBOX = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
}
"""Domains of one provider where the same name is the same mailbox."""

_TAGS_AFTER_HYPHENS = re.compile(r"(yahoo|ymail|rocketmail)[.]")


@dataclass(frozen=True, slots=True)
class Channels:
    """By which telephone numbers, mailboxes and addresses somebody can be reached."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def normal_phone(typed: str) -> str | None:
    """Give a number as ``+447700900982``, or nothing if it is no number.

    Words after it ("ext. 2", "work") do not make it another telephone: the number itself is what rings.
    """
    text = _plain_digits(typed)
    found = next(iter(phonenumbers.PhoneNumberMatcher(text, COUNTRY, leniency=phonenumbers.Leniency.POSSIBLE)), None)
    if found is None:
        return None
    return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)


def normal_email(typed: str) -> str | None:
    """Give a mailbox without what makes no other mailbox of it, or nothing if it is none."""
    text = unicodedata.normalize("NFKC", typed).strip().casefold()
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain or any(character.isspace() for character in text):
        return None
    domain = domain.rstrip(".")
    tags = _WITH_HYPHENS if _TAGS_AFTER_HYPHENS.match(domain) else _WITH_TAGS
    local = tags.sub("", local).replace(".", "")
    return f"{local}@{_ONE_MAILBOX.get(domain, domain)}" if local and domain else None


def normal_addresses(typed: str) -> frozenset[str]:
    """Give by what an address is known: each number in it with its postcode, or all of it where it has no postcode.

    Flat 3, 12 Example Road is known by both numbers: whoever leaves the flat out means the same letter box.
    """
    text = unicodedata.normalize("NFKD", typed).upper()
    postcode = _POSTCODE.search(" ".join(text.split()))
    letters = "".join(character for character in text if character.isalnum() and character.isascii())
    if postcode is None:
        return frozenset({letters}) if letters else frozenset()
    code = postcode[0].replace(" ", "")
    numbers = _NUMBER.findall(" ".join(text.split())[: postcode.start()])
    return frozenset(f"{code}/{int(number)}" for number in numbers) or frozenset({f"{code}/"})


def blocked_ways(victim: Channels, participant: Channels) -> frozenset[ContactWay]:
    """Give the ways by which this victim is never contacted: they may reach the participant, or cannot be compared."""
    blocked = set()
    if _meet(map(normal_phone, victim.phones), map(normal_phone, participant.phones), participant.phones):
        blocked |= {ContactWay.CALL, ContactWay.TEXT}
    if _meet(map(normal_email, victim.emails), map(normal_email, participant.emails), participant.emails):
        blocked.add(ContactWay.EMAIL)
    theirs = frozenset[str]().union(*map(normal_addresses, participant.addresses))
    if any(not (own := normal_addresses(one)) or _may_be_one(own, theirs) for one in victim.addresses):
        blocked.add(ContactWay.LETTER)
    return frozenset(blocked)


def _meet(own: Iterable[str | None], theirs: Iterable[str | None], typed: Iterable[str]) -> bool:
    ours, other = set(own), set(theirs)
    cannot_be_told = None in ours or (bool(ours) and None in other and any(typed))
    return cannot_be_told or bool(ours & other)


def _may_be_one(own: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether two addresses may be one: the same, or the same postcode where one of them names no number."""
    if own & theirs:
        return True
    whole = {one.partition("/")[0] for one in own | theirs if one.endswith("/")}
    return any(one.partition("/")[0] in whole for one in own) and any(one.partition("/")[0] in whole for one in theirs)


def _plain_digits(typed: str) -> str:
    """Write digits of every script as 0 to 9, and leave out what is only there to be looked at."""
    text = unicodedata.normalize("NFKC", typed)
    return "".join(str(unicodedata.digit(one)) if unicodedata.digit(one, None) is not None else one for one in text)
