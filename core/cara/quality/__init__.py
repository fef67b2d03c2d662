"""The quality of delivery: what the workshops covered, and what participants say of themselves before and after.

- :mod:`cara.quality.content` - the aims of the workshops, and what participants are asked
- :mod:`cara.quality.checklist` - what a workshop covered, as its facilitators say
- :mod:`cara.quality.answers` - what participants answered, entered from paper
- :mod:`cara.quality.pairs` - whose answers are whole before and after
"""

from cara.quality.answers import (
    AnswersEntry,
    AnswersLine,
    AnswersSheet,
    SomebodyElseAnswered,
    print_answer_forms,
    record_answers,
    see_answers,
)
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
    "AnswersEntry",
    "AnswersLine",
    "AnswersSheet",
    "Checklist",
    "ChecklistEntry",
    "Coverage",
    "SomebodyElseAnswered",
    "SomebodyElseTicked",
    "Ticked",
    "print_answer_forms",
    "record_answers",
    "record_checklist",
    "see_answers",
    "see_checklist",
]
