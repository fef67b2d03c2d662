"""The pages of the victim's side: entering, calls to make, one contact, correcting, checking, deciding, locking."""

from cara_web.victims.calls import CallPages
from cara_web.victims.checks import CheckPages
from cara_web.victims.contact import ContactPages
from cara_web.victims.correcting import CorrectingPages
from cara_web.victims.entering import EnteringPages
from cara_web.victims.locking import LockedPage, LockPages
from cara_web.victims.managing import ManagingPages

VICTIM_PAGES = (
    EnteringPages,
    CallPages,
    ContactPages,
    CorrectingPages,
    CheckPages,
    ManagingPages,
    LockPages,
    LockedPage,
)

__all__ = ["VICTIM_PAGES"]
