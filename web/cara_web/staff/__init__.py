"""The area manager's office: who may sign in and as what, whom each may not see, and which programs call."""

from cara_web.staff.account import AccountPages
from cara_web.staff.confirmations import ConfirmationPages
from cara_web.staff.conflicts import ConflictPages
from cara_web.staff.inviting import InvitingPages
from cara_web.staff.people import PeoplePages
from cara_web.staff.programs import ProgramPages

STAFF_PAGES = (PeoplePages, InvitingPages, AccountPages, ConflictPages, ProgramPages, ConfirmationPages)

__all__ = ["STAFF_PAGES"]
