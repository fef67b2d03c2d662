"""GOV.UK Frontend's components, called from our templates as ``govuk.button(text="Continue")``.

The macros rely on Jinja's lenient ``Undefined``, so they are rendered in an Environment of their own and ours stays
strict. The parameters are those of GOV.UK Frontend's documentation. Whatever is given as HTML must be markup already.
"""

import marshal
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from cara.vocabulary import CaraError

_PACKAGE = "govuk_frontend_jinja"
NAMES = (
    "back_link",
    "breadcrumbs",
    "button",
    "character_count",
    "checkboxes",
    "date_input",
    "details",
    "error_message",
    "error_summary",
    "fieldset",
    "hint",
    "input",
    "inset_text",
    "label",
    "notification_banner",
    "pagination",
    "panel",
    "phase_banner",
    "radios",
    "select",
    "service_navigation",
    "skip_link",
    "summary_list",
    "table",
    "tag",
    "task_list",
    "textarea",
    "warning_text",
)
"""The components whose styles are in our stylesheet. Those that bring in GOV.UK's own marks are not among them."""

REPEATED = frozenset(
    {"back_link", "button", "input", "pagination", "phase_banner", "select", "service_navigation", "skip_link", "tag"}
)
"""The components that are shown alike again and again and hold no name: each is rendered once and kept.

What somebody typed into one may be a name: with a ``value`` it is not kept.
"""

_KEPT = 256
_ALIKE = 2
"""The form of ``marshal`` in which equal values of equal types are always written alike."""


class NotMarkup(CaraError):
    """A template gave plain text where a component takes HTML."""

    def __init__(self, parameter: str) -> None:
        self.parameter = parameter
        super().__init__(
            f"The parameter '{parameter}' of a component takes markup, and plain text was given: give it as 'text', or "
            "build it in the template with {% set %}."
        )


class NoSuchComponent(CaraError, AttributeError):
    """A template asked for a component that our stylesheet does not have."""

    def __init__(self, component: str) -> None:
        self.component = component
        super().__init__(f"There is no component '{component}' here. There are: {', '.join(NAMES)}.")


@cache
def lenient_environment() -> Environment:
    """Give the Environment of GOV.UK Frontend's macros. Only they are rendered in it."""
    loader = PrefixLoader({_PACKAGE: PackageLoader(_PACKAGE)})
    return Environment(loader=loader, autoescape=True, auto_reload=False, cache_size=-1)


@cache
def macro(component: str) -> Callable[[Mapping[str, object]], Markup]:
    """Give the macro of a component by its name in GOV.UK Frontend, e.g. ``date-input``."""
    template = lenient_environment().get_template(f"{_PACKAGE}/components/{component}/macro.html")
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    found: Callable[[Mapping[str, object]], Markup] = getattr(template.module, name)
    return found


class Components:
    """The object ``govuk`` of the templates: one method for each component."""

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name not in NAMES:
            raise NoSuchComponent(name)
        rendered = macro(name.replace("_", "-"))

        def component(**parameters: object) -> Markup:
            _refuse_plain_html(parameters)
            return rendered({key: value for key, value in parameters.items() if value is not None})

        found = _kept(component) if name in REPEATED else component
        setattr(self, name, found)
        return found


def _kept(component: Callable[..., Markup]) -> Callable[..., Markup]:
    """Render a component once for the same plain values; among others, markup is none."""

    @lru_cache(_KEPT)
    def remembered(plain: bytes) -> Markup:
        return component(**marshal.loads(plain))  # noqa: S302 - written below, in this process

    def kept(**parameters: object) -> Markup:
        if parameters.get("value"):
            return component(**parameters)
        try:
            plain = marshal.dumps(parameters, _ALIKE)
        except ValueError:  # something is in it that is no plain value
            return component(**parameters)
        return remembered(plain)

    return kept


def _refuse_plain_html(given: object) -> None:
    if isinstance(given, Mapping):
        for key, value in given.items():
            if _takes_html(key) and value and not hasattr(value, "__html__"):
                raise NotMarkup(str(key))
            _refuse_plain_html(value)
    elif isinstance(given, Sequence) and not isinstance(given, str | bytes):
        for value in given:
            _refuse_plain_html(value)


def _takes_html(key: object) -> bool:
    return (isinstance(key, str) and (key == "html" or key.endswith("Html"))) or key == "caller"
