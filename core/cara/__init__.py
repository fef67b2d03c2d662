"""The CARA engine.

An area's plugin states its policy as dated, sourced data; this package decides, books, remembers and explains by it.

Rooms, lowest floor first:

- :mod:`cara.vocabulary` - the field's words as enumerations and value objects
- :mod:`cara.policy` - what a plugin returns, and the book made of it
- :mod:`cara.access` - who may do what
- :mod:`cara.records` - what is remembered
- :mod:`cara.areas` - the hooks, and how areas are found and checked
- :mod:`cara.decisions` - facts and a book make a decision that explains itself
- :mod:`cara.scheduling` - deadlines and the places that keep them
- :mod:`cara.casework` - the use cases, one function each
- :mod:`cara.cli` - the command line
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("cara-core")
except PackageNotFoundError:  # pragma: no cover - the source read without being installed
    __version__ = "0+unknown"
