"""The officer's pages: check, verdict, places, the referral's task list, confirm, and what is printed."""

from cara_web.referrals.booking_pages import BookingPages
from cara_web.referrals.change_pages import ChangePages, MatterPages
from cara_web.referrals.check_pages import CheckPages
from cara_web.referrals.contact_pages import ContactPages
from cara_web.referrals.handing_pages import HandingPages
from cara_web.referrals.later_pages import LaterPages
from cara_web.referrals.letter_pages import LetterPages
from cara_web.referrals.place_pages import PlacePages
from cara_web.referrals.record_pages import RecordPages

REFERRAL_PAGES = (
    CheckPages,
    PlacePages,
    BookingPages,
    RecordPages,
    ChangePages,
    MatterPages,
    ContactPages,
    HandingPages,
    LaterPages,
    LetterPages,
)

__all__ = ["REFERRAL_PAGES"]
