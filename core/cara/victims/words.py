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
    MAY_REACH_PARTICIPANT = "may_reach_participant", "This may also reach the participant, or cannot be compared"
    OUTSIDE_HOURS = "outside_hours", "It is outside the hours that are safe"
