"""The pages before anybody's work begins: signing in and out, the start page, notices, health, components."""

from cara_web.entrance.components_page import ComponentsPage
from cara_web.entrance.notices import Notices
from cara_web.entrance.signing import SignIn, SignOut
from cara_web.entrance.start import Start

OPEN_PAGES = (Start, Notices, SignOut)
SIGN_IN_PAGES = (SignIn,)
COMPONENT_PAGES = (ComponentsPage,)

__all__ = ["COMPONENT_PAGES", "OPEN_PAGES", "SIGN_IN_PAGES"]
