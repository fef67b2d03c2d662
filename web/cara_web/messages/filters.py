"""What the outbox is narrowed to, as it stands in an address: words of ours and references, and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cara.casework.outbox import MessageSearch, Tab
from cara.vocabulary import Channel, Occasion, Reference, ReferenceProblem
from cara_web.layout.forms import FieldError, Form

MESSAGES = "/messages"
NAMES = ("tab", "occasion", "channel", "record")
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, the form in which it can be changed, and what is wrong in it."""

    search: MessageSearch
    form: Form
    given: Mapping[str, str] = field(default_factory=dict)

    def address(self, path: str = MESSAGES, **changes: str) -> str:
        """Give the address of what was asked for, with changes."""
        asked = {name: value for name, value in {**self.given, **changes}.items() if value}
        return f"{path}?{urlencode(asked)}" if asked else path


def asked_for(typed: Mapping[str, str], before: int | None = None) -> Asked:
    """Read what is asked for; a word that is not one of ours is left out, and a wrong reference is said."""
    given = {name: typed.get(name, "").strip()[:LONGEST] for name in NAMES}
    errors: tuple[FieldError, ...] = ()
    about = None
    if given["record"]:
        try:
            about = Reference.parse(given["record"])
        except ReferenceProblem as problem:
            errors = (FieldError("record", str(problem).rstrip("."), "record"),)
    search = MessageSearch(
        tab=Tab(given["tab"]) if given["tab"] in set(Tab) else Tab.WAITING,
        occasion=Occasion(given["occasion"]) if given["occasion"] in set(Occasion) else None,
        channel=Channel(given["channel"]) if given["channel"] in set(Channel) else None,
        about=about,
        before=0 if errors else before,
    )
    form = Form({name: (value,) for name, value in given.items()}, errors)
    return Asked(search, form, {name: value for name, value in given.items() if value})
