"""The pages of the directory of services, and of signposts with what came of each."""

from cara_web.signposting.services import ServicePages
from cara_web.signposting.signposts import SignpostPages

SIGNPOSTING_PAGES = (SignpostPages, ServicePages)

__all__ = ["SIGNPOSTING_PAGES"]
