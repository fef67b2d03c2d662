"""Before a page of a victim's request is shown: only for whoever may go on from it, and audited as any other."""

from datetime import datetime

from cara.access import Action, Subject
from cara.acting import tell
from cara.casework import Instance
from cara.disclosure.victims.finding import find_request
from cara.records import Unit
from cara.victims.rows import find_victim


def begin_request(instance: Instance, actor: Subject, victim: str, *, now: datetime) -> None:
    """Begin: go on only if this person may put together the copy of this victim.

    Raises:
        NoSuchVictim: there is none whose worker he or she is.
    """

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.PREPARE_VICTIM_COPY, victim, now)
        tell(unit, actor, "victim_copy_begun", row.told_as, now, row.access)

    instance.database.run(work)


def begin_step(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Begin a step of a request: go on only if this person may put its copy together.

    Raises:
        NoSuchRequest: there is none whose copy he or she may.
    """

    def work(unit: Unit) -> None:
        found = find_request(unit, actor, Action.PREPARE_VICTIM_COPY, code, now)
        tell(unit, actor, "victim_copy_seen", found.victim.told_as, now, found.victim.access, copy=found.row.code)

    instance.database.run(work)
