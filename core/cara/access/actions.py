"""Everything that can be asked of an instance. Each page and each address of the interface declares one."""

from cara.vocabulary import Word


class Action(Word):
    """One thing that somebody may or may not do."""

    SEE_PUBLIC_PAGE = "see_public_page", "See a page that is open to everybody"
    SIGN_IN = "sign_in", "Sign in"
    SIGN_OUT = "sign_out", "Sign out"
    SEE_HOME = "see_home", "See the first page"
    SEE_COMPONENTS = "see_components", "See the components page"
    CHECK_ELIGIBILITY = "check_eligibility", "Check whether somebody is eligible"
    SEE_PLACES = "see_places", "See the places that are free"
    REFER = "refer", "Refer a person and hold a place"
    LIST_REFERRALS = "list_referrals", "List referrals"
    SEE_REFERRAL = "see_referral", "See a referral"
    CHANGE_REFERRAL = "change_referral", "Enter or change a referral's answers"
    CONFIRM_BOOKING = "confirm_booking", "Confirm a booking"
    WITHDRAW_REFERRAL = "withdraw_referral", "Withdraw a referral"
    SEE_DECISIONS = "see_decisions", "See why a referral was decided as it was"
    PRINT_LETTER = "print_letter", "Print a letter or a calendar file"
    SEE_WORKLIST = "see_worklist", "See the worklist"
    DECIDE_DISPOSAL = "decide_disposal", "Decide what the police decide"
    DECIDE_PLACE = "decide_place", "Decide about places"
    REVIEW_DUPLICATE = "review_duplicate", "Review a possible duplicate"
    OPEN_VENUE = "open_venue", "Open a venue"
    OPEN_COHORT = "open_cohort", "Open a cohort"
    ADD_ACCOUNT = "add_account", "Add an account"
    SEE_AREAS = "see_areas", "See the installed areas and their rules"
