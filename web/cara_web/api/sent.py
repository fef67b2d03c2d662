"""What programs send: closed models over those of the core, one for each body and each query."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from cara.casework import PlaceSearch, ReferralStatus
from cara.casework.details import MOST_IMPOSSIBLE_DAYS, Needs
from cara.policy import CaseFacts, RestrictedFacts
from cara.policy.model import Day, Identifier
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.vocabulary.text import Paragraph

CohortCode = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
OurDay = Annotated[Day, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
"""A day on which there can be a workshop, or rules of this platform."""


class Sent(BaseModel):
    """A closed body: an unknown field is an error, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(Sent):
    """An empty object. No body at all is as good."""


class SearchSent(Sent):
    """When and where the person can come."""

    district: Identifier | None = Field(
        default=None, description="The code of the person's district: near places first."
    )
    impossible: tuple[OurDay, ...] = Field(
        default=(), max_length=MOST_IMPOSSIBLE_DAYS, description="Days on which the person cannot come."
    )
    step_free: bool = Field(default=False, description="Whether the venue must have step-free access.")
    hearing_loop: bool = Field(default=False, description="Whether the venue must have a hearing loop.")
    caution_on: Day | None = Field(default=None, description="The day of the caution; while absent, today counts.")

    def search(self) -> PlaceSearch:
        """Give the search that casework takes."""
        return PlaceSearch(
            district=self.district,
            impossible=frozenset[date](self.impossible),
            step_free=self.step_free,
            hearing_loop=self.hearing_loop,
            caution_on=self.caution_on,
        )


class CaseSent(Sent):
    """One case. A fact that is absent or null is missing, which is never the same as no."""

    facts: CaseFacts
    restricted_facts: RestrictedFacts = Field(default=RestrictedFacts(), description="What concerns the victim.")


class OffersSent(Sent):
    """A case for which places are looked for."""

    facts: CaseFacts
    search: SearchSent = SearchSent()


class HoldSent(CaseSent):
    """Enter a referral and hold a place for it."""

    ask: Literal["hold"]
    cohort: CohortCode = Field(description="The cohort's code, as it was offered.")
    search: SearchSent = SearchSent()


class PersonAsked(CaseSent):
    """Enter a referral about which a person must decide; while the area's rules cannot be read, it waits for them."""

    ask: Literal["person"]


class PlaceAsked(CaseSent):
    """Enter a referral of somebody whom the rules clear and for whom no place fits: the area manager finds one."""

    ask: Literal["place"]
    search: SearchSent = SearchSent()


class ReferralSent(RootModel[Annotated[HoldSent | PersonAsked | PlaceAsked, Field(discriminator="ask")]]):
    """A referral to be entered, and what is asked for it."""

    model_config = ConfigDict(frozen=True)


class NextHold(Sent):
    """Hold a place, or another place, for the referral."""

    ask: Literal["hold"]
    cohort: CohortCode = Field(description="The cohort's code, as it was offered.")
    search: SearchSent | None = Field(default=None, description="Beside what has been recorded.")


class NextPerson(Sent):
    """Put the referral before an authorised person. A place that is held stays held until its time is over."""

    ask: Literal["person"]


class NextPlace(Sent):
    """Ask the area manager for a place."""

    ask: Literal["place"]


class NextSent(RootModel[Annotated[NextHold | NextPerson | NextPlace, Field(discriminator="ask")]]):
    """What is asked next for a referral that exists."""

    model_config = ConfigDict(frozen=True)


class NeedsSent(Needs):
    """What makes it possible for the participant to come, and who must not be there."""

    unavailable: tuple[OurDay, ...] = Field(
        default=(), max_length=MOST_IMPOSSIBLE_DAYS, title="Days that are impossible"
    )


class WithdrawalSent(Sent):
    """Why a referral is withdrawn."""

    reason: Paragraph


class VictimSent(Sent):
    """Who a victim is, and how contact is safe. What is left out is not allowed; the default is no contact."""

    details: VictimDetails
    safe_contact: SafeContactSaid = SafeContactSaid()


class ListAsked(Sent):
    """Which referrals are listed."""

    before: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(
        default=None, description="Where the page begins: next_before of the page before it."
    )
    limit: Annotated[int, Field(ge=1, le=200)] = Field(default=50, description="At most so many.")
    status: ReferralStatus | None = Field(default=None, description="Only referrals that stand here.")


class AreaAsked(Sent):
    """Of which day the rules are given."""

    on: OurDay | None = Field(default=None, description="The day; today if absent.")


class NothingAsked(Sent):
    """No query."""
