"""What every participant's copy says besides what is held: why, from whom, to whom, for how long, and which rights there are."""

from cara.disclosure.copies import Section


def fixed_sections(police: str, provider: str, ask: str) -> tuple[Section, ...]:
    """Give the parts that UK GDPR Article 15(1) asks for, with the names of this area.

    Args:
        police: the area's police force.
        provider: who runs the workshops; empty where that is not known.
        ask: whom to ask, as the instance is set up; empty where it is not.
    """
    runs = provider or "The provider of the workshops"
    contact = f"Ask: {ask}." if ask else "Ask whoever sent you this copy."
    return (
        Section("purposes", "Why it is held", says=_purposes(police)),
        Section("recipients", "Who receives it", says=_recipients(police, runs)),
        Section("retention", "How long it is kept", says=(_RETENTION, contact)),
        Section("rights", "Your rights", says=(*_RIGHTS, contact)),
        Section("left_out", "What is not in this copy", says=_LEFT_OUT),
    )


def _purposes(police: str) -> tuple[str, ...]:
    return (
        f"A conditional caution of {police} has as a condition that two workshops are attended.",
        "What is held serves to check whether somebody can take part, to arrange the days and to record who came.",
        f"Most of it was entered by {police}. The rest was recorded at the workshops, or was said by you.",
        "Rules are worked through by a program, which advises. The police decide whether there is a caution.",
        "Whatever a rule does not settle, a person decides.",
    )


def _recipients(police: str, runs: str) -> tuple[str, ...]:
    return (
        f"{police}: what they entered, who came to which workshop, and how the referral goes on.",
        f"{runs}, with the facilitators of your workshops: what they need to arrange and to run them.",
        "Whoever carries messages and letters, and whoever runs the computers: on instruction alone.",
        "The commissioner and whoever supervises practice receive counts, and nothing about any one person.",
    )


_RETENTION = "How long each kind of record is kept is set by whoever answers for it. You can ask for the periods as they are today."
_RIGHTS = (
    "You can ask that what is wrong is put right, or that something is erased or not used for a time.",
    "You can object to its use. Where a record has to be kept, you are told so with the reason.",
    "You can complain to the Information Commissioner: ico.org.uk, Water Lane, Wilmslow, SK9 5AF.",
)
_LEFT_OUT = (
    "Personal information about other people is left out, and so is whatever would tell of it.",
    "The law for that is the Data Protection Act 2018, Schedule 2, paragraph 16.",
    "The people who work here are named by their organisation. This stands in every copy, left out or not.",
    "The list of who opened a record is kept for its security. A copy is of one referral.",
)
