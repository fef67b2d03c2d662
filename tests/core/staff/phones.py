"""Somebody who signs in with a passphrase and a code, from wherever he or she is."""

from dataclasses import replace

import pyotp
from tests.core.staff.people import ARRIVAL, BROWSER, Office

from cara.staff import Peer, SignedIn
from cara.staff.invitations import Invited
from cara.staff.passphrases import accept_with_passphrase, begin_setting, sign_in_with_passphrase
from cara.staff.tries import NOWHERE

GOOD = "verandah pickle orbit lantern"
WORDS = ("Testshire", "Larch Street Project")
"""Names of the area, which no passphrase is made stronger by."""


class Phone:
    """An authenticator app, and the passphrase in its owner's head."""

    def __init__(self, office: Office, person: SignedIn, secret: str) -> None:
        self.office, self.person, self.totp = office, person, pyotp.TOTP(secret)

    @property
    def code(self) -> str:
        return self.totp.at(self.office.now)

    def sign_in(
        self, passphrase: str = GOOD, code: str | None = None, account: str | None = None, peer: Peer = NOWHERE
    ) -> str:
        return sign_in_with_passphrase(
            self.office.database,
            self.person.subject.code if account is None else account,
            passphrase,
            self.code if code is None else code,
            replace(ARRIVAL, peer=peer),
            now=self.office.now,
        )

    def next_code(self) -> None:
        self.office.later(seconds=30)


def accept(office: Office, invited: Invited, passphrase: str = GOOD, code: str | None = None) -> Phone:
    setting = begin_setting(office.database.keyring, office.account(invited.account), "CARA", BROWSER, now=office.now)
    shown = pyotp.TOTP(setting.secret).at(office.now) if code is None else code
    token = accept_with_passphrase(
        office.database,
        invited.code,
        setting.key,
        passphrase,
        shown,
        ARRIVAL,
        browser=BROWSER,
        of_the_area=WORDS,
        now=office.now,
    )
    return Phone(office, office.found(token), setting.secret)
