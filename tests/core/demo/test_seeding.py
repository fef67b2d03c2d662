"""A year of an area: made by the use cases, reproducible, with every situation that people meet in it."""

import json
import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.core.demo.conftest import NOW, empty_instance

from cara.areas import Areas, AreaUnavailable
from cara.casework import Instance, ItemKind, ReferralStatus, Search, list_referrals, replay_decisions, worklist
from cara.decisions import ReplayAnswer
from cara.demo import NotEmpty, seed, stories
from cara.demo.seeding import USUAL
from cara.policy import scheduling_policy
from cara.records import Database, Keyring, audit
from cara.records import tables as t
from cara.scheduling import has_gap, is_open
from cara.staff import active_accounts
from cara.vocabulary import Reference

FEW = {**dict.fromkeys(USUAL, 1), stories.booked: 30}
HALF_A_YEAR = timedelta(weeks=26)


def rows(instance, query):
    with instance.database.read() as unit:
        return unit.execute(query).all()


def people(instance):
    with instance.database.read() as unit:
        return [
            json.loads(unit.unseal(t.Person.details, row.key, row.details))
            for row in unit.execute(select(t.Person.key, t.Person.details).order_by(t.Person.id))
        ]


def needs(instance):
    with instance.database.read() as unit:
        query = select(t.Person.key, t.Person.needs).where(t.Person.needs.is_not(None)).order_by(t.Person.id)
        return [json.loads(unit.unseal(t.Person.needs, row.key, row.needs)) for row in unit.execute(query)]


def everything(instance):
    """All that can be told from an instance, but for what is random by its nature: keys, and codes of what was made."""
    referrals = select(t.Referral.reference, t.Referral.status, t.Referral.entered_at, t.Referral.deadline_on)
    cohorts = select(t.Cohort.code, t.Cohort.first_day, t.Cohort.second_day, t.Cohort.capacity, t.Cohort.venue_id)
    seats = select(t.Membership.referral_id, t.Membership.cohort_id, t.Membership.seat, t.Membership.status)
    entries = select(t.AuditEntry.at, t.AuditEntry.actor, t.AuditEntry.action, t.AuditEntry.resource)
    named = [account.name for account in active_accounts(instance.database)]
    tables = [sorted(map(repr, rows(instance, query))) for query in (referrals, cohorts, seats)]
    tables.append(sorted(re.sub(r"(briefing|concern):\w+", r"\1", repr(row)) for row in rows(instance, entries)))
    return named, people(instance), needs(instance), tables


@pytest.fixture(params=["west_yorkshire", "hampshire"])
def demo(request) -> Instance:
    return request.getfixturevalue(request.param)


def test_a_referral_stands_in_every_status(demo):
    stands = {status for (status,) in rows(demo, select(t.Referral.status).distinct())}
    assert stands == {status.value for status in ReferralStatus}


def test_one_workshop_was_not_held_and_everybody_on_it_was_booked_again(demo):
    days = select(t.Workshop.cohort_id, t.Workshop.number).where(t.Workshop.status == "not_held")
    ((cohort, number),) = rows(demo, days)
    assert number == 1
    there = select(t.Membership.referral_id).where(t.Membership.cohort_id == cohort)
    elsewhere = select(t.Membership.referral_id).where(t.Membership.cohort_id != cohort)
    affected = {row[0] for row in rows(demo, there.where(~t.Membership.active))}
    assert affected
    assert affected & {row[0] for row in rows(demo, elsewhere)}


def test_there_are_about_a_hundred_and_eighty_referrals_in_half_a_year(demo):
    [(count, first, last)] = rows(
        demo, select(func.count(), func.min(t.Referral.entered_at), func.max(t.Referral.entered_at))
    )
    assert 170 <= count <= 195
    assert NOW - HALF_A_YEAR - timedelta(days=1) <= first < last <= NOW


