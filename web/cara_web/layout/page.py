"""Rendering a page: what every page knows, and the response that carries it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from jinja2 import Environment
from litestar import MediaType, Response
from litestar.response import Redirect

from cara.access import Role
from cara.staff import SignedIn
from cara.vocabulary import Reference, ReferenceProblem
from cara.vocabulary.dates import in_moment, in_words
from cara_web.assets import Assets
from cara_web.forgery import form_token
from cara_web.instance import WebInstance
from cara_web.layout.components import Components
from cara_web.layout.environment import strict_environment
from cara_web.layout.navigation import Shown, may_reach, menu
from cara_web.visits import Connection, Visit, visit_of

SERVICE = "CARA"
_PAGES = "cara_pages"


@dataclass(frozen=True, slots=True)
class Banner:
    """What was just done and what it means, shown once above a page."""

    text: str
    type: Literal["success"] | None = "success"
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds a page."""

    area_name: str
    run_by: str
    demo: bool
    person: SignedIn | None
    menu: tuple[Shown, ...]
    nonce: str
    request_id: str
    csrf_token: Callable[[], str]
    no_schedule: bool = False
    """Whether this person is to be told that the instance has no retention schedule."""
    may_reach: Callable[[str], bool] = lambda _href: False
    """Tells whether the menu leads this person to a page, wherever it stands in it."""

    @property
    def service_name(self) -> str:
        """The name of the service in titles."""
        return f"{SERVICE} {self.area_name}".strip()

    def menu_items(self) -> list[dict[str, object]]:
        """Give the menu as GOV.UK's service navigation takes it."""
        return [{"text": entry.text, "href": entry.href, "active": entry.here} for entry in self.menu]


class Pages:
    """The templates of one instance, and the routes that its menu may lead to."""

    def __init__(self, instance: WebInstance, assets: Assets, routes: Collection[str]) -> None:
        self._instance, self.routes = instance, routes
        self.environment: Environment = strict_environment(instance.template_layers)
        self.environment.globals |= {
            "govuk": Components(),
            "asset": assets.address,
            "legend_of": _legend_of,
        }
        self.environment.filters |= {
            "day": in_words,
            "short_day": partial(in_words, weekday=False),
            "spoken": _spoken,
            "moment": lambda moment: in_moment(moment, instance.casework.zone),
        }

    def render(self, visit: Visit, path: str, template: str, context: dict[str, object]) -> str:
        """Render a page for a visit."""
        return self.environment.get_template(template).render(shell=self._shell(visit, path), **context)

    def _shell(self, visit: Visit, path: str) -> Shell:
        return Shell(
            area_name=self._instance.area_name,
            run_by=self._instance.run_by,
            demo=self._instance.settings.demo,
            person=visit.person,
            no_schedule=self._tells_no_schedule(visit),
            menu=menu(visit.subject, path, self.routes, self._instance.now()),
            nonce=visit.nonce,
            request_id=visit.request_id,
            csrf_token=lambda: form_token(visit.form_secret),
            may_reach=lambda href: may_reach(visit.subject, href, self.routes, self._instance.now()),
        )

    def _tells_no_schedule(self, visit: Visit) -> bool:
        is_manager = visit.subject is not None and visit.subject.role is Role.AREA_MANAGER
        return is_manager and self._instance.casework.retention.schedule is None


def put_pages(scope: Any, pages: Pages) -> None:  # Any: an ASGI scope takes keys of ours too
    """Keep the pages of the instance with a request to it."""
    scope[_PAGES] = pages


def pages_of(connection: Connection) -> Pages:
    """Give the pages of the instance that serves a request."""
    pages = connection.scope.get(_PAGES)
    assert isinstance(pages, Pages)
    return pages


def page(
    connection: Connection,
    template: str,
    *,
    title: str,
    status: int = 200,
    **context: object,
) -> Response[str]:
    """Answer with a page.

    Args:
        connection: the request that is answered.
        template: its name below ``cara_web``, e.g. ``referrals/places.html``.
        title: what the page is, without any name of a person: browsers keep titles.
        status: 200, or 422 for a form that is shown again.
        context: what the template shows; ``form``, ``back`` and ``banner`` are known to every page.
    """
    content = pages_of(connection).render(
        visit_of(connection), connection.scope["path"], template, {"title": title, **context}
    )
    return Response(content, status_code=status, media_type=MediaType.HTML)


def see_other(path: str) -> Redirect:
    """Answer a form that was accepted: go on to another page of ours."""
    return Redirect(path, status_code=303)


def _spoken(code: str) -> str:
    """Write an account's code as people read it out: random ones in two groups of four."""
    try:
        return Reference.parse(code).spoken
    except ReferenceProblem:
        return code


def _legend_of(text: str, heading: bool) -> dict[str, object]:  # noqa: FBT001 - called by a macro
    size = "l" if heading else "s"
    return {"text": text, "classes": f"govuk-fieldset__legend--{size}", "isPageHeading": heading}
