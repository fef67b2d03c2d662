"""Finding the installed areas: each available with its book, or unavailable with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points

from cara.areas.building import build_book, described, provenance_of
from cara.areas.contract import WHOLE_PLUGIN, AreaPluginManager, check_shape
from cara.areas.errors import AreaUnavailable, PluginContractError
from cara.areas.plugin import AreaPlugin
from cara.policy import PolicyBook, Provenance

GROUP = "cara.areas"


@dataclass(frozen=True, slots=True)
class InstalledArea:
    """One plugin that was found: its book, or the reason why it has none."""

    name: str
    distribution: str
    version: str | None
    book: PolicyBook | None = None
    problem: str | None = None


class Areas:
    """The areas that are installed, by name. A broken one is shown with its reason and never lost."""

    def __init__(self, installed: Iterable[InstalledArea]) -> None:
        self._by_name: Mapping[str, InstalledArea] = {
            area.name: area for area in sorted(installed, key=lambda a: a.name)
        }

    @cached_property
    def all(self) -> tuple[InstalledArea, ...]:
        """Give every area found, in the order of their names."""
        return tuple(self._by_name.values())

    def book(self, name: str) -> PolicyBook:
        """Give an area's policy book.

        Raises:
            AreaUnavailable: no such area is installed, or its plugin is broken.
        """
        area = self._by_name.get(name)
        if area is None:
            known = ", ".join(self._by_name) or "none"
            raise AreaUnavailable(name, f"no such area is installed (installed: {known})")
        if area.book is None:
            raise AreaUnavailable(name, area.problem or "its plugin is broken")
        return area.book


def discover() -> Areas:
    """Load every entry point of the group ``cara.areas`` and build the books."""
    return from_entry_points(entry_points(group=GROUP))


def from_entry_points(points: Iterable[EntryPoint]) -> Areas:
    """Load the given entry points; the order in which they come does not matter."""
    loaded = [_load(point) for point in sorted(points, key=lambda point: (point.name, point.value))]
    return from_plugins(loaded)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plugin before it has been asked anything: the object, or the problem that kept it from loading."""

    name: str
    distribution: str
    version: str | None
    plugin: object = None
    problem: str | None = None


def _load(point: EntryPoint) -> Candidate:
    distribution = point.dist.name if point.dist else "(none)"
    version = point.dist.version if point.dist else None
    try:
        return Candidate(point.name, distribution, version, plugin=point.load())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way; the others go on
        problem = str(PluginContractError(point.name, WHOLE_PLUGIN, f"cannot be loaded: {described(error)}"))
        return Candidate(point.name, distribution, version, problem=problem)


def from_plugins(candidates: Iterable[Candidate]) -> Areas:
    """Check, register and build every candidate through one plugin manager."""
    manager = AreaPluginManager()
    ready: list[tuple[Candidate, AreaPlugin, Provenance]] = []
    found: list[InstalledArea] = []
    for candidate in sorted(candidates, key=lambda item: (item.name, item.distribution)):
        if candidate.problem is not None:
            found.append(_broken(candidate, candidate.problem))
            continue
        try:
            ready.append(_register(manager, candidate))
        except Exception as error:  # noqa: BLE001 - as above
            found.append(_broken(candidate, _why(candidate.name, error)))
    found.extend(_build(manager, *item) for item in ready)
    return Areas(_without_namesakes(found))


def _register(manager: AreaPluginManager, candidate: Candidate) -> tuple[Candidate, AreaPlugin, Provenance]:
    plugin = check_shape(candidate.name, candidate.plugin)
    provenance = provenance_of(candidate.name, candidate.distribution, candidate.version)
    if manager.has_plugin(candidate.name) or plugin in manager.get_plugins():
        raise PluginContractError(candidate.name, WHOLE_PLUGIN, "another plugin with this name or object is installed")
    manager.register(plugin, name=candidate.name)
    return candidate, plugin, provenance


def _build(
    manager: AreaPluginManager, candidate: Candidate, plugin: AreaPlugin, provenance: Provenance
) -> InstalledArea:
    try:
        book = build_book(manager, plugin, provenance)
    except Exception as error:  # noqa: BLE001 - as above
        return _broken(candidate, _why(candidate.name, error))
    if book.area.id != candidate.name:
        problem = f"calls itself '{book.area.id}', but its entry point '{candidate.name}': the names must agree"
        return _broken(candidate, str(PluginContractError(candidate.name, "cara_area", problem)))
    return InstalledArea(candidate.name, candidate.distribution, candidate.version, book=book)


def _why(name: str, error: Exception) -> str:
    """Say why an area is unavailable. What has no words of ours is named by its type: its own words may fail too."""
    if isinstance(error, PluginContractError):
        return str(error)
    return str(PluginContractError(name, WHOLE_PLUGIN, f"cannot be examined: it causes {type(error).__name__}"))


def _broken(candidate: Candidate, problem: str) -> InstalledArea:
    return InstalledArea(candidate.name, candidate.distribution, candidate.version, problem=problem)


def _without_namesakes(found: list[InstalledArea]) -> list[InstalledArea]:
    namesakes = {area.name: [other for other in found if other.name == area.name] for area in found}
    return [areas[0] if len(areas) == 1 else _ambiguous(areas) for areas in namesakes.values()]


def _ambiguous(areas: list[InstalledArea]) -> InstalledArea:
    name, distributions = areas[0].name, sorted(area.distribution for area in areas)
    problem = PluginContractError(
        name, WHOLE_PLUGIN, f"{' and '.join(distributions)} each provide an area of this name: remove all but one"
    )
    return InstalledArea(name, distributions[0], None, problem=str(problem))