def test_most_people_are_booked(demo):
    statuses = Counter(status for (status,) in rows(demo, select(t.Referral.status)))
    assert sum(statuses[status] for status in ("booked", "attended_one", "completed")) > 0.6 * statuses.total()


def test_every_cohort_lies_on_days_that_the_policy_permits(demo):
    policy = scheduling_policy(demo.book, NOW.date())
    cohorts = rows(demo, select(t.Cohort.first_day, t.Cohort.second_day, t.Cohort.capacity))
    for first_day, second_day, capacity in cohorts:
        assert is_open(policy, first_day)
        assert is_open(policy, second_day)
        assert has_gap(policy, first_day, second_day)
        assert capacity <= policy.size.most


def test_cohorts_reach_from_half_a_year_ago_to_half_a_year_ahead(demo):
    [(first, last)] = rows(demo, select(func.min(t.Cohort.first_day), func.max(t.Cohort.first_day)))
    assert first <= (NOW - HALF_A_YEAR + timedelta(weeks=2)).date()
    assert last >= (NOW + HALF_A_YEAR - timedelta(weeks=3)).date()


@pytest.mark.parametrize(("area", "pathways"), [("west_yorkshire", 4), ("hampshire", 1)])
def test_cohorts_are_of_every_pathway_that_the_policy_permits(request, area, pathways):
    found = rows(request.getfixturevalue(area), select(t.Cohort.pathway).distinct())
    assert len(found) == pathways


def test_no_venue_holds_two_workshops_on_a_day_while_another_is_free(west_yorkshire):
    days = [
        (venue, day)
        for venue, *pair in rows(west_yorkshire, select(t.Cohort.venue_id, t.Cohort.first_day, t.Cohort.second_day))
        for day in pair
    ]
    assert max(Counter(days).values()) == 1


def test_every_district_has_a_venue_and_access_differs(west_yorkshire):
    venues = rows(west_yorkshire, select(t.Venue.district, t.Venue.step_free, t.Venue.hearing_loop))
    assert {venue.district for venue in venues} == {d.code for d in west_yorkshire.book.area.districts}
    assert len({(venue.step_free, venue.hearing_loop) for venue in venues}) >= 3


def test_every_stored_decision_comes_out_identical(demo):
    answers = Counter(replayed.replay.answer for replayed in replay_decisions(demo))
    assert set(answers) == {ReplayAnswer.IDENTICAL}
    assert answers.total() > 300


def test_the_audit_chain_holds(demo):
    with demo.database.read() as unit:
        assert audit.verify(unit).problem is None


def test_the_trail_is_in_the_order_of_time(demo):
    moments = [at for (at,) in rows(demo, select(t.AuditEntry.at).order_by(t.AuditEntry.seq))]
    assert moments == sorted(moments)


def test_nobody_can_be_reached(demo):
    for person in people(demo):
        assert re.fullmatch(r"07700900[0-9]{3}", person["phone"] or "07700900000")
        assert (person["email"] or "@example.org").endswith("@example.org")


def test_people_are_of_many_names_and_languages(west_yorkshire):
    everybody = people(west_yorkshire)
    assert len({person["family_name"] for person in everybody}) > 30
    assert len({said["language"] for said in needs(west_yorkshire)}) >= 5


def test_somebody_needs_step_free_access_and_somebody_an_interpreter(west_yorkshire):
    said = needs(west_yorkshire)
    assert any("step_free" in one["access"] for one in said)
    assert any(one["interpreter"] for one in said)
    assert any(one["unavailable"] for one in said)
    assert any(one["keep_apart"] for one in said)


def test_a_place_is_held_at_this_moment(demo):
    held = rows(demo, select(t.Membership.held_until).where(t.Membership.status == "held"))
    assert held
    assert all(NOW < until < NOW + demo.hold_for for (until,) in held)


