"""What a provider must be able to do, and the ways in which it may fail."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from cara.casework.outbox.words import WhyNot
from cara.vocabulary import CaraError, Channel, Word

LONGEST_CALL = timedelta(seconds=60)
"""How long a provider is listened to at most, all of an exchange together."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a provider is handed. ``reference`` is the message's own: by it the provider is asked, and knows it again."""

    reference: str
    channel: Channel
    to: str
    subject: str
    text: str
    calendar: str = ""


class Answer(Word):
    """What a provider says when it is asked whether it has a message."""

    HAS_IT = "has_it", "It has it"
    HAS_NOT = "has_not", "It does not have it"
    CANNOT_TELL = "cannot_tell", "It cannot be asked"


class Receipt(Word):
    """What a provider says became of a message that it accepted."""

    UNDER_WAY = "under_way", "Under way"
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Could not be delivered"
    NONE_GIVEN = "none_given", "It does not say"


class Outcome(Word):
    """How handing over ended."""

    SENT = "sent", "Accepted"
    NOT_NOW = "not_now", "Not accepted now"
    REFUSED = "refused", "Refused for good"
    UNANSWERED = "unanswered", "Not known yet: it can be asked"
    NOT_KNOWN = "not_known", "Not known, and nobody can be asked"
    OUT_OF_TIME = "out_of_time", "Not tried: the lease is nearly over"


class NotNow(CaraError):
    """The provider certainly did not take the message, and may take it later."""

    def __init__(self, why: WhyNot) -> None:
        self.why = why
        super().__init__(f"{why.label}.")


class Refused(CaraError):
    """The provider will never take this message."""

    def __init__(self, why: WhyNot = WhyNot.REFUSED) -> None:
        self.why = why
        super().__init__(f"{why.label}.")


class Unanswered(CaraError):
    """Whether the provider took the message is not known."""

    def __init__(self) -> None:
        super().__init__("The provider did not answer.")


class Provider(Protocol):
    """One way out. Nothing here may write a number, an address or a word of a message to the log."""

    @property
    def leaves(self) -> bool:
        """Whether what is handed over leaves the instance."""
        ...

    @property
    def gives_receipts(self) -> bool:
        """Whether it can be asked later what became of a message."""
        ...

    def send(self, outgoing: Outgoing) -> None:
        """Hand a message over, in less than :data:`LONGEST_CALL`.

        Raises:
            NotNow, Refused, Unanswered: it was not taken, never will be, or that is not known.
        """
        ...

    def ask(self, reference: str) -> Answer:
        """Ask whether it has the message of a reference.

        Raises:
            NotNow: it cannot be reached.
        """
        ...

    def receipt(self, reference: str) -> Receipt:
        """Ask what became of the message of a reference.

        Raises:
            NotNow: it cannot be reached.
        """
        ...
