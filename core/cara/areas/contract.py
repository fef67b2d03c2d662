"""The contract of the hooks, checked before and after a plugin is asked anything.

Pluggy itself accepts wrong return types, fewer arguments, coroutines that nobody awaits, misspelt hooks and classes in
place of objects; a ``None`` vanishes and one exception loses every answer. Each of these is refused here in words.
"""

import difflib
import inspect
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pluggy
from pydantic import TypeAdapter, ValidationError

from cara.areas.code_rules import returns_plainly
from cara.areas.errors import PluginContractError
from cara.areas.plugin import AreaPlugin
from cara.policy import (
    AreaProfile,
    AttendanceRule,
    EligibilityRule,
    MessageRule,
    ReferralSourceRule,
    RiskRule,
    SchedulingRule,
    VictimContactRule,
)
from cara.policy.kinds import KINDS
from cara.policy.rule import Rule

PREFIX = "cara_"
WHOLE_PLUGIN = "the plugin itself"

# Any: each hook returns models of its own.
RETURNS: Mapping[str, TypeAdapter[Any]] = {
    "cara_area": TypeAdapter(AreaProfile),
    "cara_eligibility_rules": TypeAdapter(tuple[EligibilityRule, ...]),
    "cara_risk_thresholds": TypeAdapter(tuple[RiskRule, ...]),
    "cara_referral_sources": TypeAdapter(tuple[ReferralSourceRule, ...]),
    "cara_scheduling_policy": TypeAdapter(tuple[SchedulingRule, ...]),
    "cara_attendance_policy": TypeAdapter(tuple[AttendanceRule, ...]),
    "cara_victim_contact_policy": TypeAdapter(tuple[VictimContactRule, ...]),
    "cara_messages": TypeAdapter(tuple[MessageRule, ...]),
}
"""Every hook with what it must return."""

RULE_HOOKS = tuple(hook for hook in RETURNS if hook != "cara_area")


class AreaPluginManager(pluggy.PluginManager):
    """A plugin manager that takes every function of the hooks' names as an answer: no marker can be forgotten."""

    def __init__(self) -> None:
        super().__init__("cara")
        self.add_hookspecs(AreaPlugin)

    def parse_hookspec_opts(self, module_or_class: object, name: str) -> pluggy.HookspecOpts | None:
        """Take every hook of the base class as a specification."""
        if name not in RETURNS:
            return super().parse_hookspec_opts(module_or_class, name)  # type: ignore[arg-type]  # pluggy's private alias
        return {"firstresult": False, "historic": False, "warn_on_impl": None, "warn_on_impl_args": None}

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        """Take the plugin's own functions as answers, and never the base class's: those are defaults.

        The attribute is read statically, so that looking at a plugin does not run its properties.
        """
        if name not in RETURNS or not _is_own_answer(plugin, name):
            return None
        return {
            "wrapper": False,
            "hookwrapper": False,
            "optionalhook": False,
            "tryfirst": False,
            "trylast": False,
            "specname": None,
        }


def _is_own_answer(plugin: object, name: str) -> bool:
    found = inspect.getattr_static(plugin, name, None)
    return found is not None and found is not inspect.getattr_static(AreaPlugin, name)


def check_shape(name: str, plugin: object) -> AreaPlugin:
    """Check, without running any of its code, that an object can answer the hooks.

    Raises:
        PluginContractError: it is a class, not an ``AreaPlugin``, misspells a hook, or a hook has another form.
    """
    if inspect.isclass(plugin):
        raise PluginContractError(
            name,
            WHOLE_PLUGIN,
            f"{plugin.__name__} is a class: name an object of it, for example plugin = {plugin.__name__}()",
        )
    if not isinstance(plugin, AreaPlugin):
        raise PluginContractError(
            name, WHOLE_PLUGIN, f"a {type(plugin).__name__} is not an AreaPlugin: subclass cara.areas.AreaPlugin"
        )
    if (type(plugin).__eq__, type(plugin).__hash__) != (object.__eq__, object.__hash__):
        raise PluginContractError(
            name, WHOLE_PLUGIN, "must be told apart by identity: no __eq__ or __hash__ (for a dataclass, eq=False)"
        )
    named = {*dir(type(plugin)), *getattr(plugin, "__dict__", {})}
    for attribute in sorted(attribute for attribute in named if attribute.startswith(PREFIX)):
        _check_hook(name, plugin, attribute)
    return plugin


def _check_hook(name: str, plugin: AreaPlugin, hook: str) -> None:
    if hook not in RETURNS:
        raise PluginContractError(name, hook, f"there is no such hook{_did_you_mean(hook)}")
    answer = inspect.getattr_static(plugin, hook)
    if not inspect.isfunction(answer):
        raise PluginContractError(name, hook, f"must be a plain method, not a {type(answer).__name__}")
    if not returns_plainly(answer):
        raise PluginContractError(name, hook, "must be a plain 'def' that returns its answer: no async, no yield")
    expected, given = _parameters(getattr(AreaPlugin, hook)), _parameters(answer)
    if expected != given:
        raise PluginContractError(name, hook, f"must take {expected}, but takes {given}")


def _did_you_mean(hook: str) -> str:
    close = difflib.get_close_matches(hook, RETURNS, n=1)
    return f": did you mean {close[0]}?" if close else f"; the hooks are {', '.join(RETURNS)}"


def _parameters(function: Any) -> str:  # Any: any function
    """Write a function's parameters: pluggy would leave out one that has a default or can only be named."""
    bare = [each.replace(annotation=each.empty) for each in inspect.signature(function).parameters.values()]
    return str(inspect.Signature(bare))


def check_answer(name: str, hook: str, answers: list[Any]) -> Any:  # Any: what a plugin gave, before it is checked
    """Check what a plugin answered to one hook and give it back validated.

    Raises:
        PluginContractError: there is no answer, or it is not what the hook returns.
    """
    if not answers:
        raise PluginContractError(name, hook, "returned None; return an empty list where the area states nothing")
    answer = answers[0]
    if inspect.isawaitable(answer):
        _close(answer)
        raise PluginContractError(name, hook, "returned something to await; return the answer itself")
    if isinstance(answer, Iterator | AsyncIterator):
        raise PluginContractError(name, hook, f"returned a {type(answer).__name__}; return a list that is whole")
    try:
        checked = RETURNS[hook].validate_python(answer)
    except ValidationError as error:
        raise PluginContractError(name, hook, _first_problems(answer, error)) from error
    for given in answer if isinstance(checked, tuple) else ():
        if isinstance(given, Rule) and type(given) not in KINDS:
            raise PluginContractError(name, hook, f"returned a {type(given).__name__}: a kind cannot be subclassed")
    return checked


def _close(answer: Any) -> None:  # Any: an awaitable; only coroutines can be closed
    close = getattr(answer, "close", None)
    if callable(close):
        close()


def _first_problems(answer: object, error: ValidationError) -> str:
    problems = [f"{'.'.join(map(str, item['loc'])) or 'the answer'}: {item['msg']}" for item in error.errors()[:3]]
    more = f" (and {error.error_count() - len(problems)} more)" if error.error_count() > len(problems) else ""
    return f"returned a {type(answer).__name__} that does not fit: {'; '.join(problems)}{more}"
