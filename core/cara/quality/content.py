"""What the workshops are to do and what participants are asked: in the area's own words, or in those of the core."""

import tomllib
from functools import cache
from importlib.resources import files

from cara.casework import Instance
from cara.policy.model import Frozen, Source, Statement, WorkshopAim


class Content(Frozen):
    """What the core says of the workshops, with its source."""

    aims: tuple[WorkshopAim, ...]
    aims_source: Source
    statements: tuple[Statement, ...]
    statements_source: Source


@cache
def content() -> Content:
    """Give what the core says, read once from ``content.toml``."""
    return Content.model_validate(tomllib.loads(files("cara.quality").joinpath("content.toml").read_text("utf-8")))


def aims_of(instance: Instance) -> tuple[WorkshopAim, ...]:
    """Give the aims of an area's workshops, in their order.

    Raises:
        AreaUnavailable: the area's plugin cannot say how it words them.
    """
    return instance.book.area.workshop_aims or content().aims


def aims_source(instance: Instance) -> Source:
    """Say where the words of the aims are from.

    Raises:
        AreaUnavailable: as for the aims.
    """
    area = instance.book.area
    return area.source if area.workshop_aims else content().aims_source


def statements_of(instance: Instance) -> tuple[Statement, ...]:
    """Give the statements with which participants agree or not, in their order.

    Raises:
        AreaUnavailable: the area's plugin cannot say how it words them.
    """
    return instance.book.area.statements or content().statements
