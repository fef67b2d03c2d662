"""Works out the whole table of access: for each action and whoever asks, in which relations, and what leaves.

After a change that is meant, look at the difference and write it with ``python -m tests.core.access.matrix``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cara.access import Action, FieldGroup, Resource, Role, Subject, Window, decide

REVIEWED = Path(__file__).with_name("matrix.txt")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FRESH, STALE = NOW, NOW - timedelta(hours=1)
ME, SOMEBODY, MINE, THEIRS, MY_COHORT = "me", "somebody", "my_force", "their_force", "C1"

OPEN = Window(NOW - timedelta(minutes=1), NOW + timedelta(minutes=59))
ENDED = Window(NOW - timedelta(minutes=60), NOW)

_OWN_FORCES = Resource(entered_by=SOMEBODY, organisation=MINE)
_OTHER_FORCES = Resource(entered_by=SOMEBODY, organisation=THEIRS)

_BY_THEMSELVES: Mapping[str, Resource | None] = {
    "anything": None,
    "own": Resource(entered_by=ME, organisation=MINE),
    "handed over": replace(_OWN_FORCES, assigned=frozenset({ME})),
    "handed over by other force": replace(_OTHER_FORCES, assigned=frozenset({ME})),
    "own force's": _OWN_FORCES,
    "other force's": _OTHER_FORCES,
    "nobody's": Resource(),
    "own act": Resource(entered_by=ME),
    "somebody else's act": Resource(entered_by=SOMEBODY),
}
_WITH_MORE: Mapping[str, tuple[str, Resource]] = {
    "own force's with glass open": ("own force's", replace(_OWN_FORCES, broken_glass={ME: OPEN})),
    "own force's with glass ended": ("own force's", replace(_OWN_FORCES, broken_glass={ME: ENDED})),
    "own force's with glass open for another": ("own force's", replace(_OWN_FORCES, broken_glass={SOMEBODY: OPEN})),
    "other force's with glass open": ("other force's", replace(_OTHER_FORCES, broken_glass={ME: OPEN})),
    "other force's with glass ended": ("other force's", replace(_OTHER_FORCES, broken_glass={ME: ENDED})),
    "own cohort open": ("other force's", replace(_OTHER_FORCES, cohort=MY_COHORT, cohort_open=OPEN)),
    "own cohort closed": ("other force's", replace(_OTHER_FORCES, cohort=MY_COHORT, cohort_open=ENDED)),
    "own victim": ("other force's", replace(_OTHER_FORCES, workers=frozenset({ME}))),
    "another's victim": ("other force's", replace(_OTHER_FORCES, workers=frozenset({SOMEBODY}))),
    "own concern": ("other force's", replace(_OTHER_FORCES, concerned=frozenset({ME}))),
    "another's concern": ("other force's", replace(_OTHER_FORCES, concerned=frozenset({SOMEBODY}))),
    "other cohort open": ("other force's", replace(_OTHER_FORCES, cohort="C2", cohort_open=OPEN)),
}
"""What stands like another, named first, but for one thing more."""

RELATIONS: Mapping[str, Resource | None] = {**_BY_THEMSELVES, **{name: more for name, (_, more) in _WITH_MORE.items()}}
"""What is asked for, as it stands to whoever asks; ``anything`` asks whether there may be something at all."""

IN_CONFLICT: Mapping[str, Resource] = {
    f"in conflict: {name}": replace(resource, conflicts=frozenset({ME}))
    for name, resource in RELATIONS.items()
    if resource is not None
}
"""The same, where a conflict was declared."""

_HEAD = """\
Who may do what, to what, and which groups of fields leave with it. Written by python -m tests.core.access.matrix
and reviewed by people: each change of a line is a change of somebody's access.

A line says who asks; "proof" if he or she must just have proved again who it is; the relations in which it is
allowed; and after "->" the groups of fields that leave. "-" is never. "Anything" asks whether there may be
something to which it may be done: it opens a page's address and lets no field out. A program acts for the account
of an officer or a supervisor, and has proved nothing. Worked out for these relations:

"""


def subject(role: Role, *, proved_at: datetime | None = FRESH, program: str | None = None) -> Subject:
    """Give somebody of a role, of one force, with one cohort."""
    cohorts = frozenset({MY_COHORT})
    return Subject(1, ME, role, MINE, cohorts=cohorts, proved_at=proved_at, program=program)


WHO: Mapping[str, Subject | None] = {
    "not signed in": None,
    **{role.value: subject(role) for role in Role},
    "program, officer": subject(Role.POLICE_OFFICER, program="P1"),
    "program, supervisor": subject(Role.POLICE_SUPERVISOR, program="P1"),
}


def matrix() -> str:
    """Write every decision."""
    worked_out = [f"  {name}" for name in _BY_THEMSELVES]
    worked_out += [f"  {name} (named where it differs from {base})" for name, (base, _) in _WITH_MORE.items()]
    worked_out += ["  in conflict: each of them but the first (named where it is allowed)"]
    blocks = [
        "\n".join(
            [
                f"{action.value}: {action.label}",
                *(f"  {name:<22}{line(person, action)}" for name, person in WHO.items()),
            ]
        )
        for action in Action
    ]
    return "\n\n".join([_HEAD + "\n".join(worked_out), *blocks]) + "\n"


def line(person: Subject | None, action: Action) -> str:
    allowed = _allowed(person, action)
    if not allowed:
        return "-"
    if len(allowed) == len(RELATIONS) + len(IN_CONFLICT):
        return "everything, in conflict too"
    stale = _allowed(replace(person, proved_at=STALE) if person else None, action)
    proof = "" if stale == allowed else "proof: " if not stale else "PROOF FOR SOME: "
    by_fields: dict[frozenset[FieldGroup], list[str]] = {}
    for name in _named(allowed):
        by_fields.setdefault(allowed[name], []).append(name)
    said = [f"{_relations(names)}{_leaving(fields)}" for fields, names in by_fields.items()]
    lost = [f"NOT {name}" for name, (base, _) in _WITH_MORE.items() if base in allowed and name not in allowed]
    return proof + "; ".join(said + lost)


def _allowed(person: Subject | None, action: Action) -> dict[str, frozenset[FieldGroup]]:
    answers = {name: decide(person, action, resource, NOW) for name, resource in (RELATIONS | IN_CONFLICT).items()}
    return {name: answer.fields for name, answer in answers.items() if answer.allowed}


def _named(allowed: Mapping[str, frozenset[FieldGroup]]) -> list[str]:
    """Leave out what stands as the relation does that it is like."""
    like = {name: base for name, (base, _) in _WITH_MORE.items()}
    return [name for name, fields in allowed.items() if name not in like or allowed.get(like[name]) != fields]


def _relations(names: Sequence[str]) -> str:
    left_out = [name for name in _BY_THEMSELVES if name not in names and name != "anything"]
    if len(left_out) > 3 or not set(names) <= set(_BY_THEMSELVES):
        return ", ".join(names)
    return "everything" + (f" but {', '.join(left_out)}" if left_out else "")


def _leaving(fields: frozenset[FieldGroup]) -> str:
    if not fields:
        return ""
    missing = [group.value for group in FieldGroup if group not in fields]
    if len(missing) <= 2:
        return " -> all fields" + (f" but {', '.join(missing)}" if missing else "")
    return f" -> {', '.join(group.value for group in FieldGroup if group in fields)}"


if __name__ == "__main__":
    REVIEWED.write_text(matrix())
