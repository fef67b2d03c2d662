"""Writing a victim's copy: from what is held, and from nothing else. The parts are the same for everybody."""

from datetime import date

from cara.disclosure.copies import Copy, Group, Section, entry
from cara.disclosure.victims.held import (
    AttemptHeld,
    ConcernHeld,
    DetailsHeld,
    FeedbackHeld,
    OnwardHeld,
    SafeContactHeld,
    StepHeld,
    VictimHeld,
)
from cara.vocabulary.dates import in_words

_PURPOSES = (
    "It is held so that you can be contacted safely, asked what has changed, and offered help.",
    "The police gave your name and how to reach you. The rest is what you said and what was done for you.",
    "Nothing in it is decided by a program.",
)
_RECIPIENTS = (
    "Your worker, and a second person who checks how contact is safe.",
    "What you agreed may be raised is told to two facilitators, without your name. Nothing else of it is.",
    "Whoever is told for somebody's safety stands with the concern. Whoever runs the computers: on instruction alone.",
)
_RETENTION = "How long each kind of record is kept is set by whoever answers for it. You can ask for the periods as they are today."
_RIGHTS = (
    "You can ask that what is wrong is put right, or that something is erased or not used for a time.",
    "You can object to its use, and you can change at any time how contact is safe, or that you want none.",
    "You can complain to the Information Commissioner: ico.org.uk, Water Lane, Wilmslow, SK9 5AF.",
)
_LEFT_OUT = (
    "Personal information about other people is left out (Data Protection Act 2018, Schedule 2, paragraph 16).",
    "What you were told by the police, and what they recorded of your views, they keep themselves: ask them for it.",
    "What is written for facilitators is about the person who attends, and is left out. This stands in every copy.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def copy_of(held: VictimHeld, as_of: date) -> Copy:
    """Write a copy of what is held, with the texts that somebody has to read still in it."""
    contact = f"Ask: {held.ask}." if held.ask else "Ask your worker."
    return Copy(
        as_of,
        (
            Section("contact", "The contact with you", (_contact(held),)),
            Section("person", "Who you are", tuple(map(_details, held.details))),
            Section("safe_contact", "How contact with you is safe", tuple(map(_safe, held.safe_contacts))),
            Section("steps", "How the contact went on", tuple(map(_step, held.steps))),
            Section("attempts", "Attempts to reach you", tuple(map(_attempt, held.attempts))),
            Section("feedback", "What you said", tuple(map(_feedback, held.feedback))),
            Section("services", "Services that you were offered", tuple(map(_onward, held.onward))),
            Section(
                "concerns", "Concerns for your safety", tuple(one for each in held.concerns for one in _concern(each))
            ),
            Section("purposes", "Why it is held", says=_PURPOSES),
            Section("recipients", "Who receives it", says=_RECIPIENTS),
            Section("retention", "How long it is kept", says=(_RETENTION, contact)),
            Section("rights", "Your rights", says=(*_RIGHTS, contact)),
            Section("left_out", "What is not in this copy", says=_LEFT_OUT),
        ),
    )


def _contact(held: VictimHeld) -> Group:
    entered = in_words(held.entered_on, weekday=False)
    return entry("", [("code", "Code of the contact", held.code), ("entered", "Entered by the police on", entered)])


def _details(one: DetailsHeld) -> Group:
    said = one.said
    return entry(
        f"Until {in_words(one.until, weekday=False)}" if one.until else "Now",
        [
            ("given_names", "First and middle names", said.given_names),
            ("family_name", "Last name", said.family_name),
            ("date_of_birth", "Date of birth", _day(said.date_of_birth)),
            ("relationship", "Relationship", said.relationship.label),
            ("children", "Children", one.children),
            ("language", "Language", said.language.label),
            ("interpreter", "Interpreter", "Yes" if said.interpreter else "No"),
            ("told", "What you were told about being contacted", said.told.label),
        ],
    )


def _safe(one: SafeContactHeld) -> Group:
    said = one.said
    hours = "\n".join(f"{DAYS[each.weekday]}, {each.begins:%H:%M} to {each.ends:%H:%M}" for each in said.hours)
    return entry(
        f"From {in_words(one.since, weekday=False)}",
        [
            ("phone", "Phone number", said.phone),
            ("email", "Email address", said.email),
            ("address", "Address", said.address),
            ("ways", "Ways that are safe", ", ".join(way.label for way in said.ways) or "None"),
            ("hours", "Hours that are safe", hours or None),
            ("code_word", "Code word", said.code_word),
            ("instructions", "What else to mind", one.instructions),
            ("review_on", "Last day on which this holds", _day(said.review_on)),
        ],
    )


def _step(one: StepHeld) -> Group:
    return entry(f"{in_words(one.on, weekday=False)}: {one.what}", [("note", "Note", one.note)])


def _attempt(one: AttemptHeld) -> Group:
    return entry(
        in_words(one.on, weekday=False),
        [("way", "How", one.way), ("outcome", "Result", one.outcome), ("note", "Note", one.note)],
    )


def _feedback(one: FeedbackHeld) -> Group:
    return entry(in_words(one.on, weekday=False), [("safety", "How safe you felt", one.safety), *one.texts])


def _onward(one: OnwardHeld) -> Group:
    offered = in_words(one.offered_on, weekday=False)
    return entry(
        one.service, [("need", "For", one.need), ("status", "State", one.status), ("offered", "Offered on", offered)]
    )


def _concern(one: ConcernHeld) -> tuple[Group, ...]:
    raised = f"Raised on {in_words(one.on, weekday=False)}"
    return (entry(raised, [("status", "State", one.status), ("what", "What", one.what)]), *map(_step, one.steps))


def _day(day: date | None) -> str:
    return in_words(day, weekday=False) if day else "Not known"