def test_both_worklists_have_something_of_each_kind(demo):
    subjects = {account.code: account.subject() for account in active_accounts(demo.database)}
    waiting = [item.kind for who in ("supervisor-1", "manager-1") for item in worklist(demo, subjects[who], now=NOW)]
    assert set(waiting) == set(ItemKind)


def test_every_officer_has_referrals_of_his_or_her_own(demo):
    officers = [account.subject() for account in active_accounts(demo.database) if account.code.startswith("officer")]
    assert len(officers) == 2
    assert all(list_referrals(demo, officer, Search(), now=NOW).lines for officer in officers)


def test_somebody_of_each_kind_can_sign_in(demo):
    assert len({account.role for account in active_accounts(demo.database)}) == 9


def test_the_same_seed_and_moment_give_the_same_data(tmp_path, sqlite_template):
    found = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        with empty_instance(sqlite_template, folder, "west_yorkshire") as instance:
            seed(instance, now=NOW, usual=FEW)
            found.append(everything(instance))
    assert found[0] == found[1]


def test_another_seed_gives_other_people(tmp_path, sqlite_template, west_yorkshire):
    with empty_instance(sqlite_template, tmp_path, "west_yorkshire") as instance:
        seed(instance, now=NOW, seed=7, usual=FEW)
        others = {person["given_names"] + person["family_name"] for person in people(instance)}
        references = {reference for (reference,) in rows(instance, select(t.Referral.reference))}
    assert others != {person["given_names"] + person["family_name"] for person in people(west_yorkshire)}
    assert references.isdisjoint({reference for (reference,) in rows(west_yorkshire, select(t.Referral.reference))})


def test_every_reference_is_a_real_one(west_yorkshire):
    for (reference,) in rows(west_yorkshire, select(t.Referral.reference)):
        assert Reference.parse(reference) == reference


def test_either_kind_of_database_is_filled(instance):
    seeded = seed(instance, now=NOW, usual=FEW)
    assert set(seeded.referrals) == set(ReferralStatus)
    assert (seeded.venues, seeded.cohorts) == tuple(
        rows(instance, select(func.count()).select_from(table))[0][0] for table in (t.Venue, t.Cohort)
    )


def test_a_database_with_accounts_is_left_alone(hampshire):
    before = rows(hampshire, select(func.count()).select_from(t.AuditEntry))
    with pytest.raises(NotEmpty, match="not empty"):
        seed(hampshire, now=NOW)
    assert rows(hampshire, select(func.count()).select_from(t.AuditEntry)) == before


def test_what_fails_on_the_way_leaves_nothing(database_url):
    database = Database.open(database_url, Keyring.development())
    nowhere = Instance("nowhere", database, Areas(()))
    with pytest.raises(AreaUnavailable, match="nowhere"):
        seed(nowhere, now=NOW)
    assert rows(nowhere, select(func.count()).select_from(t.Account)) == [(0,)]
    database.close()


def test_the_half_year_has_partners_in_every_kind_with_gaps_left_and_steps_due(demo):
    kinds = {kind for (kind,) in rows(demo, select(t.PartnerOrganisation.kind).distinct())}
    done = {kind for (kind,) in rows(demo, select(t.Engagement.kind).distinct())}
    due = [due for (due,) in rows(demo, select(t.NextStep.due_on).where(t.NextStep.done_at.is_(None)))]
    assert "police_team" in kinds
    assert {"meeting", "awareness_session"} <= done
    assert min(due) < NOW.date() < max(due)
    assert rows(demo, select(t.Community.id).where(t.Community.hard_to_reach))


def test_signposts_stand_at_every_stage_of_the_loop_and_a_service_is_due_for_a_check(demo):
    stands = {status for (status,) in rows(demo, select(t.Signpost.status).distinct())}
    assert stands == {"offered", "accepted", "declined", "reached", "not_reached"}
    assert rows(demo, select(t.Service.id).where(t.Service.review_on <= NOW.date()))
