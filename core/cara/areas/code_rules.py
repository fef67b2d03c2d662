"""The origin of an area's code rules: which distribution, version and source text a rule's function has."""

import hashlib
import inspect

from cara.areas.errors import PluginContractError
from cara.policy import CodeRule, Provenance


def with_origin(rule: CodeRule, provenance: Provenance) -> CodeRule:
    """Give the rule with the origin of its function filled in.

    Raises:
        PluginContractError: the rule has no function, or it is not a plain one, or its source cannot be read.
    """
    judge = rule.judge
    if judge is None or not inspect.isfunction(judge):
        raise PluginContractError(provenance.plugin, rule.id, "a code rule needs a plain function as 'judge'")
    if not returns_plainly(judge):
        raise PluginContractError(provenance.plugin, rule.id, "the function of a code rule must be a plain 'def'")
    if len(inspect.signature(judge).parameters) != 1:
        raise PluginContractError(
            provenance.plugin, rule.id, "the function of a code rule takes one argument, the facts"
        )
    return rule.model_copy(
        update={
            "distribution": provenance.distribution,
            "version": provenance.version,
            "source_sha256": _source_digest(rule, provenance),
        }
    )


def returns_plainly(function: object) -> bool:
    """Tell whether calling a function gives its answer: it is not asynchronous and it does not yield."""
    return not (
        inspect.iscoroutinefunction(function)
        or inspect.isgeneratorfunction(function)
        or inspect.isasyncgenfunction(function)
    )


def _source_digest(rule: CodeRule, provenance: Provenance) -> str:
    judge = rule.judge
    assert inspect.isfunction(judge)
    try:
        source = inspect.getsource(inspect.getmodule(judge) or judge)
        return hashlib.sha256(f"{judge.__qualname__}\n{source}".encode()).hexdigest()
    except (OSError, TypeError) as error:
        raise PluginContractError(
            provenance.plugin, rule.id, "the source of the rule's function cannot be read, so it could not be replayed"
        ) from error
