"""What an officer says about where and when the person can come."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field

from cara.casework import PlaceSearch
from cara.casework.details import AccessNeed
from cara_web.layout.forms import Question

_Code = Annotated[str, Field(max_length=64)]
_OptionalCode = Annotated[_Code | None, BeforeValidator(lambda typed: typed or None)]


class SearchAnswers(Question):
    """District, access, and the days that are impossible."""

    district: _OptionalCode = Field(default=None, title="the district")
    access: tuple[AccessNeed, ...] = Field(default=(), title="the access that is needed")
    impossible: tuple[date, ...] = Field(default=(), title="the days that are impossible", max_length=200)

    def search(self, caution_on: date | None = None) -> PlaceSearch:
        """Give the search that these answers ask for."""
        return PlaceSearch(
            district=self.district,
            impossible=frozenset(self.impossible),
            step_free=AccessNeed.STEP_FREE in self.access,
            hearing_loop=AccessNeed.HEARING_LOOP in self.access,
            caution_on=caution_on,
        )

    @classmethod
    def of(cls, search: PlaceSearch) -> Self:
        """Give the answers that a search came from."""
        access = [(search.step_free, AccessNeed.STEP_FREE), (search.hearing_loop, AccessNeed.HEARING_LOOP)]
        return cls(
            district=search.district,
            access=tuple(need for needed, need in access if needed),
            impossible=tuple(sorted(search.impossible)),
        )


class CohortAnswers(Question):
    """The pair of days that was chosen."""

    cohort: str = Field(title="a pair of days", max_length=40)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"cohort": {"missing": "Select a pair of days"}}
