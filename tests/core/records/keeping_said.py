"""Why a record is held, kept or erased: a canary in every reason that is given for it."""

from dataclasses import replace
from datetime import timedelta

from tests.instances import NOW, Area

from cara.retention.deciding import keep_longer, lift_hold, place_hold, request_erasure, stop_erasure
from cara.retention.words import Scope, WhyErased
from cara.settings import RetentionSettings

SAID_OF_KEEPING = {
    "why it is held": "Wurrupheld",
    "why it is held no longer": "Pakoomalifted",
    "why it is kept for longer": "Tjilpakept",
    "why it is to be erased": "Oolacuntaerased",
}


def decide_how_long_it_is_kept(area: Area, reference: str) -> None:
    """Hold the record, lift that, keep it for longer, and ask for its erasure, which is stopped."""
    manager = replace(area.manager, proved_at=NOW)
    periods = {"case_months": 1, "victim_months": 1, "concern_months": 1}
    said = {"decided_by": "Nobody", "decided_on": NOW.date(), "source": "tests"}
    instance = replace(area.instance, retention=RetentionSettings.model_validate(periods | said))
    place_hold(instance, manager, reference, SAID_OF_KEEPING["why it is held"], now=NOW)
    lift_hold(instance, manager, reference, SAID_OF_KEEPING["why it is held no longer"], now=NOW)
    until = NOW.date() + timedelta(days=30)
    keep_longer(instance, manager, reference, Scope.CASE, until, SAID_OF_KEEPING["why it is kept for longer"], now=NOW)
    asked = (Scope.CASE, WhyErased.ASKED_FOR, SAID_OF_KEEPING["why it is to be erased"])
    stop_erasure(instance, manager, reference, request_erasure(instance, manager, reference, *asked, now=NOW), now=NOW)
