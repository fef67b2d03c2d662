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
    if inspect.iscoroutinefunction(judge) or inspect.isgeneratorfunction(judge):
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


def _source_digest(rule: CodeRule, provenance: Provenance) -> str:
    assert rule.judge is not None
    try:
        return hashlib.sha256(inspect.getsource(inspect.getmodule(rule.judge) or rule.judge).encode()).hexdigest()
    except (OSError, TypeError) as error:
        raise PluginContractError(
            provenance.plugin, rule.id, "the source of the rule's function cannot be read, so it could not be replayed"
        ) from error
