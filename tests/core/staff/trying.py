"""Tries to sign in with a code that is wrong, from one address, in a process of their own."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from cara.records import Database, Keyring
from cara.staff import Arrival, CannotSignIn, Peer, TooManyTries, WaitFirst
from cara.staff.passphrases import sign_in_with_passphrase

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def try_wrongly(database: Database, account: str, address: str, now: datetime = NOW) -> str:
    """Try once, and tell how it was answered."""
    arrival = Arrival("Firefox on Windows", peer=Peer.at(address))
    try:
        sign_in_with_passphrase(database, account, "not the passphrase", "000000", arrival, now=now)
    except (WaitFirst, TooManyTries):
        return "waits"
    except CannotSignIn:
        return "wrong"
    return "right"


def try_at_once(database: Database, account: str, addresses: list[str], now: datetime = NOW) -> list[str]:
    """Try once from each address, eight at the same moment."""
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(lambda address: try_wrongly(database, account, address, now), addresses))


if __name__ == "__main__":
    url, tried, times = sys.argv[1:]
    sys.stdin.readline()
    sys.stdout.write(
        " ".join(try_at_once(Database.open(url, Keyring.development()), tried, ["192.0.2.7"] * int(times)))
    )
