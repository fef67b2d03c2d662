"""Every action that any use case tells is one of the six operations of section 62, or expressly none; and has words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.core.casework import test_audit as flows
from tests.core.sending.office import Office
from tests.oversight import proved

from cara.access import Action
from cara.acting.operations import OPERATIONS, Operation
from cara.casework import PlaceOutcome, PlaceSearch, ask_for_place, correct_contact, decide_place, give_place
from cara.casework.before_deciding import see_possible_duplicates
from cara.casework.details import PersonContact
from cara.casework.handing_over import hand_over, see_handing_over, take_back
from cara.casework.letters import participant_view
from cara.casework.outbox import (
    MessageSearch,
    cancel_message,
    hold_message,
    letters_to_print,
    list_messages,
    mark_printed,
    print_letters,
    see_message,
    try_again,
)
from cara.oversight.phrases import PHRASES, REASONS
from cara.records import AuditEntry
from cara.sending import Receipt

CORE = Path(__file__).resolve().parents[3] / "core/cara"
TELLING = CORE / "acting/telling.py"


def calls(text: str) -> Iterator[ast.expr]:
    """Give the action of every call that puts an entry into the trail, also through a function that hands it on."""
    tree = ast.parse(text)
    handing = {"tell": 2, "Entry": 1}
    inside = set()
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = [argument.arg for argument in function.args.args]
        for action in _actions(function, handing):
            if isinstance(action, ast.Name) and action.id in names:
                handing = {**handing, function.name: names.index(action.id)}
                inside.add(action)
    yield from (action for action in _actions(tree, handing) if action not in inside)


def _actions(tree: ast.AST, handing: dict[str, int]) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in handing:
            named = [word.value for word in node.keywords if word.arg == "action"]
            yield named[0] if named else node.args[handing[node.func.id]]


def words(action: ast.expr) -> list[str]:
    """Give the words that an action may be, as they stand in the code."""
    match action:
        case ast.Constant(value=str(word)):
            return [word]
        case ast.IfExp(body=first, orelse=second):
            return [*words(first), *words(second)]
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="Action"), attr=name), attr="value"):
            return [Action[name].value]
    raise AssertionError(f"the action is not written down: {ast.unparse(action)}")


def told() -> set[str]:
    files = [path for path in CORE.rglob("*.py") if path != TELLING]
    return {word for path in files for action in calls(path.read_text()) for word in words(action)}


def test_every_action_that_is_told_has_its_operation_and_no_other_has():
    assert told() == set(OPERATIONS)


def test_every_operation_has_its_words_and_no_other_has():
    assert set(PHRASES) == set(OPERATIONS)


def test_a_planted_action_is_seen():
    planted = 'tell(unit, actor, "record_sold" if much else "record_given_away", "x", now)\nEntry(action="stolen")'
    assert [word for action in calls(planted) for word in words(action)] == [
        "record_sold",
        "record_given_away",
        "stolen",
    ]


@pytest.mark.parametrize("planted", ["tell(unit, actor, name, 'x', now)", "tell(unit, actor, f'{a}_seen', 'x', now)"])
def test_an_action_that_is_not_written_down_is_refused(planted):
    with pytest.raises(AssertionError, match="not written down"):
        [words(action) for action in calls(planted)]


def test_whatever_is_about_a_record_is_one_of_the_six():
    about_none = {action for action, operation in OPERATIONS.items() if operation is Operation.NONE}
    about_records = {action for action, phrase in PHRASES.items() if "{record}" in phrase}
    assert about_none & about_records == {"glass_broken", "opening_reviewed"}


def test_the_reasons_of_every_access_that_allows_have_words():
    from cara.access.table import TABLE

    whys = {permission.relation.value for by_role in TABLE.values() for permission in by_role.values()}
    assert whys | {"broken_glass", "open"} <= set(REASONS)


OF_WORKSHOPS = {
    "attendance_corrected",
    "attendance_recorded",
    "booking_deferred",
    "booking_made_again",
    "booking_moved",
    "deadline_extended",
    "going_on_decided",
    "item_settled",
    "later_event_reported",
    "other_day_given",
    "place_cancelled",
    "person_taken_off",
    "referral_returned",
    "return_acknowledged",
    "return_decided",
}
"""What is told about a case after the booking: tests/core/workshops go that way."""


OF_OTHER_ROOMS = {
    "answers_corrected",
    "answers_recorded",
    "copy_asker_checked",
    "copy_confirmed",
    "copy_given",
    "copy_looked_through",
    "copy_opened_again",
    "copy_prepared",
    "copy_refused",
    "copy_requested",
    "copy_returned",
    "copy_begun",
    "copy_seen",
    "copy_taken",
    "copy_text_read",
    "copy_texts_seen",
    "sampled_case_opened",
    "sampled_case_reviewed",
    "sampled_case_seen",
    "victim_entered",
    "victims_seen",
    "erasure_approved",
    "erasure_requested",
    "erasure_stopped",
    "hold_lifted",
    "hold_placed",
    "record_erased",
    "record_erased_again",
    "record_kept_longer",
    "retention_seen",
}
"""What is told about a case in the rooms of quality, of victims, of copies and of retention: their own tests go that way."""


def test_what_the_flows_of_the_casework_leave_behind_is_in_the_map(here):
    flows.test_the_chain_holds_after_a_whole_journey_and_no_entry_names_anybody(here)
    for _, act in (*flows.WRITES.values(), *flows.READS.values()):
        act(here, here.hold())
    reference = here.booked("N2", crime_reference="13/4/26")
    participant_view(here.instance, here.officer, reference, now=here.now)
    see_possible_duplicates(here.instance, here.manager, reference, now=here.now)
    _promise(here)
    _hand_over(here, reference)
    correct_contact(here.instance, here.officer, reference, PersonContact(address="2 Lane"), seen=1, now=here.now)
    _write(here, reference)
    with here.database.read() as unit:
        left = set(unit.execute(select(AuditEntry.action).distinct()).scalars())
    assert left <= set(OPERATIONS)
    about_cases = {action for action, phrase in PHRASES.items() if "{record}" in phrase}
    of_oversight = {"glass_broken", "opening_reviewed", "opening_seen"}
    of_signposts = {"signpost_moved", "signpost_offered", "signposts_seen"}
    assert about_cases - left - of_oversight - of_signposts - OF_WORKSHOPS - OF_OTHER_ROOMS == {
        "booking_not_confirmed",
        "pending_decided",
        "referral_declined",
    }


def _hand_over(here, reference):
    see_handing_over(here.instance, here.supervisor, reference, now=here.now)
    hand_over(here.instance, here.supervisor, reference, "officer-2", now=here.now)
    take_back(here.instance, here.supervisor, reference, "officer-2", now=here.now)


def _write(here, reference):
    """Have the outbox worked off in every way, and a person decide about what it holds."""
    office = Office(here, here.now)
    office.look_at_wording()
    office.provider.receipts = [Receipt.DELIVERED] * 50
    office.moment = here.now.replace(hour=21)
    office.worker.work_off()
    office.moment = here.later(days=1)
    office.worker.work_off()
    office.moment = here.later(days=1, hours=1)
    office.worker.work_off()
    (line, *_) = list_messages(here.instance, office.manager, MessageSearch(), now=office.moment).lines
    see_message(here.instance, office.manager, line.code, now=office.moment)
    for decide in (hold_message, try_again, cancel_message):
        decide(here.instance, office.manager, line.code, now=office.moment)
    here.booked("S2", phone=None, email=None, crime_reference="13/6/26", family_name="Letterly")
    print_letters(here.instance, office.manager, now=office.moment)
    codes = [line.code for line, _ in letters_to_print(here.instance, office.manager, now=office.moment)]
    mark_printed(here.instance, office.manager, codes, now=office.moment)


def _promise(here):
    search = PlaceSearch()
    reference = ask_for_place(here.instance, here.officer, here.facts(), here.restricted(), search, now=here.now)
    decide_place(
        here.instance,
        here.manager,
        here.item_of(reference, here.manager),
        outcome=PlaceOutcome.ACCEPTED,
        reason="A cohort is being opened",
        place_by=here.now.date().replace(month=12, day=20),
        now=here.now,
    )
    here.complete(reference, crime_reference="13/5/26")
    here.confirm(reference)
    give_place(here.instance, here.manager, reference, "N2", now=here.now)


def test_what_oversight_leaves_behind_is_in_the_map(here, officer):
    from cara.oversight import (
        AuditSearch,
        Finding,
        break_glass,
        download_audit,
        list_openings,
        mark_read,
        notices_of,
        read_audit,
        review_broken_glass,
        see_opening,
    )

    opening = break_glass(here.instance, officer, here.hold(), "Because", now=here.now)
    manager = proved(here, "manager-1")
    list_openings(here.instance, manager, now=here.now)
    see_opening(here.instance, manager, opening.code, now=here.now)
    review_broken_glass(here.instance, manager, opening.code, Finding.JUSTIFIED, "So", now=here.now)
    mark_read(here.instance, manager, notices_of(here.instance, manager, now=here.now)[0].id, now=here.now)
    read_audit(here.instance, manager, AuditSearch(), now=here.now)
    download_audit(here.instance, manager, AuditSearch(), now=here.now)
    with here.database.read() as unit:
        left = set(unit.execute(select(AuditEntry.action).distinct()).scalars())
    assert left <= set(OPERATIONS)
    assert {"glass_broken", "opening_reviewed", "notice_read", "audit_read", "audit_downloaded"} <= left
