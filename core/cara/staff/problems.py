"""What is refused to somebody who signs in, or who looks after those who do. Nothing is stored when one is raised."""

from datetime import datetime

from cara.vocabulary import CaraError


class CannotSignIn(CaraError):
    """Somebody could not prove who he or she is. One sentence for every cause: none is given away."""

    def __init__(self, why: str) -> None:
        self.why = why
        """For the log alone: what was wrong, in a word."""
        super().__init__("You could not be signed in. Try again, or ask your area manager for a new invitation.")


class WaitFirst(CannotSignIn):
    """Too many tries for this account were wrong: nothing is looked at before the wait ends. Told like any other cause."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("wait_first")


class TooManyTries(CaraError):
    """Too many tries from one address were wrong, for whichever accounts. It says nothing about any of them."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("Too much that was wrong came from your connection. Wait, and try again later.")


class NoSuchAccount(CaraError):
    """There is no such account, or it may not sign in any more."""

    def __init__(self) -> None:
        super().__init__("There is no such account, or it may not sign in any more. Go back to the list.")


class NoSuchInvitation(CaraError):
    """No invitation has this code, or it was used or has ended."""

    def __init__(self) -> None:
        super().__init__(
            "This invitation cannot be used: it may be mistyped, used already, too old, or not confirmed yet. "
            "Check it, or ask your area manager for a new one."
        )


class CeremonyEnded(CaraError):
    """A step of signing in came too late, twice, or from another browser. Nothing was done."""

    def __init__(self) -> None:
        super().__init__("This step took too long or was begun elsewhere. Begin again from the first page.")


class NoSuchProgram(CaraError):
    """No program of that code may call. Nothing was changed."""

    def __init__(self, code: str) -> None:
        self.code = code[:64]
        super().__init__("There is no such program, or it was stopped before. Check its code.")


class NothingToConfirm(CaraError):
    """Nothing of that code waits to be confirmed. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("This does not wait to be confirmed any more. Open the list again.")


class NoSuchConflict(CaraError):
    """There is no such conflict, or it was ended."""

    def __init__(self) -> None:
        super().__init__("There is no such conflict, or it was ended before. Open the account again.")


class SomebodyElseChangedAccount(CaraError):
    """Somebody else changed an account in the meantime. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this account in the meantime. Open it again and look at it first.")


class AssertionRefused(CaraError):
    """A program did not prove itself. The words name no cause that would help a stranger."""

    def __init__(self, why: str) -> None:
        self.why = why
        """For the log alone."""
        super().__init__("The assertion was not accepted: check client, key, audience, times and that it is used once.")
