"""Statements that are built once are compiled once, and run without what SQLAlchemy does anew at every run.

SQLAlchemy spends five times as long around a statement as SQLite does on it: looking it up in its cache, choosing what
to do, telling listeners. A statement that is run for the second time is one that a module holds, and its text, the
processors of its parameters and those of its columns stay the same. What needs more than that - lists as
parameters, defaults computed here, streaming - is left to SQLAlchemy, and so is every refusal of a parameter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVarTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Delete, Executable, Insert, SelectBase, Update
from sqlalchemy.engine.interfaces import DBAPICursor, DBAPIModule
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from cara.records.rows import Kind, Rows, can_be_names, kind_of_row

Ts = TypeVarTuple("Ts")
Given = Mapping[str, Any]  # Any: each column has its own type
Processor = Callable[[Any], Any]  # Any: from a column's type to a driver's or back

Parameters = Given | Sequence[Given]

_Bound = tuple[object, ...] | dict[str, object]

_MISSING = object()


Ran = CursorResult[*Ts] | Rows[*Ts]


def run(connection: Connection, statement: Executable, parameters: Parameters | None) -> Ran[*tuple[Any, ...]]:
    """Run a statement, compiled before if it has been run before.

    Raises:
        DBAPIError: as SQLAlchemy raises it.
    """
    many = isinstance(parameters, Sequence)
    rows = parameters if isinstance(parameters, Sequence) else (parameters or {},)
    ready = _compiled(connection, statement, rows[0]) if rows else None
    if ready is None or (many and not ready.takes_many):
        return connection.execute(statement, parameters)
    try:
        bound = [ready.bound(given) for given in rows]
    except Exception:  # noqa: BLE001 - a parameter that cannot be so: SQLAlchemy says why
        return connection.execute(statement, parameters)
    return ready.run(connection, bound if many else bound[0])


class _Parameter(NamedTuple):
    """One parameter in its place: what it is called, what it is unless given, and how the driver takes it."""

    name: str
    key: str
    value: object
    process: Processor | None


@dataclass(slots=True)
class _Compiled:
    """One statement for one kind of database and one set of parameters."""

    text: str
    parameters: Sequence[_Parameter]
    positional: bool
    inserts: bool
    types: Sequence[TypeEngine[Any]]  # Any: each column has its own
    names: Sequence[str]
    row: Kind
    processors: Sequence[tuple[int, Processor]] | None = field(default=None)

    @property
    def takes_many(self) -> bool:
        """Whether it can be run with many rows at once."""
        return self.inserts and not self.types

    def bound(self, given: Given) -> _Bound:
        """Give the parameters as the driver takes them."""
        values: list[object] = []
        for _, key, value, process in self.parameters:
            said = given.get(key, value)
            if said is _MISSING:
                raise KeyError(key)
            values.append(said if process is None else process(said))
        if self.positional:
            return tuple(values)
        return {parameter.name: value for parameter, value in zip(self.parameters, values, strict=True)}

    def run(self, connection: Connection, bound: _Bound | list[Any]) -> Rows[*tuple[Any, ...]]:  # Any: of one kind
        """Run the statement and fetch what it gives.

        Raises:
            DBAPIError: as SQLAlchemy raises it.
        """
        cursor = connection.connection.cursor()
        try:
            if isinstance(bound, list):
                connection.dialect.do_executemany(cursor, self.text, bound)
            else:
                connection.dialect.do_execute(cursor, self.text, bound)
            found = cursor.fetchall() if self.types else []
            rows = self._processed(connection, cursor, found) if found else []
            return Rows(self.names, rows, cursor.rowcount)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy_says(connection, cursor, self.text, error) from error
        finally:
            cursor.close()

    def _processed(
        self, connection: Connection, cursor: DBAPICursor, found: Sequence[Sequence[object]]
    ) -> Sequence[tuple[object, ...]]:
        if self.processors is None:
            self.processors = _for_columns(connection, cursor, self.types)
        columns: list[Iterable[object]] = list(zip(*found, strict=True))
        for place, process in self.processors:
            columns[place] = map(process, columns[place])
        return list(map(self.row, zip(*columns, strict=True)))


_Known = dict[tuple[str, tuple[str, ...]], _Compiled | None]
_KNOWN: WeakKeyDictionary[Executable, _Known] = WeakKeyDictionary()


def _compiled(connection: Connection, statement: Executable, given: Given) -> _Compiled | None:
    """Give a statement compiled, if it has been run before and needs nothing more than that."""
    known = _KNOWN.get(statement)
    if known is None:
        _KNOWN[statement] = {}
        return None
    key = (connection.dialect.name, tuple(given))
    if key not in known:
        known[key] = _compile(connection, statement, given)
    return known[key]


def _compile(connection: Connection, statement: Executable, given: Given) -> _Compiled | None:
    if not isinstance(statement, SelectBase | Insert | Update | Delete) or statement.get_execution_options():
        return None
    made = statement.compile(connection, column_keys=sorted(given) or None)
    if not isinstance(made, SQLCompiler) or _needs_more(made):
        return None
    columns = tuple(statement.exported_columns)
    names = [str(name) for name in statement.exported_columns.keys()]  # noqa: SIM118 - a collection of columns
    if not can_be_names(names):
        return None
    by_name = {name: parameter for parameter, name in made.bind_names.items()}
    parameters = []
    for name in made.positiontup if made.positiontup is not None else by_name:
        parameter = by_name[name]
        process = parameter.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        value = _MISSING if parameter.required else parameter.value
        parameters.append(_Parameter(name, parameter.key, value, process))
    types = tuple(column.type for column in columns)
    return _Compiled(made.string, parameters, made.positional, made.isinsert, types, names, kind_of_row(names))


def _needs_more(made: SQLCompiler) -> bool:
    return bool(
        made.literal_execute_params
        or made.post_compile_params
        or made.insert_prefetch
        or made.update_prefetch
        or made.escaped_bind_names
        or any(parameter.callable for parameter in made.bind_names)
    )


def _for_columns(
    connection: Connection, cursor: DBAPICursor, types: Sequence[TypeEngine[Any]]
) -> Sequence[tuple[int, Processor]]:
    dialect, described = connection.dialect, cursor.description or ()
    made = [
        type_.dialect_impl(dialect).result_processor(dialect, said[1])
        for type_, said in zip(types, described, strict=True)
    ]
    return [(place, process) for place, process in enumerate(made) if process is not None]


def _as_sqlalchemy_says(
    connection: Connection, cursor: DBAPICursor | None, text: str, error: DBAPIModule.Error
) -> BaseException:
    """Give a driver's error as SQLAlchemy raises it, without the parameters; a connection that is gone is let go."""
    dialect = connection.dialect
    gone = dialect.is_disconnect(error, connection.connection, cursor)
    wrapped = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )
    if gone:
        connection.invalidate(error)
    return wrapped
