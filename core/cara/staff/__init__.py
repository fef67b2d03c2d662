"""Those who work with an instance: their accounts, how each proves who it is, and the programs that act for them.

- :mod:`cara.staff.accounts` - who may sign in; another role, access taken away
- :mod:`cara.staff.conflicts` - whom somebody may not see
- :mod:`cara.staff.invitations` - a one-time way in
- :mod:`cara.staff.passkeys`, :mod:`cara.staff.passphrases`, :mod:`cara.staff.federated` - three ways to prove it
- :mod:`cara.staff.tries`, :mod:`cara.staff.limiting` - how often one may try, and what is counted of it
- :mod:`cara.staff.sign_ins` - who is signed in
- :mod:`cara.staff.programs` - programs of a force
- :mod:`cara.staff.second_person` - what waits until somebody else has confirmed it
- :mod:`cara.staff.ceremonies` - what is remembered between two steps
"""

from cara.staff.accounts import Account, NewAccount, active_accounts, add_account
from cara.staff.problems import (
    AssertionRefused,
    CannotSignIn,
    CeremonyEnded,
    NoSuchAccount,
    NoSuchConflict,
    NoSuchInvitation,
    NoSuchProgram,
    NothingToConfirm,
    SomebodyElseChangedAccount,
    TooManyTries,
    WaitFirst,
)
from cara.staff.sign_ins import Arrival, SignedIn, Way
from cara.staff.tries import Peer

__all__ = [
    "Account",
    "Arrival",
    "AssertionRefused",
    "CannotSignIn",
    "CeremonyEnded",
    "NewAccount",
    "NoSuchAccount",
    "NoSuchConflict",
    "NoSuchInvitation",
    "NoSuchProgram",
    "NothingToConfirm",
    "Peer",
    "SignedIn",
    "SomebodyElseChangedAccount",
    "TooManyTries",
    "WaitFirst",
    "Way",
    "active_accounts",
    "add_account",
]
