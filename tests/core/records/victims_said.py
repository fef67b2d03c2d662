"""What a victim said, what the facilitators are told, and what has to be done for safety: a canary in every text of it."""

from tests.instances import NOW, Area

from cara.access import Subject
from cara.victims.briefings import BriefingSaid, return_briefing, write_briefing
from cara.victims.concerns import ConcernSaid, acknowledge_concern, act_on_concern
from cara.victims.feedback import FeedbackSaid, MayRaise, record_feedback
from cara.victims.raising import raise_concern_about_victim
from cara.victims.words import About, Done, SafetyNow

SAID_OF_VICTIMS = {
    "what is better": "Bettongbetter",
    "what is worse": "Wylieworse",
    "help that is wanted": "Yallarahelp",
    "what of the children": "Kowarichildren",
    "what is never raised": "Mulgaranever",
    "what may be raised": "Warabiraise",
    "how it may be raised": "Itjaritjarihow",
    "what to bear in mind": "Burramysmind",
    "why a briefing was returned": "RakaliReturned",
    "concern": "Planigaleconcern",
    "what was done about a concern": "Ringtaildone",
}


def brief_and_raise(area: Area, worker: Subject, code: str) -> None:
    """Record what a victim said, brief the facilitators and have it returned, raise a concern and act on it."""
    instance, said, manager = area.instance, SAID_OF_VICTIMS, area.manager
    line = MayRaise(what=said["what may be raised"], how=said["how it may be raised"])
    feedback = FeedbackSaid(
        better=said["what is better"],
        worse=said["what is worse"],
        needs=said["help that is wanted"],
        children=said["what of the children"],
        never=said["what is never raised"],
        safety=SafetyNow.WORRIED,
        may_raise=(line,),
    )
    record_feedback(instance, worker, code, feedback, now=NOW)
    told = BriefingSaid(may_raise=(line,), in_mind=said["what to bear in mind"])
    briefing = write_briefing(instance, worker, code, told, now=NOW)
    return_briefing(instance, manager, briefing, said["why a briefing was returned"], now=NOW)
    seen = ConcernSaid(about=About.CHILD, what=said["concern"], danger_now=False)
    raised = raise_concern_about_victim(instance, worker, code, seen, now=NOW)
    acknowledge_concern(instance, manager, raised.code, now=NOW)
    act_on_concern(instance, manager, raised.code, Done.POLICE, said["what was done about a concern"], now=NOW)
