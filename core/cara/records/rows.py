"""The rows of a statement that was compiled before: plain tuples with names, all of them fetched.

A caller meets either these or SQLAlchemy's own, so they are asked alike and typed alike. A name of one of SQLAlchemy's
rows is looked up anew each time it is said, which took longer than all else that was done with a row.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from keyword import iskeyword
from typing import Any, Generic, TypeVar, TypeVarTuple, cast

from sqlalchemy import Row, RowMapping
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Kind = Callable[[Iterable[object]], tuple[object, ...]]
"""Makes a row of its values."""


def can_be_names(names: Sequence[str]) -> bool:
    """Tell whether rows can have these names: each once, and as Python writes them."""
    return len(set(names)) == len(names) and all(
        name.isidentifier() and not iskeyword(name) and not name.startswith("_") for name in names
    )


def kind_of_row(names: Sequence[str]) -> Kind:
    """Make the kind of row that has these names."""
    made = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024 - the names come from the statement
    return partial(tuple.__new__, made)


class Fetched(Generic[T]):
    """What was fetched, in its order."""

    def __init__(self, found: Sequence[T]) -> None:
        self._found = found

    def __iter__(self) -> Iterator[T]:
        """Go through all of it."""
        return iter(self._found)

    def all(self) -> Sequence[T]:
        """Give all of it."""
        return self._found

    def first(self) -> T | None:
        """Give the first, if there is one."""
        return self._found[0] if self._found else None

    def one(self) -> T:
        """Give the only one.

        Raises:
            NoResultFound, MultipleResultsFound: there is none, or more than one.
        """
        found = self.one_or_none()
        if not self._found:
            raise NoResultFound("No row was found when one was required")
        return cast("T", found)

    def one_or_none(self) -> T | None:
        """Give the only one, or None.

        Raises:
            MultipleResultsFound: there is more than one.
        """
        if len(self._found) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self.first()


class Rows(Fetched[Row[*Ts]]):
    """Rows, and how many the statement changed."""

    def __init__(self, names: Sequence[str], found: Sequence[tuple[Any, ...]], rowcount: int) -> None:  # Any: of a row
        super().__init__(cast("Sequence[Row[*Ts]]", found))
        self._names, self._values, self.rowcount = names, found, rowcount

    def scalar(self) -> Any:  # Any: of whatever type its column is
        """Give the first value of the first row, or None."""
        return self._values[0][0] if self._values else None

    def scalar_one(self) -> Any:  # Any: as above
        """Give the first value of the only row.

        Raises:
            NoResultFound, MultipleResultsFound: there is none, or more than one.
        """
        return self.scalars().one()

    def scalars(self) -> Fetched[Any]:  # Any: as above
        """Give the first value of each row."""
        return Fetched([row[0] for row in self._values])

    def mappings(self) -> Fetched[RowMapping]:
        """Give each row as a mapping from names to values."""
        return Fetched([cast("RowMapping", dict(zip(self._names, row, strict=True))) for row in self._values])
