"""The Hampton Trust as a plugin of the platform: the area Hampshire, which it delivers itself.

What the area asks stands in ``hampshire.toml``, every rule with its source; the class hands it to the hooks.
"""

from cara_hampton.area import Hampshire

__all__ = ["Hampshire", "hampshire"]

hampshire = Hampshire()
