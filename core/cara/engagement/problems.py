"""What is refused about partners, services and signposts. Nothing is stored when one of these is raised."""

from cara.vocabulary import CaraError


class NoSuchPartner(CaraError):
    """There is no such organisation, community, contact, engagement or step."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such record among the partners. Open it again from the list.")
