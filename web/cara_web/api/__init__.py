"""The interface for programs: JSON below ``/api/v1``, problem+json for every error, an OpenAPI 3.1 document."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from cara_web.api.areas import Area
from cara_web.api.checking import Checking
from cara_web.api.document import Document
from cara_web.api.entering import Entering
from cara_web.api.reading import Reading
from cara_web.api.recording import Recording
from cara_web.api.token import Token
from cara_web.api.victims import Victims

CONTROLLERS: Sequence[ControllerRouterHandler] = (
    Token,
    Checking,
    Entering,
    Recording,
    Reading,
    Victims,
    Area,
    Document,
)
"""Every address of the interface."""

__all__ = ["CONTROLLERS"]
