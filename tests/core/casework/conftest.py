"""Every use case is tried on a whole instance, on both databases."""

from tests.instances import area

__all__ = ["area"]
