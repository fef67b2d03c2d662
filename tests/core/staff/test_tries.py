"""How many wrong tries are free, how long the later ones wait, and which addresses count as one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara.staff.tries import KEPT, OF_ACCOUNT, OF_PAIR, Allowance, Peer, Tally, of_address

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ALLOWANCES = [OF_PAIR, OF_ACCOUNT, of_address(50)]


def test_the_waits_of_one_account_from_one_address():
    waits = [OF_PAIR.wait_after(tries) // timedelta(minutes=1) for tries in range(14)]

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_account_is_never_closed_for_longer_than_five_minutes_by_strangers():
    assert {OF_ACCOUNT.wait_after(tries) for tries in range(50, 5000, 50)} == {timedelta(minutes=5)}


def test_an_address_waits_for_a_quarter_of_an_hour_at_most():
    waits = [of_address(50).wait_after(tries) // timedelta(minutes=1) for tries in (49, 50, 51, 52, 53, 54, 9000)]

    assert waits == [0, 1, 2, 4, 8, 15, 15]


@given(st.sampled_from(ALLOWANCES), st.integers(0, 10**9))
def test_a_wait_never_shrinks_and_always_ends(allowance: Allowance, tries: int):
    assert allowance.wait_after(tries) <= allowance.wait_after(tries + 1) <= allowance.longest


@pytest.mark.parametrize(
    ("allowance", "most"), [(OF_PAIR, 33), (OF_ACCOUNT, 337), (of_address(50), 148)], ids=["pair", "account", "address"]
)
def test_no_more_tries_fit_into_a_day_than_is_written(allowance: Allowance, most: int):
    tally, now, answered = Tally(NOW + KEPT), NOW, 0
    while now < NOW + KEPT:
        if tally.is_closed(now):
            now = tally.waits_until or now
            continue
        tally, answered = tally.after_wrong(allowance, now), answered + 1

    assert answered == most


def test_a_tally_is_forgotten_after_a_day_and_begins_anew():
    tally = Tally(NOW + KEPT)
    for _ in range(40):
        tally = tally.after_wrong(OF_PAIR, NOW + KEPT - timedelta(seconds=1))
    assert tally.is_closed(NOW + KEPT - timedelta(seconds=1))

    assert not tally.is_closed(NOW + KEPT)
    assert tally.after_wrong(OF_PAIR, NOW + KEPT) == Tally(NOW + 2 * KEPT, 1)


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", None),
        ("testclient", None),
    ],
)
def test_an_address_counts_as_its_site(address: str, counts_as: str | None):
    assert Peer.at(address).counts_as == counts_as
