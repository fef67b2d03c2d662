"""What leaves of a referral, for each role and relation, is what the decision about access gives, and nothing else.

Each address is asked by everybody; the canaries that come back are those of the groups that are given for it, among
those that the address shows at all.
"""

import pytest
from tests.instances import ACCOUNTS
from tests.web.views.canaries import MORE, Canaries, found_in

from cara.access import Action, FieldGroup
from cara.access.table import ENTERED_BY_POLICE

G = FieldGroup

EVERYBODY = [code for code, _, _ in (*ACCOUNTS, *MORE)] + ["victim-contact-1", "ht-1", "developer-1"]
POLICE = ["officer-1", "officer-2", "officer-3", "supervisor-1", "supervisor-3"]
"""Programs call for the police alone."""

PAGES = {
    # address: the action for which it is seen, and the groups that it shows
    "/bookings/{booked}": (
        Action.SEE_REFERRAL,
        {
            G.PROGRESS,
            G.PLACE,
            G.IDENTITY,
            G.CONTACT,
            G.ATTENDANCE,
            G.BEHAVIOUR,
            G.NEEDS,
            G.KEEP_APART,
            G.CAUTION,
            G.FACTS,
            G.REASONS,
        },
    ),
    "/bookings/{booked}/why": (Action.SEE_DECISIONS, {G.RESTRICTED, G.REASONS, G.DECISIONS}),
    "/bookings/{booked}/letter": (Action.PRINT_LETTER, {G.PLACE, G.IDENTITY, G.CONTACT}),
    "/bookings": (Action.LIST_REFERRALS, {G.PLACE, G.IDENTITY}),
}
FORMS = {
    "/bookings/{waiting}/person": {G.IDENTITY, G.CONTACT},
    "/bookings/{waiting}/needs": {G.NEEDS, G.KEEP_APART},
    "/bookings/{waiting}/equality": {G.EQUALITY},
    "/bookings/{waiting}/caution": {G.CAUTION},
    "/bookings/{waiting}/answers/offence": {G.FACTS},
}
INTERFACE = {
    "/referrals/{booked}": (Action.SEE_REFERRAL, set(FieldGroup) - {G.EQUALITY, G.BEHAVIOUR}),
    "/referrals/{booked}/decisions": (
        Action.SEE_DECISIONS,
        {G.PROGRESS, G.FACTS, G.RESTRICTED, G.REASONS, G.DECISIONS},
    ),
    "/referrals": (Action.LIST_REFERRALS, {G.PLACE, G.IDENTITY}),
}
ITEMS = {
    "disposal": ("police_supervisor", {G.FACTS, G.RESTRICTED, G.DECISIONS}),
    "duplicate": ("area_manager", {G.IDENTITY, G.CONTACT, G.FACTS}),
}


def at(hidden: Canaries, address: str) -> str:
    return address.format(booked=hidden.booked, waiting=hidden.waiting)


@pytest.mark.parametrize("account", EVERYBODY)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_shows_the_groups_that_are_given(hidden: Canaries, account: str, address: str) -> None:
    action, shown = PAGES[address]
    assert found_in(hidden.page(account, at(hidden, address))) == hidden.fields(account, action) & shown


@pytest.mark.parametrize("account", EVERYBODY)
@pytest.mark.parametrize("address", FORMS)
def test_a_form_shows_them_to_whoever_may_change_them(hidden: Canaries, account: str, address: str) -> None:
    given = hidden.fields(account, Action.SEE_REFERRAL) if may_change(hidden, account) else frozenset()
    assert found_in(hidden.page(account, at(hidden, address))) == given & FORMS[address]


def may_change(hidden: Canaries, account: str) -> bool:
    """Only the police write, and an opening in an emergency is for reading."""
    whole = hidden.fields(account, Action.SEE_REFERRAL) >= ENTERED_BY_POLICE
    return whole and account != "manager-1"


@pytest.mark.parametrize("account", POLICE)
@pytest.mark.parametrize("address", INTERFACE)
def test_a_program_is_told_the_groups_that_are_given(hidden: Canaries, account: str, address: str) -> None:
    action, shown = INTERFACE[address]
    given = hidden.fields(account, action, program=True)
    assert found_in(hidden.interface(account, at(hidden, address))) == given & shown


@pytest.mark.parametrize("account", EVERYBODY)
@pytest.mark.parametrize("item", ITEMS)
def test_an_item_of_the_worklist_shows_them_to_whom_it_waits_for(hidden: Canaries, account: str, item: str) -> None:
    role, shown = ITEMS[item]
    waits = hidden.accounts[account].role.value == role
    given = hidden.fields(account, Action.SEE_REFERRAL) if waits else frozenset()
    assert found_in(hidden.page(account, f"/worklist/{hidden.items[item]}")) == given & shown


@pytest.mark.parametrize("account", EVERYBODY)
def test_the_worklist_names_nobody(hidden: Canaries, account: str) -> None:
    page = hidden.page(account, "/worklist")
    assert found_in(page) <= {G.PLACE}
    listed = hidden.waiting.spoken in page
    assert listed is (G.PROGRESS in hidden.fields(account, Action.SEE_WORKLIST))
