"""What is refused about partners, services and signposts. Nothing is stored when one of these is raised."""

from cara.vocabulary import CaraError


class NoSuchPartner(CaraError):
    """There is no such organisation, community, contact, engagement or step."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such record among the partners. Open it again from the list.")


class NoSuchService(CaraError):
    """There is no such service in the directory."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such service. Open it again from the directory.")


class NoSuchSignpost(CaraError):
    """There is no such signpost that this person may see. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such signpost. Open it again from the list.")


class SignpostElsewhere(CaraError):
    """A signpost cannot go that way from where it stands. Nothing was changed."""

    def __init__(self, status: str, wanted: str) -> None:
        self.status, self.wanted = status, wanted
        super().__init__(
            f"This signpost stands at '{status}' and cannot become '{wanted}'. "
            "Somebody may have moved it in the meantime: open the list again."
        )
