"""The hooks that an area answers, and how areas are found, checked and made into policy books."""

from cara.areas.discovery import Areas, Candidate, InstalledArea, discover, from_entry_points, from_plugins
from cara.areas.errors import AreaUnavailable, PluginContractError
from cara.areas.plugin import AreaPlugin

__all__ = [
    "AreaPlugin",
    "AreaUnavailable",
    "Areas",
    "Candidate",
    "InstalledArea",
    "PluginContractError",
    "discover",
    "from_entry_points",
    "from_plugins",
]
