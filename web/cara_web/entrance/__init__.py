"""The pages before anybody's work begins: signing in and out, one's own account, the start page, notices, health."""

from cara_web.entrance.chooser import Chooser
from cara_web.entrance.components_page import ComponentsPage
from cara_web.entrance.joining import Join
from cara_web.entrance.notices import Notices
from cara_web.entrance.organisations import Organisations
from cara_web.entrance.own_account import OwnAccount
from cara_web.entrance.own_passphrase import OwnPassphrase
from cara_web.entrance.proving import Prove
from cara_web.entrance.sign_in import SignIn
from cara_web.entrance.sign_out import SignOut
from cara_web.entrance.start import Administration, Start

OPEN_PAGES = (Start, Administration, Notices, SignOut, Join, OwnAccount, OwnPassphrase, Prove)
SIGN_IN_PAGES = (SignIn,)
CHOOSER_PAGES = (Chooser,)
ORGANISATION_PAGES = (Organisations,)
COMPONENT_PAGES = (ComponentsPage,)

__all__ = ["CHOOSER_PAGES", "COMPONENT_PAGES", "OPEN_PAGES", "ORGANISATION_PAGES", "SIGN_IN_PAGES"]
