"""What every test is given."""

import tests.hypothesis_profiles  # noqa: F401 - registers how long the laws are tried
