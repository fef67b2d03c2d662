"""Words that must stand nowhere in the tree. What may not be written is listed here as SHA-256 only."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

UNWANTED = Path(__file__).with_name("unwanted_words.txt").read_text().split()
PERSONS, HOSTS = (
    {digest for sort, digest in zip(UNWANTED[::2], UNWANTED[1::2], strict=True) if sort == wanted}
    for wanted in ("person", "host")
)
WORD = re.compile(r"[^\W\d_]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
PHONE = re.compile(r"(?<![\w.:/=%-])(?:\+44|0044|0)(?:[ ()-]{0,2}[0-9]){9,10}(?![\w.-])")
RESERVED_PHONES = re.compile(r"07700900\d{3}|01632960\d{3}|0808157\d{4}|03069990\d{3}|01134960\d{3}|02079460\d{3}")
MAIL = re.compile(r"(?<![\\\w.+-])[\w.+-]+@((?:[\w-]+\.)+[a-zA-Z]{2,})\b")
RESERVED_MAIL = re.compile(r"(?:.*\.)?(?:example\.(?:org|com|net)|example|test|invalid|localhost)\Z")
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:work|root|home|Users|tmp)/[\w.]")
LEFT_TO_DO = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")


def digest(words: str) -> str:
    return hashlib.sha256(words.lower().encode()).hexdigest()


def persons(text: str, unwanted: Iterable[str] = PERSONS) -> Iterator[str]:
    words = WORD.findall(CAMEL.sub(" ", text))
    yield from (f"{a} {b}" for a, b in set(pairwise(words)) if digest(f"{a} {b}") in unwanted)


def hosts(text: str, unwanted: Iterable[str] = HOSTS) -> Iterator[str]:
    for host in set(HOST.findall(text.lower())):
        labels = host.split(".")
        parents = (".".join(labels[start:]) for start in range(len(labels) - 1))
        if any(digest(parent) in unwanted for parent in parents):
            yield host


def phones(text: str) -> Iterator[str]:
    for found in PHONE.findall(text):
        if not RESERVED_PHONES.fullmatch(re.sub(r"^(\+44|0044)", "0", re.sub(r"[ ()-]", "", found))):
            yield found


def mails(text: str) -> Iterator[str]:
    yield from (found[0] for found in MAIL.finditer(text) if not RESERVED_MAIL.fullmatch(found[1]))


def machine_paths(text: str) -> Iterator[str]:
    yield from MACHINE_PATH.findall(text)


def left_to_do(text: str) -> Iterator[str]:
    yield from LEFT_TO_DO.findall(text)


CHECKS = (persons, hosts, phones, mails, machine_paths, left_to_do)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_nothing_in_the_tree_is(check, tree_texts):
    found = {name: sorted(set(words)) for name, text in tree_texts.items() if (words := list(check(text)))}
    assert found == {}


@pytest.mark.parametrize("written", ["Ada Invented", "ada  invented", "AdaInvented@example.org", "ada-invented"])
def test_a_person_is_seen_however_written(written):
    assert list(persons(f"so {written} said", {digest("ada invented")}))


def test_a_host_is_seen_below_its_domain():
    assert list(hosts("see https://files.example.org/x", {digest("example.org")})) == ["files.example.org"]


@pytest.mark.parametrize("number", ["07911 1234" + "56", "+44 7911 1234" + "56", "0113 243 1" + "000"])
def test_a_number_that_may_be_somebodys_is_seen(number):
    assert list(phones(f"call {number}, now")) == [number]


@pytest.mark.parametrize("number", ["07700 900123", "+447700 900456", "0113 496 0123"])
def test_a_reserved_number_is_let_be(number):
    assert list(phones(f"call {number}, now")) == []


def test_an_address_that_may_be_somebodys_is_seen():
    assert list(mails("write to ada@" + "somewhere.co.uk or ada@example.org")) == ["ada@" + "somewhere.co.uk"]


def test_a_path_of_one_machine_is_seen():
    assert list(machine_paths("open '/ho" + "me/ada/cara.db'"))
