"""A victim's channel that may also be the participant's is never used, however either of them was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cara.victims.collisions import Channels, blocked_ways, normal_addresses, normal_email, normal_phone
from cara.victims.words import ContactWay

W = ContactWay
BY_PHONE = {W.CALL, W.TEXT}

mobiles = some.integers(0, 999).map(lambda last: f"7700900{last:03}")


@some.composite
def written(draw, national: str) -> str:
    """One number as people write it."""
    prefix = draw(some.sampled_from(["0", "+44", "+44 (0)", "0044", "0044 ", "(0)", "44 "])) if national else ""
    if prefix in {"(0)", "44 "}:
        prefix = "0"
    gaps = draw(some.lists(some.sampled_from(["", " ", "-", ".", "\u00a0", "\u2009"]), min_size=9, max_size=9))
    body = "".join(digit + gap for digit, gap in zip(national, [*gaps, ""], strict=True))
    text = prefix + body
    if draw(some.booleans()):
        text = text.translate({ord(str(one)): chr(0xFF10 + one) for one in range(10)})
    return (
        draw(some.sampled_from(["", "  ", "Mobile: "])) + text + draw(some.sampled_from(["", " ", " (work)", " ext 2"]))
    )


@given(mobiles.flatmap(lambda one: some.tuples(written(one), written(one))))
def test_one_number_is_the_same_however_it_is_written(both: tuple[str, str]):
    own, theirs = both
    assert normal_phone(own) == normal_phone(theirs) is not None
    assert blocked_ways(Channels(phones=(own,)), Channels(phones=(theirs,))) == BY_PHONE


@given(some.lists(mobiles, min_size=2, max_size=2, unique=True), some.data())
def test_two_numbers_are_not_taken_for_one(two: list[str], data: some.DataObject):
    own, theirs = (data.draw(written(one)) for one in two)
    assert blocked_ways(Channels(phones=(own,)), Channels(phones=(theirs,))) == frozenset()


locals_ = some.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)


@some.composite
def mailbox(draw, local: str, domain: str) -> str:
    """One mailbox as people write it."""
    dotted = "".join(one + draw(some.sampled_from(["", "."])) for one in local[:-1]) + local[-1]
    cased = "".join(one.upper() if draw(some.booleans()) else one for one in dotted)
    tag = draw(some.sampled_from(["", "+cara", "+a.b"]))
    ends = draw(some.sampled_from(["", "."]))
    return f"{draw(some.sampled_from(['', ' ']))}{cased}{tag}@{domain.swapcase()}{ends} "


@given(locals_.flatmap(lambda one: some.tuples(mailbox(one, "example.org"), mailbox(one, "example.org"))))
def test_one_mailbox_is_the_same_however_it_is_written(both: tuple[str, str]):
    assert normal_email(both[0]) == normal_email(both[1]) is not None
    assert blocked_ways(Channels(emails=both[:1]), Channels(emails=both[1:])) == {W.EMAIL}


def test_a_mailbox_at_another_provider_is_another():
    mine, others = Channels(emails=("sam@example.org",)), Channels(emails=("sam@example.com",))
    assert blocked_ways(mine, others) == frozenset()
    old, new = "googlemail.com", "GMail.com"
    assert normal_email(f"sam@{old}") == normal_email(f"s.am@{new}")


@pytest.mark.parametrize(
    ("own", "theirs", "same"),
    [
        ("sam-cara at yahoo.co.uk", "SAM at yahoo.co.uk", True),
        ("sam-cara at ymail.com", "sam+x at ymail.com", True),
        ("sam-cara at example.org", "sam at example.org", False),  # a hyphen belongs to the name elsewhere
        ("sam at me.com", "s.am at iCloud.com", True),
        ("sam at mac.com", "sam at me.com", True),
        ("sam at pm.me", "sam+1 at protonmail.com", True),
        ("sam at hotmail.co.uk", "sam at outlook.com", False),
        ("sam at yahoo.co.uk", "sam at yahoo.com", False),
    ],
)
def test_what_makes_no_other_mailbox_depends_on_the_provider(own: str, theirs: str, same: bool):
    assert blocked_ways(*(Channels(emails=(one.replace(" at ", "@"),)) for one in (own, theirs))) == (
        {W.EMAIL} if same else set()
    )


HOMES = [
    "12 Example Road\nLeeds\nLS1 4AP",
    "12, EXAMPLE ROAD, Leeds LS14AP",
    "Flat 3, 12 Example Rd, ls1 4ap",
    "Example House, 12 Example Road, LS1 4ap, England",
]


@pytest.mark.parametrize("theirs", HOMES)
@pytest.mark.parametrize("own", HOMES)
def test_one_letter_box_is_the_same_however_it_is_written(own: str, theirs: str):
    assert blocked_ways(Channels(addresses=(own,)), Channels(addresses=(theirs,))) == {W.LETTER}


streets = some.sampled_from(["Example Road", "EXAMPLE RD.", "example road", "Example  Rd"])
towns = some.sampled_from(["", "Leeds", "LEEDS, West Yorkshire"])


@some.composite
def home(draw, number: int, postcode: str) -> str:
    """One letter box as people write it: with its flat or without, on one line or several, the postcode in any way."""
    gap = draw(some.sampled_from([", ", "\n", " ", ",\n"]))
    letter = draw(some.sampled_from(["", "a", " A"]))
    flat = draw(some.sampled_from(["", f"Flat 3{gap}", f"FLAT 3B{gap}", "Flat 3/", f"Unit 3{gap}", f"Rose House{gap}"]))
    code = draw(some.sampled_from([postcode, postcode.replace(" ", ""), postcode.lower(), postcode.replace(" ", "  ")]))
    country = draw(some.sampled_from(["", f"{gap}England", f"{gap}UK"]))
    return f"{flat}{number}{letter} {draw(streets)}{gap}{draw(towns)}{gap}{code}{country}"


postcodes = some.sampled_from(["LS1 4AP", "HD1 2QQ", "SO14 7LY", "W1A 0AX", "GIR 0AA"])


@given(some.integers(10, 999), postcodes, some.data())
def test_a_letter_box_is_the_same_with_its_flat_or_without(number: int, postcode: str, data: some.DataObject):
    own, theirs = (Channels(addresses=(data.draw(home(number, postcode)),)) for _ in range(2))
    assert blocked_ways(own, theirs) == {W.LETTER}


@given(some.lists(postcodes, min_size=2, max_size=2, unique=True), some.integers(10, 999), some.data())
def test_the_same_number_at_another_postcode_is_another(codes: list[str], number: int, data: some.DataObject):
    own, theirs = (Channels(addresses=(data.draw(home(number, code)),)) for code in codes)
    assert blocked_ways(own, theirs) == frozenset()


EXTENSIONS = ["", " ext 2", " ext. 21", " x2", " extension 2", " #2", ";ext=2", " (evenings)", " work"]


@given(mobiles, some.sampled_from(EXTENSIONS), some.sampled_from(EXTENSIONS))
def test_an_extension_is_no_other_telephone(national: str, own: str, theirs: str):
    both = (f"0{national}{own}", f"00 44 {national}{theirs}")
    assert blocked_ways(Channels(phones=both[:1]), Channels(phones=both[1:])) == BY_PHONE


@pytest.mark.parametrize(
    "own",
    ["14 Example Road, Leeds, LS1 4AP", "12 Example Road, Leeds, LS1 4AQ"],
)
def test_another_number_or_another_postcode_is_another_letter_box(own: str):
    assert blocked_ways(Channels(addresses=(own,)), Channels(addresses=HOMES[:1])) == frozenset()


@pytest.mark.parametrize("own", ["The Cottage, LS1 4AP", "Rose House\nLeeds LS1 4AP"])
def test_without_a_number_everybody_at_the_postcode_may_be_meant(own: str):
    assert blocked_ways(Channels(addresses=(own,)), Channels(addresses=HOMES[:1])) == {W.LETTER}
    assert blocked_ways(Channels(addresses=HOMES[:1]), Channels(addresses=(own,))) == {W.LETTER}


def test_an_address_without_a_postcode_is_compared_letter_by_letter():
    assert normal_addresses("1, Example-Road  Leeds") == normal_addresses("1 EXAMPLE ROAD LEEDS")
    assert blocked_ways(
        Channels(addresses=("1 Example Road, Leeds",)), Channels(addresses=("1 Example Road Leeds",))
    ) == {W.LETTER}


@pytest.mark.parametrize(
    ("own", "blocked"),
    [
        (Channels(phones=("ask my sister",)), BY_PHONE),
        (Channels(emails=("at home",)), {W.EMAIL}),
        (Channels(addresses=("?",)), {W.LETTER}),
    ],
)
def test_what_cannot_be_compared_is_not_used(own: Channels, blocked: set[ContactWay]):
    assert blocked_ways(own, Channels()) == blocked


def test_a_number_of_the_participant_that_cannot_be_read_blocks_every_number():
    assert blocked_ways(Channels(phones=("07700 900982",)), Channels(phones=("the usual one",))) == BY_PHONE


@given(
    some.lists(some.text(max_size=30), max_size=3).map(tuple), some.lists(some.text(max_size=30), max_size=3).map(tuple)
)
def test_whatever_is_typed_the_same_text_is_never_taken_for_two(own: tuple[str, ...], more: tuple[str, ...]):
    shared = Channels(phones=own, emails=own, addresses=own)
    theirs = Channels(phones=own + more, emails=own + more, addresses=own + more)
    expected = {W.CALL, W.TEXT, W.EMAIL, W.LETTER} if own else set()
    assert blocked_ways(shared, theirs) == expected
