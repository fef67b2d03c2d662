"""What is said in which language: the core's texts, an area's own, and which language may be sent.

Another language than English is sent only where all of it has been approved as it stands: by a named translator, under
the digest of every text. What is changed afterwards, by the core or by the area, has to be approved anew.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from cara.messages.english import ENGLISH
from cara.policy import TemplateText
from cara.policy.messages import PLACES, places_in
from cara.vocabulary import CaraError, Template, WrittenLanguage

ENGLISH_LANGUAGE = WrittenLanguage.ENGLISH
_ISOLATE, _END = "\u2068", "\u2069"
"""Unicode's first strong isolate and its end."""


class WordingProblem(CaraError):
    """A template cannot be filled in: which, and why."""

    def __init__(self, template: Template, problem: str) -> None:
        self.template, self.problem = template, problem
        super().__init__(f"The template {template.value} cannot be used: {problem}.")


@dataclass(frozen=True)
class Wording:
    """The texts of one language."""

    language: WrittenLanguage
    texts: Mapping[Template, str]

    @property
    def digest(self) -> str:
        """Give the SHA-256 of every text, by which an approval is bound to what was approved."""
        said = json.dumps(
            [self.language.value, sorted((template.value, text) for template, text in self.texts.items())],
            ensure_ascii=False,
        )
        return hashlib.sha256(said.encode()).hexdigest()

    def say(self, template: Template, **filled_in: str) -> str:
        """Give one text, filled in.

        Raises:
            WordingProblem: there is no such text, or it asks for something else than what is filled in.
        """
        text = self.texts.get(template)
        if not text:
            raise WordingProblem(template, f"there is no text in {self.language.label}")
        try:
            return text.format_map({name: self.isolated(value) for name, value in filled_in.items()})
        except (KeyError, ValueError, IndexError, AttributeError) as error:
            raise WordingProblem(template, f"it asks for {error}") from error

    def isolated(self, text: str) -> str:
        """Give what stands in a text of another direction: a number or an address is not turned about by what is around it.

        Without that, ``01632 960123`` is shown in Urdu as ``960123 01632``.
        """
        return f"{_ISOLATE}{text}{_END}" if text and self.language.is_right_to_left else text

    @property
    def is_whole(self) -> bool:
        """Whether there is every text, each with exactly what is filled into it."""
        return all(_fits(template, self.texts.get(template, "")) for template in Template)


def _fits(template: Template, text: str) -> bool:
    try:
        return bool(text) and places_in(text) == PLACES.get(template, frozenset())
    except ValueError:
        return False


def wording_in(language: WrittenLanguage, own: Collection[TemplateText] = ()) -> Wording:
    """Give the wording of a language, an area's own texts in place of the core's.

    A template that the area words in English only is missing elsewhere: the translation says something else.
    """
    mine = {text.template: text.text for text in own if text.language is language}
    elsewhere = {text.template for text in own if text.language is ENGLISH_LANGUAGE}
    texts = {template: text for template, text in _core(language).items() if template not in elsewhere - mine.keys()}
    return Wording(language, {**texts, **mine})


def _core(language: WrittenLanguage) -> Mapping[Template, str]:
    return ENGLISH if language is ENGLISH_LANGUAGE else _translated(language)


@cache
def _translated(language: WrittenLanguage) -> Mapping[Template, str]:
    catalogue = catalogue_of(language)
    found = {template: catalogue.get(text, template.value) for template, text in ENGLISH.items()}
    return {template: str(message.string) for template, message in found.items() if message and message.string}


@cache
def catalogue_of(language: WrittenLanguage) -> Catalog:
    """Read the catalogue of a language; its contexts are the names of the templates."""
    path = files("cara.messages").joinpath("catalogues", f"{language.value}.po")
    with path.open("rb") as file:
        return read_po(file, locale=language.value, domain="participants", abort_invalid=True)
