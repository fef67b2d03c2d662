"""The strict template Environment: ours, and an area's named blocks over it.

A page is looked for in the instance's layer, the area's and then in ours; ``!core/...`` always reaches the original.
A layer only fills blocks whose names begin with ``area_``, and never a page about safeguarding, consent, audit or
errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    nodes,
)

from cara.vocabulary import CaraError

CORE = "!core"
OPEN_BLOCK = "area_"
CLOSED_TO_AREAS = (
    "layout/problem",
    "safeguarding/",
    "victims/",
    "consent/",
    "oversight/",
    "staff/",
    "entrance/sign",
    "entrance/join",
    "entrance/account",
    "entrance/pass",
    "entrance/prove",
    "entrance/privacy",
)
_CORE_FOLDER = Path(__file__).resolve().parent.parent


class TemplateRefused(CaraError):
    """A template of an area or an instance does what only the core's own templates may do."""

    def __init__(self, layer: str, template: str, problem: str) -> None:
        self.layer, self.template, self.problem = layer, template, problem
        super().__init__(f"The template '{template}' of '{layer}' cannot be used: {problem}.")


@dataclass(frozen=True)
class TemplateLayer:
    """Templates over ours: an instance's or an area's, in a folder."""

    name: str
    folder: Path


def strict_environment(layers: tuple[TemplateLayer, ...] = ()) -> Environment:
    """Build the Environment of our templates; the first layer is asked first.

    Raises:
        TemplateRefused: a layer's template replaces more than open blocks.
    """
    core = _OnlyPages(FileSystemLoader(_CORE_FOLDER))
    loaders = {layer.name: FileSystemLoader(layer.folder) for layer in layers}
    environment = Environment(
        loader=ChoiceLoader([*loaders.values(), core, PrefixLoader({CORE: core, **loaders})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    for name, loader in loaders.items():
        for template in loader.list_templates():
            _check(environment, name, template, loader)
    return environment


class _OnlyPages(BaseLoader):
    """Let templates lie beside the code of their room without offering the code as templates."""

    def __init__(self, files: FileSystemLoader) -> None:
        self._files = files

    def get_source(self, environment: Environment, template: str):  # type: ignore[no-untyped-def] # noqa: ANN202 - the loader's own type names a callable of its module
        if not template.endswith(".html"):
            raise TemplateNotFound(template)
        return self._files.get_source(environment, template)

    def list_templates(self) -> list[str]:
        return [name for name in self._files.list_templates() if name.endswith(".html")]


def _check(environment: Environment, layer: str, template: str, loader: FileSystemLoader) -> None:
    for problem in _problems(environment, template, loader):
        raise TemplateRefused(layer, template, problem)


def _problems(environment: Environment, template: str, loader: FileSystemLoader) -> Iterator[str]:
    if template.startswith(CLOSED_TO_AREAS):
        yield "pages about safeguarding, victims, consent, audit, sign-in and errors are the same in every area"
        return
    tree = environment.parse(loader.get_source(environment, template)[0])
    for node in tree.body:
        match node:
            case nodes.Extends(template=nodes.Const(value=str(parent))):
                if parent != f"{CORE}/{template}":
                    yield f"it must extend '{CORE}/{template}', and extends '{parent}'"
            case nodes.Block(name=name):
                if not name.startswith(OPEN_BLOCK):
                    yield f"the block '{name}' is not open to areas: those named '{OPEN_BLOCK}...' are"
            case nodes.Output(nodes=[nodes.TemplateData(data=text)]) if not text.strip():
                pass
            case _:
                yield "it may hold nothing but 'extends' and named blocks"
    if not any(isinstance(node, nodes.Extends) for node in tree.body):
        yield f"it must begin with 'extends \"{CORE}/{template}\"'"
