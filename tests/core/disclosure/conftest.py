"""The area of these tests, with the victim's side in it."""

from tests.core.victims.conftest import victims
from tests.instances import area

__all__ = ["area", "victims"]
