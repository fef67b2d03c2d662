"""What can be wrong with a plugin, in words that name the plugin, the hook and the problem."""

from cara.vocabulary import CaraError


class PluginContractError(CaraError):
    """A plugin does not keep the contract of a hook. Its area is unavailable; the others go on."""

    def __init__(self, plugin: str, hook: str, problem: str) -> None:
        self.plugin, self.hook, self.problem = plugin, hook, problem
        super().__init__(f"area plugin '{plugin}', {hook}: {problem}")


class AreaUnavailable(CaraError):
    """An area that is asked for is not installed, or its plugin is broken. Nothing is decided for it."""

    def __init__(self, area: str, reason: str) -> None:
        self.area, self.reason = area, reason
        super().__init__(f"Area '{area}' is unavailable: {reason}")
