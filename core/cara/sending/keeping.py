"""The default: nothing leaves. Messages are shown on the outbox page, with everything that they would have said."""

from cara.sending.providers import Answer, Outgoing, Receipt


class Keeping:
    """A way out that leads nowhere."""

    leaves = False
    gives_receipts = False

    def send(self, outgoing: Outgoing) -> None:
        """Do nothing: the message stays where it is, in the outbox."""

    def ask(self, reference: str) -> Answer:  # noqa: ARG002 - as every provider is asked
        """Say that it has nothing."""
        return Answer.HAS_NOT

    def receipt(self, reference: str) -> Receipt:  # noqa: ARG002 - as above
        """Say nothing."""
        return Receipt.NONE_GIVEN
