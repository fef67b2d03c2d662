"""The area and its rules in force on a day."""

from datetime import date
from typing import Self

from litestar import Controller, get
from pydantic import Field

from cara.access import Action
from cara.policy import BookRule, NoPolicyInForce, PolicyBook, Provenance, Source
from cara_web.api.answered import Answered
from cara_web.api.doing import ROOT, Answer, answer
from cara_web.api.operations import Operation, says
from cara_web.api.problem import wrong_fields
from cara_web.api.requests import read_query
from cara_web.api.sent import AreaAsked
from cara_web.problems import WrongField
from cara_web.visits import PageRequest, instance_of


class RuleAnswered(Answered):
    """One rule in force."""

    rule_id: str
    kind: str
    topic: str
    says: str = Field(description="The rule in one plain sentence.")
    not_known: tuple[str, ...] = Field(description="What nobody has published about it.")
    owner: str = Field(description="'national', or the area's id.")
    provenance: Provenance
    source: Source
    note: str | None
    valid_from: date | None
    valid_to: date | None

    @classmethod
    def of(cls, item: BookRule) -> Self:
        rule = item.rule
        return cls(
            rule_id=rule.id,
            kind=rule.kind,
            topic=rule.topic,
            says=rule.in_words(),
            not_known=rule.unknowns(),
            owner=item.layer.owner,
            provenance=item.layer.provenance,
            source=rule.source,
            note=rule.note,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
        )


class DistrictAnswered(Answered):
    """A district, by the code that a search takes."""

    code: str
    name: str


class AreaAnswered(Answered):
    """The area that this instance serves, and its rules on a day."""

    area: str
    name: str
    on: date
    book_digest: str = Field(description="The digest of all its rules, of every day.")
    districts: tuple[DistrictAnswered, ...]
    rules: tuple[RuleAnswered, ...]

    @classmethod
    def of(cls, book: PolicyBook, on: date) -> Self:
        return cls(
            area=book.area.id,
            name=book.area.name,
            on=on,
            book_digest=book.digest,
            districts=tuple(DistrictAnswered(code=d.code, name=d.name) for d in book.area.districts),
            rules=tuple(map(RuleAnswered.of, book.in_force(on))),
        )


RULES = Operation("seeArea", {200: AreaAnswered}, query=AreaAsked, refuses=(503,))


class Area(Controller):
    """The area of this instance."""

    path = f"{ROOT}/area"

    @get("/", opt=says(Action.SEE_AREAS, RULES))
    async def area(self, request: PageRequest) -> Answer:
        """Give the area's rules in force on a day, with the digest of all of them."""
        asked, instance = read_query(request, AreaAsked), instance_of(request)
        book = instance.casework.book
        try:
            return answer(AreaAnswered.of(book, asked.on or instance.casework.today(instance.now())))
        except NoPolicyInForce as error:
            raise (wrong_fields([WrongField("on", str(error))]) if asked.on else error) from error
