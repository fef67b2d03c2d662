"""Words that must not show before a message is opened: on a locked screen, in a list of mails, in a calendar.

Each is matched at the beginning of a word, so that ``polic`` finds police and policing. They stand here and not beside
the templates because an area's own wording is measured by them when its book is built.
"""

import re
import unicodedata
from collections.abc import Iterator

_STEMS = """
    abus aggress anger arrest assault behaviour breach cara cautio charg coerc complain condition convict court crim
    custod domestic facilitat feedback guilt hampton harass injunct judg magistrate offen officer partner perpetrat
    polic prison probation prosecut referral relationship restorative safeguard sentenc solicitor staff suspect
    treatment victim violen workshop
    agresj areszt domow karn ofiar ostrzeżen partner policj policyjn prokurat przemoc przestęp sąd sprawc warunk wyrok
    ਅਦਾਲਤ ਅਪਰਾਧ ਹਿੰਸਾ ਚੇਤਾਵਨੀ ਦੁਰਵਿਵਹਾਰ ਪੀੜਤ ਪੁਲਿਸ ਪੁਲੀਸ ਜੁਰਮ ਘਰੇਲੂ
    پولیس عدالت تشدد متاثر جرم مجرم گھریلو انتباہ بدسلوکی سزا
"""
STEMS = tuple(sorted(set(unicodedata.normalize("NFC", _STEMS).split())))
"""The beginnings of words that are banned, in every language that there is wording in."""

_BANNED = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, STEMS))})\w*", re.IGNORECASE)
_NEVER = re.compile(r"breach", re.IGNORECASE)


def telling_words(text: str) -> tuple[str, ...]:
    """Give every banned word that a text holds, as it stands there."""
    return tuple(_found(unicodedata.normalize("NFC", text)))


def _found(text: str) -> Iterator[str]:
    yield from (match[0] for match in _BANNED.finditer(text))


def says_never_said(text: str) -> bool:
    """Tell whether a text, opened or not, holds the one word that is never used: what follows, the police decide."""
    return _NEVER.search(text) is not None
