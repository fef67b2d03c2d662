"""Putting an instance's site together."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from litestar import Litestar, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import HttpMethod, ScopeType
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler, Message, Scope
from litestar.utils import normalize_path

from cara.access import ProofNeeded
from cara.settings import SettingsProblem
from cara_web.answers import answer_problem
from cara_web.assets import built_assets
from cara_web.entrance.proving import answer_proof_needed
from cara_web.entrance.ways import refuse_if_nobody_could_sign_in
from cara_web.forgery import refuse_forged
from cara_web.guarding import refuse_routes_without_action, refuse_unless_allowed
from cara_web.instance import WebInstance
from cara_web.layout.page import Pages, pages_of
from cara_web.log import note_fault
from cara_web.outside import LARGEST_BODY, Outside
from cara_web.problems import problem_of, wants_problem_json
from cara_web.routes import controllers_of
from cara_web.visits import Connection, visit_of

_COMPRESSED_FROM = 1000
_COMPRESSION_LEVEL = 5
_KEPT = 8
"""How many applications are kept: one for each set of rooms that instances of one process have."""


def create_app(instance: WebInstance, more: Sequence[ControllerRouterHandler] = ()) -> Outside:
    """Build the site of an instance, ready to be served.

    Args:
        instance: what it is made from.
        more: controllers beside those of the site, as a test may want.

    Raises:
        SettingsProblem: a real instance would let anybody choose who to be, or nobody could sign in to it, or one of its
            providers cannot be.
        RouteWithoutAction: a route does not declare its action.
        AssetsMissing: styles and scripts were not built.
        TemplateRefused: an area's template replaces what it must not.
    """
    if instance.settings.sign_in_chooser and not instance.settings.demo:
        raise SettingsProblem("sign_in_chooser lets anybody in as anybody: it is for a demo alone. Remove it.")
    refuse_if_nobody_could_sign_in(instance.settings)
    assets = built_assets()
    app = _application((*controllers_of(instance), *more))
    pages = Pages(instance, assets, frozenset(route.path for route in app.routes))
    return Outside(app, instance, pages, assets)


@lru_cache(maxsize=_KEPT)
def _application(handlers: tuple[ControllerRouterHandler, ...]) -> Litestar:
    """Build what answers. It knows no instance: each request brings its own, so the same rooms are built once."""
    app = Litestar(
        route_handlers=handlers,
        guards=[_refuse],
        exception_handlers={Exception: _answer_error},
        before_send=[_allow_every_method],
        compression_config=CompressionConfig(
            "gzip", minimum_size=_COMPRESSED_FROM, gzip_compress_level=_COMPRESSION_LEVEL
        ),
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )
    refuse_routes_without_action(app)
    return app


async def _refuse(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse what was forged and what is not allowed: one guard, as Litestar copies the handler for each."""
    await refuse_forged(connection, handler)
    await refuse_unless_allowed(connection, handler)


def _answer_error(connection: Connection, error: Exception) -> Response[Any]:  # Any: a page, a redirection or JSON
    visit, problem = visit_of(connection), problem_of(error)
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        note_fault(error, visit.request_id)
    path, accept = connection.scope["path"], connection.headers.get("accept", "")
    if isinstance(error, ProofNeeded) and isinstance(connection, Request) and not wants_problem_json(path, accept):
        return answer_proof_needed(connection, error)
    answer = answer_problem(pages_of(connection), visit, path, accept, problem)
    headers = (
        {"Allow": _allowed(connection.app, connection.scope["path"])}
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED
        else {}
    )
    return Response(
        answer.body,
        status_code=answer.status,
        media_type=answer.media_type.partition(";")[0],  # Litestar adds the charset itself
        headers=answer.headers | headers,
    )


async def _allow_every_method(message: Message, scope: Scope) -> None:
    """Name every method of an address to whoever asks for them: Litestar names those of the last handler alone."""
    if (
        message["type"] == "http.response.start"
        and scope["type"] == ScopeType.HTTP
        and scope["method"] == HttpMethod.OPTIONS
    ):
        headers = MutableScopeHeaders.from_message(message)
        if "allow" in headers:
            headers["allow"] = _allowed(scope["litestar_app"], scope["path"])


def _allowed(app: Litestar, path: str) -> str:
    return ", ".join(_methods(app, normalize_path(path)))


def _methods(app: Litestar, path: str) -> Iterator[str]:
    for method in HttpMethod:
        with suppress(HTTPException):
            app.asgi_router.handle_routing(path=path, method=method.value)
            yield method.value
