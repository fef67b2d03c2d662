"""A text as it is put before whoever reads it, and what he or she decides."""

from dataclasses import dataclass, field

from cara.disclosure.copies import FreeText, Reading
from cara.disclosure.words import TextAnswer


@dataclass(frozen=True, slots=True)
class TextSeen:
    """One text that somebody has to read, and what was decided about it as it stands."""

    text: FreeText
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class TextDecided:
    """What somebody decides about a text: which it was, word for word, and what becomes of it."""

    place: str
    digest: str
    answer: TextAnswer
    redacted: str | None = field(default=None, repr=False)

    @property
    def reading(self) -> Reading:
        """Give it as it is kept."""
        return Reading(
            self.place, self.digest, self.answer, self.redacted if self.answer is TextAnswer.REDACT else None
        )
