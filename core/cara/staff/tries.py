"""How often somebody may try to prove who he or she is: how many wrong tries are free, and how long each later one waits.

A wait grows and ends; nothing is closed for good. What counts is a wrong try that was answered: one that comes during
a wait is not looked at, whether it is right or wrong, and counts nowhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

KEPT = timedelta(days=1)
"""How long a tally is kept from its first wrong try, or from the last time that somebody signed in."""
FREE_FROM_ADDRESS = 50
_DOUBLINGS = 20
_SITE = 64
"""Who has one IPv6 address has this many bits of them: they count as one."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many wrong tries are free, and how long the next one waits: twice as long each time, up to the longest."""

    free: int
    first: timedelta
    longest: timedelta

    def wait_after(self, tries: int) -> timedelta:
        """Give how long the next try waits after so many wrong ones."""
        beyond = tries - self.free
        if beyond < 0:
            return timedelta(0)
        doubled: timedelta = self.first * 2 ** min(beyond, _DOUBLINGS)
        return min(doubled, self.longest)


OF_PAIR = Allowance(5, timedelta(minutes=1), timedelta(hours=1))
"""Of one account from one address."""
OF_ACCOUNT = Allowance(50, timedelta(minutes=5), timedelta(minutes=5))
"""Of one account from all addresses: a slow ceiling that does not grow, so that nobody is shut out by strangers."""


def of_address(free: int) -> Allowance:
    """Give the allowance of one address for all accounts: many people may share it."""
    return Allowance(free, timedelta(minutes=1), timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Tally:
    """The wrong tries of one account, one address, or the two together."""

    ends_at: datetime
    tries: int = 0
    waits_until: datetime | None = None
    proved: bool = False
    """Whether it was proved since: an account's owner comes from this address."""

    def is_closed(self, now: datetime) -> bool:
        """Tell whether a try is not looked at now."""
        return now < self.ends_at and self.waits_until is not None and now < self.waits_until

    def after_wrong(self, allowance: Allowance, now: datetime) -> "Tally":
        """Count one more wrong try."""
        kept = self if now < self.ends_at else Tally(now + KEPT)
        tries = kept.tries + 1
        wait = allowance.wait_after(tries)
        return Tally(kept.ends_at, tries, now + wait if wait else None, kept.proved)


def after_right(now: datetime) -> Tally:
    """Begin anew with somebody who has proved who it is."""
    return Tally(now + KEPT, proved=True)


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a connection: which address it counts as, if that is known, and how many tries are free to it."""

    counts_as: str | None = None
    free: int = FREE_FROM_ADDRESS

    @classmethod
    def at(cls, address: str, free: int = FREE_FROM_ADDRESS) -> "Peer":
        """Give the peer at an address; all of one IPv6 site count as one."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return cls(None, free)
        if isinstance(found, IPv6Address):
            found = found.ipv4_mapped or found
        site = ip_network((found, _SITE), strict=False) if isinstance(found, IPv6Address) else found
        return cls(str(site), free)


NOWHERE = Peer()
"""The peer of whom no address is known."""
