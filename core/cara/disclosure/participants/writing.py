"""Writing a participant's copy: from what is held, and from nothing else. The parts are the same for everybody."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from cara.casework.details import EqualityAnswers, PersonContact, PersonDetails
from cara.disclosure.copies import Copy, Group, Section, entry
from cara.disclosure.participants.fixed import fixed_sections
from cara.disclosure.participants.held import (
    CautionHeld,
    DecisionHeld,
    MarkHeld,
    NeedsHeld,
    ParticipantHeld,
    PersonsDecisionHeld,
    StepHeld,
)
from cara.policy import CaseFacts
from cara.vocabulary.dates import in_words

FACTS = {
    "referral_source": "Referred by",
    "disposal": "How the police dispose of the case",
    "age": "Age",
    "sex": "Sex",
    "relationship": "Kind of relationship that the case is about",
    "offence": "Offence",
    "offence_on": "Day of the offence",
    "evidence_sufficient": "The evidence was judged sufficient",
    "admits_offence": "The offence was admitted",
    "risk_grade": "Risk grade given by the police",
    "risk_tool": "Tool of the risk grade",
    "risk_tool_version": "Version of the tool",
    "risk_graded_on": "Day of the risk grade",
    "current_orders": "Orders and bail in force",
    "coercive_control": "There is evidence of coercive control",
    "authorising_rank": "Rank of whoever authorised the caution",
    "effect_explained": "The effect of the caution was explained",
    "admission_signed": "The admission was signed",
}
"""What each fact of the case is called in a copy; earlier matters are entries of their own."""


def copy_of(held: ParticipantHeld, as_of: date) -> Copy:
    """Write a copy of what is held, with the texts that somebody has to read still in it."""
    return Copy(
        as_of,
        (
            Section("referral", "The referral", (_referral(held),)),
            Section("person", "Who you are", tuple(_person(held.person))),
            Section("earlier_contacts", "How you were reached before", tuple(map(_contact, held.former_contacts))),
            Section("needs", "What you need", tuple(_needs(held.needs))),
            Section("facts", "What the police stated about you", tuple(_facts(held.facts))),
            Section("caution", "The caution", tuple(_caution(held.caution))),
            Section("decisions", "What was decided by rules", tuple(map(_decision, held.decisions))),
            Section(
                "persons_decisions", "What a person decided", tuple(map(_persons_decision, held.decided_by_persons))
            ),
            Section("steps", "How the referral went on", tuple(map(_step, held.steps))),
            *_of_workshops(held),
            Section("equality", "What you said for equality monitoring", tuple(_equality(held.equality))),
            *fixed_sections(held.police, held.provider, held.ask),
        ),
    )


def _of_workshops(held: ParticipantHeld) -> tuple[Section, ...]:
    days = tuple(
        entry(
            f"Workshop {one.number}, {in_words(one.day)}",
            [("venue", "Where", one.venue), ("stands", "Taken back later", _said(not one.stands))],
        )
        for one in held.days
    )
    extensions = tuple(
        entry(
            f"Until {in_words(one.until, weekday=False)}",
            [("made", "Authorised on", _said(one.made_on)), ("reason", "Reason", one.reason)],
        )
        for one in held.extensions
    )
    messages = tuple(
        entry(
            f"{one.channel}, {in_words(one.sent_on, weekday=False)}",
            [("to", "To", one.to), ("subject", "Subject", one.subject or None), ("text", "Text", one.text)],
        )
        for one in held.messages
    )
    signposts = tuple(
        entry(
            one.service,
            [
                ("need", "For", one.need),
                ("status", "State", one.status),
                ("offered", "Offered on", _said(one.offered_on)),
            ],
        )
        for one in held.signposts
    )
    answers = tuple(
        entry(
            f"Workshop {one.number}",
            [(f"answer_{number}", text, f"{agreed} of 5") for number, (text, agreed) in enumerate(one.agreed, 1)],
        )
        for one in held.answers
    )
    return (
        Section("days", "Your workshops", days),
        Section("attendance", "What was recorded at the workshops", tuple(map(_mark, held.marks))),
        Section("extensions", "More time", extensions),
        Section("messages", "What you were sent", messages),
        Section("services", "Services that you were offered", signposts),
        Section("answers", "What you answered at the workshops", answers),
    )


def _referral(held: ParticipantHeld) -> Group:
    return entry(
        "",
        [("reference", "Reference", held.reference), ("entered", "Entered by the police on", _said(held.entered_on))],
    )


def _person(person: PersonDetails | None) -> Iterator[Group]:
    if person is not None:
        yield entry(
            "",
            [
                ("given_names", "First and middle names", person.given_names),
                ("family_name", "Last name", person.family_name),
                ("date_of_birth", "Date of birth", _said(person.date_of_birth)),
                ("phone", "Phone number", person.phone),
                ("email", "Email address", person.email),
                ("address", "Address", person.address),
                ("pnc_id", "PNC identifier", person.pnc_id),
                ("crime_reference", "Crime reference", person.crime_reference),
            ],
        )


def _contact(contact: PersonContact) -> Group:
    return entry(
        "Before",
        [
            ("phone", "Phone number", contact.phone),
            ("email", "Email address", contact.email),
            ("address", "Address", contact.address),
        ],
    )


def _needs(needs: NeedsHeld | None) -> Iterator[Group]:
    if needs is not None:
        yield entry(
            "",
            [
                ("language", "Language", needs.language.label),
                ("interpreter", "Interpreter", _said(needs.interpreter)),
                ("access", "Access", _said(needs.access)),
                ("unavailable", "Days that are impossible", _said(needs.unavailable)),
                ("district", "District that was wished", needs.district),
                ("other", "Other needs", needs.other),
            ],
        )


def _facts(facts: CaseFacts) -> Iterator[Group]:
    known = [(name, label, getattr(facts, name)) for name, label in FACTS.items()]
    yield entry("", [(name, label, _said(value)) for name, label, value in known if value is not None])
    for matter in facts.earlier_matters or ():
        yield entry(
            "An earlier matter",
            [
                ("outcome", "Outcome", _said(matter.outcome)),
                ("violence", "For violence", _said(matter.violence)),
                ("domestic_abuse", "For domestic abuse", _said(matter.domestic_abuse)),
                ("on", "Day", _said(matter.on)),
            ],
        )


def _caution(caution: CautionHeld | None) -> Iterator[Group]:
    if caution is not None:
        yield entry(
            "",
            [
                ("caution_on", "Day", _said(caution.caution_on)),
                ("authorising_rank", "Rank of whoever authorised it", caution.authorising_rank.label),
                ("effect_explained", "The effect was explained", _said(caution.effect_explained)),
                ("admission_signed", "The admission was signed", _said(caution.admission_signed)),
            ],
        )


def _decision(decision: DecisionHeld) -> Group:
    lines = [
        (f"rule_{number}", rule.says, f"{rule.outcome.label}. {rule.reason}")
        for number, rule in enumerate(decision.rules, 1)
    ]
    return entry(f"{decision.stage.label}, by the rules of {in_words(decision.on, weekday=False)}", lines)


def _persons_decision(one: PersonsDecisionHeld) -> Group:
    return entry(
        in_words(one.on, weekday=False),
        [
            ("rank", "Rank", one.rank.label if one.rank else None),
            ("rules", "About", "\n".join(one.rules)),
            ("reason", "Reason", one.reason),
        ],
    )


def _step(step: StepHeld) -> Group:
    return entry(
        f"{in_words(step.on, weekday=False)}: {step.label}", [("by", "By", step.by), ("reason", "Reason", step.reason)]
    )


def _mark(mark: MarkHeld) -> Group:
    return entry(
        f"Workshop {mark.number}, {in_words(mark.day)}",
        [
            ("mark", "Recorded", mark.mark.label),
            ("minutes", "Minutes", str(mark.minutes) if mark.minutes is not None else None),
            ("corrected", "Corrected later", _said(mark.corrected)),
            ("reason", "Reason", mark.reason),
            ("behaviour", "How you were", mark.behaviour),
        ],
    )


def _equality(answers: EqualityAnswers | None) -> Iterator[Group]:
    if answers is not None:
        yield entry(
            "",
            [
                ("ethnicity", "Ethnic group", _said(answers.ethnicity)),
                ("disability", "Disability", _said(answers.disability)),
                ("first_language", "First language", _said(answers.first_language)),
            ],
        )


def _said(value: Any) -> str:  # Any: a fact of whichever type
    match value:
        case None:
            return "Not known"
        case bool():
            return "Yes" if value else "No"
        case date():
            return in_words(value, weekday=False)
        case Enum():
            return str(getattr(value, "label", value.value))
        case tuple():
            return ", ".join(_said(one) for one in value) or "None"
    return str(value)
