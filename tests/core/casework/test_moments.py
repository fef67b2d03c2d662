"""Whatever lets fields leave is decided at the moment at which it is asked, as the law of proof tells."""

from dataclasses import replace

import pytest

from cara.access import Action, NotAllowed, ProofNeeded
from cara.access import deciding as deciding_module
from cara.access.table import NEEDS_PROOF, PROOF_LASTS
from cara.casework import (
    NoSuchReferral,
    Search,
    list_referrals,
    participant_view,
    see_decisions,
    see_referral,
    see_standing,
    worklist,
    worklist_item,
)

REFUSALS = (NotAllowed, NoSuchReferral, ProofNeeded)


def listed(instance, actor, reference, *, now):
    (line,) = list_referrals(instance, actor, Search(), now=now).lines
    return line.name


def item(instance, actor, reference, *, now):
    (found,) = worklist(instance, actor, now=now)
    assert worklist_item(instance, actor, found.code, now=now) == found
    return found.pathway


ASKED = {
    "see": (Action.SEE_REFERRAL, see_referral),
    "stand": (Action.SEE_REFERRAL, see_standing),
    "why": (Action.SEE_DECISIONS, see_decisions),
    "letter": (Action.PRINT_LETTER, participant_view),
    "list": (Action.LIST_REFERRALS, listed),
}


@pytest.mark.parametrize("asked", ASKED)
def test_it_is_decided_at_the_moment_at_which_it_is_asked(area, monkeypatch, asked):
    action, ask = ASKED[asked]
    reference = area.booked()
    monkeypatch.setattr(deciding_module, "NEEDS_PROOF", NEEDS_PROOF | {action})
    proved = replace(area.officer, proved_at=area.now)
    assert ask(area.instance, proved, reference, now=area.now)
    assert ask(area.instance, proved, reference, now=area.now + PROOF_LASTS / 2)
    with pytest.raises(REFUSALS):
        ask(area.instance, proved, reference, now=area.now + PROOF_LASTS)
    with pytest.raises(REFUSALS):
        ask(area.instance, area.officer, reference, now=area.now)


def test_the_worklist_is_decided_at_the_moment_at_which_it_is_asked(area, monkeypatch):
    reference = area.referred()
    monkeypatch.setattr(deciding_module, "NEEDS_PROOF", NEEDS_PROOF | {Action.SEE_WORKLIST})
    proved = replace(area.supervisor, proved_at=area.now)
    assert item(area.instance, proved, reference, now=area.now)
    with pytest.raises(REFUSALS):
        item(area.instance, proved, reference, now=area.now + PROOF_LASTS)
