"""What was stored from the list of naughty strings, shown in a real Chromium: nothing of it runs, loads or is blocked."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched  # type: ignore[attr-defined]
