"""What is left to do about a referral, and its answers as a summary."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from cara.access import FieldGroup
from cara.access.table import ENTERED_BY_POLICE
from cara.casework import ReferralStatus, ReferralView
from cara.vocabulary.dates import in_words

S, G = ReferralStatus, FieldGroup

CHANGEABLE = frozenset({S.HELD, S.RELEASED, S.CLEARED, S.AWAITING_DECISION, S.AWAITING_PLACE, S.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: its name, where it is done, and whether it has been."""

    text: str
    href: str | None
    done: bool
    optional: bool = False

    @property
    def status(self) -> str:
        """Say in a word how it stands."""
        if self.done:
            return "Completed"
        return "Optional" if self.optional else "To do" if self.href else "Cannot start yet"


def tasks(view: ReferralView) -> tuple[Task, ...]:
    """Give what has to be done before the booking can be confirmed, in order; nothing when it cannot be changed."""
    if view.status not in CHANGEABLE or not _whole(view):
        return ()
    at = f"/bookings/{view.reference}"
    recorded = view.person is not None
    complete = recorded and view.needs is not None and view.caution is not None
    return (
        Task("The person", f"{at}/person", recorded),
        Task("What the person needs", f"{at}/needs" if recorded else None, view.needs is not None),
        Task("Equality questions", f"{at}/equality", view.equality is not None, optional=True),
        Task("The caution", f"{at}/caution", view.caution is not None),
        Task(
            "Check your answers and confirm",
            f"{at}/check-answers" if complete and _confirmable(view) else None,
            done=False,
        ),
    )


def _confirmable(view: ReferralView) -> bool:
    return view.status in {S.HELD, S.ACCEPTED}


Row = tuple[str, str, str | None]

_LINES = Markup('<span class="cara-lines">{}</span>')


def summary_rows(view: ReferralView) -> dict[str, list[Row]]:
    """Give every answer that may be seen, in groups, each with the page on which it can be changed."""
    at = f"/bookings/{view.reference}"
    change = (lambda page: f"{at}/{page}") if view.status in CHANGEABLE and _whole(view) else (lambda _page: None)
    groups: dict[str, tuple[FieldGroup, list[Row]]] = {
        "The place": (G.PLACE, _place(view, change("places"))),
        "The person": (G.IDENTITY, _person(view, change("person"))),
        "Needs": (G.NEEDS, _needs(view, change("needs"))),
        "The case": (G.FACTS, _case(view, change)),
        "The caution": (G.CAUTION, _caution(view, change("caution"))),
    }
    return {heading: rows for heading, (group, rows) in groups.items() if view.shows(group)}


def _whole(view: ReferralView) -> bool:
    return view.fields >= ENTERED_BY_POLICE


def _place(view: ReferralView, change: str | None) -> list[Row]:
    if view.place is None:
        by = in_words(view.place_by) if view.place_by else None
        return [("Place", f"A place will follow by {by}" if by else "None held", change)]
    return [
        ("Workshop one", in_words(view.place.first_day), change),
        ("Workshop two", in_words(view.place.second_day), None),
        ("Where", view.place.venue_name, None),
        ("Both done by", in_words(view.deadline.binding) if view.deadline else "Not known", None),
    ]


def _person(view: ReferralView, change: str | None) -> list[Row]:
    person = view.person
    if person is None:
        return [("Name", "Not entered yet", change)]
    contact: list[Row] = [
        ("Address", _LINES.format(person.address), change),
        ("Phone", person.phone or "None", change),
        ("Email", person.email or "None", change),
    ]
    return [
        ("Name", f"{person.given_names} {person.family_name}", change),
        ("Date of birth", in_words(person.date_of_birth, weekday=False), change),
        *(contact if view.shows(G.CONTACT) else ()),
        ("PNC identifier", person.pnc_id or "None", change),
        ("Crime reference", person.crime_reference, change),
    ]


def _needs(view: ReferralView, change: str | None) -> list[Row]:
    needs = view.needs
    if needs is None:
        return [("Needs", "Not entered yet", change)]
    days = ", ".join(in_words(day, weekday=False) for day in sorted(needs.unavailable))
    others = f"{len(needs.keep_apart)} people" if needs.keep_apart else "Nobody"
    return [
        ("Language", needs.language.label + (", with an interpreter" if needs.interpreter else ""), change),
        ("Access", ", ".join(need.label for need in needs.access) or "None needed", change),
        ("Other needs", needs.other_needs or "None", change),
        ("Impossible days", days or "None", change),
        *([("Kept apart from", others, change)] if view.shows(G.KEEP_APART) else ()),
    ]


def _case(view: ReferralView, at: Callable[[str], str | None]) -> list[Row]:
    facts = view.facts
    if facts is None:
        return []
    matters = facts.earlier_matters
    history = "Not known" if matters is None else f"{len(matters)}" if matters else "None"
    return [
        ("Disposal", facts.disposal.label if facts.disposal else "Not known", at("answers/disposal")),
        ("Age", str(facts.age) if facts.age is not None else "Not known", at("answers/age")),
        ("Workshops for", view.pathway.label if view.pathway else "Not known", at("answers/group")),
        ("Risk grade", facts.risk_grade.label if facts.risk_grade else "Not known", at("answers/risk")),
        ("Offence", facts.offence.label if facts.offence else "Not known", at("answers/offence")),
        (
            "Date of the offence",
            in_words(facts.offence_on, weekday=False) if facts.offence_on else "Not known",
            at("answers/offence"),
        ),
        ("Earlier convictions and cautions", history, at("answers/history")),
    ]


def _caution(view: ReferralView, change: str | None) -> list[Row]:
    caution = view.caution
    if caution is None:
        return [("Caution", "Not entered yet", change)]
    return [
        ("Officer", f"{caution.officer_name}, {caution.collar_number}", change),
        ("Authorised by", f"{caution.authorising_name}, {caution.authorising_rank.label}", change),
        ("Date of the caution", in_words(caution.caution_on, weekday=False), change),
        ("Effect explained", "Yes" if caution.effect_explained else "No", change),
        ("Admission signed", "Yes" if caution.admission_signed else "No", change),
    ]
