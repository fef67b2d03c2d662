"""The cookies of a browser: its sign-in, before that a secret for its forms, and what is kept while it is elsewhere."""

from litestar.datastructures import Cookie

from cara.staff.ceremonies import LASTS
from cara_web.instance import WebInstance


def sign_in_cookie_name(instance: WebInstance) -> str:
    """Name the cookie of a sign-in; over https no other site or subdomain can set one of this name."""
    return "__Host-cara" if instance.is_secure else "cara"


def form_cookie_name(instance: WebInstance) -> str:
    """Name the cookie that holds the secret of forms before anybody has signed in."""
    return "__Host-cara-form" if instance.is_secure else "cara-form"


def visit_cookie_name(instance: WebInstance) -> str:
    """Name the cookie that holds what is kept of a visit to an organisation's provider."""
    return "__Host-cara-leaving" if instance.is_secure else "cara-leaving"


def browser_cookie(instance: WebInstance, name: str, value: str) -> Cookie:
    """Make a cookie for the browser's session; an empty value takes it away."""
    return Cookie(
        key=name,
        value=value,
        path="/",
        httponly=True,
        secure=instance.is_secure,
        samesite="strict",
        max_age=None if value else 0,
    )


def visit_cookie(instance: WebInstance, value: str) -> Cookie:
    """Make the cookie of a visit to a provider, which is sent along when that sends the browser back.

    An empty value takes it away.
    """
    return Cookie(
        key=visit_cookie_name(instance),
        value=value,
        path="/",
        httponly=True,
        secure=instance.is_secure,
        samesite="lax",
        max_age=int(LASTS.total_seconds()) if value else 0,
    )
