"""The rules about contact with the victim."""

from typing import ClassVar, Literal

from cara.policy.model import Sentence, Unknown
from cara.policy.rule import Rule


class ContactBetweenWorkshops(Rule):
    """Whether the victim is contacted between the two workshops, and what for."""

    kind: Literal["victim_contact"] = "victim_contact"
    value: Sentence | Unknown
    topic: ClassVar[str] = "Contact with the victim"

    def _known_in_words(self) -> str:
        return self.value
