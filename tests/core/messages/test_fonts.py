"""The fonts of letters: every language that there is can be set, and what cannot is refused and never printed as boxes."""

import io

import pytest
from pypdf import PdfReader
from tests.core.messages.views import view_in

from cara.messages import typesetting
from cara.messages.fonts import OWN_FAMILY, fonts_in, installed_fonts
from cara.messages.interpreters import interpreter_line
from cara.messages.letters import letter_of
from cara.messages.typesetting import CannotTypeset, can_typeset, typeset
from cara.messages.wording import wording_in
from cara.policy.messages import PLACES
from cara.vocabulary import Occasion, Template, WrittenLanguage

PHONE = "01632 960123"


@pytest.mark.parametrize("language", WrittenLanguage)
def test_there_is_a_font_for_every_letter_of_every_language(language: WrittenLanguage):
    fonts = installed_fonts()
    assert [text for text in wording_in(language).texts.values() if not fonts.can_set(text)] == []


@pytest.mark.parametrize("language", WrittenLanguage)
def test_a_letter_in_every_language_is_a_pdf_that_can_be_read_aloud_and_the_same_each_time(language: WrittenLanguage):
    letters = [letter_of(view_in("hampshire", language.value), one, 1, wording_in(language)) for one in Occasion]
    made = typeset(letters)
    fonts = {str(font["/BaseFont"]) for font in _fonts_of(made)}
    assert made == typeset(letters)
    assert b"pdfuaid" in made
    assert any(_FACE[language] in font for font in fonts)


_FACE = {
    WrittenLanguage.ENGLISH: "Libertinus",
    WrittenLanguage.POLISH: "Libertinus",
    WrittenLanguage.PUNJABI: "CARAGurmukhi",
    WrittenLanguage.URDU: "CARANastaliq",
}


def _fonts_of(pdf: bytes):
    for page in PdfReader(io.BytesIO(pdf)).pages:
        yield from (one.get_object() for one in page["/Resources"]["/Font"].values())


@pytest.mark.parametrize("language", ["pa", "ur", "ar", "pl", "ro", "ku"])
def test_the_line_for_an_interpreter_is_in_the_reader_s_own_script_where_there_is_a_font(language: str):
    letter = letter_of(view_in("hampshire", language), Occasion.BOOKED, None, wording_in(WrittenLanguage.ENGLISH))
    [line] = [part.text for part in typesetting.with_readable_line(letter).parts if part.kind == "interpreter"]
    assert line == interpreter_line(language)


def test_without_the_fonts_a_letter_in_their_script_is_refused_in_words(monkeypatch: pytest.MonkeyPatch):
    bare = fonts_in(())
    monkeypatch.setattr(typesetting, "installed_fonts", lambda: bare)
    letters = [
        letter_of(view_in("hampshire", language.value), Occasion.BOOKED, None, wording_in(language))
        for language in WrittenLanguage
    ]
    assert bare.families == (OWN_FAMILY,)
    assert [can_typeset(letter) for letter in letters] == [True, True, False, False]
    with pytest.raises(CannotTypeset, match="print it from its page"):
        typeset(letters)


def test_a_folder_without_fonts_adds_none(tmp_path):
    assert fonts_in((tmp_path,)) == fonts_in(())


@pytest.mark.parametrize("template", [template for template in Template if PLACES.get(template)])
def test_what_is_filled_in_is_not_turned_about_by_a_language_from_right_to_left(template: Template):
    given = dict.fromkeys(PLACES[template], PHONE)
    said = wording_in(WrittenLanguage.URDU).say(template, **given)
    assert said.count(f"\u2068{PHONE}\u2069") == said.count(PHONE) > 0
    assert "\u2068" not in wording_in(WrittenLanguage.PUNJABI).say(template, **given)


def test_the_lines_of_an_address_are_not_turned_about_either():
    view = view_in("hampshire", "ur")
    letter = letter_of(view, Occasion.BOOKED, None, wording_in(WrittenLanguage.URDU))
    lines = [line for part in letter.parts for line in part.text.splitlines()]
    assert view.meeting is not None
    assert {f"\u2068{line}\u2069" for line in view.meeting.address.splitlines()} <= set(lines)
