"""Where a message stands, what has happened to it, and why it has not gone."""

from cara.vocabulary import Word


class MessageStatus(Word):
    """Where a message stands."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    KEPT = "kept", "Not sent: kept here"
    TO_PRINT = "to_print", "To print"
    PRINTED = "printed", "Printed"
    HELD = "held", "Held"
    FAILED = "failed", "Failed"
    NOT_KNOWN = "not_known", "Outcome not known"
    CANCELLED = "cancelled", "Cancelled"


S = MessageStatus

HAS_LEFT = frozenset({S.SENT, S.DELIVERED, S.PRINTED})
"""Where a message has left the instance."""

MAY_BE_CANCELLED = frozenset({S.WAITING, S.HELD, S.FAILED, S.NOT_KNOWN, S.TO_PRINT})
MAY_BE_HELD = frozenset({S.WAITING, S.TO_PRINT})
MAY_BE_TRIED_AGAIN = frozenset({S.HELD, S.FAILED, S.NOT_KNOWN})


class MessageEventKind(Word):
    """What happened to a message."""

    MADE = "made", "Written"
    SENDING = "sending", "Handed to the provider"
    SENT = "sent", "Accepted by the provider"
    DELIVERED = "delivered", "Delivered"
    KEPT = "kept", "Shown here, not sent"
    RETRIED = "retried", "To be tried again"
    POSTPONED = "postponed", "Left until the morning"
    FAILED = "failed", "Failed"
    NOT_KNOWN = "not_known", "Outcome not known"
    HELD = "held", "Held"
    AGAIN = "again", "Let go again"
    CANCELLED = "cancelled", "Cancelled"
    TAKEN_TO_PRINT = "taken_to_print", "Taken to be printed"
    PRINTED = "printed", "Printed"


class WhyNot(Word):
    """Why a message has not gone, in a sentence for the area manager."""

    TEMPLATE = "template", "The wording could not be filled in. Look at the wording, then try again"
    PLACE_LEFT = "place_left", "The place that it was about was left or moved"
    REGISTER_CORRECTED = "register_corrected", "The register that it was about was corrected"
    TOO_LATE = "too_late", "The day that it was about has come"
    QUIET_HOURS = "quiet_hours", "Nothing leaves between eight in the evening and eight in the morning"
    NOT_LOOKED_AT = "not_looked_at", "Nobody has looked at the wording as it stands now. Look at it and let it go"
    PROVIDER_DOWN = "provider_down", "The provider cannot be reached. It is tried again by itself"
    PROVIDER_BUSY = "provider_busy", "The provider asks to wait. It is tried again by itself"
    SETTINGS = "settings", "The provider does not accept this instance's settings. Tell whoever runs this service"
    UNANSWERED = "unanswered", "The provider did not answer. It is asked whether it has the message"
    REFUSED = "refused", "The provider refused the number or address. Find out the right one"
    BOUNCED = "bounced", "It could not be delivered. Find out the right number or address"
    GAVE_UP = "gave_up", "It was tried many times over hours. Try again once the provider can be reached"
    CANNOT_BE_ASKED = "cannot_be_asked", "It was cut off while it was sent, and nobody can say whether it arrived"
    BY_A_PERSON = "by_a_person", "Somebody decided it"
