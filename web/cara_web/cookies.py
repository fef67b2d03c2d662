"""The cookies of a browser: its sign-in, and before that a secret for its forms."""

from litestar.datastructures import Cookie

from cara_web.instance import WebInstance


def sign_in_cookie_name(instance: WebInstance) -> str:
    """Name the cookie of a sign-in; over https no other site or subdomain can set one of this name."""
    return "__Host-cara" if instance.is_secure else "cara"


def form_cookie_name(instance: WebInstance) -> str:
    """Name the cookie that holds the secret of forms before anybody has signed in."""
    return "__Host-cara-form" if instance.is_secure else "cara-form"


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
