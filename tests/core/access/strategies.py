"""Whoever may ask, whatever may be asked for, and what is broken."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from tests.core.access.matrix import NOW

from cara.access import PROOF_LASTS, Action, Resource, Role, Subject, Window
from cara.access.table import TABLE

CODES = ("me", "somebody", "another")
FORCES = ("my_force", "their_force")
COHORTS = ("C1", "C2")
AN_HOUR = timedelta(hours=1)

codes = st.sampled_from(CODES)
some_codes = st.frozensets(codes, max_size=2)
forces = st.sampled_from(FORCES)
# Where a relation decides comes up as often as all the rest: else most of what is tried is refused in any case.
_WITH_RELATIONS = (
    Action.SEE_REFERRAL,
    Action.LIST_REFERRALS,
    Action.CHANGE_REFERRAL,
    Action.CHANGE_ACCOUNT,
    Action.BREAK_GLASS,
    Action.REVIEW_BREAK_GLASS,
    Action.RECORD_CONTACT,
    Action.SEE_CONCERN,
)
_WITH_WORK = (Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR, Role.AREA_MANAGER, Role.DIRECTOR, Role.VICTIM_CONTACT_WORKER)
actions = st.sampled_from(_WITH_RELATIONS) | st.sampled_from(list(Action))
of_the_table = st.sampled_from(_WITH_RELATIONS) | st.sampled_from(list(TABLE))
roles = st.sampled_from(_WITH_WORK) | st.sampled_from(list(Role))
# On the edges of what the tests' windows and proofs last, and beside them.
moments = st.one_of(
    st.sampled_from([NOW, NOW - AN_HOUR, NOW + AN_HOUR, NOW - PROOF_LASTS]),
    st.integers(-7200, 7200).map(lambda seconds: NOW + timedelta(seconds=seconds)),
)
windows = st.builds(Window, moments, moments)

subjects = st.builds(
    Subject,
    account=st.just(1),
    code=st.just("me"),
    role=roles,
    organisation=forces,
    cohorts=st.frozensets(st.sampled_from(COHORTS), max_size=2),
    proved_at=st.none() | moments,
    program=st.sampled_from([None, None, None, "P1"]),
)
resources = st.builds(
    Resource,
    entered_by=st.none() | codes,
    organisation=st.none() | forces,
    assigned=some_codes,
    workers=some_codes,
    concerned=some_codes,
    conflicts=st.just(frozenset()) | st.frozensets(st.sampled_from(CODES), max_size=1),
    cohort=st.none() | st.sampled_from(COHORTS),
    cohort_open=st.none() | windows,
    broken_glass=st.dictionaries(codes, windows, max_size=2),
)

NOTHING_IN_IT = Resource()
PARTS = ("entered_by", "organisation", "assigned", "cohort", "cohort_open", "broken_glass")
"""The relations of a resource; a conflict is none."""


def without(resource: Resource, part: str) -> Resource:
    """Take one relation away."""
    return replace(resource, **{part: getattr(NOTHING_IN_IT, part)})


def proved(subject: Subject, now: datetime) -> Subject:
    """Give the same person, who has just proved who he or she is."""
    return replace(subject, proved_at=now)


JUNK = st.sampled_from(["", "me and my_force", 0, 1, -1.5, b"me", ("me",), ["me"], {"me": "me"}, object(), NOW])
"""What no relation is, though some of it would pass for one."""
