"""Access to routes: each declares its action, and a route without one stops the start-up."""

from collections.abc import Iterator

from litestar import Litestar
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from cara.access import Action, NotAllowed, ProofNeeded, decide
from cara.vocabulary import CaraError
from cara_web.forgery import is_for_programs
from cara_web.visits import Connection, instance_of, visit_of

ACTION = "action"


class RouteWithoutAction(CaraError):
    """A route does not say which action it is. The instance does not start."""

    def __init__(self, path: str, handler: str) -> None:
        self.path, self.handler = path, handler
        super().__init__(
            f"The route {path} ({handler}) declares no action: give its handler opt={{'action': Action...}}."
        )


class SignInNeeded(CaraError):
    """Somebody asked for what only those who have signed in may see."""

    says = "You need to sign in to see this. Your sign-in may have ended because nothing was done for a while."

    def __init__(self) -> None:
        super().__init__(self.says)


class TokenNeeded(SignInNeeded):
    """A program asked without a token that is known here."""

    says = (
        "Send a token of this instance in the header 'Authorization: Bearer ...'. None was sent, or it is not known here, "
        "or the program was stopped: ask whoever runs this instance."
    )


async def refuse_unless_allowed(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard every route: go on only if whoever asks may do the route's action at all.

    Whether it may be done to this referral or item is decided by the use case, which knows whose it is.

    Raises:
        SignInNeeded, TokenNeeded: nobody has signed in.
        ProofNeeded: it is, once this person has proved again who it is.
        NotAllowed: it is not allowed.
    """
    if _is_automatic(handler):
        return
    action = handler.opt[ACTION]
    subject = visit_of(connection).subject
    access = decide(subject, action, None, instance_of(connection).now())
    if access.allowed:
        return
    if access.proof_needed:
        raise ProofNeeded(action)
    if subject is not None:
        raise NotAllowed(action)
    raise TokenNeeded if is_for_programs(connection.scope["path"]) else SignInNeeded


def refuse_routes_without_action(app: Litestar) -> None:
    """Go on starting only if every route declares its action.

    Raises:
        RouteWithoutAction: naming the first that does not.
    """
    for path, handler in _handlers(app):
        if not isinstance(handler.opt.get(ACTION), Action):
            raise RouteWithoutAction(path, str(handler))


def _handlers(app: Litestar) -> Iterator[tuple[str, BaseRouteHandler]]:
    for route in app.routes:
        handlers = route.route_handlers if isinstance(route, HTTPRoute) else [route.route_handler]
        yield from ((route.path, handler) for handler in handlers if not _is_automatic(handler))


def _is_automatic(handler: BaseRouteHandler) -> bool:
    """Say whether Litestar made the handler itself, to answer OPTIONS with the methods of a route."""
    return isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}
