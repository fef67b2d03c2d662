"""The words of the victim's side."""

from cara.vocabulary import Word


class ContactWay(Word):
    """By which way a victim may be contacted. None of them is allowed unless the instructions say so."""

    CALL = "call", "Telephone call"
    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"


class VictimRelationship(Word):
    """What the victim is to the participant."""

    PARTNER = "partner", "Partner"
    EX_PARTNER = "ex_partner", "Former partner"
    PARENT = "parent", "Parent"
    CHILD = "child", "Son or daughter, 18 or over"
    SIBLING = "sibling", "Brother or sister"
    OTHER_RELATIVE = "other_relative", "Another relative"


class Told(Word):
    """What the police told the victim about being contacted."""

    EXPECTS_CALL = "expects_call", "Told that a worker will make contact, and expects it"
    DOES_NOT_WANT = "does_not_want", "Told, and does not want to be contacted"
    NOT_TOLD = "not_told", "Not told yet"


class WhyNotNow(Word):
    """Why somebody may not be contacted in a way at a moment."""

    NO_INSTRUCTIONS = "no_instructions", "No safe way has been agreed: there is no contact"
    NOT_CONFIRMED = "not_confirmed", "A second person has not confirmed the changed instructions"
    REVIEW_DUE = "review_due", "The instructions were to be looked at again by now"
    DOES_NOT_WANT = "does_not_want", "The victim does not want to be contacted"
    NOT_THIS_WAY = "not_this_way", "The instructions do not allow this way"
    MAY_REACH_PARTICIPANT = "may_reach_participant", "This may also reach a participant, or cannot be compared"
    OUTSIDE_HOURS = "outside_hours", "It is outside the hours that are safe"


class Outcome(Word):
    """What came of an attempt to contact a victim."""

    SPOKE = "spoke", "Spoke"
    NO_ANSWER = "no_answer", "No answer: no message was left"
    CALL_BACK = "call_back", "Asked for another time"
    SOMEBODY_ELSE = "somebody_else", "Somebody else answered: nothing was said"
    WRONG_NUMBER = "wrong_number", "The number or address is not his or hers"
    DECLINED = "declined", "Does not want contact"
    UNREACHABLE = "unreachable", "No further attempt: could not be reached"
    UNSAFE = "unsafe", "It is not safe to make contact"


class WhyOpened(Word):
    """Why a worker opens a victim's number or address."""

    ATTEMPT = "attempt", "To make contact now"
    CALLED_BACK = "called_back", "The victim got in touch"
    CORRECTION = "correction", "To correct it"
    SAFEGUARDING = "safeguarding", "For somebody's safety"


class WhyAPersonDecides(Word):
    """Why the police's word alone is not enough to contact a victim."""

    UNDER_18 = "under_18", "Under 18"
    AGE_NOT_KNOWN = "age_not_known", "The age is not known"
    ALSO_PARTICIPANT = "also_participant", "Is, or was, a participant too"


class SafetyNow(Word):
    """How safe a victim says that he or she feels."""

    SAFE = "safe", "Feels safe"
    WORRIED = "worried", "Is worried"
    NOT_SAFE = "not_safe", "Does not feel safe"
    NOT_SAID = "not_said", "Did not say"


class Heard(Word):
    """Whether the facilitators have a victim's word: all that a briefing says of the contact itself."""

    SPOKEN = "spoken", "Somebody was spoken to"
    NOT_SPOKEN = "not_spoken", "Nobody was spoken to. That does not mean that there are no concerns"


class BriefingStatus(Word):
    """How far a briefing is."""

    SUBMITTED = "submitted", "Waits for a second person"
    RETURNED = "returned", "Returned to whoever wrote it"
    RELEASED = "released", "Released to the facilitators"
    REPLACED = "replaced", "Replaced by a later one"


class Trace(Word):
    """By what a text could be traced to the victim."""

    NAME = "name", "a name of the victim"
    CHANNEL = "channel", "a number or address of the victim"
    CODE_WORD = "code_word", "the code word"
    OWN_WORDS = "own_words", "the victim's own words, which were not marked as agreed"
    CONTACT = "contact", "that somebody spoke to the victim"


class About(Word):
    """For whose safety somebody is concerned."""

    VICTIM = "victim", "The victim"
    CHILD = "child", "A child"
    PARTICIPANT = "participant", "The participant"
    SOMEBODY_ELSE = "somebody_else", "Somebody else"


class ConcernStatus(Word):
    """How far a concern is."""

    RAISED = "raised", "Raised, not acknowledged yet"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    ACTING = "acting", "Something was done"
    CLOSED = "closed", "Closed"


class Done(Word):
    """What was done about a concern."""

    MARAC = "marac", "Referred to the MARAC"
    CHILDRENS_SERVICES = "childrens_services", "Referred to children's services"
    ADULT_SERVICES = "adult_services", "Referred to adult services"
    POLICE = "police", "Told the police"
    SUPPORT_SERVICE = "support_service", "Referred to a support service"
    PLACE_HELD = "place_held", "Held the participant's place"
    NOTHING_NEEDED = "nothing_needed", "Nothing further is needed"
