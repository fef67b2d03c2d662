"""Reading policy from TOML: plain rules are written beside the plugin's code and validated when they are read.

A file has a table ``[area]`` and lists of rules, one list a hook::

    [[risk]]
    kind = "risk_ceiling"
    id = "west_yorkshire.risk_ceiling"
    value = "standard"
    valid_from = 2020-10-01
    source = { title = "...", url = "...", paragraph = "...", retrieved = 2026-11-23 }
"""

import tomllib
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from cara.policy.errors import PolicyProblem
from cara.policy.kinds import (
    AnyRule,
    AttendanceRule,
    EligibilityRule,
    MessageRule,
    ReferralSourceRule,
    RiskRule,
    SchedulingRule,
    VictimContactRule,
)
from cara.policy.model import AreaProfile, Frozen


class PolicyFileProblem(PolicyProblem):
    """A policy file cannot be read: which, where in it, and why, all problems at once."""

    def __init__(self, file: str, problems: tuple[str, ...]) -> None:
        self.file, self.problems = file, problems
        super().__init__(f"policy file {file} has {len(problems)} problem(s): {'; '.join(problems)}")


class PolicyFile(Frozen):
    """What one policy file states, one field a hook."""

    area: AreaProfile | None = None
    eligibility: tuple[EligibilityRule, ...] = ()
    risk: tuple[RiskRule, ...] = ()
    referral_sources: tuple[ReferralSourceRule, ...] = ()
    scheduling: tuple[SchedulingRule, ...] = ()
    attendance: tuple[AttendanceRule, ...] = ()
    victim_contact: tuple[VictimContactRule, ...] = ()
    messages: tuple[MessageRule, ...] = ()

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        """Give every rule of the file, whichever hook it answers."""
        return (
            *self.eligibility,
            *self.risk,
            *self.referral_sources,
            *self.scheduling,
            *self.attendance,
            *self.victim_contact,
            *self.messages,
        )

    @property
    def profile(self) -> AreaProfile:
        """Give the area's profile.

        Raises:
            PolicyFileProblem: the file has no table ``[area]``.
        """
        if self.area is None:
            raise PolicyFileProblem("(read)", ("it has no table [area]: add one with id, name and police",))
        return self.area


def read_policy(package: str, name: str) -> PolicyFile:
    """Read and validate a policy file that is shipped in a package.

    Raises:
        PolicyFileProblem: the file is missing, is not TOML, or states something that no rule can hold.
    """
    try:
        text = files(package).joinpath(name).read_text(encoding="utf-8")
        return PolicyFile.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyFileProblem(name, (f"it cannot be read ({error.__class__.__name__})",)) from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyFileProblem(name, (f"it is not TOML: {error}",)) from error
    except ValidationError as error:
        raise PolicyFileProblem(name, tuple(map(_in_words, error.errors()))) from error


def _in_words(error: Any) -> str:  # Any: pydantic's ErrorDetails, which is a TypedDict of its own core
    place = ".".join(str(part) for part in error["loc"])
    return f"{place}: {error['msg']} (given: {str(error['input'])[:60]!r})"
