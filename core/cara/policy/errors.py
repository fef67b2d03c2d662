"""What can be wrong with policy, each in words that say what to do."""

from datetime import date

from cara.vocabulary import CaraError
from cara.vocabulary.dates import in_words


class PolicyProblem(CaraError):
    """Something is wrong with an area's policy."""


class NoPolicyInForce(PolicyProblem):
    """An area has no rule about something on a day. The newest rule is never used instead."""

    def __init__(self, area: str, about: str, on: date) -> None:
        self.area, self.about, self.on = area, about, on
        super().__init__(
            f"{area} has no rule in force about {about} on {in_words(on, weekday=False)}. "
            "Nothing can be decided for that day: check the date, or ask for the area's policy to be completed."
        )


class PolicyNotKnown(PolicyProblem):
    """A rule is in force but its value is unknown, and the work cannot be done without it."""

    def __init__(self, area: str, about: str, on: date) -> None:
        self.area, self.about, self.on = area, about, on
        super().__init__(
            f"{area} has not published its rule about {about} for {in_words(on, weekday=False)}. "
            "Ask the area to state it, with a source, in its policy."
        )


class RulesOverlap(PolicyProblem):
    """Two versions of one rule are in force on the same day."""

    def __init__(self, rule_id: str, first: str, second: str) -> None:
        self.rule_id = rule_id
        super().__init__(
            f"two versions of rule {rule_id} are in force on the same days ({first}; {second}): "
            "give the earlier one a valid_to before the later one begins"
        )


class LooserThanTheFloor(PolicyProblem):
    """An area's rule is looser than the national rule of the same days."""

    def __init__(self, rule_id: str, says: str, floor_id: str, floor_says: str) -> None:
        self.rule_id, self.floor_id = rule_id, floor_id
        super().__init__(
            f"rule {rule_id} ('{says}') is looser than {floor_id} ('{floor_says}'): an area may only tighten the "
            "national floor, so change the value or end the rule where the floor becomes stricter"
        )


class ForeignRule(PolicyProblem):
    """A rule's id does not begin with the name of the layer that states it."""

    def __init__(self, rule_id: str, owner: str) -> None:
        self.rule_id, self.owner = rule_id, owner
        super().__init__(f"rule {rule_id} does not belong to {owner}: its id must begin with '{owner}.'")


class NameTaken(PolicyProblem):
    """An area calls itself what the nation's layer is called, so that its rules could pass for the nation's."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        super().__init__(f"an area cannot be called '{owner}', the name of the national floor: give it another id")


class TopicMissing(PolicyProblem):
    """An area says nothing about a topic without which nobody can be referred or booked."""

    def __init__(self, area: str, topic: str, kind: str) -> None:
        self.area, self.kind = area, kind
        super().__init__(f"{area} states no rule of kind '{kind}' ({topic}): add one, with a source")


class TopicTwice(PolicyProblem):
    """Two different rules of one layer answer the same topic on the same days."""

    def __init__(self, first: str, second: str, topic: str) -> None:
        self.first, self.second = first, second
        super().__init__(f"rules {first} and {second} both answer '{topic}' on the same days: keep one")
