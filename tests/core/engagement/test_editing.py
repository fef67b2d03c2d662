"""Two people change the same record: whoever comes second is told of both versions, and nothing is lost."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.engagement.conftest import organisation

from cara.acting.editing import EditedMeanwhile
from cara.engagement.contacts import add_contact, change_contact, remove_contact
from cara.engagement.organisations import change_organisation
from cara.engagement.seeing import see_organisation
from cara.engagement.words import ContactDetails, OrganisationDetails, OrganisationKind
from cara.records import RecordsUnavailable
from cara.records import tables as t

NUMBERS = itertools.count()


def named(name):
    return OrganisationDetails(name=name, kind=OrganisationKind.POLICE_TEAM)


def change(area, who, code, name, seen):
    change_organisation(area.instance, area.subjects[who], code, named(name), seen=seen, now=area.now)


def test_the_second_of_two_is_told_who_was_first_and_what_is_stored(here):
    code = organisation(here)
    change(here, "manager-2", code, "Theirs", 1)
    with pytest.raises(EditedMeanwhile) as refused:
        change(here, "manager-1", code, "Mine", 1)
    said = refused.value
    assert (said.stored, said.by, said.version, said.at) == (named("Theirs"), "Account manager-2", 2, here.now)


def test_sent_again_with_the_version_that_was_told_it_is_stored_and_both_stay(here):
    code = organisation(here)
    change(here, "manager-2", code, "Theirs", 1)
    change(here, "manager-1", code, "Mine", 2)
    view = see_organisation(here.instance, here.manager, code, now=here.now)
    assert view.row.details == named("Mine")
    assert [former.said.name for former in view.former] == ["Theirs", "North team"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(["manager-1", "manager-2"]), st.integers(0, 2)), max_size=8))
def test_whoever_writes_whatever_was_once_stored_is_among_the_versions(here, writes):
    name = f"Team {_number()}"
    code = organisation(here, name)
    stored, version = [name], 1
    for number, (who, behind) in enumerate(writes):
        try:
            change(here, who, code, f"{name} {number}", version - behind)
        except EditedMeanwhile:
            assert behind > 0
            continue
        assert behind == 0
        stored.append(f"{name} {number}")
        version += 1
    view = see_organisation(here.instance, here.manager, code, now=here.now)
    assert [former.said.name for former in reversed(view.former)] + [view.row.details.name] == stored


def _number():
    return next(NUMBERS)


def test_of_many_at_once_one_is_stored_and_the_others_are_told(here):
    code = organisation(here)

    def try_it(number):
        try:
            change(here, "manager-1", code, f"Name {number}", 1)
        except EditedMeanwhile:
            return "told"
        except RecordsUnavailable:
            return "busy"
        return "stored"

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(try_it, range(6)))
    assert outcomes.count("stored") == 1
    assert outcomes.count("told") == 5


def test_a_contact_that_is_erased_leaves_no_earlier_version_behind(here):
    code = organisation(here)
    contact = add_contact(here.instance, here.manager, code, ContactDetails(name="Ada"), now=here.now)
    for seen, name in ((1, "Bea"), (2, "Cyd")):
        change_contact(here.instance, here.manager, code, contact, ContactDetails(name=name), seen=seen, now=here.now)
    assert here.rows()[t.RecordVersion.__tablename__] == 2
    remove_contact(here.instance, here.manager, code, contact, now=here.now)
    assert here.rows()[t.RecordVersion.__tablename__] == 0
    assert see_organisation(here.instance, here.manager, code, now=here.now).contacts == ()
