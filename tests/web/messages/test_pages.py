"""The outbox as the area manager works with it, and as nobody else sees it."""

import io

import pytest
from pypdf import PdfReader
from tests.core.sending.office import Office
from tests.web.inhabited import EVERYBODY, FACILITATOR, HT, MANAGER, OFFICER, VICTIM_CONTACT, words_on

from cara.casework.outbox import MessageSearch, Tab, WhyNot, list_messages
from cara.sending import NotNow, Refused, Unanswered


def office_of(here):
    office = Office(here.area, here.area.now)
    office.look_at_wording()
    return office


def codes(here, office, tab):
    found = list_messages(here.area.instance, office.manager, MessageSearch(tab), now=office.moment)
    return [line.code for line in found.lines]


def test_what_waits_went_failed_and_is_held_stands_in_its_tab(here, manager):
    office = office_of(here)
    office.provider.fail_before = [Refused(), NotNow(WhyNot.PROVIDER_DOWN)]
    for place, name in enumerate(["Ash", "Beech", "Cedar"]):
        here.area.booked(family_name=name, crime_reference=f"13/{place}/26")
    office.worker.work_off()
    said = words_on(manager.get("/messages"))
    assert "Waiting (13) Sent (1) Failed (1) Held (0) Kept here (0) Cancelled (0)" in said
    assert "The provider cannot be reached. It is tried again by itself." in said
    assert "The provider refused the number or address" in words_on(manager.get("/messages?tab=failed"))
    assert not {"Ash", "Beech", "Cedar", "Testperson"} & set(said.split())


def test_one_message_shows_what_it_says_and_what_happened_to_it(here, manager):
    here.area.booked()
    office = office_of(here)
    office.worker.work_off()
    said = words_on(manager.get(f"/messages/{codes(here, office, Tab.SENT)[0]}"))
    assert "+447700900982" in said
    assert "You have two appointments: Saturday 5 December 2026" in said
    assert "Handed to the provider" in said


def test_a_message_is_held_let_go_and_cancelled(here, manager):
    here.area.booked()
    office = office_of(here)
    code = codes(here, office, Tab.WAITING)[0]
    assert manager.send(f"/messages/{code}/hold").headers["location"] == f"/messages/{code}?done=held"
    assert codes(here, office, Tab.HELD) == [code]
    assert manager.send(f"/messages/{code}/again").status_code == 303
    assert manager.send(f"/messages/{code}/cancel").status_code == 422
    assert manager.send(f"/messages/{code}/cancel", confirmed="yes").status_code == 303
    assert codes(here, office, Tab.CANCELLED) == [code]
    assert "It cannot be held any more" in words_on(manager.send(f"/messages/{code}/hold"))


def test_what_may_have_arrived_goes_again_only_once_that_is_said(here, manager):
    here.area.booked()
    office = office_of(here)
    office.provider.can_be_asked, office.provider.fail_after = False, [Unanswered()]
    office.worker.work_off()
    (code,) = codes(here, office, Tab.FAILED)
    assert "the person may get it twice" in words_on(manager.send(f"/messages/{code}/again"))
    assert codes(here, office, Tab.FAILED) == [code]
    assert manager.send(f"/messages/{code}/again", confirmed="yes").status_code == 303
    office.worker.work_off()
    assert len(office.provider.took) == 2


def test_letters_are_taken_as_one_pdf_and_marked(here, manager):
    for place, name in enumerate(["Ash", "Beech"]):
        here.area.booked(family_name=name, crime_reference=f"13/{place}/26", phone=None, email=None)
    assert "2 letters wait" in words_on(manager.get("/messages/letters"))
    taken = manager.send("/messages/letters/pdf")
    assert taken.headers["content-disposition"] == 'attachment; filename="letters.pdf"'
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(taken.content)).pages]
    assert [name in page for name, page in zip(["Ash", "Beech"], pages, strict=True)] == [True, True]
    assert "In a PDF already" in words_on(manager.get("/messages/letters"))
    assert "Select the letters" in words_on(manager.send("/messages/letters"))
    office = office_of(here)
    chosen = [code for code in codes(here, office, Tab.WAITING) if code in manager.get("/messages/letters").text]
    assert manager.send("/messages/letters", letters=chosen[0]).status_code == 303
    assert "1 letter waits" in words_on(manager.get("/messages/letters"))


def test_a_translation_is_sent_once_a_named_translator_has_approved_it_as_it_stands(here, manager):
    shown = manager.get("/messages/wording/pl")
    digest = shown.text.partition('name="digest" value="')[2][:64]
    assert "Masz dwa terminy" in words_on(shown)
    assert "Enter the translator" in words_on(manager.send("/messages/wording/pl", digest=digest))
    wrong = manager.send("/messages/wording/pl", digest="0" * 64, translator="Tamsin Translator")
    assert "changed since you looked at it" in words_on(wrong)
    assert manager.send("/messages/wording/pl", digest=digest, translator="Tamsin Translator").status_code == 303
    assert "translator Tamsin Translator" in words_on(manager.get("/messages/wording"))
    assert manager.get("/messages/wording/xx").status_code == 404


def test_the_list_is_taken_away_without_names_or_words(here, manager):
    here.area.booked()
    taken = manager.get("/messages/download?tab=waiting")
    lines = taken.text.splitlines()
    assert lines[0].lstrip("\ufeff") == "Message,Referral,Occasion,By,Status,Why,When"
    assert len(lines) == 6
    assert "Testperson" not in taken.text
    assert "900982" not in taken.text


def test_an_officer_sees_that_the_person_was_told_and_not_what(here):
    reference = here.area.booked()
    said = words_on(here.sign_in(OFFICER).get(f"/bookings/{reference}"))
    assert "Booked: text message, waiting, 23 November 2026 at 10am" in said
    assert "You have two appointments" not in said


@pytest.mark.parametrize("code", sorted(set(EVERYBODY) - {MANAGER}))
def test_nobody_else_opens_the_outbox(here, code):
    here.area.booked()
    office = office_of(here)
    browser = here.sign_in(code)
    paths = ["", "/letters", "/wording", f"/{codes(here, office, Tab.WAITING)[0]}"]
    assert {browser.get(f"/messages{path}").status_code for path in paths} == {403}
    assert "/messages" not in browser.get("/account").text


@pytest.mark.parametrize("code", [FACILITATOR, VICTIM_CONTACT, HT])
def test_who_works_with_neither_sees_no_message_on_a_referral(here, code):
    reference = here.area.booked()
    assert here.sign_in(code).get(f"/bookings/{reference}").status_code in {403, 404}


def test_the_officers_letter_is_the_same_as_page_and_as_pdf(here):
    reference = here.area.booked()
    browser = here.sign_in(OFFICER)
    taken = browser.get(f"/bookings/{reference}/letter.pdf")
    assert taken.headers["content-disposition"] == 'attachment; filename="letter.pdf"'
    read = PdfReader(io.BytesIO(taken.content))
    in_pdf = set(" ".join(page.extract_text() for page in read.pages).replace(",", "").split()) - {"•"}
    assert in_pdf <= set(words_on(browser.get(f"/bookings/{reference}/letter")).replace(",", "").split())
    assert read.metadata.title == "Letter"
    assert taken.content == browser.get(f"/bookings/{reference}/letter.pdf").content
