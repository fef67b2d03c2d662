"""West Yorkshire's CARA as an area of the platform.

What the area asks stands in ``policy.toml``, every rule with its dates and its source; the class hands it to the hooks.
"""

from cara_west_yorkshire.area import WestYorkshire

__all__ = ["WestYorkshire", "plugin"]

plugin = WestYorkshire()
