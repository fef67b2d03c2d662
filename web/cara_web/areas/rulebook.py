"""An area's rules on one day, in groups of topics, with what is not known and what nobody has published."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from cara.policy import (
    UNKNOWN,
    AreaProfile,
    AttendanceRule,
    BookRule,
    EligibilityRule,
    PolicyBook,
    ReferralSourceRule,
    RiskRule,
    Rule,
    SchedulingRule,
    VictimContactRule,
)
from cara.policy.national import OWNER
from cara.vocabulary.dates import in_words

_GROUPS: tuple[tuple[str, object], ...] = (
    ("Who may take part", EligibilityRule),
    ("Risk", RiskRule),
    ("Who may refer", ReferralSourceRule),
    ("Days, groups and deadlines", SchedulingRule),
    ("Attendance", AttendanceRule),
    ("Victim contact", VictimContactRule),
)


@dataclass(frozen=True, slots=True)
class ShownRule:
    """One rule as people read it."""

    rule: Rule
    says: str
    national: bool
    stated_by: str
    dates: str
    not_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Topics that belong together: their rules in force, and those about which nobody has published one."""

    name: str
    rules: tuple[ShownRule, ...]
    silent: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where the group begins on its page."""
        return self.name.lower().replace(",", "").replace(" ", "-")


def groups_of(book: PolicyBook, on: date) -> tuple[Group, ...]:
    """Put the rules in force on a day into groups.

    Raises:
        NoPolicyInForce: a topic that every area answers has no rule on that day.
    """
    in_force, silent = book.in_force(on), book.silent_about(on)
    return tuple(
        Group(
            name,
            tuple(_shown(item) for item in in_force if isinstance(item.rule, kinds)),
            tuple(kind.topic for kind in silent if issubclass(kind, kinds)),
        )
        for name, kinds in ((name, _kinds_of(union)) for name, union in _GROUPS)
    )


def unknowns_of(book: PolicyBook, on: date) -> list[str]:
    """Name everything about which a rule is stated but not known."""
    return [unknown for item in book.in_force(on) for unknown in item.rule.unknowns()]


def profile_of(area: AreaProfile) -> list[tuple[str, str]]:
    """Say who the area is."""
    partner = [("Partner", _or_unknown(area.partner))] if area.partner is not None else []
    districts = ", ".join(district.name for district in area.districts)
    return [
        ("Police", area.police.name),
        ("Commissioner", _or_unknown(area.commissioner)),
        ("Provider", _or_unknown(area.provider)),
        *partner,
        ("Commissioned from", _or_unknown(area.commissioned_from)),
        ("Commissioned to", _or_unknown(area.commissioned_to)),
        ("Districts", districts or "None stated"),
    ]


def is_national(rule: Rule) -> bool:
    """Tell whether a rule binds every area."""
    return rule.id.startswith(f"{OWNER}.")


def _kinds_of(union: object) -> tuple[type[Rule], ...]:
    parts = get_args(get_args(union)[0]) if get_args(union) else (union,)
    return tuple(kind for kind in parts if isinstance(kind, type) and issubclass(kind, Rule))


def _shown(item: BookRule) -> ShownRule:
    rule, stated = item.rule, item.layer.provenance
    return ShownRule(
        rule=rule,
        says=rule.in_words(),
        national=is_national(rule),
        stated_by=f"{stated.distribution} {stated.version}",
        dates=_dates(rule),
        not_known=rule.unknowns(),
    )


def _dates(rule: Rule) -> str:
    begins = f"from {in_words(rule.valid_from, weekday=False)}" if rule.valid_from else "no first day is published"
    if rule.valid_to is None:
        return f"{begins}, until further notice"
    ended = ", and then nothing takes its place" if rule.ended_for_good else ""
    return f"{begins}, to {in_words(rule.valid_to, weekday=False)} (included){ended}"


def _or_unknown(value: str | date | None) -> str:
    if isinstance(value, date):
        return in_words(value, weekday=False)
    return "Not known" if value in {None, UNKNOWN} else str(value)
