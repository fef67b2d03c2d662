"""What the audit trail is narrowed to, as it stands in an address: references, codes and days, and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from cara.acting.operations import OPERATIONS, Operation
from cara.oversight import AuditSearch
from cara.oversight.phrases import PHRASES
from cara.vocabulary import Reference, ReferenceProblem
from cara_web.areas.days import problem_of_day
from cara_web.layout.forms import FieldError, Form

AUDIT = "/audit"
NAMES = ("record", "who", "operation", "action", "since", "until")
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, the form in which it can be changed, and each wrong field in it."""

    search: AuditSearch | None
    """Nothing while a field is wrong."""
    form: Form
    given: Mapping[str, str] = field(default_factory=dict)

    def address(self, path: str = AUDIT, before: int | None = None) -> str:
        """Give the address of a page of what was asked for."""
        asked = {**self.given, **({"before": str(before)} if before is not None else {})}
        return f"{path}?{urlencode(asked)}" if asked else path


def asked_for(typed: Mapping[str, str], before: int | None = None) -> Asked:
    """Read what is asked for; every wrong field at once."""
    given = {name: typed.get(name, "").strip()[:LONGEST] for name in NAMES}
    given = {name: value for name, value in given.items() if value}
    errors = [FieldError(name, said, name) for name in NAMES if (said := _problem(name, given))]
    if not errors and given.get("since", "") > given.get("until", "9"):
        errors.append(FieldError("until", "The last day must not be before the first", "until"))
    form = Form({name: (given.get(name, ""),) for name in NAMES}, tuple(errors))
    return Asked(None if errors else _search(given, before), form, given)


def _problem(name: str, given: Mapping[str, str]) -> str:
    value = given.get(name, "")
    match name:
        case _ if not value:
            return ""
        case "record":
            return _problem_of_reference(value)
        case "since" | "until":
            return problem_of_day(value)
        case "operation":
            return "" if value in set(Operation) else "Choose an operation from the list"
        case "action":
            return "" if value in OPERATIONS else "Choose what was done from the list"
    return ""


def _problem_of_reference(value: str) -> str:
    try:
        Reference.parse(value)
    except ReferenceProblem as problem:
        return str(problem).rstrip(".")
    return ""


def _search(given: Mapping[str, str], before: int | None) -> AuditSearch:
    return AuditSearch(
        about=Reference.parse(given["record"]) if "record" in given else None,
        account=given.get("who"),
        operation=Operation(given["operation"]) if "operation" in given else None,
        action=given.get("action"),
        since=date.fromisoformat(given["since"]) if "since" in given else None,
        until=date.fromisoformat(given["until"]) if "until" in given else None,
        before=before,
    )


def actions_to_choose() -> list[tuple[str, str]]:
    """Give every action in words, in the order of the words."""
    said = {
        action: phrase.format(record="a referral", account="somebody", thing="one")
        for action, phrase in PHRASES.items()
    }
    return sorted(((action, words[:1].upper() + words[1:]) for action, words in said.items()), key=lambda one: one[1])
