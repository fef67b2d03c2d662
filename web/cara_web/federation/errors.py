"""Why nobody was signed in: a sentence for the person, and a reason for the log that says nothing about anybody."""

from cara.vocabulary import CaraError


class FederationProblem(CaraError):
    """Nobody was signed in. ``reason`` is one of a few words of ours, never something that was sent."""

    def __init__(self, sentence: str, reason: str) -> None:
        self.reason = reason
        super().__init__(sentence)


class ProviderUnavailable(FederationProblem):
    """The provider is down or slow, or what it says makes no sense."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(f"{name} cannot sign anybody in at the moment. Try again in a few minutes.", reason)


class ProviderRefused(FederationProblem):
    """The provider signed nobody in: somebody cancelled, or may not use this service."""

    def __init__(self, name: str, reason: str, sentence: str = "") -> None:
        self.name = name
        said = f"{name} did not sign you in. Try again, or ask there whether your account may use this service."
        super().__init__(sentence or said, reason)


class SeveralRoles(ProviderRefused):
    """Somebody's groups stand for different roles, and one person has one role in an instance."""

    def __init__(self, name: str) -> None:
        sentence = f"Your account has more than one role here: ask {name} to leave you in the group of one role alone."
        super().__init__(name, "several_roles", sentence)


class NoRole(ProviderRefused):
    """Somebody is in no group that has a role in this instance."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "no_role", f"You have no role here: ask {name} to put you in the group of one.")


class NoName(ProviderRefused):
    """The provider does not say what somebody is called, or says it at too great a length."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name, "no_name", f"{name} sent no name of yours that can be used here: ask there to correct it."
        )


class TooWeak(ProviderRefused):
    """Somebody gave the provider a proof that is not one of those that this instance asks for."""

    def __init__(self, name: str, reason: str) -> None:
        sentence = f"{name} let you in by a proof that is too weak here: sign in there with your second factor."
        super().__init__(name, reason, sentence)


class AnswerForged(FederationProblem):
    """What came back does not verify. The person is told the same whatever it was."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "This sign-in could not be verified, so nobody was signed in. Go back and begin again.", reason
        )
