"""What each address says of itself in the OpenAPI document: declared beside its handler, with its action."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from cara.access import Action
from cara_web.guarding import ACTION

OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what it answers, takes and may refuse."""

    id: str
    answers: Mapping[int, type[BaseModel]]
    takes: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    example: str = ""
    """The name of its body's example."""
    once: bool = False
    """Whether it stores, and so needs an Idempotency-Key."""
    refuses: tuple[int, ...] = ()
    """The errors beside those of every operation of its kind."""
    is_open: bool = False
    """Whether it is asked without a token."""
    takes_form: bool = False
    """Whether its body is a form, and not JSON."""


def says(action: Action, operation: Operation) -> dict[str, Any]:  # Any: Litestar's opt
    """Declare the action of a handler, and what it says of itself."""
    return {ACTION: action, OPERATION: operation}
