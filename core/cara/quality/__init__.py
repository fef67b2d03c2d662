"""The quality of delivery: what workshops covered, what participants say of themselves, and how delivery is judged.

- :mod:`cara.quality.content` - the aims of the workshops, and what participants are asked
- :mod:`cara.quality.checklist` - what a workshop covered, as its facilitators say
- :mod:`cara.quality.answers` - what participants answered, entered from paper
- :mod:`cara.quality.pairs` - whose answers are whole before and after
- :mod:`cara.quality.agreed` - the score, the period and the time limits that the area has agreed
- :mod:`cara.quality.observations` - observations of facilitators
- :mod:`cara.quality.supervision` - supervision, and who has had none
- :mod:`cara.quality.drawing`, :mod:`cara.quality.samples` - samples of cases, and their review
- :mod:`cara.quality.practice` - what a practice supervisor sees: numbers and codes
- :mod:`cara.quality.complaints` - complaints and their time
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
