"""Two instances in one process share what answers, and nothing else: each request is of its own instance alone."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.core.retention.ended import schedule
from tests.web.inhabited import MANAGER, OFFICER, Inhabited, inhabit, site_of, words_on

from cara.records import Database, Keyring

HERS, HIS = "Quokka", "Bilby"
MANY = 24
PAGES = ("/cases?tab=booked", "/bookings", "/worklist", "/places/waiting")


@pytest.fixture
def both(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Inhabited, Inhabited]]:
    """Two instances of one area with records of their own, in each somebody whom the other has never heard of.

    The second alone has a retention schedule, of which every page of a manager tells.
    """
    addresses = [f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / name)}" for name in ("one.db", "other.db")]
    first, second = (Database.open(address, Keyring.development()) for address in addresses)
    with closing(first), closing(second):
        pair = inhabit(first), inhabit(second)
        for here, name in zip(pair, (HERS, HIS), strict=True):
            here.area.booked(given_names=name, family_name="Sample")
        _, other = pair
        instance = replace(other.area.instance, retention=schedule(tmp_path / "erasures.register"))
        other.area = replace(other.area, instance=instance)
        other.site = site_of(other.area, other.site.clock)
        yield pair


def test_they_share_what_answers(both: tuple[Inhabited, Inhabited]):
    one, other = both
    assert one.site.app.app is other.site.app.app
    assert one.site.app.pages is not other.site.app.pages


def test_each_shows_its_own_people_alone_in_turns_and_at_once(both: tuple[Inhabited, Inhabited]):
    browsers = [here.sign_in(MANAGER) for here in both]

    def read(number: int) -> tuple[int, str]:
        return number % 2, words_on(browsers[number % 2].get(PAGES[number % len(PAGES)]))

    in_turns = [read(number) for number in range(MANY)]
    with ThreadPoolExecutor(6) as threads:
        at_once = list(threads.map(read, range(MANY)))
    for whose, said in (*in_turns, *at_once):
        assert (HIS, HERS)[whose] not in said
        assert ("no retention schedule" in said) is (whose == 0)
    assert {HERS in said for whose, said in at_once if not whose} == {True, False}
    assert {HIS in said for whose, said in at_once if whose} == {True, False}


def test_a_sign_in_to_one_is_none_to_the_other(both: tuple[Inhabited, Inhabited]):
    one, other = both
    token = one.sign_in(OFFICER).token
    assert token
    stranger = other.site.browser()
    stranger.token = token
    assert not stranger.is_signed_in
    assert stranger.get("/bookings").headers["location"].startswith("/sign-in")


def test_time_passes_in_one_alone(both: tuple[Inhabited, Inhabited]):
    one, other = both
    first, second = one.sign_in(MANAGER), other.sign_in(MANAGER)
    one.site.clock.go_on(hours=9)
    assert not first.is_signed_in
    assert second.is_signed_in
