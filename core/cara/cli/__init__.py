"""The command line ``cara``: parse, call the floors below, and print.

Every command is found in the entry-point group ``cara.commands``, so that other distributions add theirs without this
package knowing them. Here alone the clock is read: everything below is given its day.
"""

from cara.cli.root import Commands, cara, main

__all__ = ["Commands", "cara", "main"]
