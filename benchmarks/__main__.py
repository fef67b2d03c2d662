"""Run the measurements that are named, or all of them."""

import sys
from importlib import import_module

ALL = ("decide", "offers", "page", "booking", "audited")


def main(names: list[str]) -> None:
    """Measure."""
    for name in names or ALL:
        if name not in ALL:
            sys.exit(f"There is no measurement '{name}'. There are: {', '.join(ALL)}.")
        import_module(f"benchmarks.{name}").run()


if __name__ == "__main__":
    main(sys.argv[1:])
