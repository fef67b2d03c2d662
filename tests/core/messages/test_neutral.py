"""What shows unopened is neutral: every occasion, language, channel and area, the file names and the PDF's title too."""

import io
import itertools
from datetime import date

import pytest
from pypdf import PdfReader
from tests.areas_for_tests import Testshire, areas_of, stated
from tests.core.messages.views import view_in
from tests.instances import NOW

from cara.casework.instance import LONDON
from cara.messages import Contact, Meeting
from cara.messages.calendar import FILE_NAME as CALENDAR_NAME
from cara.messages.calendar import calendar_file
from cara.messages.english import ENGLISH
from cara.messages.interpreters import LINES
from cara.messages.letters import letter_of
from cara.messages.typesetting import FILE_NAME, FILE_NAME_OF_MANY, TITLE, can_typeset, typeset
from cara.messages.wording import catalogue_of, wording_in
from cara.messages.writing import channels_for, short_text, write
from cara.policy import MessageTemplates, TemplateText
from cara.policy.messages import PLACES, places_in
from cara.policy.neutral import says_never_said, telling_words
from cara.vocabulary import Channel, Occasion, Template, WrittenLanguage

AREAS = ["west_yorkshire", "hampshire"]
LANGUAGES = list(WrittenLanguage)
NOT_WRITTEN = ["bn", "ro", "ar", "ku", "bfi", "other"]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", [*LANGUAGES, *NOT_WRITTEN])
@pytest.mark.parametrize("occasion", Occasion)
def test_what_shows_unopened_tells_nothing(area, language, occasion):
    view = view_in(area, language)
    wording = wording_in(WrittenLanguage(language) if language in set(WrittenLanguage) else WrittenLanguage.ENGLISH)
    sms = write(view, occasion, 1, Channel.SMS, wording)
    email = write(view, occasion, 1, Channel.EMAIL, wording)
    for shown in (sms.text, email.subject, email.text):
        assert shown
        assert telling_words(shown) == ()


@pytest.mark.parametrize("name", [CALENDAR_NAME, FILE_NAME, FILE_NAME_OF_MANY, TITLE, *LINES])
def test_names_of_files_and_lines_of_ours_tell_nothing(name):
    assert telling_words(name) == ()


@pytest.mark.parametrize("area", AREAS)
def test_every_field_of_a_calendar_tells_nothing(area):
    view = view_in(area, "en", meeting=Meeting("Police station", "Court Road\n2 Example Street", "", False, False))
    text = calendar_file(view, LONDON, now=NOW).decode()
    assert "2 Example Street" in text
    assert telling_words(text) == ()


def test_a_place_that_tells_something_is_named_without_it():
    meeting = Meeting(
        "Domestic Abuse Centre", "Probation Office\n2 Example Street", "", step_free=True, hearing_loop=True
    )
    said = short_text(view_in("hampshire", "en", meeting=meeting), Occasion.BOOKED, None, wording_in(LANGUAGES[0]))
    assert "Place: 2 Example Street." in said


def test_a_contact_that_tells_something_is_not_named():
    view = view_in("hampshire", "en", ask="police@example.org")
    said = short_text(view, Occasion.BOOKED, None, wording_in(LANGUAGES[0]))
    assert said.endswith("Questions? See your letter.")


@pytest.mark.parametrize("telling", ["your Caution", "POLICE", "the court", "CARA", "przemocy", "ਪੁਲਿਸ ਨੂੰ", "پولیس"])
def test_a_word_that_tells_something_is_seen(telling):
    assert telling_words(f"Reminder: {telling}.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_that_only_the_police_may_say_is_nowhere(language):
    texts = wording_in(language).texts.values()
    assert len(texts) == len(Template)
    assert not [text for text in texts if says_never_said(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_whole_and_every_text_has_its_places(language):
    wording = wording_in(language)
    assert wording.is_whole
    for template, text in wording.texts.items():
        assert places_in(text) == PLACES.get(template, frozenset()), template


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_catalogue_is_of_this_english_and_of_nothing_else(language):
    found = {(message.context, message.id) for message in catalogue_of(language) if message.id}
    assert found == {(template.value, text) for template, text in ENGLISH.items()}


def test_a_letter_of_each_occasion_is_a_pdf_with_a_neutral_title():
    letters = [letter_of(view_in("hampshire", "en"), one, 1, wording_in(LANGUAGES[0])) for one in Occasion]
    made = typeset(letters)
    read = PdfReader(io.BytesIO(made))
    assert (read.metadata.title, read.metadata.author) == (TITLE, None)
    assert len(read.pages) == len(letters)
    assert made == typeset(letters)
    assert b"pdfuaid" in made


@pytest.mark.parametrize("language", ["bn"])
def test_a_line_for_an_interpreter_is_in_english_where_its_script_cannot_be_set(language):
    letter = letter_of(view_in("hampshire", language), Occasion.BOOKED, None, wording_in(LANGUAGES[0]))
    assert can_typeset(letter)
    text = PdfReader(io.BytesIO(typeset([letter]))).pages[0].extract_text()
    assert "Another language: ask us for an interpreter." in text


def own(template=Template.SHORT_WITHDRAWN, text="You do not need to come.", **more):
    return {"template": template, "text": text, **more}


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([own(text="The police have cancelled it.")], "shows before it is opened and says 'police'"),
        ([own(text="Come on {day}.")], "must have filled in: nothing"),
        ([own(Template.SHORT_BOOKED, "Come to {place}.")], r"must have filled in: \{days\}, \{place\}"),
        ([own(text="Come {0.__class__}.")], "is not a plain name"),
        ([own(Template.TELL_US, "{police} say it is a breach.")], "only the police may decide"),
        ([own(), own()], "worded twice"),
        ([own("short.invented")], "template"),
    ],
)
def test_an_area_whose_own_wording_does_not_do_is_unavailable_in_words(texts, problem):
    with pytest.raises(ValueError, match=problem):
        stated(MessageTemplates, value=texts)


def test_an_area_words_a_template_in_its_own_way_and_no_translation_says_otherwise():
    rule = stated(MessageTemplates, value=[own()])
    book = areas_of(Testshire(rule)).book("testshire")
    texts = [text for one in book.of_kind(MessageTemplates, date(2026, 11, 23)) for text in one.value]
    assert texts == [TemplateText(template=Template.SHORT_WITHDRAWN, text="You do not need to come.")]
    assert wording_in(WrittenLanguage.ENGLISH, texts).texts[Template.SHORT_WITHDRAWN] == "You do not need to come."
    assert not wording_in(WrittenLanguage.POLISH, texts).is_whole


@pytest.mark.parametrize(
    ("phone", "email", "channels"),
    [
        ("07700 900982", "adam@example.org", (Channel.SMS,)),
        ("+44 7700 900982", None, (Channel.SMS,)),
        ("01632 960001", "adam@example.org", (Channel.EMAIL,)),
        ("01632 960001", None, (Channel.LETTER,)),
        (None, None, (Channel.LETTER,)),
    ],
)
def test_only_the_participants_own_number_and_address_say_by_which_way(phone, email, channels):
    order = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
    assert channels_for(Contact(phone, email), Occasion.BOOKED, order) == channels


def test_who_has_completed_gets_a_letter_to_keep():
    ways = [channels_for(Contact("07700 900982"), one, (Channel.SMS,)) for one in Occasion]
    assert dict(zip(Occasion, ways, strict=True))[Occasion.COMPLETED] == (Channel.SMS, Channel.LETTER)
    assert len(set(itertools.chain(*ways))) == 2
