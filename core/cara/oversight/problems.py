"""What is refused to somebody who looks after the records' use. Nothing is stored when one of these is raised."""

from cara.vocabulary import CaraError


class NoSuchOpening(CaraError):
    """There is no such opening, or it is not for this person to review. Not there and not allowed look alike."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such opening for you to review. Go back to the list of openings.")


class ReviewedAlready(CaraError):
    """Somebody else has reviewed an opening in the meantime. Nothing was stored."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("Somebody else has reviewed this opening in the meantime. Open it again to see the finding.")
