"""The national floor: what statute and guidance ask of every area. An area may only tighten it."""

from functools import cache

from cara import __version__
from cara.policy.authoring import read_policy
from cara.policy.layer import Layer, Provenance

OWNER = "national"


@cache
def national_floor() -> Layer:
    """Give the national layer, read once from ``national.toml``."""
    stated = read_policy("cara.policy", "national.toml")
    provenance = Provenance(plugin=OWNER, distribution="cara-core", version=__version__)
    return Layer.of(OWNER, provenance, stated.rules)
