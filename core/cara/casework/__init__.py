"""The use cases, one function each. Every one decides access, commits before it returns, and returns frozen values.

- :mod:`cara.casework.checking` - check a case, nothing stored
- :mod:`cara.casework.places` - offer places
- :mod:`cara.casework.holding` - hold a place, let holds run out
- :mod:`cara.casework.referring` - refer to a person, ask for a place, withdraw
- :mod:`cara.casework.recording` - person, needs, equality answers, caution
- :mod:`cara.casework.redeciding` - change answers
- :mod:`cara.casework.confirming` - confirm a booking
- :mod:`cara.casework.correcting_contact` - correct how a participant is reached
- :mod:`cara.casework.handing_over` - hand a referral over to a colleague
- :mod:`cara.casework.worklist` - what waits for an authorised person
- :mod:`cara.casework.listing` - lists
- :mod:`cara.casework.seeing` - one referral
- :mod:`cara.casework.explaining` - its decisions
- :mod:`cara.casework.views` - what of a referral leaves, and for whom
- :mod:`cara.casework.letters` - what a participant may be told
- :mod:`cara.casework.replaying` - replay stored decisions
- :mod:`cara.casework.once` - do once what a program asks for twice
"""

from cara.acting import NotAccepted, Problem, from_validation
from cara.casework.attended import AttendanceFact
from cara.casework.checking import check_eligibility
from cara.casework.confirming import Confirmed, NotConfirmed, confirm_booking, refer_on
from cara.casework.correcting_contact import ContactSeen, correct_contact, see_contact
from cara.casework.explaining import KeptDecision, PersonsDecision, see_decisions
from cara.casework.handing_over import Colleague, HandingOver, hand_over, see_handing_over, take_back
from cara.casework.holding import (
    Gone,
    Held,
    NotClearedYet,
    hold_another_place,
    hold_place,
    release_expired_holds,
    run_with_holds_released,
)
from cara.casework.instance import Instance
from cara.casework.items import ItemKind, Owner
from cara.casework.letters import participant_view
from cara.casework.listing import ReferralLine, ReferralPage, Search, list_referrals
from cara.casework.once import once
from cara.casework.places import Offers, PlaceSearch, offer_places, offer_places_for
from cara.casework.problems import (
    AlreadyReferred,
    BelowTheFloor,
    ErasedAlready,
    NoSuchItem,
    NoSuchReferral,
    PlaceDoesNotFit,
    SomebodyElseChanged,
)
from cara.casework.recording import record_caution, record_equality, record_needs, record_person
from cara.casework.redeciding import change_answers
from cara.casework.referring import ask_for_place, ask_for_place_for, refer_to_person, withdraw
from cara.casework.replaying import Replayed, replay_decisions
from cara.casework.seeing import Standing, see_referral, see_standing
from cara.casework.states import OPEN, WAYS, ReferralStatus, WrongStatus
from cara.casework.views import DecisionSeen, NeedsSeen, PersonSeen, ReferralView
from cara.casework.worklist import (
    Item,
    PlaceOutcome,
    decide_disposal,
    decide_pending,
    decide_place,
    give_place,
    review_duplicate,
    worklist,
    worklist_item,
)

__all__ = [
    "OPEN",
    "WAYS",
    "AlreadyReferred",
    "AttendanceFact",
    "BelowTheFloor",
    "Colleague",
    "Confirmed",
    "ContactSeen",
    "DecisionSeen",
    "ErasedAlready",
    "Gone",
    "HandingOver",
    "Held",
    "Instance",
    "Item",
    "ItemKind",
    "KeptDecision",
    "NeedsSeen",
    "NoSuchItem",
    "NoSuchReferral",
    "NotAccepted",
    "NotClearedYet",
    "NotConfirmed",
    "Offers",
    "Owner",
    "PersonSeen",
    "PersonsDecision",
    "PlaceDoesNotFit",
    "PlaceOutcome",
    "PlaceSearch",
    "Problem",
    "ReferralLine",
    "ReferralPage",
    "ReferralStatus",
    "ReferralView",
    "Replayed",
    "Search",
    "SomebodyElseChanged",
    "Standing",
    "WrongStatus",
    "ask_for_place",
    "ask_for_place_for",
    "change_answers",
    "check_eligibility",
    "confirm_booking",
    "correct_contact",
    "decide_disposal",
    "decide_pending",
    "decide_place",
    "from_validation",
    "give_place",
    "hand_over",
    "hold_another_place",
    "hold_place",
    "list_referrals",
    "offer_places",
    "offer_places_for",
    "once",
    "participant_view",
    "record_caution",
    "record_equality",
    "record_needs",
    "record_person",
    "refer_on",
    "refer_to_person",
    "release_expired_holds",
    "replay_decisions",
    "review_duplicate",
    "run_with_holds_released",
    "see_contact",
    "see_decisions",
    "see_handing_over",
    "see_referral",
    "see_standing",
    "take_back",
    "withdraw",
    "worklist",
    "worklist_item",
]
