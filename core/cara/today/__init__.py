"""What is due today and in the next weeks, from every room, in the order in which it would run out.

- :mod:`cara.today.lines` - one line, and the order of all
- :mod:`cara.today.people` - whose time runs out
- :mod:`cara.today.days` - workshops without facilitators or people, and registers not kept
- :mod:`cara.today.waiting_for` - what waits for the area manager elsewhere
- :mod:`cara.today.rights` - somebody's safety, copies of what is held, and how long that is kept
- :mod:`cara.today.seeing` - all of it together
"""

from cara.today.lines import DueKind, DueLine
from cara.today.seeing import HORIZON_DAYS, Today, see_today

__all__ = ["HORIZON_DAYS", "DueKind", "DueLine", "Today", "see_today"]
