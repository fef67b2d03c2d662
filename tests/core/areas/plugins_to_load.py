"""A plugin that an entry point can name."""

from tests.areas_for_tests import Testshire

testshire = Testshire()
