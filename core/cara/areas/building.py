"""Asking one plugin its hooks, once, and making its policy book."""

from typing import Any

import pluggy

from cara.areas.code_rules import with_origin
from cara.areas.contract import RULE_HOOKS, WHOLE_PLUGIN, AreaPluginManager, check_answer
from cara.areas.errors import PluginContractError
from cara.areas.plugin import AreaPlugin
from cara.policy import AreaProfile, CodeRule, Layer, PolicyBook, Provenance, national_floor
from cara.vocabulary import CaraError

ITS_RULES = "its rules"


def build_book(manager: AreaPluginManager, plugin: AreaPlugin, provenance: Provenance) -> PolicyBook:
    """Ask a registered plugin every hook and make its book; all or nothing, no rule is skipped.

    Raises:
        PluginContractError: the plugin raised, or an answer does not fit, or the rules contradict each other or the
            national floor.
    """
    asking = _Asking(manager, plugin, provenance.plugin)
    floor = national_floor()
    area: AreaProfile = asking.ask("cara_area")
    rules = [rule for hook in RULE_HOOKS for rule in asking.ask(hook, floor=floor)]
    dated = [with_origin(rule, provenance) if isinstance(rule, CodeRule) else rule for rule in rules]
    try:
        book = PolicyBook.of(area, floor, Layer.of(area.id, provenance, dated))
    except CaraError as error:
        raise PluginContractError(provenance.plugin, ITS_RULES, str(error)) from error
    _check_read_back(book, provenance.plugin)
    return book


def _check_read_back(book: PolicyBook, plugin: str) -> None:
    """Check that the stored book will be the same book: else its decisions could never be replayed."""
    try:
        read_back = PolicyBook.model_validate_json(book.canonical_json)
    except ValueError as error:
        raise PluginContractError(plugin, ITS_RULES, f"cannot be stored and read back: {error}") from error
    if read_back.digest != book.digest:
        raise PluginContractError(plugin, ITS_RULES, "are not the same once they have been stored and read back")


class _Asking:
    """Calls one plugin's hooks, and no other's: one exception must not lose the others' answers."""

    def __init__(self, manager: AreaPluginManager, plugin: AreaPlugin, name: str) -> None:
        self._manager, self._plugin, self._name = manager, plugin, name
        self._others = [other for other in manager.get_plugins() if other is not plugin]

    def ask(self, hook: str, **arguments: Any) -> Any:  # Any: each hook has its own
        caller = self._manager.subset_hook_caller(hook, self._others)
        return check_answer(self._name, hook, self._call(hook, caller, arguments))

    def _call(self, hook: str, caller: pluggy.HookCaller, arguments: dict[str, Any]) -> list[Any]:
        if not caller.get_hookimpls():
            return [getattr(AreaPlugin, hook)(self._plugin, **arguments)]
        try:
            return list(caller(**arguments))
        except CaraError as error:
            raise PluginContractError(self._name, hook, str(error)) from error
        except (Exception, SystemExit) as error:
            raise PluginContractError(self._name, hook, f"raised {described(error)}") from error


def described(error: BaseException) -> str:
    """Write an error of a plugin's: its type, and its words where it has any and they can be had."""
    try:
        words = str(error)
    except Exception:  # noqa: BLE001 - the words are the plugin's code too
        words = "its words cannot be read"
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def provenance_of(name: str, distribution: str, version: str | None) -> Provenance:
    """Say which installed software a plugin is.

    Raises:
        PluginContractError: it is in no installed distribution, so that its version could not be told later.
    """
    if not version:
        raise PluginContractError(name, WHOLE_PLUGIN, f"the distribution '{distribution}' is not installed")
    return Provenance(plugin=name, distribution=distribution, version=version)
