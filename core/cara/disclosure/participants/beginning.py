"""Before a page of a participant's request is shown: only for whoever may go on from it, and audited as any other."""

from datetime import datetime

from cara.access import Action, Subject
from cara.acting import tell
from cara.casework import Instance
from cara.casework.referral_rows import find_for
from cara.disclosure.participants.finding import find_request
from cara.records import Unit


def begin_request(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> None:
    """Begin: go on only if this person may put together the copy of this referral's participant.

    Raises:
        NoSuchReferral: there is none of whom he or she may.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.PREPARE_COPY, reference, now)
        tell(unit, actor, "copy_begun", row.reference, now, row.access)

    instance.database.run(work)


def begin_step(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Begin a step of a request: go on only if this person may put its copy together.

    Raises:
        NoSuchRequest: there is none whose copy he or she may.
    """

    def work(unit: Unit) -> None:
        found = find_request(unit, actor, Action.PREPARE_COPY, code, now)
        tell(unit, actor, "copy_seen", found.reference, now, found.access, copy=found.row.code)

    instance.database.run(work)
