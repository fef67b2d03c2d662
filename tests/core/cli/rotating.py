"""``cara keys rotate`` in small steps, to be killed half-way: ``rotating.py VALUES_AT_ONCE SETTINGS``."""

import sys

from cara.cli import cara
from cara.records import rotation

if __name__ == "__main__":
    rotation.AT_ONCE = int(sys.argv[1])
    cara(["keys", "rotate", "--config", sys.argv[2]])
