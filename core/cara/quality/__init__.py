"""The quality of delivery: what the workshops covered.

- :mod:`cara.quality.content` - the aims of the workshops
- :mod:`cara.quality.checklist` - what a workshop covered, as its facilitators say
"""

from cara.quality.checklist import (
    Checklist,
    ChecklistEntry,
    Coverage,
    SomebodyElseTicked,
    Ticked,
    record_checklist,
    see_checklist,
)

__all__ = [
    "Checklist",
    "ChecklistEntry",
    "Coverage",
    "SomebodyElseTicked",
    "Ticked",
    "record_checklist",
    "see_checklist",
]
