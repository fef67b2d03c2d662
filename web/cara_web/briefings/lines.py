"""The lines of what may be raised, as a form asks for them: so many pairs, the empty ones left out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from cara.acting import Problem
from cara.casework.details import none_if_blank
from cara.victims.feedback import MOST_RAISED, MayRaise
from cara.vocabulary.text import Paragraph
from cara_web.layout.forms import Question

NUMBERS = range(MOST_RAISED)
Said = Annotated[Paragraph | None, BeforeValidator(none_if_blank)]


class LinesQuestion(Question):
    """Up to six things that may be raised, each with how."""

    what_0: Said = Field(default=None, title="what may be raised")
    how_0: Said = Field(default=None, title="how it may be raised")
    what_1: Said = Field(default=None, title="what may be raised")
    how_1: Said = Field(default=None, title="how it may be raised")
    what_2: Said = Field(default=None, title="what may be raised")
    how_2: Said = Field(default=None, title="how it may be raised")
    what_3: Said = Field(default=None, title="what may be raised")
    how_3: Said = Field(default=None, title="how it may be raised")
    what_4: Said = Field(default=None, title="what may be raised")
    how_4: Said = Field(default=None, title="how it may be raised")
    what_5: Said = Field(default=None, title="what may be raised")
    how_5: Said = Field(default=None, title="how it may be raised")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    @property
    def pairs(self) -> list[tuple[int, str | None, str | None]]:
        """Give the lines in which anything stands, by the number of their fields."""
        found = [(number, getattr(self, f"what_{number}"), getattr(self, f"how_{number}")) for number in NUMBERS]
        return [line for line in found if line[1] or line[2]]

    @property
    def half_lines(self) -> tuple[Problem, ...]:
        """Give what is wrong with lines of which one half is missing."""
        return tuple(
            Problem(f"how_{number}" if what else f"what_{number}", "Say both what may be raised and how")
            for number, what, how in self.pairs
            if not (what and how)
        )

    @property
    def may_raise(self) -> tuple[MayRaise, ...]:
        """Give the whole lines."""
        return tuple(MayRaise(what=what, how=how) for _, what, how in self.pairs if what and how)

    def placed(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Put what a use case found wrong with a line beside that line's fields."""
        numbers = [number for number, what, how in self.pairs if what and how]
        for problem in problems:
            name, _, at = problem.field.partition(".")
            yield Problem(f"what_{numbers[int(at)]}", problem.sentence) if name == "may_raise" and at else problem
